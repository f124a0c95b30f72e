//! The page of the documentation that lists every rule, made of their cards.

use std::fmt::Write as _;

use super::Catalogue;
use crate::report::plain_markdown;

const INTRODUCTION: &str = "\
# Rules

This page is generated: `dealgraph explain -f md > docs/rules.md`. A test compares the two.

`dealgraph conflicts` runs every rule below, `dealgraph explain CODE` shows one, and `dealgraph why FINGERPRINT` \
proves what it found. Rivals are those of a Rivalry deal, or those that compete in one market, by a part of \
theirs or by themselves. The severity is the card's; `--set-severity CODE=SEVERITY` gives another.

Of each rule at most 10000 findings are kept: the gravest, of these the strongest, and of these by the ids of their \
parties. The others are counted, and every format says so (`cut` in JSON and SARIF). `--about`, `--rule` and \
`--severity` are asked before that, and a larger `--limit` keeps more (0: all). `diff`, `what-if` and \
`timeline --findings` leave out a rule of which one side has more, since what is not kept need not be gone.
";

const LANGUAGE: &str = r#"
## Rules of your own

A rule is a pattern over legs. A book writes it in its `rules` section, and `conflicts` runs it with the others:

```ron
(
    rules: [
        (
            id: "lender-is-supplier",
            severity: "low",                 // note, low, medium or high
            finds: "a lender supplies goods to its borrower",
            why: "the loan may have been given to be spent there",
            pattern: "lender -[Money Loan]-> company, lender -[Goods]-> company",
            claim: "{lender} lends to its own customer {company}",
            parties: ["lender", "company"],  // all variables, where absent
        ),
    ],
)
```

`example` and `limits` are optional. The same language asks once: `dealgraph match 'PATTERN'`.

A pattern is a list of conditions that all must hold, separated by commas or `and`. A word is a variable, a text in
quotes is an entity (by id in rules; by id, name or alias in `match`), and `_` is anybody. Variables with different
names may stand for the same entity unless `!=` or `<` says otherwise. Every variable must stand in a leg that runs, in
`rivals` or in a market.

| condition | holds where |
|---|---|
| `a -[WORDS]-> b`, `b <-[WORDS]- a`, `a --> b` | some leg runs from a to b that fits the words |
| `a -[…]-> b -[…]-> c` | both legs run |
| `not a -[WORDS]-> b` | no such leg runs |
| `a rivals b`, `not a rivals b` | they are (not) rivals, by deal or by market |
| `a != b`, `a < b` | they differ; they differ and a comes first by id (so that a pair is found once) |
| `a is Fund`, `a is Person\|Company` | a is an entity of that kind |
| `a in "cloud"` | a, or a part of it, competes in that market |

WORDS are flows (`Money`, `Goods`, `Equity`, `Rights`, `Control`, `None`), deal kinds, statuses and roles, as books
write them. `|` joins alternatives of one sort, a blank asks for all: `Goods Supply|Hosting`. `status>=Signed` sets a
least status. `product="orion-models"`, `mode=stateless` and the other facets ask for deals whose scope surely lies
within. A leg runs between outermost wholes, unless roll-up is off.
"#;

/// Writes the page, in Markdown.
pub fn page(catalogue: &Catalogue) -> String {
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n| code | severity | finds |\n|---|---|---|\n");
    let cards = catalogue.cards();
    for card in &cards {
        let _ = writeln!(out, "| [{0}](#{0}) | {1} | {2} |", card.code, card.severity, plain_markdown(card.finds));
    }
    for card in &cards {
        let _ = write!(out, "\n## {}\n\nSeverity: {}\n", card.code, card.severity);
        for (what, text) in
            [("Finds", card.finds), ("Why it matters", card.why), ("Example", card.example), ("Limits", card.limits)]
        {
            if !text.is_empty() {
                let _ = write!(out, "\n**{what}**: {}{}\n", plain_markdown(text), full_stop(text));
            }
        }
        if let Some(pattern) = catalogue.pattern(card.code) {
            let _ = write!(out, "\nWritten as a pattern:\n\n```text\n{pattern}\n```\n");
        }
    }
    out.push_str(LANGUAGE);
    out
}

fn full_stop(text: &str) -> &'static str {
    if text.ends_with(['.', '?', '!']) { "" } else { "." }
}
