#!/usr/bin/env python3
"""The supervised figure: our corpus and four fifths of a labelled set train the model, the last fifth is scored, five times.

    scripts/relate_folds.py SCORER LABELLED.tsv [--bin target/release/dateline] [--corpus corpus]

LABELLED.tsv is in the form of Zero-Shot-PLOVER (`gold_root`, `gold_penta`, `marked_sentence`); SCORER is the program that
scores `dateline relate` on such files, called as `SCORER relate FILE --bin PROGRAM`. That set is older than PLOVER 2 and
has YIELD for CONCEDE and RETREAT, so these two are one type here. All files lie in a temporary folder that goes at the
end: nothing of the set stays.
"""
import argparse, csv, pathlib, random, re, subprocess, sys, tempfile

FOLDS = 5
PLAIN = r"(?:(?!</?[st]>).)"
SOUND = re.compile(rf"{PLAIN}*(?:<([st])>{PLAIN}+</\1>{PLAIN}*)+")
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def corpus(folder):
    """Our own lines, with the older names of types."""
    for file in sorted(pathlib.Path(folder).glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, tab, rest = line.partition("\t")
            if tab and kind != "type":
                yield YIELD.get(kind, kind) + tab + rest


def labelled(rows):
    """Rows of the set as lines of a corpus; those whose marks are not sound, or are of one kind alone, can't be."""
    for r in rows:
        text = re.sub(r"\s+", " ", r["marked_sentence"])
        if SOUND.fullmatch(text) and "<s>" in text and "<t>" in text:
            yield f"{r['gold_root']}\t-\tactual\t{text}"


def fold(args, folder, rows, test):
    """Figures of one fold: root, quad, binary."""
    training, model, gold = folder / "train.tsv", folder / "fold.bin", folder / "test.tsv"
    rest = [r for i, r in enumerate(rows) if i not in test]
    training.write_text("\n".join([*corpus(args.corpus), *labelled(rest)]) + "\n", encoding="utf-8")
    subprocess.run([args.bin, "train", str(training), "-o", str(model), "--unmeasured"], check=True)
    with open(gold, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, rows[0].keys(), delimiter="\t")
        out.writeheader()
        out.writerows(rows[i] for i in sorted(test))
    program = folder / "program"
    program.write_text(f'#!/bin/sh\nexec "{pathlib.Path(args.bin).resolve()}" "$@" --relations "{model}"\n')
    program.chmod(0o755)
    told = subprocess.run([sys.executable, args.scorer, "relate", str(gold), "--bin", str(program)], check=True, capture_output=True, text=True)
    return {k: float(v) for k, v in (part.split("=") for part in told.stdout.splitlines()[-1].split())}


def main():
    a = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    a.add_argument("scorer")
    a.add_argument("labelled")
    a.add_argument("--bin", default="target/release/dateline")
    a.add_argument("--corpus", default="corpus")
    args = a.parse_args()
    rows = list(csv.DictReader(open(args.labelled, encoding="utf-8", newline=""), delimiter="\t"))
    order = list(range(len(rows)))
    random.Random(1).shuffle(order)
    all_figures = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(FOLDS):
            all_figures.append(fold(args, pathlib.Path(folder), rows, set(order[n::FOLDS])))
            print(f"fold {n + 1}: {all_figures[-1]}", flush=True)
    print(" ".join(f"{name}={sum(f[name] for f in all_figures) / FOLDS:.4f}" for name in all_figures[0]))


if __name__ == "__main__":
    main()
