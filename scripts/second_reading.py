#!/usr/bin/env python3
"""A second reading of labelled sentences: draws some without their labels, and scores a reader's labels against the writer's.

    scripts/second_reading.py draw FILE.tsv [--share 0.1] [--seed 1]
    scripts/second_reading.py score FILE.tsv READING.tsv

`draw` prints a line a sentence: four empty columns for direction, type, mode and status, then the marked text. The reader fills them
(direction `st`, `ts`, or `-` where nothing links the two) and `score` finds each text in FILE.tsv again. A mode that the
writer left open (`?`) is not compared. Prints agreement and Cohen's kappa, and each sentence that the two saw differently.
"""
import argparse, collections, pathlib, random

QUADS = {"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3, "ACCUSE": 3,
         "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4, "NONE": 0}


def rows(file):
    lines = [line.split("\t") for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line[0] != "type"]


def draw(args):
    texts = [row[-1] for row in rows(args.file)]
    chosen = random.Random(args.seed).sample(texts, round(len(texts) * args.share))
    print("\n".join(f"\t\t\t\t{text}" for text in chosen))


def kappa(pairs):
    """Agreement, and how far it goes beyond what chance would give."""
    same = sum(a == b for a, b in pairs) / len(pairs)
    ours, theirs = (collections.Counter(side) for side in zip(*pairs))
    chance = sum(ours[label] * theirs[label] for label in ours) / len(pairs) ** 2
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


def tell(name, pairs):
    same, beyond = kappa(pairs)
    print(f"{name}: {len(pairs)} sentences, agreement {same:.3f}, kappa {beyond:.3f}")


def score(args):
    writer = {row[-1]: row[:3] for row in rows(args.file)}
    pairs = [(writer[text], [kind, mode, status], way, text) for way, kind, mode, status, text in rows(args.reading)]
    tell("type", [(a[0], b[0]) for a, b, _, _ in pairs])
    tell("quad", [(QUADS[a[0]], QUADS[b[0]]) for a, b, _, _ in pairs])
    both = [(a, b) for a, b, _, _ in pairs if a[0] == b[0] != "NONE"]
    tell("mode, where both have the type and the writer a mode", [(a[1], b[1]) for a, b in both if a[1] != "?"])
    tell("status, where both have an event", [(a[2], b[2]) for a, b, _, _ in pairs if "NONE" not in (a[0], b[0])])
    tell("direction, where the writer has an event", [("st", way) for a, _, way, _ in pairs if a[0] != "NONE"])
    for a, b, way, text in pairs:
        if a[0] != b[0] or (a[1] not in (b[1], "?")) or a[2] != b[2] or way not in ("st", "-"):
            print("/".join(a), "/".join(b), way, text, sep="\t")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("draw")
    one.add_argument("file")
    one.add_argument("--share", type=float, default=0.1)
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=draw)
    two = commands.add_parser("score")
    two.add_argument("file")
    two.add_argument("reading")
    two.set_defaults(run=score)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
