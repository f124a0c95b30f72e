//! Jupyter notebooks (nbformat 4.5, plain JSON) that read a bundle beside them.
//!
//! `tour` shows the tables, draws the web, reckons backers, co-investors and two-way money anew with pandas and
//! NetworkX, and compares them with `answers.json`. `blank` loads the same and leaves the questions to the reader.

use serde_json::{Value, json};

use super::format::{Exported, Input};

/// The notebooks.
pub const DIALECTS: &[&str] = &["tour", "blank"];

/// The texts of the cells: a line `# %%` starts code, a line `# %% [markdown]` prose.
const TOUR: &str = include_str!("tour.py");
const BLANK: &str = include_str!("blank.py");

/// Writes the notebook.
pub fn make(input: &Input<'_, '_>) -> Exported {
    if input.options.is("blank") {
        Exported::one("blank.ipynb", notebook(BLANK))
    } else {
        Exported::one("tour.ipynb", notebook(TOUR))
    }
}

/// Turns a text with cell marks into a notebook.
fn notebook(text: &str) -> String {
    let mut cells = Vec::new();
    for (rank, cell) in text.split("# %%").skip(1).enumerate() {
        let (is_prose, body) = match cell.strip_prefix(" [markdown]") {
            Some(body) => (true, body),
            None => (false, cell),
        };
        let lines: Vec<&str> = body.trim().lines().collect();
        let prose: Vec<String> =
            lines.iter().map(|line| line.trim_start_matches("# ").trim_start_matches('#').to_owned()).collect();
        let source = if is_prose { prose.join("\n") } else { lines.join("\n") };
        let id = format!("cell-{rank:02}");
        cells.push(if is_prose {
            json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": source })
        } else {
            json!({ "cell_type": "code", "id": id, "metadata": {}, "source": source, "outputs": [], "execution_count": Value::Null })
        });
    }
    let document = json!({
        "cells": cells,
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    format!("{document:#}\n")
}
