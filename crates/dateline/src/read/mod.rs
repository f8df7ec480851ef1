//! Readers: files to [`Document`](crate::Document)s.
