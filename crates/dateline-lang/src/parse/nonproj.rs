//! Undoes the projective transformation: an arc labelled `X||Y` moves, as `X`, to the first word
//! labelled `Y` below its head, breadth first.

use std::collections::HashMap;

use super::tree::Edges;
use crate::doc::{Label, Labels};

/// Decorated labels, with what they are made of.
#[derive(Debug, Default)]
pub(crate) struct Decorated {
    labels: HashMap<Label, (Label, Label)>,
}

impl Decorated {
    pub(crate) fn new(used: impl Iterator<Item = Label>, labels: &mut Labels) -> Self {
        let mut found = HashMap::new();
        for label in used {
            let name = labels.name(label).to_owned();
            if let Some((own, head)) = name.split_once("||") {
                found.insert(label, (labels.add(own), labels.add(head)));
            }
        }
        Decorated { labels: found }
    }

    /// Moves the arcs; tells whether there were any. `edges` are those before.
    pub(crate) fn undo(&self, heads: &mut [u32], deps: &mut [Label], edges: &Edges, is_space: impl Fn(usize) -> bool) -> bool {
        let mut any = false;
        for i in 0..heads.len() {
            let Some(&(own, wanted)) = self.labels.get(&deps[i]) else { continue };
            heads[i] = new_head(i, wanted, heads, deps, edges, &is_space);
            deps[i] = own;
            any = true;
        }
        any
    }
}

fn new_head(token: usize, wanted: Label, heads: &[u32], deps: &[Label], edges: &Edges, is_space: &impl Fn(usize) -> bool) -> u32 {
    let mut level = vec![heads[token] as usize];
    let mut next = Vec::new();
    while !level.is_empty() {
        for &parent in &level {
            let below = edges.left[parent] as usize..edges.right[parent] as usize + 1;
            for child in below.filter(|&c| c != parent && heads[c] as usize == parent && c != token && !is_space(c)) {
                if deps[child] == wanted {
                    return child as u32;
                }
                next.push(child);
            }
        }
        std::mem::swap(&mut level, &mut next);
        next.clear();
    }
    heads[token]
}
