#!/usr/bin/env python3
"""Makes corpus/composed.tsv of corpus/clauses.txt: wire-like sentences, the same each time.

    scripts/compose_corpus.py

A clause has `{S}` and `{T}` for the source and the target. Each is told TIMES times with actors drawn by lot, with words
before and behind that say nothing of the pair, or with another clause about others. Two clauses in one sentence, with
the source of one marked and a side of the other, give pairs that no event links.
"""
import pathlib, random, re

TIMES, NONES, SEED = 2, 400, 20261129
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "corpus"
LOT = random.Random(SEED)

COUNTRIES = """Albania Algeria Angola Armenia Austria Bahrain Bangladesh Belarus Benin Bolivia Botswana Brazil Bulgaria Cambodia
Cameroon Chad Chile Colombia Croatia Cuba Cyprus Denmark Ecuador Egypt Eritrea Estonia Ethiopia Fiji Finland Gabon Georgia Ghana
Greece Guatemala Guinea Haiti Honduras Hungary Iceland India Indonesia Iraq Jordan Kazakhstan Kenya Kuwait Laos Latvia Liberia
Libya Lithuania Madagascar Malawi Malaysia Mali Mauritania Mexico Moldova Mongolia Morocco Mozambique Myanmar Namibia Nepal
Nicaragua Niger Nigeria Norway Oman Pakistan Panama Paraguay Peru Poland Portugal Qatar Romania Rwanda Senegal Serbia Slovakia
Slovenia Somalia Spain Sudan Sweden Syria Tajikistan Tanzania Thailand Togo Tunisia Turkmenistan Uganda Uruguay Uzbekistan
Vietnam Yemen Zambia Zimbabwe""".split()
NATIONS = """Albanian Algerian Angolan Armenian Austrian Belarusian Bolivian Brazilian Bulgarian Cambodian Chilean Colombian
Croatian Cuban Danish Egyptian Eritrean Estonian Ethiopian Finnish Georgian Ghanaian Greek Haitian Hungarian Indian Indonesian
Iraqi Jordanian Kazakh Kenyan Kuwaiti Latvian Liberian Libyan Lithuanian Malaysian Malian Mexican Moldovan Moroccan Nepalese
Nigerian Norwegian Omani Pakistani Peruvian Polish Portuguese Romanian Rwandan Senegalese Serbian Slovak Somali Spanish Sudanese
Swedish Syrian Tanzanian Thai Tunisian Turkish Ugandan Uruguayan Uzbek Vietnamese Yemeni Zambian""".split()
NAMES = ["Karim Bousaid", "Ines Corvalho", "Tomas Hrabel", "Adaeze Okonjo-Bello", "Rustam Yusupzoda", "Petra Lindqvall",
         "Samuel Owitti", "Khin Mya", "Viktor Salenko", "Leila Haddour", "Jorge Quispera", "Amina Diallobe", "Marek Wolnicki",
         "Nuru Hassanali", "Elena Dragutescu", "Pham Van Truong"]
BODIES = ["the United Nations", "the African Union", "the European Commission", "NATO", "the Arab League", "the Security Council",
          "the Gulf Cooperation Council", "the World Bank", "the Red Cross", "Amnesty International", "the regional bloc"]
GROUPS = ["rebels", "separatists", "Islamist fighters", "the opposition", "opposition leaders", "the guerrillas", "the insurgents",
          "the main opposition party", "the miners' union", "student leaders", "a militia", "Kurdish fighters", "tribal elders",
          "the Maoists", "the junta", "army mutineers", "the former rulers", "a splinter group", "monks"]
PEOPLE = ["four journalists", "a human rights lawyer", "two opposition deputies", "dozens of protesters", "a former minister",
          "villagers", "eleven fishermen", "a Dutch aid worker", "a trade union boss", "seven students", "a retired general",
          "six engineers", "a bishop", "civilians", "refugees", "the editor of a weekly", "members of a religious minority",
          "a tribal chief", "militants", "two foreign tourists", "a businessman", "activists", "prisoners"]
CROWDS = ["thousands of teachers", "farmers", "textile workers", "students", "hundreds of pensioners", "opposition supporters",
          "nurses", "dock workers", "hardline clerics and their followers", "villagers", "taxi drivers", "lawyers in black gowns",
          "landless peasants", "crowds of young men", "bus drivers", "coal miners", "supporters of the ousted leader"]
