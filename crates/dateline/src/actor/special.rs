//! Mentions that the document alone can read: pronouns, "his counterpart", "the two leaders", "the Asian country"; and capitals as places.

use super::fold;
use super::lexicon::Sense;
use super::mentions::{Kind, Of, Pronoun};
use super::np::Reading;
use super::scan::Hit;
use super::text::Text;

pub(super) fn pronoun(text: &Text, i: usize) -> Option<Pronoun> {
    if !matches!(text.doc.tag(i), "PRP" | "PRP$") {
        return None;
    }
    Some(match text.doc.lower(i) {
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" if text.doc.dep(i) == "expl" || expletive(text, i) => return None,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" => Pronoun::They,
        _ => return None,
    })
}

/// "It is clear that", "it seems that", "it rained": stands for nothing.
fn expletive(text: &Text, i: usize) -> bool {
    let verb = text.doc.head(i);
    let child = |dep: &str| text.near_children(verb).find(|c| text.doc.dep(*c) == dep);
    // "It is assumed that", "it can be said that".
    if text.doc.dep(i) == "nsubjpass" && child("ccomp").is_some() {
        return true;
    }
    // "It was a blow", "it is a sign": what happened, where the noun names nobody.
    if let Some(noun) = child("attr").filter(|_| text.doc.dep(i) == "nsubj" && is_be(text, verb)) {
        let deed = text.hit(noun).is_none() && text.entity(noun).is_none() && text.doc.pos(noun) == "NOUN";
        return deed;
    }
    let clause = text.near_children(verb).any(|c| matches!(text.doc.dep(c), "ccomp" | "xcomp" | "csubj" | "advcl" | "acomp"));
    text.doc.dep(i).starts_with("nsubj")
        && clause
        && (is_be(text, verb) || matches!(text.doc.lemma(verb), "seem" | "appear" | "happen" | "turn" | "emerge"))
}

/// "Be" in any form; the model knows no lemma of a "’s" with a curled apostrophe.
fn is_be(text: &Text, verb: usize) -> bool {
    text.doc.lemma(verb) == "be" || matches!(text.doc.lower(verb), "'s" | "’s")
}

/// Capitals and seats are governments when they do something, and places after "in"; towns are places.
pub(super) fn place_only(text: &Text, head: usize, hit: &Hit) -> bool {
    if hit.has(|s| {
        matches!(s, Sense::State(_) | Sense::Body(_) | Sense::Person(_) | Sense::Role { .. } | Sense::Office(_) | Sense::Adjective(_))
    }) {
        return false;
    }
    let seat = hit.has(|s| matches!(s, Sense::Capital(_) | Sense::Seat(_)));
    if !seat {
        return hit.has(|s| matches!(s, Sense::Town(_))) && !hit.has(|s| matches!(s, Sense::Region(_) | Sense::Peoples(_)));
    }
    let mut at = head;
    for _ in 0..8 {
        if text.doc.dep(at) != "conj" {
            break;
        }
        at = text.doc.head(at);
    }
    let governor = text.doc.head(at);
    match text.doc.dep(at) {
        "nsubj" | "nsubjpass" => text.doc.lemma(governor) == "be" && text.near_children(governor).any(|c| text.doc.dep(c) == "attr"),
        "dobj" | "dative" => matches!(
            text.doc.lemma(governor),
            "visit" | "leave" | "reach" | "hit" | "strike" | "shell" | "bomb" | "capture" | "enter" | "attack" | "take" | "seize" | "rock"
        ),
        "poss" => PLACE_NOUNS.contains(&text.doc.lemma(governor)),
        "pobj" if text.doc.lower(governor) == "to" => !matches!(
            text.doc.lemma(text.doc.head(governor)),
            "protest"
                | "complain"
                | "appeal"
                | "apologize"
                | "apologise"
                | "respond"
                | "reply"
                | "talk"
                | "speak"
                | "offer"
                | "report"
                | "sell"
                | "loyal"
                | "message"
                | "warning"
                | "threat"
                | "response"
        ),
        "pobj" => {
            let with = matches!(
                text.doc.lower(governor),
                "by" | "with" | "against" | "between" | "among" | "than" | "towards" | "toward" | "upon" | "unlike" | "like" | "on"
            );
            // "A rebuke from Ankara"
            let above = text.doc.head(governor);
            let said = |w: usize| SAYINGS.contains(&text.doc.lemma(w));
            let drawn = || text.near_children(above).any(|c| text.doc.dep(c) == "dobj" && said(c));
            let words = text.doc.lower(governor) == "from" && (said(above) || drawn());
            !with && !words
        }
        "agent" => false,
        _ => true,
    }
}

/// What comes from a capital as words of its government.
const SAYINGS: &[&str] = &[
    "rebuke",
    "criticism",
    "condemnation",
    "praise",
    "support",
    "backing",
    "call",
    "demand",
    "warning",
    "threat",
    "response",
    "reaction",
    "pressure",
    "protest",
    "denial",
    "request",
    "proposal",
    "offer",
    "statement",
    "assurance",
    "guarantee",
    "concession",
    "order",
    "instruction",
    "approval",
    "permission",
    "reprimand",
    "outcry",
    "objection",
    "invitation",
];

const PLACE_NOUNS: &[&str] = &[
    "street",
    "airport",
    "suburb",
    "outskirt",
    "mayor",
    "metro",
    "subway",
    "university",
    "district",
    "square",
    "centre",
    "center",
    "neighborhood",
    "neighbourhood",
    "hotel",
    "embassy",
    "resident",
    "skyline",
    "port",
    "station",
    "stadium",
    "hospital",
    "church",
    "mosque",
];

