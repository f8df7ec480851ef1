//! The flat form of a pipeline: one block of memory with named sections, each aligned for the
//! widest vector loads. It is mapped from a file, or made in memory from spaCy's own files.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::hash::murmur2_64;

/// Names the format and its version; any change of what the sections hold changes it.
const MAGIC: &[u8; 16] = b"dateline-lang 01";
const HEADER: usize = 64;
const ALIGN: usize = 64;

/// Plain numbers: every pattern of bits is a value.
pub(crate) trait Number: Copy + 'static {}
impl Number for u8 {}
impl Number for u32 {}
impl Number for u64 {}
impl Number for f32 {}

#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; ALIGN]);

enum Backing {
    Map(memmap2::Mmap),
    Heap(Box<[Line]>),
}

impl Backing {
    fn bytes(&self) -> &[u8] {
        match self {
            Backing::Map(map) => map,
            Backing::Heap(lines) => lines.as_flattened_bytes(),
        }
    }
}

trait Flattened {
    fn as_flattened_bytes(&self) -> &[u8];
}

impl Flattened for [Line] {
    fn as_flattened_bytes(&self) -> &[u8] {
        // SAFETY: `Line` is 64 bytes of `u8` without padding.
        unsafe { std::slice::from_raw_parts(self.as_ptr().cast(), size_of_val(self)) }
    }
}

/// An opened flat form. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Flat {
    backing: Arc<Backing>,
    sections: Arc<HashMap<Box<str>, (usize, usize)>>,
}

impl Flat {
    /// Maps a file that `Writer::save` wrote; `None` where it is absent or of another format.
    pub(crate) fn map(path: &Path) -> Option<Flat> {
        let file = std::fs::File::open(path).ok()?;
        // SAFETY: the file is only ever replaced as a whole (`Writer::save`), never written in place.
        let map = unsafe { memmap2::Mmap::map(&file) }.ok()?;
        Flat::open(Backing::Map(map))
    }

    fn open(backing: Backing) -> Option<Flat> {
        let bytes = backing.bytes();
        if bytes.get(..16)? != MAGIC || number(bytes, 16)? != bytes.len() || number(bytes, 40)? != byte_order() {
            return None;
        }
        let mut directory = bytes.get(number(bytes, 24)?..)?.get(..number(bytes, 32)?)?;
        let mut sections = HashMap::new();
        while !directory.is_empty() {
            let (start, length, name) = (number(directory, 0)?, number(directory, 8)?, number(directory, 16)?);
            bytes.get(start..start.checked_add(length)?)?;
            let text = std::str::from_utf8(directory.get(24..24 + name)?).ok()?;
            sections.insert(Box::from(text), (start, length));
            directory = directory.get(24 + name..)?;
        }
        Some(Flat { backing: Arc::new(backing), sections: Arc::new(sections) })
    }

    /// A section's numbers; empty where there is no such section.
    pub(crate) fn get<T: Number>(&self, name: &str) -> Slice<T> {
        let (start, length) = self.sections.get(name).copied().unwrap_or_default();
        Slice { backing: self.backing.clone(), start, count: length / size_of::<T>(), item: PhantomData }
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        let (start, length) = self.sections.get(name).copied().unwrap_or_default();
        std::str::from_utf8(&self.backing.bytes()[start..start + length]).unwrap_or_default()
    }

    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        let (start, length) = self.sections.get(name).copied().unwrap_or_default();
        &self.backing.bytes()[start..start + length]
    }
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u64::from_ne_bytes(bytes.get(at..at + 8)?.try_into().ok()?) as usize)
}

fn byte_order() -> usize {
    u64::from_ne_bytes([1, 2, 3, 4, 5, 6, 7, 8]) as usize
}

/// Numbers inside a flat form.
pub(crate) struct Slice<T> {
    backing: Arc<Backing>,
    start: usize,
    count: usize,
    item: PhantomData<T>,
}

impl<T: Number> Deref for Slice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let start = &self.backing.bytes()[self.start..];
        debug_assert!(start.len() >= self.count * size_of::<T>());
        // SAFETY: `Flat::open` checked that the section lies inside the backing; sections start at
        // multiples of `ALIGN` in memory that is aligned at least so; `T` takes any bits.
        unsafe { std::slice::from_raw_parts(start.as_ptr().cast(), self.count) }
    }
}

impl<T> std::fmt::Debug for Slice<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} numbers]", self.count)
    }
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Slice { backing: Arc::new(Backing::Heap(Box::new([]))), start: 0, count: 0, item: PhantomData }
    }
}

/// Collects sections.
pub(crate) struct Writer {
    lines: Vec<Line>,
    directory: Vec<u8>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Writer { lines: vec![Line([0; ALIGN]); HEADER / ALIGN], directory: Vec::new() }
    }

    pub(crate) fn put<T: Number>(&mut self, name: &str, values: &[T]) {
        // SAFETY: numbers have no padding, so all their bytes are initialised.
        let bytes = unsafe { std::slice::from_raw_parts(values.as_ptr().cast::<u8>(), size_of_val(values)) };
        let start = self.lines.len() * ALIGN;
        for n in [start, bytes.len(), name.len()] {
            self.directory.extend_from_slice(&(n as u64).to_ne_bytes());
        }
        self.directory.extend_from_slice(name.as_bytes());
        self.append(bytes);
    }

    fn append(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(ALIGN) {
            let mut line = Line([0; ALIGN]);
            line.0[..part.len()].copy_from_slice(part);
            self.lines.push(line);
        }
    }

    fn finish(mut self) -> Vec<Line> {
        let directory = std::mem::take(&mut self.directory);
        let start = self.lines.len() * ALIGN;
        self.append(&directory);
        let header = &mut self.lines[0].0;
        header[..16].copy_from_slice(MAGIC);
        let total = start + directory.len().next_multiple_of(ALIGN);
        for (i, n) in [total, start, directory.len(), byte_order()].into_iter().enumerate() {
            header[16 + 8 * i..24 + 8 * i].copy_from_slice(&(n as u64).to_ne_bytes());
        }
        self.lines
    }

    /// Opens what was written without a file.
    pub(crate) fn into_flat(self) -> Flat {
        Flat::open(Backing::Heap(self.finish().into_boxed_slice())).expect("what was just written is whole")
    }

    /// Writes the file at once: to a name beside it first, then renamed.
    pub(crate) fn save(self, path: &Path) -> Result<(), Error> {
        let lines = self.finish();
        let beside = path.with_extension(format!("tmp{}", std::process::id()));
        let write = || std::fs::write(&beside, lines.as_flattened_bytes()).and_then(|()| std::fs::rename(&beside, path));
        write().map_err(|e| {
            let _ = std::fs::remove_file(&beside);
            Error::unreadable(path, format!("cannot be written: {e}"))
        })
    }
}

