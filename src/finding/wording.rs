//! How a sentence is told that rests on no more than a report or a rumour.

use crate::model::Status;

/// Verbs that claims are made with, as of one and as they stand behind "to".
const VERBS: [(&str, &str); 14] = [
    ("backs", "back"),
    ("buys", "buy"),
    ("competes", "compete"),
    ("controls", "control"),
    ("depends", "depend"),
    ("finances", "finance"),
    ("has", "have"),
    ("holds", "hold"),
    ("owns", "own"),
    ("pays", "pay"),
    ("sells", "sell"),
    ("serves", "serve"),
    ("supplies", "supply"),
    ("takes", "take"),
];

/// The word for a status that makes a sentence no fact.
const fn hearsay(strength: Status) -> Option<&'static str> {
    match strength {
        Status::Reported => Some("reported"),
        Status::Rumoured => Some("rumoured"),
        _ => None,
    }
}

/// A claim as its strength lets it be told: `Acme backs Orion` is said of a fact, `Acme is reported to back Orion` and
/// `Acme is rumoured to back Orion` of what is told with no more certainty than that. `names` are those with which it may
/// begin; where no verb known here follows one of them, or another verb after it, the whole is what is reported.
pub fn claim_words<'n>(strength: Status, claim: String, names: impl IntoIterator<Item = &'n str>) -> String {
    let Some(how) = hearsay(strength) else { return claim };
    let of_name = |name: &'n str| {
        let (verb, rest) = claim.strip_prefix(name)?.strip_prefix(' ')?.split_once(' ')?;
        let (_, bare) = VERBS.iter().find(|(of_one, _)| *of_one == verb)?;
        (!has_second_verb(rest)).then(|| format!("{name} is {how} to {bare} {rest}"))
    };
    names.into_iter().find_map(of_name).unwrap_or_else(|| format!("it is {how} that {claim}"))
}

/// A claim that is worded by its first premise, where another is weaker: `Acme backs its own customer Orion (in part only
/// reported)`.
pub(super) fn in_part_words(first: Status, weakest: Status, claim: String) -> String {
    match hearsay(weakest) {
        Some(how) if hearsay(first) != Some(how) => format!("{claim} (in part only {how})"),
        _ => claim,
    }
}

/// A premise as the strength of what shows it lets it be told. Not all premises are sentences, so that it is told behind
/// them where it has no place in them.
pub(super) fn premise_words<'n>(
    strength: Status,
    says: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    let how = hearsay(strength)?;
    let said = claim_words(strength, says.to_owned(), names);
    Some(if said.ends_with(&format!(" that {says}")) { format!("{says} (only {how})") } else { said })
}

/// Whether what follows a verb may go on with another of the same one: "backs Orion and holds rights over it".
fn has_second_verb(rest: &str) -> bool {
    rest.split(" and ")
        .skip(1)
        .filter_map(|after| after.split(' ').next())
        .any(|word| word.ends_with('s') && word.chars().next().is_some_and(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_heard_is_told_as_such() {
        let told = |strength, claim: &str| claim_words(strength, claim.to_owned(), ["Acme", "Orion"]);
        for (claim, expected) in [
            ("Acme backs the rivals Lyra and Orion", "Acme is reported to back the rivals Lyra and Orion"),
            ("Acme backs Orion, with which it competes", "Acme is reported to back Orion, with which it competes"),
            ("Orion depends on its rival Acme for goods", "Orion is reported to depend on its rival Acme for goods"),
            (
                "Acme has a seat at Orion and a seat at Lyra",
                "Acme is reported to have a seat at Orion and a seat at Lyra",
            ),
            (
                "Acme backs Orion and holds rights over it",
                "it is reported that Acme backs Orion and holds rights over it",
            ),
            ("money goes round: Acme → Orion", "it is reported that money goes round: Acme → Orion"),
            ("Acmeo backs Orion", "it is reported that Acmeo backs Orion"),
            ("Acme", "it is reported that Acme"),
        ] {
            assert_eq!(told(Status::Reported, claim), expected);
            assert_eq!(told(Status::Rumoured, claim), expected.replace("reported", "rumoured"));
            for strength in [Status::Announced, Status::Signed, Status::Closed, Status::Lapsed] {
                assert_eq!(told(strength, claim), claim);
            }
        }
    }

    #[test]
    fn what_is_heard_in_part_is_told_behind_the_claim() {
        let told = |first, weakest| in_part_words(first, weakest, "Acme backs its own customer Orion".to_owned());
        let expected = "Acme backs its own customer Orion (in part only reported)";
        assert_eq!(told(Status::Closed, Status::Reported), expected);
        assert_eq!(told(Status::Reported, Status::Rumoured), expected.replace("reported", "rumoured"));
        for same in [Status::Closed, Status::Announced, Status::Reported] {
            assert_eq!(told(same, same), "Acme backs its own customer Orion");
        }
    }

    #[test]
    fn a_premise_that_is_no_sentence_stays_as_it_is() {
        let told = |strength, says| premise_words(strength, says, ["Acme"]);
        assert_eq!(told(Status::Reported, "Acme backs Orion").as_deref(), Some("Acme is reported to back Orion"));
        let legs = "Money Investment from Acme to Orion";
        assert_eq!(told(Status::Rumoured, legs), Some(format!("{legs} (only rumoured)")));
        assert_eq!(told(Status::Closed, legs), None);
    }
}
