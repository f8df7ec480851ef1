//! A file, a pipe or a member of an archive as bytes, its compression taken off.

use crate::{Limits, Place};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::SpooledTempFile;

/// How much of a file is looked at to tell its format.
const HEAD: usize = 64 << 10;

/// Archives up to this size are kept in memory.
const SPOOL_MEMORY: usize = 8 << 20;

pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// What can be read from any place.
pub(crate) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// Bytes whose first ones have been looked at.
pub(crate) struct Input {
    pub place: Place,
    /// The first bytes: 64 KiB, or all there is, or less if a line of JSON opens a pipe.
    pub head: Vec<u8>,
    rest: Rest,
}

enum Rest {
    File(File),
    Stream(Box<dyn Read + Send>),
}

impl Input {
    pub fn of_file(place: Place, mut file: File) -> io::Result<Self> {
        let (head, fault) = read_head(&mut file);
        fault.map_or(Ok(Input { place, head, rest: Rest::File(file) }), Err)
    }

    /// A stream that fails at once is refused; one that fails later gives what came before.
    pub fn of_stream(place: Place, mut stream: Box<dyn Read + Send>) -> io::Result<Self> {
        match read_head(&mut stream) {
            (head, Some(fault)) if head.is_empty() => Err(fault),
            (head, Some(fault)) => Ok(Input { place, head, rest: Rest::Stream(Box::new(Failed(fault))) }),
            (head, None) => Ok(Input { place, head, rest: Rest::Stream(stream) }),
        }
    }

    /// From the first byte on.
    pub fn stream(self) -> Bytes {
        let head = Cursor::new(self.head);
        match self.rest {
            Rest::File(file) => Box::new(BufReader::with_capacity(HEAD, head.chain(file))),
            Rest::Stream(stream) => Box::new(BufReader::with_capacity(HEAD, head.chain(stream))),
        }
    }

    /// All bytes, or none if they are more than `most`.
    pub fn whole(self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.stream().take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= most).then_some(bytes))
    }

    /// The same bytes to be read from any place, through a temporary file where needed.
    pub fn seekable(self, most: u64) -> io::Result<Box<dyn ReadSeek>> {
        match self.rest {
            Rest::File(mut file) if file.metadata()?.is_file() => {
                file.seek(SeekFrom::Start(0))?;
                Ok(Box::new(file))
            }
            _ => Ok(Box::new(spool(self.stream(), most)?)),
        }
    }

    /// The same bytes as a file, a temporary one where needed.
    pub fn file(self, most: u64) -> io::Result<File> {
        match self.rest {
            Rest::File(mut file) if file.metadata()?.is_file() => {
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
            _ => {
                let mut file = tempfile::tempfile()?;
                let copied = io::copy(&mut self.stream().take(most + 1), &mut file)?;
                if copied > most {
                    return Err(io::Error::other(format!("longer than {} MiB", most >> 20)));
                }
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
        }
    }

    /// The same with gzip and Zstandard taken off, as often as `limits` allow.
    pub fn unpack(mut self, limits: &Limits) -> io::Result<Self> {
        for _ in 0..=limits.nesting {
            let Some(packing) = Packing::of(&self.head) else { return Ok(self) };
            let place = self.place.clone();
            self = Input::of_stream(place, unpacked(self.stream(), packing, limits)?)?;
        }
        Err(io::Error::other("compressed in more layers than are opened"))
    }
}

/// Copies a stream into a temporary file, in memory while it is small.
pub(crate) fn spool(stream: impl Read, most: u64) -> io::Result<SpooledTempFile> {
    let mut file = SpooledTempFile::new(SPOOL_MEMORY);
    let copied = io::copy(&mut stream.take(most + 1), &mut file)?;
    if copied > most {
        return Err(io::Error::other(format!("longer than {} MiB", most >> 20)));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// A stream that failed while its head was read.
struct Failed(io::Error);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(self.0.kind(), self.0.to_string()))
    }
}

fn read_head(source: &mut impl Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = vec![0; HEAD];
    let (mut filled, mut fault) = (0, None);
    while filled < HEAD {
        match source.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                fault = Some(e);
                break;
            }
        }
        // Whoever pipes JSON Lines and waits for answers must not wait for a full head.
        if head.starts_with(b"{") && head[..filled].contains(&b'\n') {
            break;
        }
    }
    head.truncate(filled);
    (head, fault)
}

#[derive(Clone, Copy)]
enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstandard),
            _ => None,
        }
    }
}

fn unpacked(stream: Bytes, packing: Packing, limits: &Limits) -> io::Result<Box<dyn Read + Send>> {
    let taken = Arc::new(AtomicU64::new(0));
    let counted = BufReader::with_capacity(HEAD, Counted { inner: stream, taken: taken.clone() });
    let inner: Box<dyn Read + Send> = match packing {
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(counted)),
        Packing::Zstandard => Box::new(zstd::stream::read::Decoder::with_buffer(counted)?),
    };
    Ok(Box::new(Guarded { inner, taken, given: 0, free: limits.whole as u64, ratio: limits.ratio }))
}

/// Bytes in memory that `unpack` makes longer, within `limits`.
pub(crate) fn guarded(
    bytes: Vec<u8>,
    limits: &Limits,
    unpack: impl FnOnce(Cursor<Vec<u8>>) -> Box<dyn Read + Send>,
) -> Box<dyn Read + Send> {
    let taken = Arc::new(AtomicU64::new(bytes.len() as u64));
    Box::new(Guarded { inner: unpack(Cursor::new(bytes)), taken, given: 0, free: limits.whole as u64, ratio: limits.ratio })
}

struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Fails once it has given far more than was taken.
struct Guarded {
    inner: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
    given: u64,
    free: u64,
    ratio: u64,
}

impl Read for Guarded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.given += n as u64;
        if self.given > self.free + self.taken.load(Ordering::Relaxed).saturating_mul(self.ratio) {
            return Err(io::Error::other(format!("a decompression bomb: unpacks to more than {} times its size", self.ratio)));
        }
        Ok(n)
    }
}
