//! Whom a pronoun goes back to.

use super::EntityKind;
use super::chain::{MENTIONS, Past, SENTENCES, Weaver};
use super::mentions::{Found, Pronoun};
use super::np::Nature;

impl Weaver<'_, '_> {
    /// The actor that a pronoun goes back to: near, of its number and gender, a subject rather than not, and no fellow
    /// argument of the same verb.
    pub(super) fn pronoun(&self, f: &Found, p: Pronoun) -> Vec<usize> {
        let doc = self.text.doc;
        let here = self.text.sentence[f.head];
        let possessive = doc.tag(f.head) == "PRP$";
        let subject = matches!(doc.dep(f.head), "nsubj" | "nsubjpass");
        let verb = doc.head(f.head);
        if let Some(near) = self.bound(f, p) {
            return near;
        }
        if possessive && let Some(owner) = self.owner_above(f, p) {
            return self.meant(owner, p);
        }
        if let Some(owner) = self.echoed(f) {
            return owner;
        }
        if let Some(acted_on) = self.acted_on(f, p) {
            return acted_on;
        }
        if let Some(q) = self.commander(f, p) {
            return self.meant(q, p);
        }
        let fellows = if possessive { Vec::new() } else { self.fellows(f.head) };
        let speaker = if matches!(p, Pronoun::He | Pronoun::She) { self.speaker(f.head) } else { Vec::new() };
        let mut best: Option<(i32, &Past)> = None;
        for (back, q) in self.past.iter().rev().take(MENTIONS).enumerate() {
            if here - q.sentence > SENTENCES {
                break;
            }
            if !self.agrees(q, p)
                || !possessive && doc.head(q.head) == verb && q.head != verb && q.sentence == here
                || verb == q.head && !possessive
                || !possessive && (self.does_it(verb, q) || doc.dep(verb) == "relcl" && doc.head(verb) == q.head)
                || q.chains.iter().any(|c| speaker.contains(c) || fellows.contains(c) || self.is_anybody(*c))
                || p == Pronoun::They && !self.plain_plural(q) && (here - q.sentence > 1 || !subject && !possessive)
            {
                continue;
            }
            if possessive && verb == q.head || self.out.mentions[q.mention].tokens.contains(&f.head) {
                continue;
            }
            let first = q.subject || p == Pronoun::They && q.coordinated && self.is_subject(q);
            let mut score = 40 - 12 * (here - q.sentence) as i32 - back as i32;
            let acts = first && (q.coordinated || self.is_finite(doc.head(q.head)));
            score += if acts { 14 } else { 0 } + if q.pronoun { 6 } else { 0 } + if acts && subject { 6 } else { 0 };
            score += if acts && q.sentence == here && doc.subtree(doc.head(q.head)).contains(&f.head) { 6 } else { 0 };
            let many = p == Pronoun::They && self.plain_plural(q);
            score += if many || q.chains.iter().any(|c| self.weighty(*c)) { 8 } else { 0 };
            score += if possessive && q.sentence == here && (q.subject || many) { 6 } else { 0 };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, q));
            }
        }
        let Some((_, chosen)) = best.filter(|(_, q)| !matches!(p, Pronoun::He | Pronoun::She) || !self.stranger_between(q.head, f.head))
        else {
            return Vec::new();
        };
        self.meant(chosen, p)
    }

    /// Whether a verb has a tense: "removed" has none in "wants to see him removed", and its subject is what is talked of.
    fn is_finite(&self, verb: usize) -> bool {
        if self.is_small(verb) {
            return false;
        }
        let tensed = |v: usize| matches!(self.text.doc.tag(v), "VBD" | "VBZ" | "VBP" | "MD");
        let helped = |v: usize| self.text.near_children(v).any(|c| matches!(self.text.doc.dep(c), "aux" | "auxpass") && tensed(c));
        let joined = |v: usize| if self.text.doc.dep(v) == "conj" { self.text.doc.head(v) } else { v };
        [verb, joined(verb)].into_iter().any(|v| tensed(v) || helped(v))
    }

    /// Whether somebody of whom only a name is told acts between a mention and a pronoun: "Roe met Smith. Poe says he …".
    fn stranger_between(&self, from: usize, pronoun: usize) -> bool {
        let doc = self.text.doc;
        let here = self.text.sentence[pronoun];
        let near = (from + 1..pronoun).rev().take_while(|i| here - self.text.sentence[*i] <= 1);
        let mut acting = near.filter(|i| doc.dep(*i) == "nsubj" && doc.pos(*i) == "PROPN" && self.is_finite(doc.head(*i)));
        acting.any(|i| match self.mention_at(i) {
            None => matches!(doc.ent(i), "PERSON" | ""),
            // A bare name that the recogniser takes for a body.
            Some(q) => q.chains.iter().all(|c| self.is_bare_name(*c)),
        })
    }

    /// Who does what is done to the pronoun, by whatever words he is told of: in "he met him" two are meant.
    fn fellows(&self, pronoun: usize) -> Vec<usize> {
        let doc = self.text.doc;
        let up = doc.head(pronoun);
        let verb = match doc.dep(pronoun) {
            "dobj" | "dative" => up,
            // "Allowed *them* to march": the parser makes them the subject of what they may do.
            "nsubj" if matches!(doc.lower(pronoun), "them" | "him" | "her") => doc.head(up),
            // "Took his sons with him", "left a note behind him" are of himself.
            "pobj" if matches!(doc.lower(up), "to" | "with" | "against" | "by" | "from" | "for" | "at") => doc.head(up),
            _ => return Vec::new(),
        };
        if doc.lower(up) == "with" && self.text.near_children(verb).any(|c| doc.dep(c) == "dobj") {
            return Vec::new();
        }
        let doer = self.does(verb).and_then(|s| self.mention_at(s));
        doer.map(|q| q.chains.clone()).unwrap_or_default()
    }

    /// What one sees somebody do or have done, whatever its tag: "see him removed".
    fn is_small(&self, verb: usize) -> bool {
        let doc = self.text.doc;
        let told = self.text.near_children(verb).any(|c| matches!(doc.dep(c), "mark" | "aux" | "auxpass"));
        doc.dep(verb) == "ccomp" && !told && matches!(doc.lemma(doc.head(verb)), "see" | "have" | "get" | "want" | "make" | "let" | "watch")
    }

    /// A named actor of whom more than the name is known, or the government of a country.
    fn weighty(&self, c: usize) -> bool {
        let (t, e) = (&self.threads[c], &self.out.chains[c]);
        let bare = self.is_bare_name(c);
        let government = t.nature == Nature::Thing && e.country.is_some() && e.sectors.first().is_some_and(|s| s == "GOV");
        t.named && !bare || government
    }

    /// A name in one word that the knowledge lacks, and that is taken for a body's.
    fn is_bare_name(&self, c: usize) -> bool {
        let (t, e) = (&self.threads[c], &self.out.chains[c]);
        t.unknown && e.kind == EntityKind::Organisation && e.sectors.is_empty() && !e.name.contains(' ')
    }

    /// "Somebody" and the like, whom no pronoun means where anyone else is told of.
    pub(super) fn is_anybody(&self, c: usize) -> bool {
        self.is_word(&self.out.chains[c].name)
    }

    pub(super) fn is_word(&self, name: &str) -> bool {
        matches!(name, "somebody" | "someone" | "anybody" | "anyone" | "others")
    }

    /// Several human beings by the words, no body that may be called "they" too.
    fn plain_plural(&self, q: &Past) -> bool {
        // "The Republicans": a party called by its people.
        let people = |c: usize| self.text.doc.tag(q.head) == "NNPS" && self.out.chains[c].kind == EntityKind::Organisation;
        let many = |c: usize| self.threads[c].nature == Nature::Plural || self.acts_as_many(c) || people(c);
        q.coordinated || q.chains.len() > 1 || q.chains.iter().all(|c| many(*c))
    }

    /// Whether the mention does what the verb says: the "terrorists using them" are not "them", and who is "alone in
    /// breaking it" is not "it".
    fn does_it(&self, verb: usize, q: &Past) -> bool {
        let doc = self.text.doc;
        let subject = |v: usize| self.text.near_children(v).find(|c| matches!(doc.dep(*c), "nsubj" | "nsubjpass"));
        let mut at = verb;
        for _ in 0..6 {
            let up = doc.head(at);
            let bare = matches!(doc.dep(at), "pcomp" | "xcomp" | "advcl" | "acl" | "prep" | "acomp" | "conj") && up != at;
            if subject(at).is_some() || !bare {
                break;
            }
            at = up;
            if at == q.head {
                return true;
            }
        }
        subject(at).is_some_and(|s| s == q.head && at != verb)
    }

    /// The owner of what a possessive stands inside of: "Russia's failure to keep its word", "Russia's plan could ruin its ties".
    fn owner_above(&self, f: &Found, p: Pronoun) -> Option<&Past> {
        let doc = self.text.doc;
        let told = |head: usize| self.past.iter().rev().take(24).find(|q| q.head == head && self.agrees(q, p));
        let owner = |noun: usize| self.text.near_children(noun).find(|c| doc.dep(*c) == "poss" && doc.pos(*c) == "PROPN").and_then(told);
        let mut at = doc.head(f.head);
        for _ in 0..8 {
            let up = doc.head(at);
            if up == at {
                return None;
            }
            let long = doc.subtree(up).start.max(up.saturating_sub(60))..up;
            let mut subject = long.filter(|c| doc.head(*c) == up && matches!(doc.dep(*c), "nsubj" | "nsubjpass") && *c != at);
            if let Some(s) = subject.next() {
                return if told(s).is_some() { None } else { owner(s).or_else(|| self.state_of_deed(s, p)) };
            }
            if doc.pos(up) == "NOUN"
                && let Some(q) = owner(up)
            {
                return Some(q);
            }
            at = up;
        }
        None
    }

    /// What grammar alone settles: "themselves", and "Obama and his wife".
    fn bound(&self, f: &Found, p: Pronoun) -> Option<Vec<usize>> {
        let doc = self.text.doc;
        let at = |head: usize| self.past.iter().rev().take(12).find(|q| q.head == head && self.agrees(q, p));
        let verb = doc.head(f.head);
        if doc.lower(f.head).ends_with("self") || doc.lower(f.head).ends_with("selves") {
            let verb = if doc.dep(f.head) == "pobj" { doc.head(verb) } else { verb };
            let subject = self.past.iter().rev().take(12).find(|q| q.subject && doc.head(q.head) == verb && self.agrees(q, p));
            let own = subject.map(|q| self.meant(q, p));
            // "Poe himself": of whom nothing else is known.
            return own.or_else(|| (doc.dep(f.head) == "appos").then(Vec::new));
        }
        let conjoined = doc.tag(f.head) == "PRP$" && doc.dep(verb) == "conj" && doc.head(verb) != verb;
        conjoined.then(|| at(doc.head(verb)).filter(|q| !self.modifies(q)).map(|q| q.chains.clone())).flatten()
    }

    /// Whether the mention only colours a noun: "Gaza" in "the Gaza-bound ship".
    pub(super) fn modifies(&self, q: &Past) -> bool {
        let doc = self.text.doc;
        let first = std::iter::successors(Some(q.head), |at| (doc.dep(*at) == "conj").then(|| doc.head(*at))).take(6).last();
        matches!(doc.dep(first.unwrap_or(q.head)), "amod" | "compound" | "nmod" | "npadvmod" | "nummod")
            || self.text.words.text.get(q.head + 1).is_some_and(|w| *w == "-")
    }

    pub(super) fn agrees(&self, q: &Past, p: Pronoun) -> bool {
        if p == Pronoun::They && q.chains.len() > 1 {
            return true;
        }
        q.chains.len() == 1 && q.chains.iter().all(|c| self.chain_agrees(*c, q, p))
    }

    /// An armed group or gang: "it" and "they" alike.
    pub(super) fn acts_as_many(&self, c: usize) -> bool {
        let first = self.out.chains[c].sectors.first().map_or("", String::as_str);
        self.threads[c].named && self.threads[c].nature == Nature::Thing && matches!(first, "REB" | "UAF" | "PRM" | "CRM")
    }

    pub(super) fn chain_agrees(&self, c: usize, q: &Past, p: Pronoun) -> bool {
        let t = &self.threads[c];
        let adjective = self.modifies(q);
        match p {
            Pronoun::He => t.nature == Nature::Person && t.female != Some(true) && (t.named || !adjective),
            Pronoun::She => t.nature == Nature::Person && t.female != Some(false) && (t.named || !adjective),
            Pronoun::It => t.nature == Nature::Thing && !adjective,
            Pronoun::They => {
                !adjective
                    && (t.nature == Nature::Plural
                        || q.coordinated
                        || self.acts_as_many(c)
                        || t.nature == Nature::Thing && q.subject && t.named && self.out.chains[c].kind == EntityKind::Organisation)
            }
        }
    }

    /// Whom a pronoun means by a mention: "they" takes in those joined to it.
    pub(super) fn meant(&self, q: &Past, p: Pronoun) -> Vec<usize> {
        if p == Pronoun::They { self.with_coordinated(q) } else { q.chains.clone() }
    }

    /// "the UK, the US and Australia ... they": all of them.
    pub(super) fn with_coordinated(&self, q: &Past) -> Vec<usize> {
        let mut chains = q.chains.clone();
        let doc = self.text.doc;
        let mut at = q.head;
        let mut steps = 0;
        while doc.dep(at) == "conj" && doc.head(at) != at && steps < 12 {
            at = doc.head(at);
            steps += 1;
        }
        let linked = |h: usize| {
            let (mut h, mut n) = (h, 0);
            while doc.dep(h) == "conj" && h != at && n < 12 {
                h = doc.head(h);
                n += 1;
            }
            h == at
        };
        for p in
            self.past.iter().rev().take(MENTIONS).filter(|p| p.sentence == q.sentence && p.head != q.head && !p.pronoun && linked(p.head))
        {
            for c in &p.chains {
                let alike = self.out.chains[*c].kind == self.out.chains[q.chains[0]].kind;
                if alike && !chains.contains(c) {
                    chains.push(*c);
                }
            }
        }
        chains.sort_unstable();
        chains
    }
}
