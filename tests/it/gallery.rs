//! The gallery in `out/`: the diagrams that the README shows, byte for byte what their commands write.
//!
//! `DEALGRAPH_REDRAW=1 cargo test gallery::` draws all of them anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// File name, question, arguments.
const GALLERY: &[(&str, &str, &str)] = &[
    ("ecosystem", "Who supplies, funds and buys from whom?", ""),
    ("ecosystem-dark", "The same in the dark, the thirty largest", "--top 30 --theme dark"),
    ("money", "How much money goes from whom to whom, and how much of it is certain?", "money"),
    ("money-nvidia", "Where does NVIDIA's money go?", "money nvidia"),
    ("who-backs", "Who backs both OpenAI and Anthropic, and who only one of them?", "who-backs openai anthropic"),
    ("who-backs-four", "Who backs several of four labs?", "who-backs openai anthropic xai mistral-ai"),
    ("chain-openai", "What does OpenAI depend on, and where is there no way round?", "chain openai"),
    ("chain-runtime", "How does a product of Amazon depend on Microsoft?", "chain bedrock-sre microsoft"),
    ("loop", "Where does money come back to Amazon and OpenAI?", "loop amazon openai"),
    ("conflict", "Where do the interests of Microsoft and OpenAI collide?", "conflict openai microsoft"),
    ("rights", "Who has which rights alone, and what is carved out?", "rights"),
    ("timeline", "What was agreed when, and which deals grew out of which?", "timeline"),
    (
        "timeline-anthropic",
        "Which were the largest deals of one lab, and when?",
        "timeline anthropic --top 30 --theme print",
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("out")
}

fn draw(arguments: &str, to: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_dealgraph"))
        .arg("diagram")
        .args(arguments.split_whitespace())
        .args(["--to", to])
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The page that shows them.
fn page() -> String {
    let mut text = String::from(
        "# Gallery\n\nDrawn from the built-in book by the commands beside them; \
         `DEALGRAPH_REDRAW=1 cargo test gallery::` draws all of them anew.\n",
    );
    for (name, question, arguments) in GALLERY {
        let words = format!("dealgraph diagram {arguments}");
        let command = format!("{} -o {name}.svg", words.trim_end());
        text.push_str(&format!("\n## {question}\n\n```sh\n{command}\n```\n\n![{question}]({name}.svg)\n"));
    }
    text
}

#[test]
fn the_gallery_is_what_its_commands_write() {
    let redraw = std::env::var_os("DEALGRAPH_REDRAW").is_some();
    let mut files: Vec<(String, Vec<u8>)> = vec![("README.md".to_owned(), page().into_bytes())];
    for (name, _, arguments) in GALLERY {
        for format in ["svg", "dot"] {
            files.push((format!("{name}.{format}"), draw(arguments, format)));
        }
    }
    let mut stale = Vec::new();
    for (name, bytes) in files {
        let path = folder().join(&name);
        if redraw {
            fs::write(&path, bytes).expect("the gallery can be written");
        } else if fs::read(&path).ok().as_deref() != Some(bytes.as_slice()) {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "not what the commands draw: {stale:?}; see the head of this file");
}

#[test]
fn every_drawing_of_the_gallery_is_readable() {
    for (name, _, arguments) in GALLERY {
        let svg = String::from_utf8(draw(arguments, "svg")).expect("SVG is UTF-8");
        let width = svg.split("width=\"").nth(1).and_then(|rest| rest.split(['.', '"']).next());
        let width: u32 = width.and_then(|width| width.parse().ok()).expect("a drawing has a width");
        // Eleven pixels of type at 1600 pixels of width shall not fall under seven.
        assert!(width <= 2500, "{name} is {width} pixels wide");
    }
}
