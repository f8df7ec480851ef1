#!/usr/bin/env python3
"""Makes corpus/composed.tsv of corpus/clauses.txt and corpus/actors.txt: wire-like sentences, the same each time.

    scripts/compose_corpus.py

Each clause is told TIMES times with actors drawn by lot, and, unless it stands for itself, with words before and behind that
say nothing of the pair, or with another clause about others. Two clauses in one sentence, with the source of one marked and a
side of the other, give pairs that no event links.
"""
import pathlib, random, re

TIMES, NONES, SEED = 2, 120, 20261129
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "corpus"
LOT = random.Random()

# Adjective and country in turn.
PLACES = """Albanian Albania Algerian Algeria Angolan Angola Armenian Armenia Austrian Austria Bahraini Bahrain Bangladeshi Bangladesh
Belarusian Belarus Bolivian Bolivia Brazilian Brazil Bulgarian Bulgaria Cambodian Cambodia Cameroonian Cameroon Chadian Chad Chilean Chile
Colombian Colombia Croatian Croatia Cuban Cuba Cypriot Cyprus Danish Denmark Ecuadorean Ecuador Egyptian Egypt Eritrean Eritrea
Estonian Estonia Ethiopian Ethiopia Fijian Fiji Finnish Finland Gabonese Gabon Georgian Georgia Ghanaian Ghana Greek Greece
Guatemalan Guatemala Guinean Guinea Haitian Haiti Honduran Honduras Hungarian Hungary Icelandic Iceland Indian India Indonesian Indonesia
Iraqi Iraq Jordanian Jordan Kazakh Kazakhstan Kenyan Kenya Kuwaiti Kuwait Laotian Laos Latvian Latvia Liberian Liberia Libyan Libya
Lithuanian Lithuania Malawian Malawi Malaysian Malaysia Malian Mali Mauritanian Mauritania Mexican Mexico Moldovan Moldova
Mongolian Mongolia Moroccan Morocco Mozambican Mozambique Namibian Namibia Nepalese Nepal Nicaraguan Nicaragua Nigerian Nigeria
Norwegian Norway Omani Oman Pakistani Pakistan Panamanian Panama Paraguayan Paraguay Peruvian Peru Polish Poland Portuguese Portugal
Qatari Qatar Romanian Romania Rwandan Rwanda Senegalese Senegal Serbian Serbia Slovak Slovakia Slovenian Slovenia Somali Somalia
Spanish Spain Sudanese Sudan Swedish Sweden Syrian Syria Tajik Tajikistan Tanzanian Tanzania Thai Thailand Togolese Togo Tunisian Tunisia
Turkish Turkey Turkmen Turkmenistan Ugandan Uganda Uruguayan Uruguay Uzbek Uzbekistan Vietnamese Vietnam Yemeni Yemen Zambian Zambia
Zimbabwean Zimbabwe""".split()
NATIONS, COUNTRIES = PLACES[::2], PLACES[1::2]
MEN = ["Karim Bousaid", "Tomas Hrabel", "Rustam Yusupzoda", "Samuel Owitti", "Viktor Salenko", "Jorge Quispera", "Marek Wolnicki",
       "Pham Van Truong"]
WOMEN = ["Ines Corvalho", "Adaeze Okonjo-Bello", "Petra Lindqvall", "Khin Mya", "Leila Haddour", "Elena Dragutescu"]
TOWNS = ["Korvane", "Maddera", "Tel Sharif", "Osinovka", "Bandu", "Lomay", "Quiralta", "Ksar Dib", "Pelgrad", "Namtai"]

VERBAL = {"ACCUSE", "AGREE", "CONCEDE", "REQUEST", "REJECT", "THREATEN", "SUPPORT"}
FRIENDLY = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
SEEN = {"ASSAULT", "PROTEST", "MOBILIZE", "COERCE", "RETREAT", "AID"}
ALL = VERBAL | FRIENDLY | SEEN | {"SANCTION", "NONE"}
# Words before a clause and behind it, and the types that they suit. Those of DATED name a time: one sentence has one at most.
LEADS = {"": ALL, "Meanwhile, ": ALL, "According to officials, ": ALL, "In a statement issued overnight, ": VERBAL,
         "Despite appeals for calm, ": ALL - FRIENDLY, "In a sign of changing times, ": FRIENDLY, "As expected, ": ALL - SEEN,
         "With winter coming, ": {"AID", "REQUEST", "AGREE"}, "Witnesses said ": SEEN, "State radio said ": ALL,
         "For the second time this month, ": ALL, "In a move that few had foreseen, ": ALL}
