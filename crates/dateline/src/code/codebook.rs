//! The codebook as people write it, one file a type, and its compiled form.

use super::context::{self, Contexts};
use super::pattern::{Classes, Pattern};
use super::validate;
use crate::image;
use crate::knowledge::{Files, KnowledgeError, line_of, parse_toml, parse_toml_text};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use toml::Spanned;

/// One type of the ontology as its file defines it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeFile {
    #[serde(rename = "type")]
    pub name: String,
    pub definition: String,
    #[serde(default)]
    pub include: Vec<String>,
    #[serde(default)]
    pub exclude: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER intensity where no mode says otherwise.
    pub score: f32,
    /// CAMEO code where no mode or rule says otherwise; text, since `010` is not `10`.
    #[serde(default)]
    pub cameo: Option<String>,
    /// The type that an act of this one is called by where statuses are not told apart and it is only announced.
    #[serde(default)]
    pub ahead: Option<String>,
    #[serde(default)]
    pub modes: BTreeMap<String, Mode>,
    #[serde(default, rename = "rule", serialize_with = "image::left_out")]
    pub rules: Vec<Spanned<Rule>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    pub definition: String,
    #[serde(default)]
    pub score: Option<f32>,
    #[serde(default)]
    pub cameo: Option<String>,
}

/// One rule: an act, or an operator if its patterns hold a `C`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    #[serde(default)]
    pub mode: Option<String>,
    /// Why these words mean this type.
    pub why: String,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Whether a record needs a target.
    #[serde(default)]
    pub target: Need,
    /// Both sides do it: "A and B met" has source A and target B.
    #[serde(default)]
    pub mutual: bool,
    /// A noun without an agent of its own takes the subject of its clause: "he said at a meeting with B".
    #[serde(default)]
    pub inherit: bool,
    /// Operators: the act inside must be of one of these types; empty = anything.
    #[serde(default)]
    pub inner: Vec<String>,
    /// Operators: the act inside must not be of one of these types.
    #[serde(default)]
    pub inner_not: Vec<String>,
    /// Operators: the act inside must be the speaker's own future ("said it would …") or refusal.
    #[serde(default)]
    pub own: Option<Own>,
    /// Operators: the act inside must fit one of these patterns, written as in `verbs`.
    #[serde(default)]
    pub inside: Vec<String>,
    /// What the words do is bind the source to the act inside: it goes into the ledger of commitments.
    #[serde(default)]
    pub commits: bool,
    /// Operators: mode by the type of the act inside.
    #[serde(default)]
    pub mode_of: BTreeMap<String, String>,
    /// The source is whoever says the clause: "B will pay a heavy price", A said.
    #[serde(default)]
    pub speaker: bool,
    /// The words mean this only where they are denied: "the raid will *not* go unanswered", "found T *not* guilty".
    #[serde(default)]
    pub denied: bool,
    /// Operators: the act inside is told as well, as the speaker's claim: "claimed that B had bombed a hospital".
    #[serde(default)]
    pub tells: bool,
    /// Sectors that never are the source: the police who report a deed accuse nobody of it.
    #[serde(default)]
    pub not_by: Vec<String>,
    /// Operators without a stated target: where to take it from, the first that is there.
    #[serde(default)]
    pub target_from: Vec<TargetFrom>,
    /// A purpose ("to meet B") of one of these types gives the target in place of a mere place.
    #[serde(default)]
    pub purpose: Vec<String>,
    /// Take the state of a place named in the target's role as the target: "arrived in Kyiv".
    #[serde(default)]
    pub place_target: bool,
    #[serde(default)]
    pub contexts: Vec<String>,
    #[serde(default)]
    pub cameo: Option<String>,
    #[serde(default = "sure")]
    pub confidence: f32,
    /// Examples that this rule must code: `words => SOURCE > TARGET [mode, status]`.
    #[serde(default, serialize_with = "image::left_out")]
    pub yes: Vec<Spanned<String>>,
    /// Near misses that this rule must not code.
    #[serde(default, serialize_with = "image::left_out")]
    pub no: Vec<Spanned<String>>,
}

