//! What can be told of an expression before it runs: how a match begins and ends, how wide it is,
//! which characters it cannot do without.

use super::Node;
use super::parse::Class;

/// The characters with which a match can begin.
#[derive(Debug)]
pub(super) struct First {
    ascii: u128,
    wide: bool,
    empty: bool,
}

impl First {
    pub(super) fn of(node: &Node) -> Self {
        let mut set = Edge::default();
        let empty = set.add(node, Side::First);
        First { ascii: set.ascii, wide: set.wide, empty }
    }

    pub(super) fn admits(&self, text: &str, at: usize) -> bool {
        self.empty
            || match text.as_bytes().get(at) {
                None => false,
                Some(&byte) if byte.is_ascii() => self.ascii >> byte & 1 == 1,
                Some(_) => self.wide,
            }
    }
}

/// An expression whose every alternative takes something and ends with `$`: a match lies at the
/// text's end, so that only the last few characters can begin one.
#[derive(Debug)]
pub(super) struct Tail {
    ascii: u128,
    wide: bool,
    /// Widest match, in characters, of the alternatives that have a limit.
    width: usize,
    /// What the alternatives without a limit can take.
    runs: Vec<Class>,
}

impl Tail {
    pub(super) fn of(node: &Node) -> Option<Self> {
        let branches = if let Node::Alt(branches) = node { branches.as_slice() } else { std::slice::from_ref(node) };
        let mut tail = Tail { ascii: 0, wide: false, width: 0, runs: Vec::new() };
        for branch in branches {
            let Node::Cat(items) = branch else { return None };
            let (Some(Node::End), mut last) = (items.last(), Edge::default()) else { return None };
            if last.add(branch, Side::Last) {
                return None;
            }
            tail.ascii |= last.ascii;
            tail.wide |= last.wide;
            match widest(branch) {
                Some(width) => tail.width = tail.width.max(width),
                None => classes(branch, &mut tail.runs),
            }
        }
        Some(tail)
    }

    /// Where the search may begin; `None` where the text's last character ends no match.
    pub(super) fn earliest_start(&self, text: &str) -> Option<usize> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let last = text.chars().next_back()?;
        let ends = if last.is_ascii() { self.ascii >> (last as u32) & 1 == 1 } else { self.wide };
        if !ends {
            return None;
        }
        let bounded = text.char_indices().nth_back(self.width.saturating_sub(1)).map_or(0, |(i, _)| i);
        let inside = |c: char| self.runs.iter().any(|class| class.contains(c));
        let run = text.char_indices().rev().take_while(|&(_, c)| inside(c)).last().map_or(text.len(), |(i, _)| i);
        Some(bounded.min(run))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    First,
    Last,
}

#[derive(Default)]
struct Edge {
    ascii: u128,
    wide: bool,
}

impl Edge {
    /// Adds what the node can begin or end with; tells whether it can also take nothing.
    fn add(&mut self, node: &Node, side: Side) -> bool {
        match node {
            Node::Empty | Node::Start | Node::End | Node::WordEdge(_) | Node::Look { .. } => true,
            Node::Class(class) => {
                self.ascii |= class.ascii;
                self.wide |= class.may_be_wide();
                false
            }
            Node::Cat(items) if side == Side::First => items.iter().all(|item| self.add(item, side)),
            Node::Cat(items) => items.iter().rev().all(|item| self.add(item, side)),
            Node::Alt(branches) => branches.iter().fold(false, |empty, branch| self.add(branch, side) | empty),
            Node::Repeat { node, min, .. } => self.add(node, side) | (*min == 0),
        }
    }
}

pub(super) fn starts_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Cat(items) => items.iter().find(|item| !matches!(item, Node::Empty)).is_some_and(starts_anchored),
        Node::Alt(branches) => branches.iter().all(starts_anchored),
        _ => false,
    }
}

/// Characters that every match contains.
pub(super) fn required(node: &Node) -> Vec<char> {
    match node {
        Node::Class(class) => class.single().into_iter().collect(),
        Node::Cat(items) => {
            let mut all: Vec<char> = items.iter().flat_map(required).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        Node::Alt(branches) => {
            let mut branches = branches.iter().map(required);
            let first = branches.next().unwrap_or_default();
            branches.fold(first, |common, branch| common.into_iter().filter(|c| branch.contains(c)).collect())
        }
        Node::Repeat { node, min, .. } if *min > 0 => required(node),
        _ => Vec::new(),
    }
}

/// The width in characters, where all matches have the same.
pub(super) fn fixed_width(node: &Node) -> Option<u32> {
    match node {
        Node::Class(_) => Some(1),
        Node::Cat(items) => items.iter().map(fixed_width).sum(),
        Node::Alt(branches) => {
            let width = fixed_width(branches.first()?)?;
            branches.iter().all(|branch| fixed_width(branch) == Some(width)).then_some(width)
        }
        Node::Repeat { node, min, max, .. } if *max == Some(*min) => Some(fixed_width(node)? * min),
        Node::Repeat { .. } => None,
        _ => Some(0),
    }
}

fn widest(node: &Node) -> Option<usize> {
    match node {
        Node::Class(_) => Some(1),
        Node::Cat(items) => items.iter().map(widest).sum(),
        Node::Alt(branches) => branches.iter().map(widest).try_fold(0, |most, width| Some(most.max(width?))),
        Node::Repeat { node, max, .. } => Some(widest(node)? * (*max)? as usize),
        _ => Some(0),
    }
}

fn classes(node: &Node, found: &mut Vec<Class>) {
    match node {
        Node::Class(class) => found.push(class.clone()),
        Node::Cat(items) | Node::Alt(items) => items.iter().for_each(|item| classes(item, found)),
        Node::Repeat { node, .. } => classes(node, found),
        _ => {}
    }
}
