//! Findings that somebody has looked at and accepted, kept in a text file.
//!
//! ```text
//! # comments and empty lines are free
//! rival-backer:1f0c9a77b2d1  # Acme backs the rivals Orion and Lyra
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Finding, Findings};
use crate::model::visible;

/// The fingerprints of accepted findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    accepted: BTreeSet<String>,
}

/// A line of a baseline file that is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: \"{text}\" is no fingerprint; one looks like \"rival-backer:1f0c9a77b2d1\"")]
pub struct BaselineError {
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl Baseline {
    /// Reads a baseline file: one fingerprint a line, and comments after `#`.
    ///
    /// # Errors
    /// At the first line that is neither empty, comment nor fingerprint.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let mut accepted = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let fingerprint = line.split('#').next().unwrap_or_default().trim();
            if fingerprint.is_empty() {
                continue;
            }
            if !is_fingerprint(fingerprint) {
                return Err(BaselineError { line: index + 1, text: visible(fingerprint) });
            }
            accepted.insert(fingerprint.to_owned());
        }
        Ok(Self { accepted })
    }

    /// Writes the baseline file that accepts `findings`, each with its claim beside it.
    pub fn write<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
        let lines: BTreeMap<&str, &str> =
            findings.into_iter().map(|finding| (finding.fingerprint.as_str(), finding.claim.as_str())).collect();
        let mut text = String::from("# Accepted findings: one fingerprint a line.\n");
        for (fingerprint, claim) in lines {
            let _ = writeln!(text, "{fingerprint}  # {}", visible(claim));
        }
        text
    }

    /// The accepted fingerprints of codes that `asked` accepts and that are not among `findings`, in order.
    pub fn gone(&self, findings: &[Finding], asked: impl Fn(&str) -> bool) -> Vec<&str> {
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let is_asked = |known: &&str| known.rsplit_once(':').is_some_and(|(code, _)| asked(code));
        self.accepted.iter().map(String::as_str).filter(is_asked).filter(|known| !found.contains(known)).collect()
    }

    /// Whether a finding is accepted.
    pub fn accepts(&self, finding: &Finding) -> bool {
        self.accepted.contains(finding.fingerprint.as_str())
    }

    /// Takes the accepted findings out of `findings`, and notes how many those were.
    pub fn hide_accepted(&self, findings: &mut Findings) {
        let before = findings.list.len();
        findings.list.retain(|finding| !self.accepts(finding));
        let met = before - findings.list.len();
        if met > 0 {
            findings.notes.push(format!("accepted by the baseline and not shown: {met}"));
        }
    }
}

fn is_fingerprint(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(code, digest)| {
        !code.is_empty() && digest.len() == 12 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