fn sure() -> f32 {
    0.8
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    #[default]
    Required,
    /// Without one it is only another telling of a record that has one.
    Wanted,
    Optional,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Own {
    /// "said it would send tanks"
    Future,
    /// "said it would not send tanks"
    Refusal,
    /// "said it could not accept the plan"
    Inability,
    /// "said it did not fire": the speaker's own act, denied.
    Denial,
    /// “Leave the town,” A said: quoted words that bid somebody do something.
    Bidding,
    /// "said B should send tanks": what another one ought to do.
    OthersDuty,
    /// "told B that it should send tanks"
    HearersDuty,
    /// "said it might bomb B"
    Possibility,
    /// "said it was time for B to send tanks"
    OthersTurn,
    /// "said B would be punished": what is going to be done by nobody that is named.
    OpenFuture,
    /// "hoped that B would send tanks"
    OthersFuture,
    /// "said B was blocking the deal": what another one does or is.
    OthersDeed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetFrom {
    /// Whom the words were said to.
    Recipient,
    /// Who does the act inside.
    InnerAgent,
    /// Whom the act inside is done to.
    InnerTarget,
    /// Whose doing is the condition: "threatened to strike if *B* does not pay".
    Condition,
}

/// A rule with what its file says of its type.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompiledRule {
    pub rule: Rule,
    /// Index into [`Codebook::types`].
    pub kind: usize,
    pub file: String,
    pub line: usize,
    /// `TYPE/id`, as records name it.
    pub name: String,
    /// [`Rule::inside`], compiled.
    pub inside: Vec<Entry>,
}

/// A pattern and the rule that it belongs to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub rule: usize,
    pub pattern: Pattern,
}

/// The compiled codebook.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Codebook {
    pub types: Vec<TypeFile>,
    pub rules: Vec<CompiledRule>,
    patterns: Vec<Entry>,
    /// Indices into `patterns` by the lemma of a head; one pattern may have many heads.
    verbs: HashMap<String, Vec<u32>>,
    nouns: HashMap<String, Vec<u32>>,
    /// Nouns that act for their owner ("an Israeli *missile* hit"): the class `metonym`.
    pub metonyms: HashSet<String>,
    /// Bad words for somebody or a deed: the class `vile`.
    pub vile: HashSet<String>,
    pub sides: Sides,
    pub contexts: Contexts,
}

