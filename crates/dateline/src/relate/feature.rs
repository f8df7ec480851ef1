//! What the model sees of a pair: names of what is there, and word vectors in their places.

use super::Reading;
use super::kin::Kin;
use super::name::hash;
use super::rules::{Fit, Hit};
use super::site::{Site, is_content};
use super::vector::Words;
use crate::clause::{Clause, Clauses, Lexicon, Reality};
use crate::code::Codebook;
use dateline_lang::Doc;
use std::collections::BTreeSet;

/// Places that a word vector can stand in.
pub const SLOTS: usize = 19;
/// Those of the words before and behind the mentions, and of all words.
pub(super) const AROUND_SLOTS: [usize; 3] = [11, 12, 17];
/// Tokens that are looked at on each side of the mentions and between them.
const NEAR: usize = 18;

/// The features of one pair.
#[derive(Debug, Clone, Default)]
pub struct Features {
    /// Numbers of what is there, each once.
    pub names: Vec<u64>,
    /// Place, row of the word, weight.
    pub words: Vec<(u8, u32, f32)>,
    /// What the codebook says, if it says one thing.
    pub said: Option<Said>,
}

/// The one type that whole rules give a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub rule: String,
    pub kind: String,
    pub mode: Option<String>,
}

/// What reading features needs.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub doc: &'a Doc,
    pub clauses: &'a Clauses,
    pub lexicon: &'a Lexicon,
    pub book: &'a Codebook,
    pub words: &'a Words,
    pub kin: &'a Kin,
    /// The rules that fit.
    pub hits: &'a [Hit],
}

impl<'a> Reader<'a> {
    pub(super) fn new(r: Reading<'a>, words: &'a Words, kin: &'a Kin, hits: &'a [Hit]) -> Self {
        Reader { doc: r.doc, clauses: r.clauses, lexicon: &r.knowledge.clause, book: &r.knowledge.codebook, words, kin, hits }
    }

    /// The features of a pair.
    pub(super) fn read(&self, site: &Site) -> Features {
        let mut f = Features::default();
        self.predicates(site, &mut f);
        self.way(site, &mut f);
        self.sides(site, &mut f);
        self.surroundings(site, &mut f);
        self.status(site, &mut f);
        self.rules(site, &mut f);
        self.types(site, &mut f);
        self.kin(site, &mut f);
        self.string(site, &mut f);
        f.names.sort_unstable();
        f.names.dedup();
        f.said = self.said();
        f
    }

    /// What the rules say that link the two and stand inside no other, if all say the same.
    fn said(&self) -> Option<Said> {
        let inside: BTreeSet<usize> = self.hits.iter().filter_map(|h| h.content.filter(|&c| c != h.head)).collect();
        let mut linking = self.hits.iter().filter(|h| h.links() && !inside.contains(&h.head));
        let kind = |h: &Hit| &self.book.type_of(h.rule).name;
        let first = linking.next()?;
        linking.all(|h| kind(h) == kind(first)).then(|| {
            let (kind, rule) = (kind(first).as_str(), self.book.rules[first.rule].name.clone());
            let told = if self.is_ahead(first.head) { self.book.ahead(kind) } else { kind };
            Said { rule, kind: told.to_owned(), mode: first.mode.clone().filter(|_| told == kind) }
        })
    }

    /// Whether what a predicate tells is still to come.
    fn is_ahead(&self, head: usize) -> bool {
        let is_future = |c: &Clause| self.clauses.reality(self.doc, self.lexicon, c, None) == Reality::Future;
        self.clauses.headed_by(head).map_or_else(|| is_future(&self.clauses.nominal(self.doc, head)), is_future)
    }

    pub(super) fn lemma(&self, i: usize) -> &str {
        let lemma = self.doc.lemma(i);
        if lemma.is_empty() || lemma.chars().any(char::is_uppercase) { self.doc.lower(i) } else { lemma }
    }

