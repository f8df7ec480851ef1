#!/usr/bin/env python3
"""Loads a running `dateline serve` with 50 clients for a minute: python3 scripts/load_page.py http://127.0.0.1:8421 [SECONDS] [new]

Makes 2,000 different addresses of the API from what the store holds, lets oha (cargo install oha --locked) ask them at random, and
prints its median, its 99th percentile, errors, and the server's memory before and after (Linux). With `new`, every
request is one that was never asked before, so that no answer is a kept one.
"""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request


def addresses(base):
    """Every view's questions under many filters; no two are the same."""
    ask = lambda path: json.load(urllib.request.urlopen(f"{base}/api/{path}"))
    actors = [a["code"] for a in ask("actors?limit=200")["items"]]
    events = [e for start in range(0, 1500, 500) for e in ask(f"events?limit=500&after={start}")["items"]]
    types = [t["name"] for t in ask("about")["types"]]
    words = ["ceasefire", "election", "sanctions", "gas", "protest", "court", "border", "missile", "summit", "aid"]
    quote = lambda text: urllib.parse.quote(text, safe="")
    filters = [f"actor={quote(a)}" for a in actors] + [f"type={t}" for t in types] + [f"q={w}" for w in words]
    filters += [f"from={y}-01-01&to={y}-12-31" for y in range(2003, 2026)] + [f"quad={q}&actor={quote(a)}" for q in range(1, 5) for a in actors[:40]]
    lists = [f"{view}?{f}" for view, f in itertools.product(["events", "series", "map", "dyads"], filters)]
    pages = [f"actors/{quote(a)}" for a in actors] + [f"dyads/{quote(a)}/{quote(b)}" for a, b in itertools.combinations(actors[:12], 2)]
    pages += [f"events/{e['id']}" for e in events] + [f"articles/{e['words']['document']}" for e in events if e["words"]]
    pages += [f"articles?q={w}&after={n}" for w in words for n in (0, 30, 60)] + [f"commitments?by={quote(a)}" for a in actors[:60]]
    chosen = random.Random(8).sample(sorted(set(lists + pages)), 2000)
    return [f"{base}/api/{path}" for path in chosen]


def renewed(found, count):
    """The same questions over and over, each time with a bound on confidence that no other has and that changes nothing."""
    of_lists = [u for u in found if "?" in u and "/articles" not in u and "/commitments" not in u]
    again = itertools.islice(itertools.cycle(of_lists), count)
    return [f"{u}&min={random.random() / 1000:.12f}" for u in again]


def memory(port):
    """Megabytes of its own that the listener on the port holds; pages of the store's file that the system lends it are not counted."""
    found = subprocess.run(["ss", "-ltnpH", f"sport = :{port}"], capture_output=True, text=True).stdout
    pid = found.partition("pid=")[2].partition(",")[0]
    if not pid:
        return None
    status = open(f"/proc/{pid}/status").read()
    return int(status.partition("RssAnon:")[2].split()[0]) // 1024


def main():
    base, seconds = sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else "60"
    port = urllib.parse.urlsplit(base).port
    asked = addresses(base)
    if sys.argv[3:] == ["new"]:
        asked = renewed(asked, 100_000)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(asked) + "\n")
        file.flush()
        before = memory(port)
        oha = [os.environ.get("OHA", "oha"), "--urls-from-file", file.name, "-c", "50", "-z", f"{seconds}s", "--no-tui", "--output-format", "json"]
        told = json.loads(subprocess.run(oha, capture_output=True, text=True, check=True).stdout)
    spread, codes = told["latencyPercentiles"], told["statusCodeDistribution"]
    print(f"{sum(codes.values())} answers in {seconds} s: median {spread['p50'] * 1000:.1f} ms, p99 {spread['p99'] * 1000:.1f} ms, slowest {told['summary']['slowest'] * 1000:.0f} ms")
    print(f"status {codes}, errors {told['errorDistribution']}; memory {before} MB before, {memory(port)} MB after")


if __name__ == "__main__":
    main()