/// Who can be a side of which act, from `knowledge/lexicon/sides.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Nouns that never stand for the state they are of: "the Chinese *team*".
    pub apolitical: HashSet<String>,
    /// Nouns for what cannot be struck: "attacked the *plan*".
    pub immaterial: HashSet<String>,
    /// Nouns that take up an act told before: "the *incident*".
    pub anaphors: HashSet<String>,
    /// Words that stand for a number of people or things: "killed *dozens*", "*hundreds* of rockets".
    pub counts: HashSet<String>,
    /// Nouns that collect people: "a *group* of rebels".
    pub groups: HashSet<String>,
    /// Bodies that act as whoever leads them, where nothing else is told of them: "a *panel* headed by a judge".
    #[serde(default)]
    pub led: HashSet<String>,
    /// Buildings and carriages, which are struck where they stand before the noun for an attack: "the *embassy* bombing".
    #[serde(default)]
    pub struck: HashSet<String>,
    /// Nouns that collect things: "a *barrage* of rockets".
    pub masses: HashSet<String>,
    /// Nouns for states of affairs, no acts unless they break out: "*fighting* between A and B".
    pub states: HashSet<String>,
    /// Nouns for what one asks of a friend, never of the foe: "sought *approval*".
    pub permissions: HashSet<String>,
    /// Nouns that take up a town just named: "shelled *the city*".
    pub towns: HashSet<String>,
    /// Nouns that take up a part of a country just named.
    pub regions: HashSet<String>,
    /// What an armed act is to do to its foe: "an offensive to *dismantle* the militia".
    pub undoing: HashSet<String>,
    /// Nouns for what a state gives and takes away: "stripped of his Ghanaian *citizenship*".
    pub statuses: HashSet<String>,
    /// Nouns for words on paper, whose author speaks in them: "adopted a *resolution* demanding".
    pub documents: HashSet<String>,
    /// Verbs that give such words out.
    pub issuing: HashSet<String>,
    /// Nouns for an end of fighting, which is asked of both who fight: "called for a *ceasefire*".
    pub peace: HashSet<String>,
    /// Nouns for what kills without a doer: "died in a *crash*".
    pub causes: HashSet<String>,
    /// Verbs for what no one does on purpose: "the plane *crashed*, killing all".
    pub mishaps: HashSet<String>,
    /// Nouns for what has a time of its own beside acts and disasters: "the 2016 *election*".
    pub happenings: HashSet<String>,
    /// Names of one who strikes alone, which is crime unless the words give it a political side.
    pub lone: HashSet<String>,
    /// Contexts that give a crime a political side.
    pub motives: HashSet<String>,
    /// Nouns for what one party puts to another: "rejected the *offer*".
    pub proposals: HashSet<String>,
    /// Sectors of private life; an act between two of them is no politics.
    pub private: HashSet<String>,
    /// Types and `TYPE/mode`s whose source must not be private.
    pub public_source: HashSet<String>,
    /// Types that private actors may do among themselves.
    pub among_private: HashSet<String>,
    /// `TYPE/mode`s and the sectors whose nameless groups never are their source: troops pay no visits.
    pub never_crowds: BTreeMap<String, Vec<String>>,
    /// Rules, or a rule and one verb of it, and the objects that turn their sense: "released *files*".
    pub no_act: BTreeMap<String, HashSet<String>>,
    /// Nouns whose "of" is whom a thing is done to, though they are no acts of a type: "the *treatment* of prisoners".
    pub undergone: HashSet<String>,
    /// Verbs for how a weapon comes to be where it strikes: "a mine *laid* by rebels".
    pub laying: HashSet<String>,
    /// Verbs for using arms: "killed when troops *shelled* a village".
    pub striking: HashSet<String>,
    /// Verbs for having to do with people: "refused to *meet* union leaders" refuses those leaders.
    pub dealings: HashSet<String>,
    /// Verbs for a fight in words where no side is armed: "the senator *clashed* with the president".
    pub quarrels: HashSet<String>,
    /// Nouns for works that blow up by themselves: "a *factory* exploded".
    pub works: HashSet<String>,
    /// Nouns for the weather and other forces of nature, which are no threat of anybody's.
    pub nature: HashSet<String>,
    /// Words of sport: "accused her of *doping*".
    pub sport: HashSet<String>,
    /// Nouns for what flies or sails, and comes on no visit.
    pub craft: HashSet<String>,
    /// Words before "fire" that make it come out of guns: "*tank* fire".
    pub gunfire: HashSet<String>,
    /// Nouns after "on" that make a longer preposition: "on the *side* of B".
    pub manners: HashSet<String>,
    /// Verbs for having a place in one's power: "a town *held* by the militia".
    pub holding: HashSet<String>,
    /// Verbs for losing one's life: "two rebels *died* in a raid".
    pub dying: HashSet<String>,
    /// Sectors of those who bear arms.
    pub armed: HashSet<String>,
    /// Verbs for how somebody leaves who comes as no visitor: "arrived after being *ousted*".
    pub driven_out: HashSet<String>,
    /// Words of crimes that are no politics unless the words around give them a political side.
    pub plain_crimes: HashSet<String>,
    /// Names of times of long ago, as they are written in lower case: "during the cold war".
    pub eras: Vec<String>,
    /// Types and the sectors that never are their source.
    pub never_source: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct ClassFile {
    classes: Classes,
}

