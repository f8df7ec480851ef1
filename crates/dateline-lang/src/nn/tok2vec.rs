//! `Tok2Vec`: hash embeddings of a token's attributes, mixed by a maxout layer, then residual
//! convolutions over a window of tokens.

use super::layers::{Dense, missing};
use super::model::Node;
use crate::error::Error;
use crate::hash::embedding_keys;
use crate::lexeme::{Attr, Lexeme};
use crate::vectors::Vectors;

#[derive(Debug)]
struct HashTable {
    attr: Attr,
    seed: u32,
    rows: Vec<f32>,
}

#[derive(Debug)]
pub(crate) struct Tok2Vec {
    tables: Vec<HashTable>,
    embed_width: usize,
    /// The projection of the static vectors, row by row, and their width.
    statics: Option<super::kernel::Packed>,
    mix: Option<Dense>,
    layers: Vec<Layer>,
    /// Rows of zeros that stand before and after a document.
    pad: usize,
    pub(crate) width: usize,
}

#[derive(Debug)]
struct Layer {
    dense: Dense,
    window: usize,
}

/// A token as the embedding sees it.
pub(crate) struct Input<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) norm: u64,
    pub(crate) spacy: bool,
}

/// Layers that a `Tok2Vec` may be made of.
const KNOWN: [&str; 15] = [
    "extract_features",
    "list2ragged",
    "ints-getitem",
    "hashembed",
    "maxout",
    "mish",
    "layernorm",
    "dropout",
    "ragged2list",
    "expand_window",
    "static_vectors",
    "noop",
    "list2array",
    "linear",
    "softmax",
];

impl Tok2Vec {
    /// From the node of a `Tok2Vec` layer, or of a layer that holds just one.
    pub(crate) fn read(node: &Node, component: &str) -> Result<Self, Error> {
        let mut leaves = Vec::new();
        node.leaves(&mut leaves);
        if let Some(unknown) = leaves.iter().find(|leaf| !KNOWN.contains(&leaf.name)) {
            return Err(Error::unsupported(component, format!("a `{}` layer", unknown.name)));
        }
        let (embed, encode) = parts(node).ok_or_else(|| missing(component, "tok2vec"))?;
        let tables = hash_tables(embed, component)?;
        let embed_width = tables.first().map_or(0, |t| t.1);
        let mix = if embed.first("maxout").is_some() { Some(Dense::read(embed, component)?) } else { None };
        let layers = layers(encode, component)?;
        let statics = embed.first("static_vectors").and_then(|s| s.param("W")).map(|w| super::kernel::Packed::from_arrays(w, None, 1));
        let width = layers.last().map(|l| l.dense.width()).or(mix.as_ref().map(Dense::width)).unwrap_or(embed_width);
        Ok(Tok2Vec {
            tables: tables.into_iter().map(|t| t.0).collect(),
            embed_width,
            statics,
            mix,
            layers,
            pad: encode.attr("pad").uint().unwrap_or(0) as usize,
            width,
        })
    }

