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
                if let Some(q) = self.inside(up, f.head, p).filter(|_| possessive && told.is_none()) {
                    return Some(q);
                }
                own_deed = false;
            }
            at = up;
        }
        None
    }

    /// Who is told of between a verb and a possessive below it: "the guards agreed to hand Smith's letter to his wife".
    fn inside(&self, verb: usize, pronoun: usize, p: Pronoun) -> Option<&Past> {
        let clause = verb + 1..pronoun;
        let named = |q: &&Past| q.chains.iter().all(|c| self.threads[*c].named) && self.agrees(q, p);
        let fits = |q: &&Past| named(q) && !q.pronoun && self.text.doc.head(pronoun) != q.head;
        // "Calls Chad an ally of Mali for its patience": whom the verb is about, before who is named of him.
        let object = self.text.near_children(verb).find(|c| self.text.doc.dep(*c) == "dobj" && clause.contains(c));
        let about = object.and_then(|o| self.mention_at(o)).filter(fits);
        let mut near =
            self.past.iter().rev().take(NEAR).filter(|q| clause.contains(&q.head) && self.text.doc.subtree(verb).contains(&q.head));
        about.or_else(|| near.find(fits))
    }

    /// "Their father abducted them": whoever the subject belongs to.
    pub(super) fn echoed(&self, f: &Found) -> Option<Vec<usize>> {
        let doc = self.text.doc;
        let direct = matches!(doc.dep(f.head), "dobj" | "dative");
        let subject = self.does(doc.head(f.head)).filter(|s| direct && *s < f.head)?;
        let same =
            |c: &usize| matches!((doc.lower(*c), doc.lower(f.head)), ("their", "them") | ("his", "him") | ("her", "her") | ("its", "it"));
        let owner = self.text.near_children(subject).find(|c| doc.tag(*c) == "PRP$" && doc.dep(*c) == "poss" && same(c))?;
        Some(self.mention_at(owner).map(|q| q.chains.clone()).unwrap_or_default())
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

    pub(super) fn mention_at(&self, head: usize) -> Option<&Past> {
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
            return Some(self.meant(q, p));
        }
        let number: &[&str] = match p {
            Pronoun::They => &["NNS", "NNPS"],
            Pronoun::It => &["NN"],
            _ => &[],
        };
        let within = self.text.doc.subtree(object);
        let nearer = self.past.iter().rev().take_while(|q| q.head > object).any(|q| self.agrees(q, p) && !within.contains(&q.head));
        (number.contains(&doc.tag(object)) && !nearer && self.mention_at(object).is_none()).then(Vec::new)
    }

    /// Whether a mention is another side of the deed that the noun with this head is a side of: who does it does it to another.
    pub(super) fn fellow(&self, head: usize, q: &Past) -> bool {
        let Some(verb) = self.deed(head).filter(|_| q.head != head) else { return false };
        let doc = self.text.doc;
        let mut noun = q.head;
        for _ in 0..3 {
            if !matches!(doc.dep(noun), "compound" | "amod" | "nmod") {
                break;
            }
            noun = doc.head(noun);
        }
        self.deed(noun) == Some(verb) || self.does(verb).is_some_and(|s| s == noun)
    }

    /// The verb whose subject, object or opposite number a noun is.
    fn deed(&self, head: usize) -> Option<usize> {
        let doc = self.text.doc;
        let mut at = head;
        for _ in 0..6 {
            let up = doc.head(at);
            let side = match doc.dep(at) {
                "nsubj" | "nsubjpass" | "dobj" | "dative" | "conj" | "agent" => true,
                "pobj" => {
                    matches!(doc.lower(up), "with" | "against" | "between" | "by")
                        || self.is_verb(doc.head(up)) && !matches!(doc.lower(up), "of" | "in" | "near" | "across")
                }
                "prep" => self.is_verb(up) || doc.dep(up) == "dobj",
                _ => false,
            };
            if !side || up == at {
                return None;
            }
            if self.is_verb(up) && doc.dep(at) != "conj" {
                return Some(up);
            }
            at = up;
        }
        None
    }

    fn is_verb(&self, token: usize) -> bool {
        matches!(self.text.doc.pos(token), "VERB" | "AUX")
    }

    /// Who does what a verb says, by its own subject or that of the verb it is joined to.
    pub(super) fn does(&self, verb: usize) -> Option<usize> {
        let doc = self.text.doc;
        let mut at = verb;
        for _ in 0..4 {
            if let Some(s) = self.understood_subject(at, usize::MAX) {
                return Some(s);
            }
            if !matches!(doc.dep(at), "conj" | "xcomp" | "advcl" | "pcomp" | "prep") {
                return None;
            }
            at = doc.head(at);
        }
        None
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