impl Codebook {
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let classes = parse_toml::<ClassFile>(files, "lexicon/classes.toml")?.classes;
        let words = |class: &str| classes.get(class).into_iter().flatten().cloned().collect();
        let (metonyms, vile) = (words("metonym"), words("vile"));
        let sides = parse_toml::<Sides>(files, "lexicon/sides.toml")?;
        let mut book = Codebook { metonyms, vile, sides, contexts: Contexts::parse(files)?, ..Codebook::default() };
        for (path, text) in files.below("codebook/", ".toml").filter(|(path, _)| *path != context::FILE) {
            let file: TypeFile = parse_toml_text(path, text)?;
            book.add(path, text, file, &classes)?;
        }
        validate::book(&book, files)?;
        Ok(book)
    }

    fn add(&mut self, path: &str, text: &str, mut file: TypeFile, classes: &Classes) -> Result<(), KnowledgeError> {
        validate::kind(path, text, &file)?;
        let kind = self.types.len();
        for spanned in std::mem::take(&mut file.rules) {
            let line = line_of(text, spanned.span().start);
            let rule = spanned.into_inner();
            let fail = |cause: String, hint: &str| KnowledgeError { file: path.to_owned(), line, cause, hint: hint.to_owned() };
            if let Some(mode) = rule.mode.iter().chain(rule.mode_of.values()).find(|m| !file.modes.contains_key(*m)) {
                return Err(fail(
                    format!("rule `{}` has the mode `{mode}`, which the file does not define", rule.id),
                    "add it under [modes] or mend its spelling",
                ));
            }
            let index = self.rules.len();
            let compile = |p: &String| {
                let cause = |cause| fail(format!("rule `{}`, pattern `{p}`: {cause}", rule.id), "the notation is in knowledge/README.md");
                Pattern::parse(p, classes).map_err(cause)
            };
            let inside: Result<_, _> = rule.inside.iter().map(|p| Ok(Entry { rule: index, pattern: compile(p)? })).collect();
            let inside: Vec<Entry> = inside?;
            for (written, table) in [(&rule.verbs, &mut self.verbs), (&rule.nouns, &mut self.nouns)] {
                for p in written {
                    let pattern = compile(p)?;
                    for head in &pattern.heads {
                        table.entry(head.clone()).or_default().push(self.patterns.len() as u32);
                    }
                    self.patterns.push(Entry { rule: index, pattern });
                }
            }
            let name = format!("{}/{}", file.name, rule.id);
            self.rules.push(CompiledRule { rule, kind, file: path.to_owned(), line, name, inside });
        }
        self.types.push(file);
        Ok(())
    }

    pub fn type_of(&self, rule: usize) -> &TypeFile {
        &self.types[self.rules[rule].kind]
    }

    /// What a type's acts are called by while they are only announced: PLOVER's AGREE for cooperation, THREATEN for conflict.
    pub fn ahead<'a>(&'a self, kind: &'a str) -> &'a str {
        self.types.iter().find(|t| t.name == kind).and_then(|t| t.ahead.as_deref()).unwrap_or(kind)
    }

    /// The patterns that a verb heads, by its lemma.
    pub fn verb(&self, lemma: &str) -> impl Iterator<Item = &Entry> {
        self.entries(self.verbs.get(lemma))
    }

    /// The patterns that a noun heads, by its lemma.
    pub fn noun(&self, lemma: &str) -> impl Iterator<Item = &Entry> {
        self.entries(self.nouns.get(lemma))
    }

    pub fn is_verb(&self, lemma: &str) -> bool {
        self.verbs.contains_key(lemma)
    }

    pub fn is_noun(&self, lemma: &str) -> bool {
        self.nouns.contains_key(lemma)
    }

    /// A noun's lemma as the patterns write it: "*Attack*" and "attack" are one; none where no pattern has it.
    pub fn noun_form<'a>(&self, lemma: &'a str) -> Option<Cow<'a, str>> {
        let lower = || lemma.to_lowercase();
        if self.is_noun(lemma) { Some(lemma.into()) } else { Some(lower().into()).filter(|l: &Cow<str>| self.is_noun(l)) }
    }

    /// Every head with its patterns, verbs and nouns, in no order.
    pub fn heads(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &Entry>)> {
        self.verbs.iter().chain(&self.nouns).map(|(head, at)| (head.as_str(), self.entries(Some(at))))
    }

    fn entries<'a>(&'a self, at: Option<&'a Vec<u32>>) -> impl Iterator<Item = &'a Entry> {
        at.into_iter().flatten().map(|&i| &self.patterns[i as usize])
    }
}
