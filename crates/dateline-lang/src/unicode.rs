//! Python's predicates on characters and strings, which spaCy's shapes and patterns rest on.

use crate::unicode_tables as tables;

fn contains(table: &[(u32, u32)], c: char) -> bool {
    let c = c as u32;
    let next = table.partition_point(|&(start, _)| start <= c);
    next > 0 && c <= table[next - 1].1
}

pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { contains(tables::ALPHA, c) }
}

/// `\w` of Python's `re`.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { contains(tables::WORD, c) }
}

/// `\d` of Python's `re`.
pub(crate) fn is_decimal(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { contains(tables::DECIMAL, c) }
}

pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { contains(tables::DIGIT, c) }
}

pub(crate) fn is_space(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | '\x1c'..='\x20') } else { contains(tables::SPACE, c) }
}

pub(crate) fn is_punct(c: char) -> bool {
    contains(tables::PUNCT, c)
}

pub(crate) fn is_currency(c: char) -> bool {
    contains(tables::CURRENCY, c)
}

/// Python's `str` predicate over all characters; false for the empty string.
pub(crate) fn all(text: &str, predicate: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(predicate)
}

/// `str.islower` and `str.isupper`: some cased character, none of another case.
pub(crate) fn is_cased_as(text: &str, upper: bool) -> bool {
    let mut found = false;
    for c in text.chars() {
        match case_of(c) {
            Case::None => {}
            Case::Lower if !upper => found = true,
            Case::Upper if upper => found = true,
            _ => return false,
        }
    }
    found
}

/// `str.istitle`: upper case only after what has no case, lower case only after cased characters.
pub(crate) fn is_title(text: &str) -> bool {
    let (mut found, mut in_word) = (false, false);
    for c in text.chars() {
        let case = case_of(c);
        match case {
            Case::Upper | Case::Title if in_word => return false,
            Case::Lower if !in_word => return false,
            _ => {}
        }
        in_word = case != Case::None;
        found |= in_word;
    }
    found
}

#[derive(PartialEq)]
enum Case {
    None,
    Lower,
    Upper,
    Title,
}

fn case_of(c: char) -> Case {
    match c {
        'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | 'ᾈ'..='ᾏ' | 'ᾘ'..='ᾟ' | 'ᾨ'..='ᾯ' | 'ᾼ' | 'ῌ' | 'ῼ' => Case::Title,
        _ if c.is_lowercase() => Case::Lower,
        _ if c.is_uppercase() => Case::Upper,
        _ => Case::None,
    }
}

/// spaCy's word shape: `Xxxx`, `dd`, `x.x`; runs are cut after four; `LONG` from 100 characters on.
pub(crate) fn word_shape(text: &str, shape: &mut String) {
    shape.clear();
    let (mut last, mut run, mut length) = (None, 0, 0);
    for c in text.chars() {
        length += 1;
        let s = shape_of(c);
        run = if last == Some(s) { run + 1 } else { 0 };
        last = Some(s);
        if run < 4 {
            shape.push(s);
        }
        if length >= 100 {
            shape.clear();
            shape.push_str("LONG");
            return;
        }
    }
}

fn shape_of(c: char) -> char {
    if is_alpha(c) {
        if c.is_uppercase() { 'X' } else { 'x' }
    } else if is_digit(c) {
        'd'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_spacys() {
        for (word, want) in [("Dateline", "Xxxxx"), ("U.S.", "X.X."), ("1984", "dddd"), ("10,000", "dd,ddd"), ("!!!!!!", "!!!!")] {
            let mut shape = String::new();
            word_shape(word, &mut shape);
            assert_eq!(shape, want, "{word}");
        }
    }

    #[test]
    fn control_separators_are_spaces_as_in_python() {
        assert!(is_space('\x1c') && is_space('\u{85}') && is_space('\u{2028}') && !is_space('\u{200b}'));
    }
}
