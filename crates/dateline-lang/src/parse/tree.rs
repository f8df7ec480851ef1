//! From heads to subtree edges and sentence starts, as spaCy derives them.

/// First and last token of every token's subtree.
pub(crate) struct Edges {
    pub(crate) left: Vec<u32>,
    pub(crate) right: Vec<u32>,
}

/// The subtrees' edges. Trees may cross; the passes are repeated, as in spaCy, until no head lies
/// outside its sentence, twelve times at most.
pub(crate) fn edges(heads: &[u32]) -> Edges {
    let own: Vec<u32> = (0..heads.len() as u32).collect();
    let mut edges = Edges { left: own.clone(), right: own };
    for _ in 0..12 {
        spread(heads, &mut edges);
        if heads_within_sentences(heads, &edges) {
            break;
        }
    }
    edges
}

/// The tokens that open a sentence: the left edges of the roots.
pub(crate) fn sentence_starts(heads: &[u32], edges: &Edges) -> Vec<bool> {
    let mut starts = vec![false; heads.len()];
    for (i, _) in heads.iter().enumerate().filter(|&(i, &head)| head as usize == i) {
        starts[edges.left[i] as usize] = true;
    }
    starts
}

fn spread(heads: &[u32], edges: &mut Edges) {
    let mut widen = |child: usize| {
        let head = heads[child] as usize;
        edges.left[head] = edges.left[head].min(edges.left[child]);
        edges.right[head] = edges.right[head].max(edges.right[child]);
    };
    (0..heads.len()).for_each(&mut widen);
    (0..heads.len()).rev().for_each(&mut widen);
}

fn heads_within_sentences(heads: &[u32], edges: &Edges) -> bool {
    let starts = sentence_starts(heads, edges);
    let mut start = 0;
    for (i, &opens) in starts.iter().enumerate() {
        if i > 0 && opens || i + 1 == heads.len() {
            if (start..i).any(|j| (heads[j] as usize) < start || heads[j] as usize > i) {
                return false;
            }
            start = i;
        }
    }
    true
}
