//! Role words and offices: country, sectors and holder by the words around them.

use super::EntityKind;
use super::before::kinds;
use super::colour::{colour, detached};
use super::lexicon::{Actors, Class, Country, NONE, Role, Sense, sector_name};
use super::np::{Evidence, Ground, Key, Nature, Phrase, Reading, entity, plain, sector};
use super::person::known_person;
use super::scan::{Hit, Words, scan};
use super::{Entity, fold};
use crate::number::SMALL;

/// Words that tell, with "to" or "with", whose side somebody is on: "fighters allied to the council".
pub(super) const LOYAL: &[&str] = &["allied", "loyal", "aligned", "affiliated", "belonging"];

/// Country, sectors and standing of a role or of a person the knowledge lacks.
pub(super) fn roled(actors: &Actors, e: &Evidence, own: &[u8], weak: bool) -> (Country, Vec<u8>) {
    let named: &[u8] = e.body.map_or(&[], |b| &actors.bodies[b as usize].sectors);
    let international = named.first().is_some_and(|s| sector_name(*s) == "IGO");
    let fighters = own.first().is_some_and(|s| matches!(sector_name(*s), "UAF" | "REB" | "MIL" | "PRM" | "CRM"));
    let mut out: Vec<u8> = Vec::new();
    if e.past {
        out.push(sector("ELI"));
    }
    if weak || international || fighters && !named.is_empty() {
        out.extend(named);
        if weak {
            out.extend(&e.sectors);
        }
        if !weak || out.len() == usize::from(e.past) || own.first().is_some_and(|s| sector_name(*s) == "MIL") {
            out.extend(own);
        }
    } else {
        out.extend(own);
        out.extend(named);
    }
    // Who fights for a people whose state few recognise is a rebel to that state.
    let stateless = |r: u16| {
        e.countries.len() < 2 && !e.joined && actors.regions[r as usize].country == NONE && !actors.regions[r as usize].among.is_empty()
    };
    let people = fighters && e.people.is_some() && e.sectors.contains(&sector("PRE"));
    let rebels = fighters && matches!(sector_name(own[0]), "MIL" | "UAF") && (e.against || e.people.is_some_and(stateless));
    if (people || rebels) && !e.past && (rebels || weak || own[0] == sector("UAF")) {
        out.insert(0, sector("REB"));
    }
    out.extend(&e.sectors);
    out.dedup();
    let country = if international && e.countries.is_empty() { NONE } else { e.country() };
    (country, out)
}

pub(super) fn is_international(actors: &Actors, body: u32) -> bool {
    actors.bodies[body as usize].sectors.first().is_some_and(|s| sector_name(*s) == "IGO")
}

/// Words after the head: "of", "for" and "at" give body and country, "in" and "from" the country alone.
pub(super) fn governed(actors: &Actors, p: &Phrase, e: &mut Evidence, own: &[u8], weak: bool, day: Option<i32>) {
    let own_abroad = p.head.is_some_and(|h| actors.cues.abroad.contains(&p.words.text[h.range.end - 1].to_lowercase()));
    let soldiers = !weak && own.first().is_some_and(|s| sector_name(*s) == "MIL");
    let mut later = Evidence::default();
    let (mut preposition, mut given, mut loyal) = (String::new(), String::new(), false);
    for hit in p.after.iter().filter(|h| !detached(p.words, h)) {
        let mut before = p.words.text[..hit.range.start]
            .iter()
            .rev()
            .skip_while(|w| matches!(fold::fold(w).as_str(), "the" | "a" | "an" | "their" | "its" | "his"));
        let word = before.next().map(|w| w.to_lowercase()).unwrap_or_default();
        // "In France, Germany and Spain": one preposition for all.
        if !matches!(word.as_str(), "," | "and" | "or") {
            preposition = word;
            loyal |= before.next().is_some_and(|w| LOYAL.contains(w));
        }
        if !loyal && matches!(preposition.as_str(), "to" | "against" | "with" | "by" | "on" | "over" | "about") {
            break;
        }
        // "Officials from Chad in Accra" are Chad's, wherever they are.
        let elsewhere = preposition == "in" && !later.countries.is_empty() && given != "in";
        given.clone_from(&preposition);
        // Soldiers "in" a country may be another's.
        if !((soldiers || own_abroad) && preposition == "in" || elsewhere) {
            colour(&mut later, actors, hit, day, false);
        }
    }
    // A tribunal of the nations is of no country for its seat, nor peacekeepers for where they stand.
    let of_nations = own.first().is_some_and(|s| sector_name(*s) == "IGO");
    let alliance = of_nations || e.body.is_some_and(|b| is_international(actors, b));
    if e.countries.is_empty() && !alliance {
        e.countries = later.countries;
    }
    if weak || loyal {
        e.people = e.people.or(later.people);
        if e.body.is_none() && e.sectors.is_empty() {
            e.body = later.body;
        }
        if e.sectors.is_empty() {
            e.add_sectors(&later.sectors);
        }
    }
}