    /// Names are not learned by heart.
    pub(super) fn word(&self, i: usize) -> &str {
        match self.doc.pos(i) {
            "PROPN" if self.doc.ent_iob(i) != 'O' => self.doc.ent(i),
            "NUM" => "0",
            _ => self.lemma(i),
        }
    }

    fn vector(&self, slot: u8, i: usize, weight: f32, f: &mut Features) {
        if matches!(self.doc.ent(i), "PERSON" | "GPE" | "NORP" | "LOC" | "FAC") {
            return;
        }
        let row = self.words.row(self.lemma(i)).or_else(|| self.words.row(self.doc.lower(i)));
        f.words.extend(row.map(|row| (slot, row, weight)));
    }

    fn mean(&self, slot: u8, tokens: &[usize], f: &mut Features) {
        let tokens: Vec<usize> = tokens.iter().copied().filter(|&i| is_content(self.doc, i)).collect();
        let weight = 1.0 / (tokens.len().max(1) as f32).sqrt();
        tokens.iter().for_each(|&i| self.vector(slot, i, weight, f));
    }

    /// The predicates, what completes them, and how the two sides hang on them.
    fn predicates(&self, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let (l, sv, tv) = (site.link, site.over_source, site.over_target);
        let (link, over_s, over_t) = (self.with_particle(l), self.with_particle(sv), self.with_particle(tv));
        let (s_edge, t_edge) = (self.edge(site, &site.up, true), self.edge(site, &site.down, false));
        let mut put = |parts: &[&str]| f.names.push(hash(parts));
        put(&["L", &link]);
        put(&["L", &link, &s_edge, &t_edge]);
        put(&["E", &s_edge, &t_edge, doc.pos(l)]);
        put(&["Ls", &link, &s_edge]);
        put(&["Lt", &link, &t_edge]);
        put(&["SV", &over_s]);
        put(&["TV", &over_t]);
        let last = self.last_edge(site);
        put(&["TVp", &over_t, &last]);
        put(&["TE", &last]);
        if sv != l {
            put(&["SV>L", &over_s, &link]);
        }
        if tv != l {
            put(&["L>TV", &link, &over_t]);
            put(&["L>TVp", &link, &over_t, &last]);
        }
        if let Some(g) = site.governor {
            put(&["G", &self.with_particle(g), doc.dep(l)]);
            put(&["G>L", &self.with_particle(g), &link]);
        }
        self.vector(0, l, 1.0, f);
        self.vector(1, sv, 1.0, f);
        self.vector(2, tv, 1.0, f);
        site.governor.into_iter().for_each(|g| self.vector(3, g, 1.0, f));
        self.completion("L", [4, 6, 7, 8], l, &link, site, f);
        if tv != l {
            self.completion("T", [5, 16, 16, 16], tv, &over_t, site, f);
        }
        if sv != l && sv != tv {
            self.completion("S", [18, 18, 18, 18], sv, &over_s, site, f);
        }
    }

    /// A predicate's objects, complement clauses and prepositional objects that are not on the way.
    fn completion(&self, tag: &str, slots: [u8; 4], head: usize, name: &str, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let outside = |i: usize| !site.source.tokens.contains(&i) && !site.target.tokens.contains(&i);
        for k in doc.children(head).filter(|&k| outside(k)) {
            let (dep, word) = (doc.dep(k), self.word(k));
            match dep {
                "dobj" | "attr" | "acomp" | "oprd" | "dative" | "nsubjpass" | "compound" | "amod" | "poss" | "nsubj" => {
                    let class = if matches!(dep, "dobj" | "attr" | "acomp" | "oprd" | "nsubjpass") { "o" } else { dep };
                    f.names.push(hash(&[tag, class, word]));
                    f.names.push(hash(&[tag, class, name, word]));
                    if class == "o" {
                        self.vector(slots[0], k, 1.0, f);
                        self.object_preps(tag, name, k, site, slots[3], f);
                    }
                }
                "xcomp" | "ccomp" | "advcl" | "acl" | "relcl" | "conj" => self.complement(tag, slots, dep, name, k, site, f),
                "prep" | "agent" => self.preposition(tag, slots, name, k, site, f),
                "neg" => f.names.extend([hash(&[tag, "neg"]), hash(&[tag, "neg", name])]),
                "aux" => f.names.extend([hash(&[tag, "aux", word]), hash(&[tag, "aux", word, name])]),
                "auxpass" | "prt" | "advmod" => f.names.push(hash(&[tag, dep, word])),
                _ => {}
            }
        }
    }