DATED_LEADS = {"On Tuesday, ": ALL, "Late on Friday ": ALL, "Hours after the vote, ": ALL, "Earlier this week ": ALL, "On the eve of the feast ": ALL,
               "In Geneva on Thursday, ": VERBAL | {"CONSULT"}, "Under a decree published on Monday, ": {"COERCE", "CONCEDE"}}
TAILS = {"": ALL, ", a move that surprised diplomats in the region": ALL - SEEN, ", according to a communique read out on the evening news": ALL,
         " as heavy rain kept most of the capital indoors": SEEN, ", a newspaper close to the palace said on its front page": ALL,
         ", days before a summit of regional leaders that had been in doubt for weeks": ALL,
         ", and the currency lost two per cent by noon": ALL - FRIENDLY, ", while the finance minister was away at a conference on tourism": ALL,
         ", although few people outside the capital had heard of the affair": ALL - SEEN, ", the agency added without giving details": ALL,
         ", two sources familiar with the matter told reporters": ALL, " at a time when oil prices are falling and voters are restless": ALL - SEEN,
         ", closing a quarrel that began over a stretch of pasture": FRIENDLY, ", though the text has not been made public": {"SUPPORT", "AGREE"},
         " in the northern town of {town}": SEEN - {"AID"}, " near the southern port of {town}": SEEN - {"AID"},
         ", a senior aide confirmed in a short telephone interview": ALL, ", in what analysts see as a message to voters at home": ALL - SEEN,
         ", and a crowd gathered outside the building to hear the news": VERBAL, ", ignoring advice from some of its own experts": {"SANCTION"},
         ", said a diplomat who asked not to be named": ALL}
DATED_TAILS = {" on Monday": ALL, " on Wednesday, state radio reported": ALL, " late on Saturday, officials said": ALL, " last week": ALL,
               ", the last of several such steps since the new year": ALL - VERBAL, ", it was announced in {town} on Sunday": ALL,
               ", a day after a newspaper printed leaked minutes of the meeting": VERBAL, " on the anniversary of the republic": ALL}
TOLD = re.compile(r"said|told|report|announced|confirmed|added|communique|According|statement")
# Clauses that begin so stand badly behind another clause's conjunction.
OPENING = re.compile(r'(having|far|breaking|in|under|if|no|not|decades|back|at)\b|"')
PLAIN_LEADS = ["", "", "", "Meanwhile, ", "According to officials, ", "As far as is known, ", "According to state radio, "]
PLAIN_TAILS = ["", "", ", officials said", ", said a diplomat who asked not to be named", ", two sources familiar with the matter told reporters",
               ", a newspaper close to the palace said on its front page"]
LINKS = [", while ", " as ", ", and ", " after ", ", a day after ", " before ", "; "]
APART = [", while ", "; meanwhile ", " as ", ", and on the same day ", " hours before ", ", and elsewhere "]

# What a word becomes for a plural, a man and a woman; other verbs lose their s in the plural.
FORMS = {"was": ("were", "was", "was"), "is": ("are", "is", "is"), "has": ("have", "has", "has"), "it": ("they", "he", "she"),
         "its": ("their", "his", "her"), "them": ("them", "him", "her"), "itself": ("themselves", "himself", "herself")}


def read_actors(text):
    """Kinds of actors: each a list of pronouns with their names."""
    kinds, head = {}, None
    for line in text.splitlines():
        if re.match(r"\w (it|they|he|she) ", line):
            head = line.split()[:2]
            kinds.setdefault(head[0], []).append((head[1], []))
        elif line and not line.startswith("#"):
            kinds[head[0]][-1][1].extend(line.split("; "))
    return kinds


ACTORS = read_actors((FOLDER / "actors.txt").read_text(encoding="utf-8"))


def actor(kinds):
    """A name and its pronoun."""
    groups = ACTORS[LOT.choice(kinds)]
    pronoun, names = LOT.choices(groups, [len(names) for _, names in groups])[0]
    fill = {"C": LOT.choice(COUNTRIES), "N": LOT.choice(NATIONS), "TOWN": LOT.choice(TOWNS), "MAN": LOT.choice(MEN), "WOMAN": LOT.choice(WOMEN)}
    return re.sub(r"\{(\w+)\}", lambda m: fill[m[1]], LOT.choice(names)), pronoun


