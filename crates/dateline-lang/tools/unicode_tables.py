#!/usr/bin/env python3
"""Writes src/unicode_tables.rs and src/symbols.rs. Needs spaCy for the symbols: `python3 tools/unicode_tables.py`."""
import pathlib, sys, unicodedata
from spacy.symbols import IDS

SRC = pathlib.Path(__file__).parent.parent / "src"

def ranges(pred):
    out=[];start=None
    for c in range(0x110000):
        ok = not (0xD800<=c<=0xDFFF) and pred(chr(c))
        if ok and start is None: start=c
        if not ok and start is not None: out.append((start,c-1)); start=None
    if start is not None: out.append((start,0x10FFFF))
    return out
tables=[("ALPHA","`str.isalpha`: general categories L*",lambda c:c.isalpha()),
("WORD","`\\\\w` of Python's `re`: `str.isalnum` or the underscore",lambda c:c.isalnum() or c=='_'),
("DECIMAL","`str.isdecimal`: general category Nd",lambda c:c.isdecimal()),
("DIGIT","`str.isdigit`: Numeric_Type Digit or Decimal",lambda c:c.isdigit()),
("SPACE","`str.isspace`",lambda c:c.isspace()),
("PUNCT","general categories P*",lambda c:unicodedata.category(c)[0]=='P'),
("CURRENCY","general category Sc",lambda c:unicodedata.category(c)=='Sc'),
]
w=open(SRC / 'unicode_tables.rs','w')
w.write(f'''//! Ranges of code points for Python's string predicates, Unicode {unicodedata.unidata_version}
//! (Python {sys.version_info.major}.{sys.version_info.minor}). Written by `tools/unicode_tables.py`; not edited by hand.

''')
for name,doc,pred in tables:
    r=ranges(pred)
    w.write(f"/// {doc}.\n#[rustfmt::skip]\npub(crate) const {name}: &[(u32, u32)] = &[\n".replace('\\\\','\\'))
    line=''
    for a,b in r:
        s=f"({a:#x}, {b:#x}), "
        if len(line)+len(s)>136: w.write('    '+line.rstrip()+'\n'); line=''
        line+=s
    w.write('    '+line.rstrip()+'\n];\n')
w.close()
w=open(SRC / 'symbols.rs','w')
items=sorted((k,v) for k,v in IDS.items() if k)
w.write('''//! Strings that spaCy does not hash: attribute names, parts of speech, labels and the like have
//! small reserved numbers, and these numbers enter the hash embeddings in place of a hash.

/// The reserved number of a string, if it has one.
pub(crate) fn symbol_id(text: &str) -> Option<u64> {
    let at = SYMBOLS.binary_search_by(|(name, _)| (*name).cmp(text)).ok()?;
    Some(u64::from(SYMBOLS[at].1))
}

/// The string that a reserved number stands for.
pub(crate) fn symbol_name(id: u64) -> Option<&'static str> {
    SYMBOLS.iter().find(|s| u64::from(s.1) == id).map(|s| s.0)
}

/// Sorted by name.
#[rustfmt::skip]
const SYMBOLS: &[(&str, u16)] = &[
''')
line=''
for k,v in items:
    s=f'("{k}", {v}), '
    if len(line)+len(s)>136: w.write('    '+line.rstrip()+'\n'); line=''
    line+=s
w.write('    '+line.rstrip()+'\n];\n')
w.close()
print(len(items), max(v for _,v in items))