/// A set of strings, numbered in the order they were given, looked up by hash.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    /// Number plus one, at the first free place from the hash on; the count is a power of two.
    slots: Slice<u32>,
    /// Where each string starts in `text`, and the end of the last.
    starts: Slice<u32>,
    text: Slice<u8>,
}

impl Strings {
    /// Writes the strings as sections below `name`; of equal strings the last counts.
    pub(crate) fn write<'a>(writer: &mut Writer, name: &str, strings: impl IntoIterator<Item = &'a str>) {
        let (starts, text) = joined(strings);
        let count = starts.len() - 1;
        let mut slots = vec![0u32; (2 * count).next_power_of_two().max(2)];
        for i in 0..count {
            let string = &text[starts[i] as usize..starts[i + 1] as usize];
            let mut at = murmur2_64(string.as_bytes(), 0) as usize & (slots.len() - 1);
            while slots[at] != 0 && text[starts[slots[at] as usize - 1] as usize..starts[slots[at] as usize] as usize] != *string {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = i as u32 + 1;
        }
        writer.put(&format!("{name}.slots"), &slots);
        put_strings(writer, name, &starts, &text);
    }

    /// Writes strings that are reached by number only.
    pub(crate) fn write_list<'a>(writer: &mut Writer, name: &str, strings: impl IntoIterator<Item = &'a str>) {
        let (starts, text) = joined(strings);
        put_strings(writer, name, &starts, &text);
    }

    pub(crate) fn open(flat: &Flat, name: &str) -> Self {
        let part = |part: &str| format!("{name}.{part}");
        Strings { slots: flat.get(&part("slots")), starts: flat.get(&part("starts")), text: flat.get(&part("text")) }
    }

    /// The string's number.
    pub(crate) fn find(&self, string: &str) -> Option<usize> {
        let slots: &[u32] = &self.slots;
        let mask = slots.len().checked_sub(1)?;
        let mut at = murmur2_64(string.as_bytes(), 0) as usize & mask;
        loop {
            let number = slots[at].checked_sub(1)? as usize;
            if self.bytes(number) == Some(string.as_bytes()) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    pub(crate) fn get(&self, number: usize) -> &str {
        self.bytes(number).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn bytes(&self, number: usize) -> Option<&[u8]> {
        let (start, end) = (*self.starts.get(number)?, *self.starts.get(number + 1)?);
        self.text.get(start as usize..end as usize)
    }
}

/// All strings together, where each starts, and where the last ends.
fn joined<'a>(strings: impl IntoIterator<Item = &'a str>) -> (Vec<u32>, String) {
    let (mut starts, mut text) = (vec![0u32], String::new());
    for string in strings {
        text.push_str(string);
        starts.push(text.len() as u32);
    }
    (starts, text)
}

fn put_strings(writer: &mut Writer, name: &str, starts: &[u32], text: &str) {
    writer.put(&format!("{name}.starts"), starts);
    writer.put(&format!("{name}.text"), text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_come_back() {
        let mut writer = Writer::new();
        writer.put("a", &[1.5f32, -2.0]);
        writer.put::<u64>("none", &[]);
        writer.put("b", "text".as_bytes());
        let flat = writer.into_flat();
        assert_eq!(&*flat.get::<f32>("a"), [1.5, -2.0]);
        assert_eq!(flat.get::<f32>("a").as_ptr() as usize % ALIGN, 0);
        assert_eq!((flat.text("b"), flat.text("c")), ("text", ""));
        assert!(flat.get::<u64>("none").is_empty());
    }

    #[test]
    fn strings_are_found_by_number() {
        let mut writer = Writer::new();
        Strings::write(&mut writer, "s", ["one", "", "two", "é"]);
        Strings::write(&mut writer, "e", []);
        let flat = writer.into_flat();
        let strings = Strings::open(&flat, "s");
        for (i, s) in ["one", "", "two", "é"].into_iter().enumerate() {
            assert_eq!((strings.find(s), strings.get(i)), (Some(i), s));
        }
        assert_eq!((strings.find("three"), Strings::open(&flat, "e").find("x"), strings.len()), (None, None, 4));
    }

    #[test]
    fn a_broken_file_is_not_opened() {
        let path = std::env::temp_dir().join(format!("dateline-flat-{}", std::process::id()));
        let mut writer = Writer::new();
        writer.put("a", &[7u32; 100]);
        writer.save(&path).unwrap();
        assert_eq!(&*Flat::map(&path).unwrap().get::<u32>("a"), [7; 100]);
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 10, 64, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(Flat::map(&path).is_none(), "{cut} bytes");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
