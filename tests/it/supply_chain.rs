//! What `cargo deny check` checks of our dependencies, as far as it can be done offline wherever tests run: where they
//! come from, under which licence, and how many versions of each there are. `deny.toml` has the lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The texts between quotes on the lines of a list in `deny.toml`.
fn listed(policy: &str, start: &str) -> Vec<String> {
    let (_, rest) = policy.split_once(start).unwrap_or_else(|| panic!("deny.toml has {start}"));
    let (list, _) = rest.split_once("\n]").expect("the list ends");
    list.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split('"').nth(1))
        .map(str::to_owned)
        .collect()
}

/// Every package that we are built of here, tests included. Those of other platforms need not be downloaded.
fn packages() -> Vec<Value> {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc starts").stdout;
    let version = String::from_utf8(version).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", host])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a package has a name")
}

/// Whether a licence expression can be met with licences of the list.
fn can_be_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace('/', " OR ");
    let any = |choice: &str| choice.trim_matches(['(', ')', ' ']).split(" OR ").any(|it| allowed.contains(it.trim()));
    plain.split(" AND ").all(any)
}

#[test]
fn every_dependency_comes_from_the_registry_and_is_pinned() {
    let lock = fs::read_to_string("Cargo.lock").expect("the lock file is committed");
    for package in lock.split("[[package]]").skip(1) {
        let is_ours = package.contains("name = \"dealgraph\"");
        assert_eq!(is_ours, !package.contains(&format!("source = \"{REGISTRY}\"")), "{package}");
        assert_eq!(is_ours, !package.contains("checksum = "), "{package}");
    }
}

#[test]
fn every_licence_is_permissive() {
    let policy = fs::read_to_string("deny.toml").expect("deny.toml");
    let allowed: BTreeSet<String> = listed(&policy, "\nallow = [").into_iter().collect();
    let exceptions = listed(&policy, "\nexceptions = [");
    for package in packages() {
        let Some(licence) = package["license"].as_str() else {
            assert!(package["license_file"].is_string(), "{} has no licence", name(&package));
            continue;
        };
        let is_allowed = can_be_met(licence, &allowed) || exceptions.iter().any(|it| it == name(&package));
        assert!(is_allowed, "{} is under {licence}; see deny.toml", name(&package));
    }
}

#[test]
fn two_versions_of_a_crate_are_there_only_with_a_reason() {
    let policy = fs::read_to_string("deny.toml").expect("deny.toml");
    let skipped: BTreeSet<String> = listed(&policy, "\nskip = [").into_iter().collect();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let version = package["version"].as_str().expect("a version").to_owned();
        versions.entry(name(&package).to_owned()).or_default().push(version);
    }
    for (crate_name, versions) in versions {
        let counted = versions.iter().filter(|version| !skipped.contains(&format!("{crate_name}@{version}"))).count();
        assert!(
            counted <= 1,
            "{crate_name} is built as {versions:?}; list the older ones in deny.toml, with the reason"
        );
    }
}

#[test]
fn no_module_is_unsafe() {
    let manifest = fs::read_to_string("Cargo.toml").expect("a manifest");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}
