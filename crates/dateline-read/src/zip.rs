//! Archives: every file in a ZIP is read as a file of its own.

use crate::articles::{dispatch, refused};
use crate::input::{Input, ReadSeek, spool};
use crate::{Options, Place, Stream, Trouble, docx};
use std::borrow::Cow;
use std::sync::Arc;
use zip::ZipArchive;

pub(crate) type Archive = ZipArchive<Box<dyn ReadSeek>>;

/// The most files of one archive that are read.
const MOST: usize = 1_000_000;

/// Opens an archive whose members are read in their order.
pub(crate) fn open(input: Input, options: &Options) -> Result<Archive, Trouble> {
    let place = input.place.clone();
    let file = input.seekable(options.limits.spool).map_err(|e| refused(&place, &e))?;
    ZipArchive::new(file).map_err(|e| Trouble::unreadable(place, format!("a damaged ZIP archive: {e}")))
}

/// Office programs' files that are archives by their make, told by a member.
const OFFICE: [(&str, &str); 4] = [
    ("xl/workbook.xml", "an Excel file (XLSX), which is not read: save it as CSV"),
    ("xl/workbook.bin", "an Excel file (XLSB), which is not read: save it as CSV"),
    ("ppt/presentation.xml", "a PowerPoint file, which is not read: save its text"),
    ("META-INF/container.xml", "an e-book (EPUB), which is not read: save its text"),
];

/// Why an archive that is one document of an office program is not read.
fn office(archive: &Archive) -> Option<&'static str> {
    let known = OFFICE.iter().find(|(member, _)| archive.index_for_name(member).is_some()).map(|(_, what)| *what);
    let open = || archive.index_for_name("META-INF/manifest.xml").and(archive.index_for_name("content.xml"));
    known.or_else(|| open().map(|_| "an OpenDocument file, which is not read: save it as DOCX, RTF or CSV"))
}

/// The articles of a Word document, or those of all members of an archive.
pub(crate) fn read(archive: Archive, place: Place, options: &Arc<Options>, nesting: usize) -> Result<Stream, Trouble> {
    if archive.index_for_name(docx::MEMBER).is_some() {
        return docx::read(archive, place, options);
    }
    match office(&archive) {
        Some(what) => Err(Trouble::unreadable(place, what)),
        None => Ok(members(archive, place, options, nesting)),
    }
}

/// The most bytes that a member of an archive may unpack to.
pub(crate) fn allowed(compressed: u64, options: &Options) -> u64 {
    (options.limits.whole as u64).saturating_add(compressed.saturating_mul(options.limits.ratio))
}

fn members(archive: Archive, place: Place, options: &Arc<Options>, nesting: usize) -> Stream {
    if archive.len() > MOST {
        return Box::new(std::iter::once(Err(Trouble::unreadable(place, format!("an archive of more than {MOST} files")))));
    }
    let (options, mut archive) = (options.clone(), archive);
    let numbers = 0..archive.len();
    Box::new(numbers.flat_map(move |number| member(&mut archive, number, &place, &options, nesting)))
}

fn member(archive: &mut Archive, number: usize, place: &Place, options: &Arc<Options>, nesting: usize) -> Stream {
    match unpack(archive, number, place, options) {
        Ok(Some(input)) => dispatch(input, options, nesting + 1),
        Ok(None) => Box::new(std::iter::empty()),
        Err(trouble) => Box::new(std::iter::once(Err(trouble))),
    }
}

/// None for folders and what macOS adds to archives.
fn unpack(archive: &mut Archive, number: usize, place: &Place, options: &Options) -> Result<Option<Input>, Trouble> {
    let file = archive.by_index(number).map_err(|e| Trouble::unreadable(place.clone(), format!("file {}: {e}", number + 1)))?;
    let name = file.name().map_or_else(|_| format!("file {}", number + 1), Cow::into_owned);
    let inside = place.member(&name);
    if file.is_dir() || name.starts_with("__MACOSX/") {
        return Ok(None);
    }
    let most = allowed(file.compressed_size(), options);
    let spooled = spool(file, most.min(options.limits.spool)).map_err(|e| refused(&inside, &e))?;
    Input::of_stream(inside.clone(), Box::new(spooled)).map(Some).map_err(|e| refused(&inside, &e))
}