pub(super) fn office(actors: &Actors, o: u16, p: &Phrase, head: &Hit, mut e: Evidence, ground: Ground) -> Reading {
    let x = &actors.offices[o as usize];
    let of_body = p.after.first().is_some_and(|h| h.has(|s| matches!(s, Sense::Body(_))) && !h.has(|s| matches!(s, Sense::State(_))));
    let led = led(actors, p, head).filter(|_| matches!(x.family.as_str(), "state" | "government" | "leader"));
    let of_body = of_body || led.is_some_and(of_other_kind);
    governed(actors, p, &mut e, &x.sectors, of_body, ground.day);
    if e.countries.is_empty() && e.body.is_none() {
        e.add_country(x.country);
    }
    let of_people = x.family == "leader" && e.country() == NONE && (e.people.is_some() || !e.sectors.is_empty());
    let weak = of_body && x.family != "foreign" && x.family != "ambassador" || of_people || x.family == "leader" && e.body.is_some();
    // "The leader of the group": of what kind, the group tells.
    let of_band = led.is_some_and(|x| x.weak && x.sectors.is_empty()) && e.body.is_none() && e.sectors.is_empty();
    let weak = weak || of_band;
    let own = match (of_people, of_band) {
        (true, _) => vec![sector("CVL")],
        (_, true) => Vec::new(),
        _ => x.sectors.clone(),
    };
    let (country, sectors) = roled(actors, &e, &own, weak);
    let international = x.sectors.first().is_some_and(|s| sector_name(*s) == "IGO");
    let single = !p.words.text[head.range.end - 1].ends_with('s');
    if single && !weak && !e.past && !e.deputy && !e.future && (country != NONE || international) {
        let holder = ground.day.and_then(|d| actors.people.holder(if international { NONE } else { country }, &x.offices, d));
        if let Some(holder) = holder.filter(|_| !matches!(x.family.as_str(), "minister" | "local" | "leader" | "ambassador")) {
            return Reading { office: Some(o), ..known_person(actors, holder, &Evidence::default(), ground.day) };
        }
    }
    let name = p.words.join(head.range.clone()).to_lowercase();
    let key = Key::Generic(fold::hash_phrase(&x.title) ^ u64::from(e.past) ^ u64::from(e.deputy) << 1, country);
    let mut r = plain(Entity { generic: true, ..entity(name, country, &sectors, EntityKind::Person) }, key, Nature::Person);
    r.office = Some(o);
    r.people = e.people;
    r.deputy = e.deputy;
    r.past = e.past;
    r.nature = if single { Nature::Person } else { Nature::Plural };
    if matches!(x.title.as_str(), "king") {
        r.female = Some(p.words.hash[p.at] == fold::hash("queen"));
    }
    r.more = e.countries.iter().skip(1).copied().filter(|_| !single).collect();
    r
}

/// The role word that tells what somebody leads: "university" in "the president of the university".
fn led<'a>(actors: &'a Actors, p: &Phrase, head: &Hit) -> Option<&'a Role> {
    let of = head.range.end;
    let hit = p.after.iter().find(|h| h.has(|s| matches!(s, Sense::Role { .. })) && !h.has(|s| matches!(s, Sense::State(_))))?;
    let between = p.words.text.get(of + 1..hit.range.start)?;
    let direct =
        p.words.text[of].eq_ignore_ascii_case("of") && !between.iter().any(|w| matches!(*w, "in" | "at" | "for" | "from" | "," | "and"));
    let role = hit.senses.iter().find_map(|s| if let Sense::Role { role, .. } = s { Some(*role) } else { None })?;
    Some(&actors.roles[role as usize]).filter(|x| direct && x.class != Class::Person && !actors.cues.realms.contains(&x.word))
}

/// "The president of the university": whoever leads such a body is of its kind, and no organ of state.
fn of_other_kind(x: &Role) -> bool {
    const OF_STATE: &[&str] = &["GOV", "MIL", "SPY", "PRE", "CVL", "UNK"];
    x.sectors.first().is_some_and(|s| !OF_STATE.contains(&sector_name(*s)))
}

