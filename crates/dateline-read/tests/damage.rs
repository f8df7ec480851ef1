//! Damaged files of every format: each gives articles or says what is wrong, in bounded time and without a panic.

use dateline_read::{Articles, Format, Options};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Damaged copies of each fixture; every one is made by another seed.
const COPIES: u64 = 100;

/// Splitmix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Cuts, flips, drops, doubles or nests parts of a file.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let (a, b) = (random.below(bytes.len()), random.below(bytes.len()));
        let (from, to) = (a.min(b), a.max(b));
        match random.below(6) {
            0 => bytes.truncate(to),
            1 => (0..1 + random.below(30)).for_each(|_| {
                if !bytes.is_empty() {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
            }),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(to..to, part);
            }
            4 => bytes
                .splice(from..from, std::iter::repeat_n([b"<div>", b"{{\\b ", b"[{\"a\""][random.below(3)], 3000).flatten().copied())
                .for_each(drop),
            _ => {
                let junk: Vec<u8> = (0..random.below(200)).map(|_| random.next() as u8).collect();
                bytes.splice(from..from, junk);
            }
        }
    }
    bytes
}

/// Reads a file to its end and checks what it says.
fn read(name: &str, bytes: Vec<u8>, options: &Options) {
    let begun = Instant::now();
    let empty = bytes.is_empty();
    let mut items = 0;
    for item in Articles::of_bytes(name, bytes, options) {
        items += 1;
        if let Err(trouble) = item {
            assert!(trouble.to_string().starts_with(name) && trouble.cause.len() > 3, "{trouble}");
            assert!(trouble.cause.len() < 500, "{}", trouble.cause);
        }
        assert!(items < 100_000, "{name}: no end");
    }
    assert!(items > 0 || empty, "{name}: nothing is dropped in silence");
    assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
}

#[test]
fn damaged_copies_of_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the fixtures").map(|f| f.expect("a file").path()).collect();
    files.sort();
    for (number, path) in files.iter().enumerate() {
        let bytes = std::fs::read(path).expect("a fixture");
        let name = path.file_name().expect("a name").to_string_lossy();
        for copy in 0..COPIES {
            read(&name, damaged(&bytes, (number as u64) << 32 | copy), &Options::default());
        }
    }
}

/// Whatever the bytes are, every format can be forced on them.
#[test]
fn every_format_forced_on_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for file in std::fs::read_dir(folder).expect("the fixtures") {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).expect("a fixture");
        for (format, ..) in Format::ALL {
            read("x", bytes.clone(), &Options { format: Some(format), ..Options::default() });
        }
    }
}

#[test]
fn files_made_to_exhaust() {
    let laughs: String = (1..60).map(|i| format!("<!ENTITY l{i} '&l{0};&l{0};&l{0};&l{0};'>", i - 1)).collect();
    let deep_html = "<div>".repeat(2_000_000);
    let texts = [
        (
            "laughs.xml",
            format!(
                "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY l0 'ha'>{laughs}]><rss><channel><item><title>&l59;</title></item></channel></rss>"
            ),
        ),
        ("deep.rss", format!("<rss>{}", "<item>".repeat(1_000_000))),
        ("deep.html", deep_html.clone()),
        ("inner.rss", format!("<rss><channel><item><description><![CDATA[{deep_html}]]></description></item></channel></rss>")),
        ("deep.rtf", format!("{{\\rtf1{}", "{".repeat(5_000_000))),
        ("units.rtf", format!("{{\\rtf1 {}", "\\u55357 ".repeat(1_000_000))),
        ("deep.json", "[".repeat(5_000_000)),
        ("inner.json", format!("{{\"text\":{}", "[".repeat(5_000_000))),
        ("long.warc", format!("WARC/1.0\r\n{}", "a: b\r\n".repeat(1_000_000))),
        ("many.warc", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n".repeat(20_000)),
        ("attributes.html", format!("<p {}>", (0..500_000).map(|i| format!("a{i} ")).collect::<String>())),
        ("attributes.rss", format!("<rss {}/>", (0..500_000).map(|i| format!("a{i}='' ")).collect::<String>())),
        ("codes.txt", format!("HD\tx\n{}Document AAAA00020211215ehcf000x1\n", "TD\tx\n".repeat(300_000))),
        ("ends.txt", "End of Document\n".repeat(90_000)),
        ("rules.txt", format!("ProQuest document ID: 1\n{}", format!("{}\nTitle: x\n", "_".repeat(30)).repeat(40_000))),
    ];
    for (name, text) in texts {
        let begun = Instant::now();
        read(name, text.into_bytes(), &Options::default());
        println!("{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn bombs_in_archives() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("memory");
    }
    let bomb = packed.finish().expect("memory");
    read("bomb.gz", bomb.clone(), &Options::default());
    let answer = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &bomb].concat();
    let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", answer.len());
    let warc = [head.as_bytes(), &answer, b"\r\n\r\n"].concat();
    let got: Vec<_> = Articles::of_bytes("bomb.warc", warc, &Options::default()).collect();
    let cause = &got[0].as_ref().expect_err("a bomb").cause;
    assert!(got.len() == 1 && cause.contains("longer than 64 MiB"), "{cause}");

    let mut docx = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    docx.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("memory");
    for _ in 0..200 {
        docx.write_all(&vec![b' '; 1 << 20]).expect("memory");
    }
    let docx = docx.finish().expect("memory").into_inner();
    let got: Vec<_> = Articles::of_bytes("bomb.docx", docx, &Options::default()).collect();
    let cause = &got[0].as_ref().expect_err("a bomb").cause;
    assert!(got.len() == 1 && cause.contains("longer than"), "{cause}");
}
