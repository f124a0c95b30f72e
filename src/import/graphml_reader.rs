//! GraphML read as a stream: nodes and edges with the values of their typed keys.

use std::collections::{BTreeMap, HashMap};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::input::Stream;

/// Values by the names of their keys, in lower case.
pub(super) type Values = BTreeMap<String, String>;

/// A node or edge, with its line.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub line: usize,
    pub id: String,
    /// The ends of an edge; `None` for a node.
    pub ends: Option<[String; 2]>,
    /// Whether an edge has a direction.
    pub is_directed: bool,
    pub values: Values,
}

/// A key: its name, for what it is, and what its values are.
#[derive(Debug)]
struct Key {
    name: String,
    domain: String,
    kind: String,
    default: Option<String>,
}

/// Everything that a file holds.
#[derive(Debug, Default)]
pub(super) struct Graph {
    keys: HashMap<String, Key>,
    pub nodes: Vec<Element>,
    pub edges: Vec<Element>,
    /// What is wrong with single elements, by line.
    pub faults: Vec<(usize, String)>,
}

impl Graph {
    /// Names of the keys of edges.
    pub(super) fn edge_keys(&self) -> Vec<&str> {
        let of_edges = self.keys.values().filter(|key| key.domain != "node" && key.domain != "graph");
        let mut names: Vec<&str> = of_edges.map(|key| key.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Names of the keys of nodes.
    pub(super) fn node_keys(&self) -> Vec<&str> {
        let of_nodes = self.keys.values().filter(|key| key.domain != "edge" && key.domain != "graph");
        let mut names: Vec<&str> = of_nodes.map(|key| key.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is no GraphML at all. Where it breaks off, what came before is kept and the place is a fault.
    pub(super) fn read(stream: Stream<'_>) -> Result<Self, String> {
        let mut reading = Reading { graph: Self::default(), open: Vec::new(), at: Vec::new(), text: None };
        let mut reader = Reader::from_reader(stream);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        let mut depth = 0_usize;
        let mut has_root = false;
        loop {
            buffer.clear();
            let line = reader.get_ref().line();
            let event = match reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) if has_root => {
                    let line = reader.get_ref().line();
                    reading
                        .graph
                        .faults
                        .push((line, format!("the file breaks off: {error}; nothing after it was read")));
                    break;
                }
                Err(error) => return Err(format!("no XML: {error}")),
            };
            match event {
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding()
                        && !encoding.eq_ignore_ascii_case(b"utf-8")
                        && !encoding.eq_ignore_ascii_case(b"us-ascii")
                    {
                        let encoding = String::from_utf8_lossy(&encoding).into_owned();
                        return Err(format!("the file is {encoding}; convert it to UTF-8 first"));
                    }
                }
                Event::Start(start) => {
                    depth = depth.saturating_add(1);
                    if !has_root && start.local_name().as_ref() != b"graphml" {
                        let root = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                        return Err(format!("the file is no GraphML: it begins with <{root}>"));
                    }
                    has_root = true;
                    reading.start(line, &start)?;
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    reading.end(end.local_name().as_ref());
                }
                Event::Text(text) => {
                    let text = text.decode().map_err(|_| format!("line {line}: {}", super::input::NOT_UTF_8))?;
                    reading.say(&text);
                }
                Event::CData(text) => {
                    let text = text.decode().map_err(|_| format!("line {line}: {}", super::input::NOT_UTF_8))?;
                    reading.say(&text);
                }
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(|error| error.to_string())?;
                    let known = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                    let letter = reference.resolve_char_ref().ok().flatten().map(String::from);
                    match known.or(letter) {
                        Some(text) => reading.say(&text),
                        None => return Err(format!("line {line}: the entity \"&{name};\" is not known")),
                    }
                }
                Event::Eof => {
                    if depth > 0 {
                        reading.graph.faults.push((line, "the file ends before its elements are closed".to_owned()));
                    }
                    break;
                }
                _ => {}
            }
        }
        if has_root { Ok(reading.graph) } else { Err("the file is empty".to_owned()) }
    }
}

/// The state of reading.
struct Reading {
    graph: Graph,
    /// Nodes and edges that are open, the innermost last.
    open: Vec<Element>,
    /// Directions of the graphs that are open.
    at: Vec<bool>,
    /// The key of the `data` or `default` that is open, with its text so far.
    text: Option<(String, String)>,
}

