//! Archives: every file in a ZIP is read as a file of its own.

use crate::articles::{dispatch, refused};
use crate::input::{Input, ReadSeek, spool};
use crate::{Options, Place, Stream, Trouble};
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

/// The articles of all members.
pub(crate) fn members(archive: Archive, place: Place, options: &Arc<Options>, nesting: usize) -> Stream {
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
    let most = (options.limits.whole as u64).saturating_add(file.compressed_size().saturating_mul(options.limits.ratio));
    let spooled = spool(file, most.min(options.limits.spool)).map_err(|e| refused(&inside, &e))?;
    Input::of_stream(inside.clone(), Box::new(spooled)).map(Some).map_err(|e| refused(&inside, &e))
}
