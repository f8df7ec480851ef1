"""Scores linking against hand-made clusters of event mentions, such as those of ECB+.

    python3 scripts/link_score.py GOLD.jsonl [--date 2010-06-01] [--program target/release/dateline]

GOLD has an object a line: {"doc", "text", "event_mentions": [{"start", "end", "cluster"}]}, offsets in code points. The texts
are added to a new store; a report is the gold mention that its trigger overlaps. Prints MUC, B3, CEAFe and their mean (CoNLL)
of the mentions that both have, of all gold mentions (those without a report stand alone), and of the same mentions
if nothing is joined. --date is given to texts, which have none of their own; without it they stay undated.
"""

import argparse
import json
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path


def reports(args, gold, folder):
    store, texts = Path(folder, "gold.db"), Path(folder, "gold.jsonl")
    texts.write_text("".join(json.dumps({"id": d["doc"], "text": d["text"]}) + "\n" for d in gold))
    dated = ["--date", args.date] if args.date else []
    subprocess.run([args.program, "add", store, texts, *dated], check=True, capture_output=True)
    sql = "SELECT d.name AS doc, r.trigger_start AS start, r.trigger_end AS end, r.event FROM reports r JOIN documents d ON d.doc = r.doc"
    out = subprocess.run([args.program, "sql", store, sql, "-o", "jsonl"], check=True, capture_output=True, text=True).stdout
    found = defaultdict(list)
    for row in map(json.loads, out.splitlines()):
        found[row["doc"]].append(row)
    return found


def matched(gold, found):
    """Gold cluster and event of every gold mention; the event is None where no report stands."""
    out = []
    for d in gold:
        free = list(found.get(d["doc"], []))
        for m in sorted(d["event_mentions"], key=lambda m: (m["start"], m["end"])):
            hit = next((r for r in free if r["start"] < m["end"] and m["start"] < r["end"]), None)
            if hit:
                free.remove(hit)
            out.append((m["cluster"], hit["event"] if hit else None))
    return out


def clusters(labels):
    groups = defaultdict(set)
    for i, label in enumerate(labels):
        groups[label].add(i)
    return list(groups.values())


def muc_part(key, other):
    of = {m: n for n, group in enumerate(other) for m in group}
    links = sum(len(g) - 1 for g in key)
    kept = sum(len(g) - len({of[m] for m in g}) for g in key)
    return kept / links if links else 0.0


def b3_part(key, other):
    of = {m: group for group in other for m in group}
    total = sum(len(g) for g in key)
    return sum(len(g & of[m]) / len(g) for g in key for m in g) / total


def assignment(cost):
    """The least total cost of giving each row a column of its own (Hungarian method, rows <= columns)."""
    n, m = len(cost), len(cost[0])
    u, v, p, way = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        p[0], j0 = i, 0
        least, used = [float("inf")] * (m + 1), [False] * (m + 1)
        while p[j0]:
            used[j0] = True
            delta, j1 = float("inf"), 0
            for j in range(1, m + 1):
                if not used[j]:
                    now = cost[p[j0] - 1][j - 1] - u[p[j0]] - v[j]
                    if now < least[j]:
                        least[j], way[j] = now, j0
                    if least[j] < delta:
                        delta, j1 = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[p[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
        while j0:
            p[j0], j0 = p[way[j0]], way[j0]
    return sum(cost[p[j] - 1][j - 1] for j in range(1, m + 1) if p[j])


def components(key, other):
    """Groups of clusters that share mentions: only these can be aligned."""
    of = {m: n for n, group in enumerate(other) for m in group}
    seen_key, seen_other = set(), set()
    members = {m: n for n, group in enumerate(key) for m in group}
    for start in range(len(key)):
        if start in seen_key:
            continue
        keys, others, todo = set(), set(), [start]
        while todo:
            k = todo.pop()
            if k in keys:
                continue
            keys.add(k)
            for o in {of[m] for m in key[k]} - others:
                others.add(o)
                todo.extend({members[m] for m in other[o]} - keys)
        seen_key |= keys
        seen_other |= others
        yield [key[k] for k in sorted(keys)], [other[o] for o in sorted(others)]


def ceafe(key, other):
    total = 0.0
    for keys, others in components(key, other):
        rows, columns = (keys, others) if len(keys) <= len(others) else (others, keys)
        total -= assignment([[-2 * len(r & c) / (len(r) + len(c)) for c in columns] for r in rows])
    return total / len(key), total / len(other)


def f1(recall, precision):
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def scores(title, gold, ours):
    key, other = clusters(gold), clusters(ours)
    parts = {
        "MUC": (muc_part(key, other), muc_part(other, key)),
        "B3": (b3_part(key, other), b3_part(other, key)),
        "CEAFe": ceafe(key, other),
    }
    mean = sum(f1(*p) for p in parts.values()) / 3
    said = "   ".join(f"{name} R {100 * r:.1f} P {100 * p:.1f} F {100 * f1(r, p):.1f}" for name, (r, p) in parts.items())
    print(f"{title}: {len(gold)} mentions, {len(key)} gold clusters, {len(other)} ours\n   {said}   CoNLL {100 * mean:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--date")
    parser.add_argument("--program", default="target/release/dateline")
    args = parser.parse_args()
    gold = [json.loads(line) for line in Path(args.gold).read_text().splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        pairs = matched(gold, reports(args, gold, folder))
    both = [(c, e) for c, e in pairs if e is not None]
    scores("mentions that both have", [c for c, _ in both], [e for _, e in both])
    scores("the same, nothing joined", [c for c, _ in both], list(range(len(both))))
    every = [(c, e if e is not None else f"alone {n}") for n, (c, e) in enumerate(pairs)]
    scores("all gold mentions", [c for c, _ in every], [e for _, e in every])
    scores("the same, nothing joined", [c for c, _ in every], list(range(len(every))))
    joined = Counter(e for _, e in both)
    same, right = pair_counts(both)
    print(f"pairs joined: {same}, of one gold cluster: {right} ({100 * right / max(same, 1):.0f} %); largest event: {max(joined.values())}")


def pair_counts(both):
    """Pairs of mentions in one event, and how many of them are in one gold cluster."""
    events = defaultdict(list)
    for cluster, event in both:
        events[event].append(cluster)
    pairs = lambda n: n * (n - 1) // 2
    return sum(pairs(len(e)) for e in events.values()), sum(pairs(n) for e in events.values() for n in Counter(e).values())


if __name__ == "__main__":
    main()
