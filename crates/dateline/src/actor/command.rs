//! Whom grammar gives a pronoun before nearness is asked: the subject above it, and what the clause above it was done to.

use super::EntityKind;
use super::chain::{Past, Weaver};
use super::mentions::{Found, Pronoun};

/// How many steps up the parse a pronoun looks.
const STEPS: usize = 12;
/// Mentions back in which a subject of the same sentence is found.
const NEAR: usize = 40;

impl Weaver<'_, '_> {
    /// The nearest subject above a pronoun that it agrees with: "Although Smith wants Jones gone as part of his plan" is Smith's
    /// plan. Whose deed an object stands in is not meant by it.
    pub(super) fn commander(&self, f: &Found, p: Pronoun) -> Option<&Past> {
        let doc = self.text.doc;
        let possessive = doc.tag(f.head) == "PRP$";
        let mut own_deed = !possessive && !matches!(doc.dep(f.head), "nsubj" | "nsubjpass");
        let mut at = f.head;
        for _ in 0..STEPS {
            let up = doc.head(at);
            if up == at || !self.quotations.together(f.head, up) {
                return None;
            }
            if let Some(s) = self.understood_subject(up, at).filter(|s| *s < f.head) {
                let told = self.mention_at(s).filter(|q| self.agrees(q, p) && !q.chains.iter().any(|c| self.is_anybody(*c)));
                if let Some(q) = told.filter(|_| !own_deed) {
                    return Some(q);
                }
                own_deed = false;
            }
            at = up;
        }
        None
    }

    /// Who does what a verb says, seen from a word below it: its subject, the noun that a relative clause belongs to, or the
    /// object of a verb that makes somebody do it.
    fn understood_subject(&self, verb: usize, below: usize) -> Option<usize> {
        let doc = self.text.doc;
        let child = |v: usize, deps: &[&str]| self.text.near_children(v).find(|c| deps.contains(&doc.dep(*c)) && *c != below);
        if let Some(s) = child(verb, &["nsubj", "nsubjpass"]) {
            let relative = doc.dep(verb) == "relcl" && matches!(doc.lower(s), "who" | "which" | "that");
            return Some(if relative { doc.head(verb) } else { s });
        }
        let maker = match (doc.dep(verb), doc.head(verb)) {
            ("xcomp", up) => up,
            ("pcomp", prep) if matches!(doc.lower(prep), "of" | "from" | "for" | "into") => doc.head(prep),
            _ => return None,
        };
        child(maker, &["dobj"])
    }

    fn mention_at(&self, head: usize) -> Option<&Past> {
        self.past.iter().rev().take(NEAR).find(|q| q.head == head)
    }

    /// "They shell the depots, setting them ablaze": whatever the clause above was done to, be it an actor or not.
    pub(super) fn acted_on(&self, f: &Found, p: Pronoun) -> Option<Vec<usize>> {
        let doc = self.text.doc;
        let verb = doc.head(f.head);
        let child = |v: usize, deps: &[&str]| self.text.near_children(v).find(|c| deps.contains(&doc.dep(*c)));
        let bare = |v: usize| doc.dep(v) == "advcl" && doc.tag(v) == "VBG" && child(v, &["nsubj", "nsubjpass"]).is_none();
        let direct = if doc.dep(f.head) == "dobj" { verb } else { self.caused(f.head)? };
        let mut above = doc.head(direct);
        let joined = doc.dep(direct) == "conj" && child(direct, &["nsubj", "nsubjpass"]).is_none();
        let after = doc.dep(direct) == "pcomp" && matches!(doc.lower(above), "after" | "before" | "without" | "by");
        if after {
            above = doc.head(above);
        }
        let done = child(above, &["dobj"]).or_else(|| child(above, &["nsubjpass"]));
        let object = done.filter(|o| (bare(direct) || joined || after) && *o < direct)?;
        if let Some(q) = self.mention_at(object).filter(|q| self.agrees(q, p)) {
            return Some(if p == Pronoun::They { self.with_coordinated(q) } else { q.chains.clone() });
        }
        let number: &[&str] = match p {
            Pronoun::They => &["NNS", "NNPS"],
            Pronoun::It => &["NN"],
            _ => &[],
        };
        let nearer = self.past.iter().rev().take_while(|q| q.head > object).any(|q| self.agrees(q, p));
        (number.contains(&doc.tag(object)) && !nearer && self.mention_at(object).is_none()).then(Vec::new)
    }

    /// The participle whose object does another deed: "allowing" for "them" in "allowing them to go".
    fn caused(&self, pronoun: usize) -> Option<usize> {
        let doc = self.text.doc;
        let deed = doc.head(pronoun);
        let up = doc.head(deed);
        let made = doc.dep(pronoun) == "nsubj" && matches!(doc.dep(deed), "ccomp" | "xcomp" | "oprd") && !doc.tag(deed).starts_with("VBD");
        made.then_some(up)
    }

    /// Whose deed a noun tells by an adjective: the United States in "the US withdrawal".
    pub(super) fn state_of_deed(&self, noun: usize, p: Pronoun) -> Option<&Past> {
        let doc = self.text.doc;
        let deed = ["al", "sion", "tion", "ment", "ure"].iter().any(|end| doc.lemma(noun).ends_with(end))
            || matches!(doc.lemma(noun), "plan" | "move" | "bid" | "effort" | "attack" | "offensive" | "threat" | "policy" | "promise");
        if p != Pronoun::It || !deed || self.mention_at(noun).is_some() {
            return None;
        }
        let mut colours = self.text.near_children(noun).filter(|c| matches!(doc.dep(*c), "amod" | "compound" | "nmod"));
        let state = |q: &&Past| q.chains.len() == 1 && self.out.chains[q.chains[0]].kind == EntityKind::State;
        colours.find_map(|c| self.mention_at(c).filter(state))
    }
}