def nations(name):
    """The countries that a name speaks of."""
    return {i // 2 for i, word in enumerate(PLACES) if re.search(rf"\b{word}\b", name)}


def cast(kinds):
    """Actors of these kinds that are not each other's neighbours in name or nation."""
    while True:
        drawn = [actor(k) for k in kinds]
        names = [name.removeprefix("the ").removeprefix("a ")[:4] for name, _ in drawn]
        homes = [home for name, _ in drawn for home in nations(name)]
        if len(set(names)) == len(names) and len(set(homes)) == len(homes):
            return drawn


def formed(word, pronoun):
    if pronoun == "it":
        return "it" if word == "them" else word
    if word in FORMS:
        return FORMS[word][["they", "he", "she"].index(pronoun)]
    return word.removesuffix("s") if pronoun == "they" else word


def told(clause, s="<s>{}</s>", t="<t>{}</t>"):
    """A clause with actors, each set into its form."""
    kinds, text = clause[3:]
    roles = dict(zip("STX", cast(kinds)))
    text = re.sub(r"\{(\w+) ([STX])\}", lambda m: formed(m[1], roles[m[2]][1]), text)
    for role, form in (("S", s), ("T", t), ("X", "{}")):
        name = roles[role][0] if role in roles else ""
        bare, comma = name.removesuffix(","), name[len(name.removesuffix(",")):]
        text = text.replace("{%s}" % role, form.format(bare) + comma)
    text = re.sub(r"\b([Aa])(?= (<[st]>)?[AEIOU])", r"\1n", text)
    return re.sub(r",(</.>)?(?=[,.;:?])", r"\1", text)


def capital(text):
    at = re.match(r'"?(<[st]>)?', text).end()
    return text[:at] + text[at].upper() + text[at + 1:]


def alone(clause):
    return clause[4].startswith("= ")


def timed(clause):
    """Whether words of a past day suit the clause."""
    return clause[2] == "actual" and not re.search(r"\{(?!was|its?\b|them|itself)\w+ [STX]\}|\b(will|hangs|opens|holds|runs|is|are|had)\b", clause[4])


def frame(clause):
    """Words before a clause and behind it."""
    kind = clause[0]
    if not timed(clause):
        lead = LOT.choice(PLAIN_LEADS)
        return lead, "" if TOLD.search(lead) else LOT.choice(PLAIN_TAILS)
    dated = LOT.choice(["", "lead", "tail"])
    pick = lambda words: LOT.choice([word for word, kinds in words.items() if kind in kinds])
    lead = "" if LOT.random() < 0.3 else pick(DATED_LEADS if dated == "lead" else LEADS)
    tail = pick(DATED_TAILS if dated == "tail" else TAILS)
    lead = "" if TOLD.search(lead) and "said" in clause[4] else lead
    return lead, "" if TOLD.search(lead) and TOLD.search(tail) else tail.format(town=LOT.choice(TOWNS))


def sentence(clause, others, turn):
    """A clause with something before and behind it, or as it stands; its actors hang on its own words alone."""
    LOT.seed(f"{SEED} {turn} {clause[4]}")
    if alone(clause):
        return capital(told((*clause[:4], clause[4][2:])))
    lead, tail = frame(clause)
    if timed(clause) and LOT.random() < 0.33:
        other = told(LOT.choice(others), "{}", "{}")
        if LOT.random() < 0.75:
            tail = LOT.choice(LINKS) + other
        else:
            lead = LOT.choice(["As ", "After ", "While "]) + other + ", "
    return capital(lead + told(clause)) + tail + "."


def unlinked(others):
    """A sentence of two clauses with a side of each marked."""
    one, two = LOT.sample(others, 2)
    first = told(one, t="{}")
    second = told(two, *LOT.choice([("{}", "<t>{}</t>"), ("{}", "<t>{}</t>"), ("<t>{}</t>", "{}")]))
    return capital(first) + LOT.choice(APART) + second + LOT.choice(["", " on Monday", ", officials said"]) + "."


def read_clauses(text):
    """Type, mode, status, kinds of its actors and words of every clause."""
    head, clauses = [], []
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        if "{S}" not in line:
            head = line.split()
            continue
        own, bar, words = line.rpartition(" | ")
        kinds = (own if bar else head[3]).split(">")
        kinds += ["cgor"] * ("{X}" in words and len(kinds) < 3)
        clauses.append((*head[:3], kinds if "{X}" in words else kinds[:2], words))
    return clauses


def main():
    clauses = read_clauses((FOLDER / "clauses.txt").read_text(encoding="utf-8"))
    others = [c for c in clauses if timed(c) and not alone(c) and c[0] != "NONE" and not OPENING.match(c[4])]
    lines = {"\t".join((*c[:3], sentence(c, others, turn))): None for c in clauses for turn in range(TIMES)}
    LOT.seed(SEED)
    lines |= {f"NONE\t-\t-\t{unlinked(others)}": None for _ in range(NONES)}
    (FOLDER / "composed.tsv").write_text("type\tmode\tstatus\ttext\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} sentences of {len(clauses)} clauses")


if __name__ == "__main__":
    main()