FORCES = ["troops", "police", "soldiers", "warplanes", "security forces", "commandos", "gunmen"]
CAPTORS = ["police", "authorities", "security forces", "officials", "troops"]
VICTIMS = ["troops", "journalists", "lawmakers", "peacekeepers", "officers", "clerics"]
TOWNS = ["Korvane", "Maddera", "Tel Sharif", "Osinovka", "Bandu", "Lomay", "Quiralta", "Ksar Dib", "Pelgrad", "Namtai"]
LEADS = ["", "", "", "", "", "", "On Tuesday, ", "Late on Friday ", "In a statement issued overnight, ", "Hours after the vote, ",
         "For the second time this month, ", "Despite appeals for calm, ", "Earlier this week ", "In a sign of changing times, ",
         "As expected, ", "According to officials, ", "Only days after taking office, ", "In Geneva on Thursday, ",
         "With winter coming, ", "Under a decree published on Monday, ", "Meanwhile, ", "Witnesses said "]
TAILS = ["", "", " on Monday", " on Wednesday, state radio reported", " late on Saturday, officials said",
         ", a spokesman for the ministry said", " this week, a move that surprised diplomats in the region",
         ", according to a communique read out on the evening news", ", the first step of its kind since the civil war ended",
         " as heavy rain kept most of the capital indoors", ", a newspaper close to the palace said on its front page",
         ", days before a summit of regional leaders that had been in doubt for weeks", ", and the currency lost two per cent by noon",
         ", just as a visiting delegation from the central bank was preparing to leave",
         ", although few people outside the capital had heard of the affair",
         " after a night of rumours, the agency added without giving details",
         ", two sources familiar with the matter told reporters", " at a time when oil prices are falling and voters are restless",
         ", bringing to an end a dispute that began over a stretch of pasture", ", though the text has not been made public",
         ", the last of several such steps since the new year",
         ", a day after a newspaper printed leaked minutes of the meeting", " in the northern town of {town}",
         " near the southern port of {town}", ", a senior aide confirmed in a short telephone interview",
         ", it was announced in {town} on Sunday", " for the third time in as many weeks, local media said",
         ", in what analysts see as a message to voters at home",
         ", while the finance minister was still on his way back from a conference on tourism",
         ", and a crowd gathered outside the building to hear the news", " last week, a decision that took effect at midnight",
         ", ignoring advice from some of its own experts", " on the anniversary of the republic",
         ", said a diplomat who asked not to be named"]
LINKS = [", while ", " as ", ", and ", " after ", ", a day after ", " before ", "; "]
APART = [", while ", "; meanwhile ", " as ", ", and on the same day ", " hours before ", ", and elsewhere "]
# Clauses whose target is a person or persons, and those whose target is a country.
PERSONAL = re.compile(
    r"\b(his|him|handcuffs|house arrest|arrested|jailed|rounded up|kidnapped|hostage|captive|tortured|beat|executed|beheaded|gunned|"
    r"assassinated|tried to kill|lynched|raped|mowed|poisoned|abducted|abused|manhandled|stabbed|wounded|sentenced?|guilty|convicted|"
    r"pardoned|commuted|immunity|questioning|questioned|interrogated|heckled|deported|evicted|asylum|amnestied|acquitted|charges|"
    r"prison|jail|cell|freed|fleeing|massacred|citizenship|cabinet|batons|gagged|barracks|passports|shot dead|hacked|snatched|"
    r"under arrest|go home|ankle tags|picked up|at the airport)\b")
STATELY = re.compile(
    r"\b(capital of|borders? with|waters of|towns of|districts of|embassy in|consulate in|ports? of|harbour of|bridges of|planes of|jets of|"
    r"bombers of|ships? of|gunboat of|every city of|invaded|invasion|occupied|occupation|embargo|ambassador|envoy of|diplomats of|pact|"
    r"treaty|ties|relations|flights to|rail line to|gas to|schools in|clinics of|strait from|frontier|line with|out of|siege of|"
    r"raids on|fence with|coast guard of|arms for|steel|imports|trade|debt of|troops of|peacekeepers?|pilots|fleet of|mines of|"
    r"vessel of|coal from|rail links|aid to|recogni[sz]ed|air bases|airlifted|airspace|vote in|base in|army of|budget of)\b")