impl Reading {
    fn start(&mut self, line: usize, start: &BytesStart<'_>) -> Result<(), String> {
        let attributes = attributes(start).map_err(|why| format!("line {line}: {why}"))?;
        let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        match start.local_name().as_ref() {
            b"graph" => self.at.push(get("edgedefault") != "undirected"),
            b"key" => {
                let named = ["attr.name", "yfiles.type", "id"].into_iter().find_map(|name| attributes.get(name));
                let name = named.map(|name| name.trim().to_lowercase()).unwrap_or_default();
                let kind = attributes.get("attr.type").map_or("string", String::as_str).to_lowercase();
                self.graph.keys.insert(get("id"), Key { name, domain: get("for"), kind, default: None });
                self.text = Some((get("id"), String::new()));
            }
            b"default" => {
                if let Some((_, text)) = &mut self.text {
                    text.clear();
                }
            }
            b"data" => self.text = Some((get("key"), String::new())),
            b"node" => {
                self.open.push(Element { line, id: get("id"), ends: None, is_directed: true, values: Values::new() });
            }
            b"edge" => {
                let is_directed = match get("directed").as_str() {
                    "true" => true,
                    "false" => false,
                    _ => self.at.last().copied().unwrap_or(true),
                };
                let ends = Some([get("source"), get("target")]);
                self.open.push(Element { line, id: get("id"), ends, is_directed, values: Values::new() });
            }
            b"hyperedge" => {
                self.graph.faults.push((line, "a hyperedge has no two ends".to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, said: &str) {
        if let Some((_, text)) = &mut self.text {
            text.push_str(said);
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"graph" => drop(self.at.pop()),
            b"default" => {
                if let Some((key, text)) = self.text.take()
                    && let Some(key) = self.graph.keys.get_mut(&key)
                {
                    key.default = Some(text);
                }
            }
            b"key" => self.text = None,
            b"data" => {
                let (Some((key, text)), Some(element)) = (self.text.take(), self.open.last_mut()) else { return };
                match self.graph.keys.get(&key) {
                    None => self.graph.faults.push((element.line, format!("the key \"{key}\" is not declared"))),
                    Some(key) if !fits(&key.kind, text.trim()) => {
                        let fault = format!("\"{}\" is no {}, as the key \"{}\" asks", text.trim(), key.kind, key.name);
                        self.graph.faults.push((element.line, fault));
                    }
                    Some(key) => drop(element.values.insert(key.name.clone(), spelled(&key.kind, text))),
                }
            }
            b"node" | b"edge" => {
                let Some(mut element) = self.open.pop() else { return };
                let domain = if element.ends.is_some() { "edge" } else { "node" };
                for key in self.graph.keys.values().filter(|key| key.domain == domain || key.domain == "all") {
                    if let Some(default) = &key.default {
                        element.values.entry(key.name.clone()).or_insert_with(|| default.clone());
                    }
                }
                let list = if element.ends.is_some() { &mut self.graph.edges } else { &mut self.graph.nodes };
                list.push(element);
            }
            _ => {}
        }
    }
}

/// Whether a value is of the type of its key.
fn fits(kind: &str, value: &str) -> bool {
    match kind {
        "boolean" => ["true", "false", "1", "0"].contains(&value.to_lowercase().as_str()),
        "int" | "long" | "integer" => value.parse::<i128>().is_ok(),
        "float" | "double" => value.parse::<f64>().is_ok(),
        _ => true,
    }
}

/// A value as it is read: the dot of a number is a decimal point, which three digits behind it alone do not say.
fn spelled(kind: &str, text: String) -> String {
    let has_decimals = text.trim().split_once('.').is_some_and(|(_, fraction)| fraction.len() == 3);
    if matches!(kind, "float" | "double") && has_decimals { text.trim().to_owned() + "0" } else { text }
}

fn attributes(start: &BytesStart<'_>) -> Result<HashMap<String, String>, String> {
    let mut found = HashMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let value = attribute.unescape_value().map_err(|error| error.to_string())?.into_owned();
        found.insert(name, value);
    }
    Ok(found)
}
