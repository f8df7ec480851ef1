"""Makes the files in fixtures/ with each format's own tools.

    pip install python-docx warcio pandas pyarrow feedgen zstandard
    python3 make_fixtures.py

The texts are ours. The files are committed, so that the tests need no Python.
"""

import gzip
import io
import json
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet
from docx import Document
from feedgen.feed import FeedGenerator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

OUT = Path(__file__).parent / "fixtures"

ARTICLES = [
    ("Envoys meet in the old hall", "The Daily", "2021-12-15",
     ["Envoys from Norland and Sudland met in the old hall on Monday, to speak of the bridge that both want.",
      "“We shall sign before winter comes,” said Norland’s envoy, who had come by train – for the second time.",
      "Sudland’s minister said that the price was still open, and that nobody should count on a day."]),
    ("Harbour strike ends", "Weekly Example", "2021-12-16",
     ["Dockers in Östhafen went back to work on Thursday after nine days, their union said in the morning.",
      "The harbour’s owners promised not to cut wages before the summer, and to pay for two of the nine days.",
      "A ship with grain, which had waited outside, was the first to be unloaded, a captain said."]),
]


def day(iso):
    return datetime.fromisoformat(iso)


def long_day(iso):
    return day(iso).strftime("%B %d, %Y %A")


def nexis():
    document = Document()
    for line in ["User Name: A. Example", "Date and Time: Friday, December 17, 2021 10:00:00 AM CET", "Documents (2)"]:
        document.add_paragraph(line)
    for title, publisher, date, paragraphs in ARTICLES:
        document.add_heading(title, 1)
        for line in [publisher, long_day(date), "Copyright 2021 " + publisher + " All Rights Reserved", "Section: NEWS; Pg. 4",
                     "Length: 60 words", "Byline: Ann Example", "Body", ""]:
            document.add_paragraph(line)
        for paragraph in paragraphs:
            added = document.add_paragraph()
            half = len(paragraph) // 2
            added.add_run(paragraph[:half]).bold = True
            added.add_run(paragraph[half:])
        for line in ["Classification", "", "Language: ENGLISH", "Load-Date: December 17, 2021", "End of Document"]:
            document.add_paragraph(line)
    document.save(OUT / "nexis.docx")


def single():
    title, _, date, paragraphs = ARTICLES[0]
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(day(date).strftime("%d %B %Y"))
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(OUT / "single.docx")


def page(title, publisher, date, paragraphs):
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": date + "T10:00:00Z",
            "publisher": {"@type": "Organization", "name": publisher}}
    story = "".join("<p>" + p + "</p>" for p in paragraphs)
    return ("<!DOCTYPE html><html><head><meta charset='utf-8'><title>" + title + " | " + publisher + "</title><script type='application/ld+json'>"
            + json.dumps(told) + "</script></head><body><nav><a href='/'>Home</a></nav><article><h1>" + title + "</h1><p class='byline'>By Ann Example</p>"
            + story + "</article><footer>All rights reserved by somebody</footer></body></html>")


def warc(name, packed):
    with open(OUT / name, "wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(name, {"software": "made for a test"}))
        for i, article in enumerate(ARTICLES):
            url = f"https://daily.example/{i}"
            body = page(*article).encode()
            headers = [("Content-Type", "text/html; charset=utf-8")]
            if i == 1:
                body = gzip.compress(body, mtime=0)
                headers.append(("Content-Encoding", "gzip"))
            answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            dated = {"WARC-Date": "2021-12-20T00:00:00Z", "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{i}>"}
            writer.write_record(writer.create_warc_record(url, "request", http_headers=StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)))
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=dated))


def feeds():
    feed = FeedGenerator()
    feed.id("https://daily.example/feed")
    feed.title("The Daily")
    feed.link(href="https://daily.example")
    feed.description("A made-up paper")
    feed.updated(datetime(2021, 12, 20, tzinfo=timezone.utc))
    for i, (title, _, date, paragraphs) in enumerate(ARTICLES):
        entry = feed.add_entry(order="append")
        entry.id(f"https://daily.example/{i}")
        entry.title(title)
        entry.link(href=f"https://daily.example/{i}")
        when = day(date).replace(tzinfo=timezone.utc)
        entry.published(when)
        entry.updated(when)
        entry.content("".join("<p>" + p + "</p>" for p in paragraphs), type="CDATA")
    (OUT / "feed.rss").write_bytes(feed.rss_str(pretty=True))
    (OUT / "feed.atom").write_bytes(feed.atom_str(pretty=True))


