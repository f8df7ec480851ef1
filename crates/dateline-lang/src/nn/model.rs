//! Reads thinc's model files. A file lists the layers breadth first without saying which belongs
//! to which; the names tell, for a layer is named after its parts (`a>>b`, `a|b`, `residual(a)`).

use std::path::Path;

use crate::error::Error;
use crate::msgpack::{self, Value};

/// One layer with the layers inside it.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    pub(crate) index: usize,
    pub(crate) children: Vec<Node<'a>>,
    refs: Vec<(&'a str, usize)>,
    attrs: Vec<(&'a str, Value<'a>)>,
    params: Vec<(&'a str, Array)>,
}

/// A matrix of weights, row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Vec<f32>,
}

impl<'a> Node<'a> {
    /// Reads the file's contents; `path` is for messages.
    pub(crate) fn read(bytes: &'a [u8], path: &Path) -> Result<Node<'a>, Error> {
        let file = msgpack::parse(bytes, path)?;
        let mut flat = Vec::new();
        let (nodes, attrs, params) = (file.get("nodes").items(), file.get("attrs").items(), file.get("params").items());
        for ((node, attrs), params) in nodes.iter().zip(attrs).zip(params) {
            flat.push(flat_node(node, attrs, params, path)?);
        }
        nest(flat).map_err(|name| Error::unreadable(path, format!("the layers of `{name}` are not there")))
    }

    /// All layers of a name, this one included, depth first.
    pub(crate) fn find_all<'n>(&'n self, name: &str, found: &mut Vec<&'n Node<'a>>) {
        if self.name == name {
            found.push(self);
        }
        self.children.iter().for_each(|child| child.find_all(name, found));
    }

    pub(crate) fn first(&self, name: &str) -> Option<&Node<'a>> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.first(name))
    }

    pub(crate) fn by_index(&self, index: usize) -> Option<&Node<'a>> {
        if self.index == index {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.by_index(index))
    }

    /// The layer that holds the one of this number.
    pub(crate) fn holder(&self, index: usize) -> Option<&Node<'a>> {
        if self.children.iter().any(|child| child.index == index) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.holder(index))
    }

    /// The number of the layer that this one refers to by name.
    pub(crate) fn reference(&self, name: &str) -> Option<usize> {
        self.refs.iter().find(|r| r.0 == name).map(|r| r.1)
    }

    pub(crate) fn attr(&self, name: &str) -> &Value<'a> {
        self.attrs.iter().find(|a| a.0 == name).map_or(&Value::Nil, |a| &a.1)
    }

    pub(crate) fn param(&self, name: &str) -> Option<&Array> {
        self.params.iter().find(|p| p.0 == name).map(|p| &p.1)
    }

    /// The innermost layers, those with nothing inside.
    pub(crate) fn leaves<'n>(&'n self, found: &mut Vec<&'n Node<'a>>) {
        if self.children.is_empty() {
            found.push(self);
        }
        self.children.iter().for_each(|child| child.leaves(found));
    }
}

fn flat_node<'a>(node: &Value<'a>, attrs: &Value<'a>, params: &Value<'a>, path: &Path) -> Result<Node<'a>, Error> {
    let mut flat = Node {
        name: node.get("name").text().unwrap_or_default(),
        index: node.get("index").uint().unwrap_or_default() as usize,
        children: Vec::new(),
        refs: Vec::new(),
        attrs: Vec::new(),
        params: Vec::new(),
    };
    for (name, target) in node.get("refs").pairs() {
        if let (Some(name), Some(target)) = (name.text(), target.uint()) {
            flat.refs.push((name, target as usize));
        }
    }
    for (name, value) in attrs.pairs() {
        if let (Some(name), Some(bytes)) = (name.text(), value.bytes()) {
            flat.attrs.push((name, msgpack::parse(bytes, path)?));
        }
    }
    for (name, value) in params.pairs() {
        if let (Some(name), Value::Map(_)) = (name.text(), value) {
            let array = Array::read(value).ok_or_else(|| Error::unreadable(path, format!("`{name}` is no array of 32-bit floats")))?;
            flat.params.push((name, array));
        }
    }
    Ok(flat)
}

/// How many of the next layers make up a layer of this name: their names, joined, are its own.
fn parts(name: &str, next: &[Node], joiner: &str) -> Option<usize> {
    let mut rest = name;
    for (count, part) in next.iter().enumerate() {
        rest = rest.strip_prefix(part.name)?;
        if rest.is_empty() {
            return Some(count + 1);
        }
        rest = rest.strip_prefix(joiner)?;
    }
    None
}

/// How many of the next layers are the layer's own parts.
fn child_count(node: &Node, next: &[Node]) -> Option<usize> {
    if node.name == "parser_model" {
        return Some(3);
    }
    let first = next.first().map_or("", |n| n.name);
    let wrapped = ["with_array(", "residual("].iter().find_map(|p| node.name.strip_prefix(p)?.strip_suffix(')'));
    if wrapped == Some(first) {
        return Some(1);
    }
    if !node.name.contains(['>', '|', '(']) {
        return Some(0);
    }
    [">>", "|"].iter().find_map(|joiner| parts(node.name, next, joiner).filter(|&n| n > 1))
}

/// Gives each layer the layers that are its parts: breadth first, these follow the parts of the
/// layers before it.
fn nest(flat: Vec<Node<'_>>) -> Result<Node<'_>, String> {
    let mut next = 1;
    let mut spans = Vec::with_capacity(flat.len());
    for node in &flat {
        let rest = flat.get(next..).unwrap_or_default();
        let count = child_count(node, rest).filter(|&n| n <= rest.len()).ok_or_else(|| node.name.to_owned())?;
        spans.push(next..next + count);
        next += count;
    }
    let mut slots: Vec<Option<Node>> = flat.into_iter().map(Some).collect();
    for (i, span) in spans.into_iter().enumerate().rev() {
        let children: Vec<Node> = slots.get_mut(span).unwrap_or_default().iter_mut().filter_map(Option::take).collect();
        if let Some(node) = &mut slots[i] {
            node.children = children;
        }
    }
    slots.into_iter().next().flatten().ok_or_else(|| "the model".to_owned())
}

impl Array {
    fn read(value: &Value) -> Option<Array> {
        let little = matches!(value.get("type").text()?, "<f4" | "f4" | "=f4");
        let shape: Vec<usize> = value.get("shape").items().iter().map(|n| n.uint().map(|n| n as usize)).collect::<Option<_>>()?;
        let data: Vec<f32> = value.get("data").bytes()?.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        (little && shape.iter().product::<usize>() == data.len()).then_some(Array { shape, data })
    }

    pub(crate) fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(0)
    }
}
