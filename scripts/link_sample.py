"""Draws pairs of reports that linking joined, and that it kept apart, for reading by hand.

    python3 scripts/link_sample.py STORE [--n 100] [--seed 1] [--band 0.12] [--program target/release/dateline]

Prints N merges and N non-merges whose score lies within the band around the threshold, the same ones for the same
store and seed: score, what speaks for it, and for each report its day, act, actors, place and words.
"""

import argparse
import json
import random
import subprocess

THRESHOLD = 0.6


def rows(args, *command):
    out = subprocess.run([args.program, *command, "-o", "jsonl"], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def reports(args):
    sql = """SELECT r.id, d.name, d.date, r.type, r.mode, r.status, r.date_from, r.date_to, r.place,
             (SELECT group_concat(x.name, ', ') FROM report_actors a JOIN actors x USING (actor) WHERE a.report = r.report AND a.role = 'source') AS s,
             (SELECT group_concat(x.name, ', ') FROM report_actors a JOIN actors x USING (actor) WHERE a.report = r.report AND a.role = 'target') AS t,
             substr(d.text, r.trigger_start + 1, r.trigger_end - r.trigger_start) AS word,
             (SELECT substr(d.text, n."start" + 1, n."end" - n."start") FROM sentences n WHERE n.doc = r.doc AND n.n = r.sentence) AS words
             FROM reports r JOIN documents d ON d.doc = r.doc"""
    return {r["id"]: r for r in rows(args, "sql", args.store, sql)}


def show(n, pair, known):
    print(f"{n}. {pair['score']:.3f}  {pair['why']}")
    for end in ("report", "with"):
        r = known[pair[end]]
        day = r["date_from"] if r["date_from"] == r["date_to"] else f"{r['date_from']}…{r['date_to']}"
        print(f"   [{r['name']} {day} {r['type']}/{r['mode']} {r['status']}: {r['s']} -> {r['t']} @ {r['place']}] ({r['word']}) {r['words']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--band", type=float, default=0.12)
    parser.add_argument("--program", default="target/release/dateline")
    args = parser.parse_args()
    known = reports(args)
    draw = random.Random(args.seed)
    for title, command in (("merges", []), ("non-merges", ["--misses"])):
        pairs = rows(args, "merges", args.store, *command, "--limit", "0")
        near = [p for p in pairs if abs(p["score"] - THRESHOLD) <= args.band]
        print(f"== {title}: {len(near)} of {len(pairs)} lie within {args.band} of {THRESHOLD}")
        for n, pair in enumerate(draw.sample(near, min(args.n, len(near))), 1):
            show(n, pair, known)


if __name__ == "__main__":
    main()
