//! One actor told twice in one clause: "Hamas, the Islamist group", "They are an armed group", "he was elected president".

use super::EntityKind;
use super::chain::{Past, Weaver};
use super::lexicon::{NONE, country_code};
use super::mentions::Found;
use super::np::{Key, Nature, Reading};

/// Verbs that make their subject, or their object, what follows.
const MAKES: &[&str] = &[
    "elect",
    "appoint",
    "name",
    "nominate",
    "swear",
    "inaugurate",
    "choose",
    "install",
    "select",
    "confirm",
    "declare",
    "proclaim",
    "reelect",
    "re-elect",
    "crown",
    "designate",
    "recognise",
    "recognize",
    "serve",
    "resign",
    "return",
    "reappoint",
    "vote",
];

impl Weaver<'_, '_> {
    /// The chain that the grammar makes this phrase the same as. `Some(None)`: an office that somebody takes whom the text leaves open,
    /// which is then nobody's name.
    pub(super) fn same_as(&mut self, f: &Found, r: &Reading) -> Option<Option<usize>> {
        let doc = self.text.doc;
        let described = r.entity.generic || f.title;
        if !described {
            return None;
        }
        if doc.dep(f.head) == "appos" {
            let chain = self.at(doc.head(f.head)).and_then(one).filter(|c| self.may_be(*c, r))?;
            self.tell(chain, r);
            return Some(Some(chain));
        }
        let (subject, takes_office) = self.subject_of_predicate(f.head)?;
        let chain = subject.and_then(|s| self.at(s)).and_then(one).filter(|c| self.may_be(*c, r));
        if let Some(chain) = chain {
            self.tell(chain, r);
            return Some(Some(chain));
        }
        (f.title && takes_office).then_some(None)
    }

    /// "A US citizen, the pastor Paul Winter": of the country of whoever stands right before the comma.
    pub(super) fn lent_before(&self, f: &Found, r: &mut Reading) {
        let doc = self.text.doc;
        let unknown = matches!(r.key, Key::Named(_)) && r.nature == Nature::Person && r.entity.country.is_none();
        let Some(comma) = f.tokens.start.checked_sub(1).filter(|&c| unknown && doc.lower(c) == ",") else { return };
        let ends = |p: &&Past| self.out.mentions[p.mention].tokens.end == comma && p.sentence == self.text.sentence[f.head];
        let Some(chain) =
            self.past.iter().rev().take(4).find(ends).and_then(one).filter(|_| matches!(doc.dep(f.head), "appos" | "npadvmod"))
        else {
            return;
        };
        let (e, t) = (&self.out.chains[chain], &self.threads[chain]);
        if e.generic && t.nature == Nature::Person {
            self.set_country(r, e.country.as_deref().map_or(NONE, country_code));
        }
    }

    /// The mention with this head, if it is near.
    fn at(&self, head: usize) -> Option<&Past> {
        self.past.iter().rev().take(30).find(|p| p.head == head)
    }

    /// Of whom a predicate tells, and whether he comes into an office by it.
    fn subject_of_predicate(&self, head: usize) -> Option<(Option<usize>, bool)> {
        let doc = self.text.doc;
        let (mut verb, dep) = (doc.head(head), doc.dep(head));
        let child = |verb: usize, deps: &[&str]| self.text.near_children(verb).find(|c| deps.contains(&doc.dep(*c)));
        if dep == "pobj" && doc.lower(verb) == "as" {
            verb = doc.head(verb);
            if !MAKES.contains(&doc.lemma(verb)) {
                return None;
            }
        } else if !matches!(dep, "attr" | "oprd") {
            return None;
        }
        let lemma = doc.lemma(verb);
        if child(verb, &["neg"]).is_some() {
            return Some((None, true));
        }
        if matches!(lemma, "be" | "become" | "remain") && dep == "attr" {
            let subject = child(verb, &["nsubj"]);
            let relative = doc.dep(verb) == "relcl" && subject.is_some_and(|s| matches!(doc.lower(s), "who" | "which" | "that"));
            return Some((if relative { Some(doc.head(verb)) } else { subject }, lemma == "become"));
        }
        if !MAKES.contains(&lemma) {
            return None;
        }
        let subject = child(verb, &["nsubjpass"]).or_else(|| child(verb, &["dobj"])).or_else(|| child(verb, &["nsubj"]));
        Some((subject, true))
    }

    /// Whether a chain can be what the reading says.
    fn may_be(&self, chain: usize, r: &Reading) -> bool {
        let (e, t) = (&self.out.chains[chain], &self.threads[chain]);
        let person = t.nature == Nature::Person;
        let kinds = person == (r.nature == Nature::Person)
            && (e.kind != EntityKind::State || r.nature == Nature::Thing && r.entity.country.is_none());
        let country = e.country.is_none() || r.entity.country.is_none() || e.country == r.entity.country;
        let gender = t.female.is_none() || r.female.is_none() || t.female == r.female;
        kinds && country && gender && (t.named || e.name == r.entity.name || r.entity.generic)
    }

    /// What the description tells of an actor of whom little is known.
    fn tell(&mut self, chain: usize, r: &Reading) {
        if self.threads[chain].unknown {
            self.enrich(chain, r);
        }
    }
}

fn one(p: &Past) -> Option<usize> {
    if let [chain] = p.chains[..] { Some(chain) } else { None }
}