pub(super) fn read_role(actors: &Actors, role: u16, plural: bool, p: &Phrase, mut e: Evidence, ground: Ground) -> Reading {
    let x = &actors.roles[role as usize];
    governed(actors, p, &mut e, &x.sectors, x.weak, ground.day);
    if e.countries.is_empty() && e.body.is_none() {
        e.add_country(x.country);
    }
    let led = led_by(actors, &x.word, p);
    match led {
        Some(Sense::State(s) | Sense::Adjective(s) | Sense::Capital(s)) => e.countries.insert(0, actors.states[s as usize].code),
        Some(Sense::Peoples(r)) => e.people = e.people.or(Some(r)),
        _ => {}
    }
    if let Some(members) = members(actors, &x.word, plural, &e) {
        return members;
    }
    if let Some(body) = so_called(actors, x, plural, p, &e) {
        return body;
    }
    let staff = e.of_leader && x.sectors.is_empty() && (x.word == "office" || x.word == "team" || x.word.starts_with("spokes"));
    let own = match (staff, led) {
        (true, _) => vec![sector("GOV")],
        (_, Some(_)) if x.word == "coalition" => vec![sector("MIL")],
        // A coalition of one country is one of parties; of others the words don't tell.
        _ if x.word == "coalition" && e.country() != NONE => vec![sector("PTY")],
        _ if of_the_beat(&x.word, &e, p) => vec![sector("COP")],
        _ => x.sectors.clone(),
    };
    // "US-backed forces" are no army of the land they fight in, unless the words say so.
    let proxies = e.backer.is_some() && x.word.starts_with("force") && e.countries.is_empty() && e.body.is_none() && e.sectors.is_empty();
    let own = if proxies { vec![sector("REB")] } else { own };
    // "Many countries", "African nations": each of them a state.
    let states = plural && e.body.is_none() && e.sectors.is_empty() && actors.cues.states.contains(&x.word);
    let own = if states && own.is_empty() { vec![sector("GOV")] } else { own };
    let (country, sectors) = roled(actors, &e, &own, x.weak || ends_name(p, &own));
    // "Negotiators" stands in the table as a word of its own.
    let several = plural || x.weak && x.plural.is_empty() && x.word.ends_with('s');
    let kind = match x.class {
        Class::Person if !several => EntityKind::Person,
        Class::Body => EntityKind::Organisation,
        _ => EntityKind::Group,
    };
    let nature = match (x.class, several) {
        (Class::Person, false) => Nature::Person,
        (Class::Person, true) => Nature::Plural,
        (_, true) => Nature::Plural,
        (_, false) if x.word.ends_with('s') || matches!(x.word.as_str(), "police" | "people" | "staff" | "personnel" | "clergy") => {
            Nature::Plural
        }
        _ => Nature::Thing,
    };
    let name = if plural { x.plural.clone() } else { x.word.clone() };
    let name = of_body(actors, &e, country).map_or_else(|| name.clone(), |body| format!("{body} {name}"));
    let coloured = e.sectors.iter().fold(0u64, |h, s| h * 37 + u64::from(*s) + 1);
    let coloured = coloured ^ e.people.map_or(0, |p| (u64::from(p) + 1) << 20) ^ u64::from(e.against) << 44;
    let key = match (x.word.as_str(), country) {
        ("government" | "administration" | "authorities" | "regime" | "leadership", c)
            if c != NONE && e.body.is_none() && e.sectors.is_empty() =>
        {
            Key::Government(c)
        }
        // "The officials" are not "the official".
        _ => Key::Generic(
            fold::hash_phrase(&x.word) ^ u64::from(plural) << 2 ^ coloured ^ e.body.map_or(0, |b| u64::from(b) << 32) ^ u64::from(e.past),
            country,
        ),
    };
    let stateless = country == NONE && (states || e.people.is_some() && sectors.is_empty() && kind == EntityKind::Group);
    let mut r = plain(Entity { generic: true, stateless, ..entity(name, country, &sectors, kind) }, key, nature);
    r.role = Some(role);
    r.backer = e.backer;
    r.people = e.people;
    r.past = e.past;
    r.more = e.countries.iter().skip(1).copied().filter(|_| nature == Nature::Plural).collect();
    r.female = gender_of_word(&x.word);
    r
}

/// Those of no country are told by the body that they are of: "Islamic State fighters", "United Nations officials".
fn of_body<'a>(actors: &'a Actors, e: &Evidence, country: Country) -> Option<&'a str> {
    let body = &actors.bodies[e.body.filter(|_| country == NONE && !e.past)? as usize];
    (body.country == NONE).then_some(body.name.as_str())
}

