//! A reader for the MessagePack files in which spaCy and thinc keep models and tables. Strings and
//! binaries are borrowed from the file; numpy arrays come as maps with `nd`, `type`, `shape`, `data`.

use std::path::Path;

use crate::error::Error;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

/// Parses one value that fills all of `bytes`; `path` is for the message only.
pub(crate) fn parse<'a>(bytes: &'a [u8], path: &Path) -> Result<Value<'a>, Error> {
    let mut reader = Reader { bytes, at: 0, depth: 0 };
    match reader.value() {
        Some(value) if reader.at == bytes.len() => Ok(value),
        _ => Err(Error::unreadable(path, format!("broken MessagePack at byte {}", reader.at))),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let slice = self.bytes.get(self.at..self.at.checked_add(n)?)?;
        self.at += n;
        Some(slice)
    }

    fn number(&mut self, width: usize) -> Option<u64> {
        Some(self.take(width)?.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    fn signed(&mut self, width: usize) -> Option<i64> {
        let unused = 64 - 8 * width as u32;
        Some((self.number(width)? << unused) as i64 >> unused)
    }

    fn str(&mut self, n: u64) -> Option<Value<'a>> {
        std::str::from_utf8(self.take(n as usize)?).ok().map(Value::Str)
    }

    fn bin(&mut self, width: usize) -> Option<Value<'a>> {
        let n = self.number(width)?;
        self.take(n as usize).map(Value::Bin)
    }

    fn array(&mut self, n: u64) -> Option<Value<'a>> {
        let mut items = Vec::with_capacity((n as usize).min(self.bytes.len() - self.at));
        for _ in 0..n {
            items.push(self.value()?);
        }
        Some(Value::Array(items))
    }

    fn map(&mut self, n: u64) -> Option<Value<'a>> {
        let mut items = Vec::with_capacity((n as usize).min(self.bytes.len() - self.at));
        for _ in 0..n {
            items.push((self.value()?, self.value()?));
        }
        Some(Value::Map(items))
    }

    fn value(&mut self) -> Option<Value<'a>> {
        if self.depth == 64 {
            return None;
        }
        self.depth += 1;
        let value = self.value_at_depth();
        self.depth -= 1;
        value
    }

    fn value_at_depth(&mut self) -> Option<Value<'a>> {
        let tag = self.take(1)?[0];
        Some(match tag {
            0x00..=0x7f => Value::UInt(u64::from(tag)),
            0x80..=0x8f => self.map(u64::from(tag & 15))?,
            0x90..=0x9f => self.array(u64::from(tag & 15))?,
            0xa0..=0xbf => self.str(u64::from(tag & 31))?,
            0xc0 => Value::Nil,
            0xc2 | 0xc3 => Value::Bool(tag == 0xc3),
            0xc4..=0xc6 => self.bin(1 << (tag - 0xc4))?,
            0xca => Value::Float(f64::from(f32::from_bits(self.number(4)? as u32))),
            0xcb => Value::Float(f64::from_bits(self.number(8)?)),
            0xcc..=0xcf => Value::UInt(self.number(1 << (tag - 0xcc))?),
            0xd0..=0xd3 => Value::Int(self.signed(1 << (tag - 0xd0))?),
            0xd9..=0xdb => {
                let n = self.number(1 << (tag - 0xd9))?;
                self.str(n)?
            }
            0xdc | 0xdd => {
                let n = self.number(2 << (tag - 0xdc))?;
                self.array(n)?
            }
            0xde | 0xdf => {
                let n = self.number(2 << (tag - 0xde))?;
                self.map(n)?
            }
            0xe0..=0xff => Value::Int(i64::from(tag as i8)),
            _ => return None,
        })
    }
}

impl<'a> Value<'a> {
    /// The value of a string key in a map; `Nil` where absent.
    pub(crate) fn get(&self, key: &str) -> &Value<'a> {
        self.pairs().iter().find(|(k, _)| k.text() == Some(key)).map_or(&Value::Nil, |(_, v)| v)
    }

    pub(crate) fn pairs(&self) -> &[(Value<'a>, Value<'a>)] {
        if let Value::Map(items) = self { items } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Value<'a>] {
        if let Value::Array(items) = self { items } else { &[] }
    }

    /// Text, whether written as a string or (by older writers) as bytes.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match self {
            Value::Str(s) => Some(s),
            Value::Bin(b) => std::str::from_utf8(b).ok(),
            _ => None,
        }
    }

    pub(crate) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Value::Str(s) => Some(s.as_bytes()),
            Value::Bin(b) => Some(b),
            _ => None,
        }
    }

    pub(crate) fn uint(&self) -> Option<u64> {
        match self {
            Value::UInt(n) => Some(*n),
            Value::Int(n) => u64::try_from(*n).ok(),
            _ => None,
        }
    }

    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Value::UInt(n) => i64::try_from(*n).ok(),
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<Value<'_>> {
        parse(bytes, Path::new("test")).ok()
    }

    #[test]
    fn reads_every_width() {
        assert_eq!(read(&[0xd1, 0xff, 0xfe]), Some(Value::Int(-2)));
        assert_eq!(read(&[0xe0]), Some(Value::Int(-32)));
        assert_eq!(read(&[0xcd, 1, 0]), Some(Value::UInt(256)));
        assert_eq!(read(&[0x81, 0xa1, b'a', 0xc4, 1, 7]).unwrap().get("a"), &Value::Bin(&[7]));
        assert_eq!(read(&[0xdc, 0, 2, 0xc3, 0xc0]), Some(Value::Array(vec![Value::Bool(true), Value::Nil])));
    }

    #[test]
    fn broken_input_is_an_error() {
        for bytes in [&[][..], &[0xc1], &[0xdd, 0xff, 0xff, 0xff, 0xff], &[0xc0, 0xc0], &[0x91; 100]] {
            assert_eq!(read(bytes), None);
        }
    }
}