/// "his Chinese counterpart", "the two leaders", "the Asian country".
pub(super) fn special(text: &Text, head: usize, left: usize, definite: bool, reading: Option<&Reading>) -> Option<Kind> {
    let lemma = text.doc.lemma(head);
    if lemma == "counterpart" {
        return reading.map(|r| Kind::Counterpart(Box::new(r.clone())));
    }
    if text.counts_two(head) {
        return Some(Kind::Both(Of::Either));
    }
    let lower = |i: usize| text.doc.lower(i);
    let several = matches!(text.doc.tag(head), "NNS" | "NNPS");
    let pair =
        several && (left..head).any(|i| matches!(lower(i), "two" | "both")) && (definite || (left..head).any(|i| lower(i) == "both"));
    let bare = reading.is_none_or(|r| r.entity.country.is_none());
    if let Some(n) = several_of(text, head, left).filter(|_| several && definite && bare) {
        return Some(Kind::Several(n));
    }
    if pair && bare {
        return match lemma {
            "leader" | "president" | "minister" | "man" | "woman" | "politician" | "diplomat" | "official" | "counterpart" => {
                Some(Kind::Both(Of::Persons))
            }
            "country" | "nation" | "side" | "state" | "government" | "neighbor" | "neighbour" | "power" | "superpower" | "ally"
            | "party" => Some(Kind::Both(Of::States)),
            _ => None,
        };
    }
    let singular = matches!(text.doc.tag(head), "NN" | "NNP");
    let own = |i: usize| text.doc.dep(i) == "poss" && text.doc.tag(i) == "PRP$" && text.doc.head(i) == head;
    if singular && bare && matches!(lemma, "country" | "nation" | "homeland") && (left..head).any(own) {
        return Some(Kind::Homeland);
    }
    if definite
        && singular
        && bare
        && matches!(lemma, "country" | "nation" | "state" | "kingdom" | "republic" | "emirate" | "sultanate" | "federation")
    {
        let near = (left..head).rev().take_while(|i| *i > left).find(|i| matches!(text.doc.pos(*i), "ADJ" | "PROPN" | "NOUN"));
        return Some(Kind::Country(near.map_or(0, |i| text.words.hash[i])));
    }
    None
}

/// How many are told of in "the three countries", "the four leaders".
fn several_of(text: &Text, head: usize, left: usize) -> Option<usize> {
    let number = |i: usize| match text.doc.lower(i) {
        "three" => Some(3),
        "four" => Some(4),
        "five" => Some(5),
        _ => None,
    };
    let all = matches!(
        text.doc.lemma(head),
        "country" | "nation" | "state" | "government" | "power" | "leader" | "president" | "minister" | "man" | "woman"
    );
    (left..head).find_map(number).filter(|_| all)
}

/// Words that are actors only in some company: "the opposition" but not "opposition to the plan".
pub(super) fn vague(text: &Text, head: usize, left: usize, definite: bool) -> bool {
    let has = |dep: &str| text.near_children(head).any(|c| text.doc.dep(c) == dep);
    let compound = |words: &[&str]| (left..head).any(|i| words.contains(&text.doc.lower(i)));
    let coloured = text.hits_in(left..head).iter().any(|h| !h.has(|s| matches!(s, Sense::Body(_) | Sense::Person(_))));
    match text.doc.lower(head) {
        "opposition" | "resistance" => text.near_children(head).any(|c| text.doc.lower(c) == "to") || has("amod") && !definite && !coloured,
        "force" => !definite && !coloured,
        // "Idlib Governorate": a part of the country.
        "governorate" => fold::capitalised(text.words.text[head]),
        "power" => true,
        "figures" | "figure" => !coloured,
        "dead" => !definite,
        // "the National Guard depot": of the name, nobody of the nation.
        "national" | "nationals" => matches!(text.doc.dep(head), "compound" | "amod" | "nmod"),
        // "Directorate-General", "Consulate-General": no general.
        "general" => {
            text.hit(head).is_some_and(|h| h.range.start == head)
                && head > 1
                && text.words.text[head - 1] == "-"
                && fold::capitalised(text.words.text[head])
        }
        "party" => compound(&["house", "third", "birthday", "dinner", "tea", "search", "injured", "wedding", "christmas"]),
        "authority" => compound(&["veto", "legal", "moral"]) || !has("compound") && !has("amod") && !definite,
        "refugee" | "migrant" | "immigrant" | "fighter" | "asylum" => {
            text.doc.dep(head) == "compound" && NO_PEOPLE.contains(&text.doc.lemma(text.doc.head(head)))
        }
        kind if text.actors.cues.kinds.contains(kind) => matches!(text.doc.dep(head), "compound" | "nmod"),
        "campaign" | "campaigns" => !campaigners(text, head, left),
        _ => false,
    }
}

/// Nouns beside which "refugee" or "fighter" tells what kind of thing they are: "refugee deal", "fighter jet".
const NO_PEOPLE: &[&str] =
    &["aircraft", "jet", "plane", "squadron", "deal", "policy", "quota", "law", "status", "crisis", "agreement", "programme", "program"];

/// "the Trump campaign", "his presidential campaign": people who work for somebody's election.
fn campaigners(text: &Text, head: usize, left: usize) -> bool {
    let person = |i: usize| text.doc.ent(i) == "PERSON" || text.hit(i).is_some_and(|h| h.has(|s| matches!(s, Sense::Person(_))));
    (left..head)
        .any(|i| person(i) || matches!(text.doc.lower(i), "presidential" | "election" | "re-election" | "reelection" | "leave" | "remain"))
}