    /// The vectors of a document's tokens, one row of `width` each.
    pub(crate) fn forward<'a>(&self, tokens: impl ExactSizeIterator<Item = Input<'a>>, vectors: &Vectors, out: &mut Vec<f32>) {
        let count = tokens.len();
        let margin = self.pad;
        let mut x = vec![0.0; (count + 2 * margin) * self.width];
        for (token, row) in tokens.zip(x[margin * self.width..].chunks_exact_mut(self.width)) {
            self.embed(&token, vectors, row);
        }
        let rows = count + 2 * margin;
        for layer in &self.layers {
            let edge = layer.window * self.width;
            let mut wide = vec![0.0; edge];
            wide.extend_from_slice(&x);
            wide.resize(wide.len() + edge, 0.0);
            let stride = layer.dense.stride();
            let mut y = vec![0.0; rows * stride];
            layer.dense.forward(&wide, self.width, rows, &mut y);
            for (x, y) in x.chunks_exact_mut(self.width).zip(y.chunks_exact(stride)) {
                x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
            }
        }
        out.clear();
        out.extend_from_slice(&x[margin * self.width..][..count * self.width]);
    }

    fn embed(&self, token: &Input, vectors: &Vectors, row: &mut [f32]) {
        let width = self.embed_width;
        let mut all = vec![0.0; width * self.tables.len()];
        for (table, part) in self.tables.iter().zip(all.chunks_exact_mut(width)) {
            let key = if table.attr == Attr::Norm { token.norm } else { token.lexeme.key(table.attr, token.text, token.spacy) };
            table.add(key, part);
        }
        if let Some(project) = &self.statics {
            let at = all.len();
            all.resize(at + project.stride(), 0.0);
            if let Some(vector) = vectors.get(token.lexeme.orth) {
                project.forward(vector, 0, 1, &mut all[at..]);
            }
            all.truncate(at + project.outputs);
        }
        match &self.mix {
            Some(mix) => {
                let mut mixed = vec![0.0; mix.stride()];
                mix.forward(&all, 0, 1, &mut mixed);
                row.copy_from_slice(&mixed[..row.len()]);
            }
            None => row.copy_from_slice(&all),
        }
    }
}

impl HashTable {
    fn add(&self, key: u64, out: &mut [f32]) {
        let rows = self.rows.len() / out.len();
        for hash in embedding_keys(key, self.seed) {
            let row = &self.rows[hash as usize % rows * out.len()..][..out.len()];
            out.iter_mut().zip(row).for_each(|(o, r)| *o += r);
        }
    }
}

/// The embedding and the encoding half.
fn parts<'n, 'a>(node: &'n Node<'a>) -> Option<(&'n Node<'a>, &'n Node<'a>)> {
    if let (Some(embed), Some(encode)) = (node.reference("embed"), node.reference("encode")) {
        return Some((node.by_index(embed)?, node.by_index(encode)?));
    }
    node.children.iter().find_map(parts)
}

fn hash_tables(embed: &Node, component: &str) -> Result<Vec<(HashTable, usize)>, Error> {
    let columns = embed.first("extract_features").map(|n| n.attr("columns").items()).unwrap_or_default();
    let mut nodes = Vec::new();
    embed.find_all("hashembed", &mut nodes);
    let mut tables = Vec::new();
    for (i, node) in nodes.into_iter().enumerate() {
        let column = columns.get(node.attr("column").uint().unwrap_or(i as u64) as usize);
        let name = column.and_then(|c| c.text()).unwrap_or_default();
        let attr = Attr::named(name).ok_or_else(|| Error::unsupported(component, format!("an embedding of the attribute `{name}`")))?;
        let rows = node.param("E").ok_or_else(|| missing(component, "hashembed"))?;
        let seed = node.attr("seed").uint().unwrap_or(0) as u32;
        let width = rows.shape.last().copied().unwrap_or(0);
        tables.push((HashTable { attr, seed, rows: rows.data.clone() }, width));
    }
    Ok(tables)
}

fn layers(encode: &Node, component: &str) -> Result<Vec<Layer>, Error> {
    let mut residuals = Vec::new();
    collect_residuals(encode, &mut residuals);
    residuals
        .into_iter()
        .map(|node| {
            let window = node.first("expand_window").and_then(|n| n.attr("window_size").uint()).unwrap_or(0) as usize;
            let dense = Dense::read(node, component)?;
            if dense.inputs() != dense.width() * (2 * window + 1) {
                return Err(missing(component, "expand_window"));
            }
            Ok(Layer { dense, window })
        })
        .collect()
}

fn collect_residuals<'n, 'a>(node: &'n Node<'a>, found: &mut Vec<&'n Node<'a>>) {
    if node.name.starts_with("residual(") && node.children.len() == 1 {
        return found.push(node);
    }
    node.children.iter().for_each(|child| collect_residuals(child, found));
}
