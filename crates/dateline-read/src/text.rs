//! Plain text, one article a file, or a bundle of many. To a single one nothing is added and nothing is dropped,
//! so that offsets fit the file.

use crate::articles::Fault;
use crate::bundle;
use crate::encoding::{decode, guessed, other_encoding};
use crate::input::Input;
use crate::{Article, Options, Stream, Trouble};
use dateline::read;

pub(crate) fn read(input: Input, options: &Options) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let bytes = whole(input, options)?;
    let (words, told) = decode(&bytes, None);
    if let Some(provider) = bundle::Provider::of(words.lines(), options) {
        let mut items = bundle::articles(provider, &bundle::of_text(&words), &place, options);
        if let (Some(told), Some(Ok(first))) = (told, items.first_mut()) {
            first.diagnostics.insert(0, told);
        }
        return Ok(Box::new(items.into_iter()));
    }
    drop(words);
    let name = place.to_string();
    let incoming = match other_encoding(&bytes) {
        None => read::text(&bytes, &name, options.date),
        Some(encoding) => {
            let mut incoming = read::text(encoding.decode_without_bom_handling(&bytes).0.as_bytes(), &name, options.date);
            incoming.diagnostics.insert(0, guessed(encoding));
            incoming
        }
    };
    Ok(Box::new(std::iter::once(Ok(Article::new(incoming, place)))))
}

/// All bytes of a format that is read whole.
pub(crate) fn whole(input: Input, options: &Options) -> Result<Vec<u8>, Fault> {
    let (place, most) = (input.place.clone(), options.limits.whole);
    match input.whole(most)? {
        Some(bytes) => Ok(bytes),
        None => Err(too_long(Trouble::unreadable(place, format!("longer than {} MiB", most >> 20))).into()),
    }
}

/// Adds what to do about a trouble of length.
pub(crate) fn too_long(trouble: Trouble) -> Trouble {
    trouble.hint("split it into several files")
}
