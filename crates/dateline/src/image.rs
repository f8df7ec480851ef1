//! The big parts of the built-in knowledge as they are after parsing, in one file that is read in a fraction of the time.
//!
//! An image holds for the program and the knowledge that it was written by, and for no other: the fingerprint at its head is of
//! the sources of both. Whoever finds none that holds parses the files; what comes out is the same. Rules' examples and the
//! words of contexts are left out, since only `check` and the codebook's page read them, and both parse.

use crate::checksum::checksum;
use crate::knowledge::{Files, Knowledge, KnowledgeError};
use crate::{actor, clause, code, place, quote, time};
use serde::Serializer;
use serde::de::DeserializeOwned;
use serde::ser::SerializeSeq;
use std::ops::Range;

const MAGIC: &[u8; 8] = b"DLKNOW1\n";
/// Magic, fingerprint, checksum, and the lengths of the three parts.
const HEADER: usize = 8 + 8 + 8 + 3 * 8;

include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// What an image of these files by this program must begin with.
fn fingerprint(files: &Files) -> u64 {
    checksum(format!("{SOURCES} {}", files.version()).as_bytes())
}

/// Writes the image of parsed files.
///
/// # Errors
/// What cannot be written in this form, which is a fault of the program.
pub fn write(files: &Files, knowledge: &Knowledge) -> Result<Vec<u8>, postcard::Error> {
    let parts =
        [postcard::to_allocvec(&knowledge.actor)?, postcard::to_allocvec(&knowledge.place)?, postcard::to_allocvec(&knowledge.codebook)?];
    let body = parts.concat();
    let lengths = parts.iter().map(|p| p.len() as u64);
    let numbers = [fingerprint(files), checksum(&body)].into_iter().chain(lengths);
    Ok(MAGIC.iter().copied().chain(numbers.flat_map(u64::to_le_bytes)).chain(body).collect())
}

/// Where the three parts of an image lie that holds for these files; `None` for any other file.
fn parts(files: &Files, image: &[u8]) -> Option<[Range<usize>; 3]> {
    let head = image.get(..HEADER)?;
    let number = |i: usize| Some(u64::from_le_bytes(head.get(8 + 8 * i..16 + 8 * i)?.try_into().ok()?));
    if !head.starts_with(MAGIC) || number(0)? != fingerprint(files) || number(1)? != checksum(&image[HEADER..]) {
        return None;
    }
    let mut from = HEADER;
    let mut parts: [Range<usize>; 3] = Default::default();
    for (i, part) in parts.iter_mut().enumerate() {
        let end = from.checked_add(usize::try_from(number(2 + i)?).ok()?).filter(|&end| end <= image.len())?;
        (*part, from) = (from..end, end);
    }
    Some(parts)
}

/// The knowledge of the files, its big parts from the first of the images that holds for them.
///
/// # Errors
/// A fault in a file.
pub fn knowledge(files: &Files, images: impl IntoIterator<Item = Vec<u8>>) -> Result<Knowledge, KnowledgeError> {
    let found = images.into_iter().find_map(|image| Some((parts(files, &image)?, image)));
    let Some(([actor, place, codebook], image)) = found else { return Knowledge::parse(files) };
    // The parts are independent, and start-up is most of the time of a short run.
    let read = std::thread::scope(|scope| {
        let actor = scope.spawn(|| read::<actor::Actors>(&image[actor]));
        let rest = (read::<place::Places>(&image[place]), read::<code::Codebook>(&image[codebook]));
        let parsed = (clause::Lexicon::parse(files), time::Rules::parse(files), quote::Cues::parse(files));
        (actor.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), rest, parsed)
    });
    let (Some(actor), (Some(place), Some(codebook)), (clause, time, quote)) = read else { return Knowledge::parse(files) };
    Ok(Knowledge { version: files.version(), clause: clause?, time: time?, actor, place, quote: quote?, codebook, relations: None })
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A list that the image does without: it is written as an empty one.
pub(crate) fn left_out<T, S: Serializer>(_: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_seq(Some(0))?.end()
}