def state():
    nation, name = LOT.choice(NATIONS), LOT.choice(NAMES)
    office = LOT.choice(["president", "prime minister", "foreign minister"])
    return LOT.choice([
        LOT.choice(COUNTRIES), LOT.choice(COUNTRIES), LOT.choice(COUNTRIES), f"the {nation} government", f"{nation} officials",
        f"{LOT.choice(COUNTRIES)}'s {office}", f"the {nation} {office}", f"{nation} {office.title()} {name}",
        f"the {nation} {LOT.choice(['parliament', 'authorities', 'leader'])}"])


def source(kind):
    lot, nation = LOT.random(), LOT.choice(NATIONS)
    if kind == "PROTEST":
        return LOT.choice(CROWDS)
    if kind == "ASSAULT":
        return LOT.choice(GROUPS) if lot < 0.45 else f"{nation} {LOT.choice(FORCES)}" if lot < 0.9 else LOT.choice(COUNTRIES)
    if kind == "COERCE":
        return f"{nation} {LOT.choice(CAPTORS)}" if lot < 0.6 else state()
    return state() if lot < 0.8 or kind == "MOBILIZE" else LOT.choice(BODIES) if lot < 0.9 else LOT.choice(GROUPS)


def target(kind, clause):
    lot = LOT.random()
    if kind == "PROTEST":
        return state()
    if STATELY.search(clause):
        return LOT.choice(COUNTRIES)
    if PERSONAL.search(clause):
        return LOT.choice(PEOPLE) if lot < 0.7 else f"{LOT.choice(NATIONS)} {LOT.choice(VICTIMS)}"
    if kind in ("COERCE", "ASSAULT"):
        return LOT.choice(PEOPLE) if lot < 0.4 else LOT.choice(GROUPS) if lot < 0.7 else state()
    return state() if lot < 0.72 else LOT.choice(GROUPS) if lot < 0.9 else LOT.choice(BODIES)


def bare(actor):
    return actor.removeprefix("the ").removeprefix("a ")[:4]


def told(kind, clause, s="<s>{}</s>", t="<t>{}</t>"):
    """A clause with actors, each set into its form."""
    a, b = source(kind), target(kind, clause)
    while bare(a) == bare(b):
        b = target(kind, clause)
    return clause.replace("{S}", s.format(a)).replace("{T}", t.format(b))


def capital(text):
    at = 3 if text.startswith(("<s>", "<t>")) else 0
    return text[:at] + text[at].upper() + text[at + 1:]


def sentence(kind, clause, clauses):
    """A clause with something before and behind it."""
    lead, tail, lot = LOT.choice(LEADS), LOT.choice(TAILS).format(town=LOT.choice(TOWNS)), LOT.random()
    other = told(*LOT.choice(clauses)[::3], "{}", "{}")
    if lot < 0.25:
        tail = LOT.choice(LINKS) + other
    elif lot < 0.33:
        lead = LOT.choice(["As ", "After ", "While "]) + other + ", "
    body = told(kind, clause)
    if lead and re.match(r"(Prosecutors|Auditors|Inspectors|Investigators|Envoys|A panel)", body):
        body = body[0].lower() + body[1:]
    return capital(lead + body) + tail + "."


def unlinked(clauses):
    """A sentence of two clauses with a side of each marked."""
    (kind, _, _, one), (other, _, _, two) = LOT.sample(clauses, 2)
    first = told(kind, one, t="{}")
    second = told(other, two, *LOT.choice([("{}", "<t>{}</t>"), ("{}", "<t>{}</t>"), ("<t>{}</t>", "{}")]))
    return capital(first) + LOT.choice(APART) + second + LOT.choice(["", " on Monday", ", officials said"]) + "."


def read(text):
    head, clauses = None, []
    for line in text.splitlines():
        if "{S}" in line:
            clauses.append((*head, line))
        elif line and not line.startswith("#"):
            head = tuple(line.split())
    return clauses


def main():
    clauses = read((FOLDER / "clauses.txt").read_text(encoding="utf-8"))
    lines = {f"{k}\t{m}\t{s}\t{sentence(k, c, clauses)}": None for k, m, s, c in clauses for _ in range(TIMES)}
    lines |= {f"NONE\t-\t-\t{unlinked(clauses)}": None for _ in range(NONES)}
    (FOLDER / "composed.tsv").write_text("type\tmode\tstatus\ttext\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} sentences of {len(clauses)} clauses")


if __name__ == "__main__":
    main()
