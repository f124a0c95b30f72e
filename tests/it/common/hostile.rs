//! A book from a stranger: every text in it tries to be more than a text.

/// The word in every hostile text: where it stands outside a text of an output, a text has got out.
pub const MARK: &str = "PWNED";

/// What a text may try to be, with `PWNED` in it.
pub const TEXTS: &[&str] = &[
    // HTML and JavaScript.
    "<script>PWNED()</script>",
    "\"><img src=x onerror=PWNED()><svg onload=PWNED()>",
    "javascript:PWNED()//http://",
    "</text></svg><a href='javascript:PWNED()'>",
    // XML.
    "&PWNED; &#x41; ]]> <!-- <![CDATA[ ?> <?PWNED",
    // DOT, with what would close a quoted text, and the escapes of labels.
    "\"]; PWNED [label=\"x",
    "PWNED \\N \\G \\l \\\" \\",
    "<PWNED<br/>>",
    // Mermaid and D2.
    "\"]\nclick PWNED \"javascript:alert()\"\n%%{init: {}}%% #quot; end",
    "${PWNED} |md PWNED | ; PWNED -> PWNED: { shape: x }",
    // Spreadsheets.
    "=HYPERLINK(\"http://x\",\"PWNED\")",
    "+PWNED,\"PWNED\";PWNED",
    "-1+PWNED|' /C calc'!A0",
    "@SUM(PWNED)",
    "\t=PWNED",
    "\r=PWNED",
    "＝PWNED",
    // Markdown.
    "[PWNED](javascript:alert()) ![PWNED](http://x) `PWNED` | PWNED | **PWNED**",
    "line one\n# PWNED\n\n- PWNED\n\n```\nPWNED",
    // Terminals: colours, titles, links, the second set of control characters.
    "\u{1b}[31mPWNED\u{1b}[0m\u{1b}]0;PWNED\u{7}\u{1b}]8;;http://x\u{1b}\\",
    "\u{9b}31mPWNED \u{8}\u{8}\u{8}\u{7f}\r\nPWNED\u{c}",
    // Direction, and letters that cannot be seen.
    "PWNED \u{202e}drawkcab\u{202c} \u{2066}x\u{2069} \u{200f}\u{61c}\u{feff}",
    "PWNED\u{2028}PWNED\u{2029}PWNED\u{85}PWNED",
    "PWNED \u{0} nothing",
    // Files.
    "../../../PWNED/etc/passwd",
    "C:\\PWNED\\..\\con.txt",
    // Languages that exports are written in.
    "'}) DETACH DELETE n; // PWNED",
    "\\'}) MATCH (n) DELETE n // PWNED \\",
    "\"), (id: \"PWNED\", kind: r#\"x\"#",
    "\"\"\"PWNED''' %s {0} {{PWNED}} $PWNED `PWNED`",
];

/// A text between quotes in RON.
fn quoted(text: &str) -> String {
    let escaped: String = text.chars().flat_map(char::escape_default).collect();
    format!("\"{escaped}\"")
}

/// The book in which every text is one of `texts`, with a number that keeps it apart from all others.
pub fn book(texts: &[&str]) -> String {
    let mut counter = 0;
    let mut text = || {
        counter += 1;
        quoted(&format!("{} {counter}", texts[counter % texts.len()]))
    };
    let number = TEXTS.len();
    let entities: String = (0..number)
        .map(|it| {
            format!(
                "(id: \"e{it}\", name: {}, kind: Company, aliases: [{}], markets: [\"m{}\"], group: \"g{}\", note: {}),\n",
                text(),
                text(),
                it % 4,
                it % 3,
                text(),
            )
        })
        .collect();
    let sources: String = (0..4)
        .map(|it| {
            format!(
                "(id: \"s{it}\", title: {}, publisher: {}, address: {}, kind: News, date: \"2026-01-0{}\", note: {}),\n",
                text(),
                text(),
                text(),
                it + 1,
                text(),
            )
        })
        .collect();
    let kinds = [
        ("Investment", "Investor", "Investee"),
        ("Purchase", "Customer", "Supplier"),
        ("License", "Licensor", "Licensee"),
        ("Rivalry", "Rival", "Rival"),
    ];
    let deals: String = (0..number * 2)
        .map(|it| {
            let (kind, one, two) = kinds[it % kinds.len()];
            let (from, to) = (it % number, (it * 7 + 1) % number);
            let to = if from == to { (to + 1) % number } else { to };
            let money = if kind == "Rivalry" {
                String::new()
            } else {
                format!(
                    "amount: \"USD {}bn\", tranches: [(id: \"t\", amount: \"USD 10m\", on: [{}], note: {})], ",
                    it + 1,
                    text(),
                    text()
                )
            };
            let hidden = if kind == "Investment" { format!(", (undisclosed: {}, role: Investor)", text()) } else { String::new() };
            format!(
                "(id: \"d{it}\", kind: {kind}, title: {}, parties: [(who: \"e{from}\", role: {one}), \
                 (who: \"e{to}\", role: {two}){hidden}], announced: \"2026-01\", {money}\
                 clauses: [(id: \"c\", kind: Exclusivity, beneficiary: \"e{from}\", bound: \"e{to}\", note: {}, \
                 carve_outs: [(scope: (mode: \"x\"), note: {})])], status: Signed, note: {}, \
                 claims: [(source: \"s{}\", says: {{\"remark.size\": {}}}, note: {}), (source: \"s{}\", says: {{\"status\": \"Reported\"}})]),\n",
                text(),
                text(),
                text(),
                text(),
                it % 4,
                text(),
                text(),
                (it + 1) % 4,
            )
        })
        .collect();
    format!(
        "(entities: [{entities}],\nsources: [{sources}],\ndeals: [{deals}],\nrules: [(id: \"own\", severity: \"high\", \
         finds: {}, why: {}, example: {}, limits: {}, pattern: \"a -[Money]-> b, b -[Goods]-> a\", claim: {})])",
        text(),
        text(),
        text(),
        text(),
        // Braces name variables in a claim.
        text().replace(['{', '}'], ""),
    )
}