def tables():
    frame = pandas.DataFrame(
        {"headline": [a[0] for a in ARTICLES], "source": [a[1] for a in ARTICLES], "published": pandas.to_datetime([a[2] for a in ARTICLES]),
         "body": ["\n\n".join(a[3]) for a in ARTICLES], "views": [1, 2]})
    for packing in ["snappy", "zstd", "gzip", "brotli", "lz4"]:
        frame.to_parquet(OUT / f"{packing}.parquet", compression=packing, index=False)
    frame.to_csv(OUT / "pandas.csv", index=False)
    frame.to_csv(OUT / "pandas.tsv", index=False, sep="\t")
    frame.to_csv(OUT / "packed.csv.gz", index=False, compression={"method": "gzip", "mtime": 0})
    frame.to_csv(OUT / "latin.csv", index=False, sep=";", encoding="cp1252")
    frame.to_json(OUT / "pandas.jsonl", orient="records", lines=True, date_format="iso")
    frame.to_json(OUT / "packed.jsonl.zst", orient="records", lines=True, date_format="iso", compression="zstd")
    frame.to_json(OUT / "pandas.json", orient="records", date_format="iso")
    lists = pyarrow.table({"id": [7, 8], "title": [a[0] for a in ARTICLES], "date": pyarrow.array([day(a[2]).date() for a in ARTICLES]),
                           "source": [{"name": a[1]} for a in ARTICLES], "paragraphs": [a[3] for a in ARTICLES]})
    pyarrow.parquet.write_table(lists, OUT / "lists.parquet")


def pages():
    (OUT / "page.html").write_text(page(*ARTICLES[0]))
    paragraphs = "".join("<p>" + p + "</p>" for p in ARTICLES[0][3])
    title, publisher, date, _ = ARTICLES[0]
    (OUT / "newsml.xml").write_text(
        "<?xml version='1.0' encoding='UTF-8'?>\n<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet><newsItem guid='urn:newsml:1'>"
        f"<itemMeta><itemClass qcode='ninat:text'/><provider><name>{publisher}</name></provider><versionCreated>{date}T10:00:00Z</versionCreated></itemMeta>"
        f"<contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML contenttype='application/xhtml+xml'>"
        f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>\n")
    item = {"uri": "urn:1", "type": "text", "versioncreated": date + "T10:00:00Z", "headline": title, "copyrightholder": publisher, "body_xhtml": paragraphs}
    (OUT / "ninjs.json").write_text(json.dumps(item, indent=1))


def texts():
    told = ["---\nTitle: " + t + "\nPublisher: " + p + "\nDate: " + d + "\n---\n" + "\n\n".join(words) for t, p, d, words in ARTICLES]
    (OUT / "story.txt").write_text(told[0])
    with zipfile.ZipFile(OUT / "folder.zip", "w", zipfile.ZIP_DEFLATED) as folder:
        for i, text in enumerate(told):
            folder.writestr(zipfile.ZipInfo(f"news/{i}.txt", (2021, 12, 20, 0, 0, 0)), text)


def escaped(words):
    return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in words)


def bundles():
    def shown(article, i):
        title, publisher, date, paragraphs = article
        head = [title, "By Ann Example", "60 words", day(date).strftime("%d %B %Y"), publisher, "DAILY", "English", "(c) 2021 " + publisher]
        return head, paragraphs, f"Document DAILY000202112{15 + i}ehcf000x{i}"
    rtf, html = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\n", "<html><head><title>Factiva</title></head><body>"
    for i, article in enumerate(ARTICLES):
        head, paragraphs, number = shown(article, i)
        rtf += "{\\b " + escaped(head[0]) + "}\\par\n" + "".join(escaped(line) + "\\par\n" for line in head[1:] + paragraphs + [number])
        html += "<div class='article enArticle'><div><span class='enHeadline'>" + head[0] + "</span></div>" + "".join(f"<div>{h}</div>" for h in head[1:])
        html += "".join(f"<p class='articleParagraph enarticleParagraph'>{p}</p>" for p in paragraphs) + f"<p>{number}</p></div>"
    (OUT / "factiva.rtf").write_text(rtf + "}")
    (OUT / "factiva.html").write_text(html + "</body></html>")
    rtf = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\n"
    for title, publisher, date, paragraphs in ARTICLES:
        head = [publisher, long_day(date), "Copyright 2021 " + publisher, "Section: NEWS; Pg. 4", "Length: 60 words", "Byline: Ann Example", "Body", ""]
        tail = ["Classification", "Language: ENGLISH", "Load-Date: December 17, 2021", "End of Document"]
        rtf += "{\\b " + escaped(title) + "}\\par\n" + "".join(escaped(line) + "\\par\n" for line in head + paragraphs + tail)
    (OUT / "nexis.rtf").write_text(rtf + "}")
    rule = "_" * 60
    text = ""
    for i, (title, publisher, date, paragraphs) in enumerate(ARTICLES):
        text += "\n\n".join([rule, f"Title: {title}", f"Publication info: {publisher}; London [London]{day(date).strftime('%d %b %Y')}: 4.",
                             "Full text: " + "\n\n".join(paragraphs), f"ProQuest document ID: 260000000{i}", f"Document URL: https://search.example/{i}", ""])
    (OUT / "proquest.txt").write_text(text + rule + "\n")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for make in [nexis, single, feeds, tables, texts, pages, bundles]:
        make()
    warc("pages.warc", False)
    warc("pages.warc.gz", True)