/// Officers of whom no army, no country and no trade is told are of the police.
pub(super) fn of_the_beat(word: &str, e: &Evidence, p: &Phrase) -> bool {
    const PLAIN: &[&str] = &[
        "the",
        "a",
        "an",
        "and",
        "or",
        "several",
        "some",
        "many",
        "other",
        "another",
        "both",
        "these",
        "those",
        "each",
        "of",
        "by",
        "off-duty",
        "plainclothes",
        "uniformed",
        "undercover",
        "wounded",
    ];
    let before = p.head.and_then(|h| h.range.start.checked_sub(1)).map_or("the", |i| p.words.text[i]);
    let plain = PLAIN.iter().chain(&SMALL[1..10]).any(|w| w.eq_ignore_ascii_case(before)) || !before.chars().all(char::is_alphabetic);
    plain && word == "officer" && e.countries.is_empty() && e.body.is_none() && e.sectors.is_empty() && e.people.is_none()
}

/// Who leads: the state of a coalition, which then is one of armed forces, or the people or state of troops. The model keeps
/// "U.S.-led" as one token and cuts others.
pub(super) fn led_by(actors: &Actors, word: &str, p: &Phrase) -> Option<Sense> {
    const LED: &[&str] =
        &["coalition", "force", "forces", "alliance", "militia", "fighter", "troop", "soldier", "operation", "administration"];
    let at = p.at.checked_sub(1).filter(|_| LED.contains(&word))?;
    let cut = p.words.text[at] == "led" && at > 1 && p.words.text[at - 1] == "-";
    let leader = if cut { p.words.text[at - 2] } else { p.words.text[at].strip_suffix("-led")? };
    let senses = |h: Hit| h.senses;
    let leads = |s: &Sense| matches!(s, Sense::State(_) | Sense::Adjective(_) | Sense::Capital(_) | Sense::Peoples(_));
    scan(actors, &Words::new(vec![leader])).into_iter().flat_map(senses).find(leads)
}

/// A capitalised "Corporation" right behind a body's name ends that name.
pub(super) fn ends_name(p: &Phrase, own: &[u8]) -> bool {
    let (Some(head), Some(last)) = (p.head, p.before.last()) else { return false };
    let firm = own.first().is_some_and(|s| sector_name(*s) == "BUS");
    let capital = fold::capitalised(p.words.text[head.range.start]);
    firm && capital && last.range.end == head.range.start && last.has(|s| matches!(s, Sense::Body(_)))
}

/// "other NATO members", "EU countries": the alliance.
pub(super) fn members(actors: &Actors, word: &str, plural: bool, e: &Evidence) -> Option<Reading> {
    let last = word.rsplit(' ').next().unwrap_or(word);
    let joined = plural && matches!(last, "member" | "ally" | "country" | "nation" | "state" | "partner" | "government");
    let b = e.body.filter(|_| joined && !e.past)?;
    let x = &actors.bodies[b as usize];
    let alliance = is_international(actors, b);
    let all = || plain(entity(x.name.clone(), NONE, &x.sectors, EntityKind::Organisation), Key::Body(b), Nature::Plural);
    alliance.then(all)
}

/// "The Hamas group", "the Labour party", "the Al Jazeera office": the body itself.
fn so_called(actors: &Actors, role: &Role, plural: bool, p: &Phrase, e: &Evidence) -> Option<Reading> {
    let b = e.body.filter(|_| !plural && !e.past)?;
    let x = &actors.bodies[b as usize];
    let first = sector_name(*x.sectors.first()?);
    let beside = p
        .head
        .zip(p.before.last())
        .is_some_and(|(head, last)| last.range.end == head.range.start && last.has(|s| matches!(s, Sense::Body(_))));
    let called = beside && kinds(role.word.rsplit(' ').next().unwrap_or_default()).is_some_and(|kinds| kinds.contains(&first));
    let room = actors.cues.outposts.contains(&role.word) && first != "GOV";
    let own = e.countries.iter().all(|c| *c == x.country) || x.country == NONE;
    let whole = || plain(entity(x.name.clone(), x.country, &x.sectors, EntityKind::Organisation), Key::Body(b), Nature::Thing);
    (own && first != "IGO" && (called || room)).then(whole)
}

pub(super) fn gender_of_word(word: &str) -> Option<bool> {
    let last = word.rsplit(' ').next().unwrap_or(word);
    let she = last.ends_with("woman")
        || matches!(
            last,
            "mother"
                | "wife"
                | "sister"
                | "daughter"
                | "queen"
                | "princess"
                | "girl"
                | "widow"
                | "actress"
                | "nun"
                | "schoolgirl"
                | "midwife"
                | "housewife"
                | "grandmother"
        );
    let he = last.ends_with("man") && last != "woman"
        || matches!(
            last,
            "father" | "husband" | "brother" | "son" | "king" | "prince" | "boy" | "imam" | "priest" | "pope" | "bishop" | "monk"
        );
    if she { Some(true) } else { (he && !matches!(last, "spokesman" | "chairman")).then_some(false) }
}