    fn object_preps(&self, tag: &str, name: &str, object: usize, site: &Site, slot: u8, f: &mut Features) {
        for p in self.doc.children(object).filter(|&p| self.doc.dep(p) == "prep") {
            for o in self.doc.children(p).filter(|&o| !site.target.tokens.contains(&o) && !site.source.tokens.contains(&o)) {
                f.names.push(hash(&[tag, "op", self.doc.lower(p), self.word(o)]));
                f.names.push(hash(&[tag, "nop", name, self.word(object), self.word(o)]));
                self.vector(slot, o, 0.5, f);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn complement(&self, tag: &str, slots: [u8; 4], dep: &str, name: &str, k: usize, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let word = self.with_particle(k);
        f.names.push(hash(&[tag, "x", dep, &word]));
        f.names.push(hash(&[tag, "x", &word]));
        f.names.push(hash(&[tag, "x", dep, name, &word]));
        self.vector(slots[1], k, 1.0, f);
        for o in doc.children(k) {
            match doc.dep(o) {
                "dobj" | "nsubjpass" | "attr" | "acomp" | "xcomp" if !site.target.tokens.contains(&o) => {
                    f.names.push(hash(&[tag, "xo", self.word(o)]));
                    f.names.push(hash(&[tag, "xo", &word, self.word(o)]));
                    self.vector(slots[2], o, 1.0, f);
                }
                "neg" => f.names.extend([hash(&[tag, "xneg", dep]), hash(&[tag, "xneg", name])]),
                "aux" => f.names.push(hash(&[tag, "xaux", dep, self.lemma(o)])),
                _ => {}
            }
        }
    }

    fn preposition(&self, tag: &str, slots: [u8; 4], name: &str, p: usize, site: &Site, f: &mut Features) {
        let doc = self.doc;
        for o in doc.children(p).filter(|&o| matches!(doc.dep(o), "pobj" | "pcomp")) {
            let prep = doc.lower(p);
            if site.source.tokens.contains(&o) || site.target.tokens.contains(&o) {
                continue;
            }
            f.names.push(hash(&[tag, "p", prep, self.word(o)]));
            f.names.push(hash(&[tag, "p", prep, name]));
            f.names.push(hash(&[tag, "pn", name, self.word(o)]));
            self.vector(slots[3], o, 1.0, f);
            for x in doc.children(o).filter(|&x| doc.dep(x) == "dobj" && !site.target.tokens.contains(&x)) {
                f.names.push(hash(&[tag, "po", self.word(o), self.word(x)]));
                self.vector(slots[3], x, 0.5, f);
            }
        }
    }

    /// The words on the way.
    fn way(&self, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let labels = |chain: &[usize]| chain.iter().map(|&i| doc.dep(i)).collect::<Vec<_>>().join(">");
        let (up, down) = (labels(&site.up), labels(&site.down));
        f.names.push(hash(&["W", doc.dep(site.source.head), &up, &down, doc.dep(site.target.head)]));
        f.names.push(hash(&["Wl", &(site.up.len() + site.down.len()).min(9).to_string()]));
        f.names.push(hash(&["order", if site.source.head < site.target.head { "st" } else { "ts" }]));
        if site.apart {
            f.names.push(hash(&["apart"]));
        }
        let way: Vec<usize> = site.up.iter().chain(&site.down).copied().collect();
        for &i in way.iter().filter(|&&i| is_content(doc, i) || doc.pos(i) == "ADP") {
            f.names.push(hash(&["w", self.word(i)]));
        }
        let preps: Vec<&str> = site.down.iter().filter(|&&i| doc.pos(i) == "ADP").map(|&i| doc.lower(i)).collect();
        f.names.push(hash(&["preps", &preps.join(">")]));
        self.mean(9, &way, f);
    }

    /// The two mentions' own words.
    fn sides(&self, site: &Site, f: &mut Features) {
        for (tag, slot, side) in [("s", 13, &site.source), ("t", 14, &site.target)] {
            let doc = self.doc;
            let head = doc.lower(side.head);
            f.names.push(hash(&[tag, "head", head]));
            f.names.push(hash(&[tag, "ent", doc.ent(side.head), doc.pos(side.head)]));
            f.names.push(hash(&[tag, "dep", doc.dep(side.head), doc.pos(doc.head(side.head))]));
            f.names.push(hash(&[tag, "L", head, self.lemma(site.link)]));
            self.vector(slot, side.head, 1.0, f);
            let rest: Vec<usize> = side.tokens.clone().filter(|&i| i != side.head).take(NEAR).collect();
            for &i in rest.iter().filter(|&&i| is_content(doc, i) || doc.ent(i) == "ORG") {
                f.names.push(hash(&[tag, "in", doc.lower(i)]));
            }
            if tag == "t" {
                self.mean(15, &rest, f);
            }
            // "the government's *handling*": the mention only owns what the sentence is about.
            let owner = doc.dep(side.head) == "poss" || doc.dep(side.head) == "compound" || doc.dep(side.head) == "amod";
            if owner {
                f.names.push(hash(&[tag, "of", self.lemma(doc.head(side.head))]));
            }
        }
    }

    /// Words before, between and behind the mentions.
    fn surroundings(&self, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let (a, b) = if site.source.head < site.target.head { (&site.source, &site.target) } else { (&site.target, &site.source) };
        let before: Vec<usize> = (a.tokens.start.saturating_sub(NEAR)..a.tokens.start).filter(|&i| same_sentence(doc, i, a.head)).collect();
        let between: Vec<usize> = (a.tokens.end..b.tokens.start.max(a.tokens.end)).collect();
        let between = trim(&between);
        let after: Vec<usize> = (b.tokens.end..(b.tokens.end + NEAR).min(doc.len())).take_while(|&i| !doc.token(i).sent_start).collect();
        for (tag, slot, tokens) in [("f", 12, &before), ("b", 10, &between), ("a", 11, &after)] {
            for &i in tokens.iter().filter(|&&i| is_content(doc, i) || matches!(doc.pos(i), "ADP" | "PART" | "ADV")) {
                f.names.push(hash(&[tag, self.word(i)]));
                if is_content(doc, i) {
                    f.names.push(hash(&["any", self.word(i)]));
                }
            }
            for pair in tokens.windows(2) {
                f.names.push(hash(&[tag, self.word(pair[0]), self.word(pair[1])]));
            }
            self.mean(slot, tokens, f);
        }
        let all: Vec<usize> = before.into_iter().chain(between).chain(after).collect();
        self.mean(17, &all, f);
    }

    /// How real the clauses are told to be.
    fn status(&self, site: &Site, f: &mut Features) {
        for (tag, head) in [("L", site.link), ("T", site.over_target)] {
            let Some(clause) = self.clauses.of(head) else { continue };
            let reality = match self.clauses.reality(self.doc, self.lexicon, clause, None) {
                Reality::Fact => "fact",
                Reality::Future => "future",
                Reality::Hypothetical => "hypothetical",
                Reality::Negated => "negated",
            };
            f.names.push(hash(&["reality", tag, reality]));
            f.names.push(hash(&["tense", tag, &format!("{:?}{}{}", clause.tense, clause.perfect, clause.passive)]));
            f.names.extend(clause.modal.map(|m| hash(&["modal", tag, self.doc.lower(m)])));
        }
        let first = (0..=site.source.head.min(site.target.head)).rev().find(|&i| self.doc.token(i).sent_start).unwrap_or(0);
        let later = |i: usize| i > site.source.head.max(site.target.head) && self.doc.token(i).sent_start;
        for i in (first..self.doc.len()).take(200).take_while(|&i| !later(i)).filter(|&i| self.doc.ent(i) == "DATE") {
            let word = self.doc.lower(i);
            let year = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
            f.names.push(hash(&["date", if year { &word[..3] } else { word }]));
        }
    }

    /// The rules that fit, by who fills their roles and where they stand.
    fn rules(&self, site: &Site, f: &mut Features) {
        let inside: BTreeSet<usize> = self.hits.iter().filter_map(|h| h.content.filter(|&c| c != h.head)).collect();
        let mut best = BTreeSet::new();
        for h in self.hits {
            let kind = self.book.type_of(h.rule).name.as_str();
            let inner = if inside.contains(&h.head) { "inner" } else { "outer" };
            let fit = format!("{}{}", letter(h.source), letter(h.target));
            let mode = h.mode.as_deref().unwrap_or("-");
            f.names.extend([
                hash(&["H", kind, &fit, inner]),
                hash(&["Hm", kind, mode, &fit]),
                hash(&["Hr", &self.book.rules[h.rule].name, &fit]),
                hash(&["Hany", kind]),
            ]);
            for (tag, at) in [("L", Some(site.link)), ("S", Some(site.over_source)), ("T", Some(site.over_target)), ("G", site.governor)] {
                if at == Some(h.head) {
                    f.names.extend([hash(&["Hat", tag, kind, &fit]), hash(&["Hat", tag, kind])]);
                }
            }
            if h.links() && inner == "outer" {
                best.insert(kind);
            }
        }
        best.iter().for_each(|kind| f.names.push(hash(&["Hbest", kind, if best.len() == 1 { "alone" } else { "several" }])));
        if best.is_empty() {
            f.names.push(hash(&["Hbest", "none"]));
        }
    }

    fn particle(&self, i: usize) -> Option<usize> {
        self.doc.children(i).find(|&k| self.doc.dep(k) == "prt")
    }

    fn with_particle(&self, i: usize) -> String {
        match self.particle(i) {
            Some(p) => format!("{}_{}", self.lemma(i), self.doc.lower(p)),
            None => self.word(i).to_owned(),
        }
    }

    /// How a side hangs on the link: the label next below it, with its preposition.
    fn edge(&self, site: &Site, chain: &[usize], up: bool) -> String {
        let doc = self.doc;
        let side = if up { &site.source } else { &site.target };
        let chain: Vec<usize> =
            std::iter::once(side.head).chain(if up { chain.to_vec() } else { chain.iter().rev().copied().collect() }).collect();
        let below = chain.iter().copied().take_while(|&i| i != site.link).last();
        let Some(b) = below else { return "self".into() };
        if doc.pos(b) == "ADP" { format!("{}_{}", doc.dep(b), doc.lower(b)) } else { doc.dep(b).to_owned() }
    }

    /// The target's own label, or its preposition.
    fn last_edge(&self, site: &Site) -> String {
        let above = self.doc.head(site.target.head);
        if self.doc.dep(site.target.head) == "pobj" { self.doc.lower(above).to_owned() } else { self.doc.dep(site.target.head).to_owned() }
    }
}

fn letter(fit: Fit) -> char {
    match fit {
        Fit::Source => 's',
        Fit::Target => 't',
        Fit::Both => 'b',
        Fit::Neither => '-',
    }
}

/// Of a long stretch its two ends.
fn trim(tokens: &[usize]) -> Vec<usize> {
    if tokens.len() <= 2 * NEAR {
        return tokens.to_vec();
    }
    [&tokens[..NEAR], &tokens[tokens.len() - NEAR..]].concat()
}

fn same_sentence(doc: &Doc, before: usize, head: usize) -> bool {
    (before + 1..=head).all(|i| !doc.token(i).sent_start)
}
