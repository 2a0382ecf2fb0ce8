//! Findings that are one thing to mend: instances of one block, and waits for one value.

use std::collections::HashMap;

use crate::finding::{Finding, Severity, Status, Verdict};
use crate::model::{Address, Key};
use crate::text::Span;

/// What findings must share to be shown as one.
#[derive(PartialEq, Eq, Hash)]
struct Sameness<'a> {
    rule: &'a str,
    severity: Severity,
    verdict: Verdict,
    status: Status,
    waits: &'a [String],
    zone: Option<&'a str>,
    place: Place<'a>,
    labels: Vec<Span>,
    assumptions: &'a [String],
    permit: Option<(&'a str, &'a str)>,
}

/// Where a finding is: in the source, or by address.
#[derive(PartialEq, Eq, Hash)]
enum Place<'a> {
    Source(Span),
    Block(String, Option<String>),
    Other(&'a str, Option<&'a str>),
}

/// Puts findings on instances of the same block together, in the order of the first of each.
/// Instances of which the supplying lines differ (two calls of one module) stay apart, as
/// there is something to mend at each.
pub(super) fn instances<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut index: HashMap<Sameness<'_>, usize> = HashMap::new();
    for finding in findings {
        let next = groups.len();
        let at = *index.entry(sameness(finding)).or_insert(next);
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn sameness(finding: &Finding) -> Sameness<'_> {
    let place = match (&finding.location, finding.address.parse::<Address>()) {
        (Some(label), _) => Place::Source(label.span),
        (None, Ok(address)) => Place::Block(block(address), finding.attribute.as_deref().map(without_indexes)),
        (None, Err(_)) => Place::Other(&finding.address, finding.attribute.as_deref()),
    };
    Sameness {
        rule: &finding.rule.id,
        severity: finding.severity,
        verdict: finding.verdict,
        status: finding.status,
        waits: &finding.waits_for,
        zone: finding.zone.as_ref().map(|z| &*z.name),
        place,
        labels: finding.labels.iter().map(|l| l.span).collect(),
        assumptions: &finding.assumptions,
        permit: finding.permit.as_ref().map(|p| (&*p.kind, &*p.reason)),
    }
}

/// The address without instance keys: the block that declares it.
fn block(mut address: Address) -> String {
    address.key = Key::None;
    std::sync::Arc::make_mut(&mut address.module.0).iter_mut().for_each(|s| s.key = Key::None);
    address.to_string()
}

/// `rules[3].source` as `rules[].source`.
fn without_indexes(attribute: &str) -> String {
    let mut out = String::with_capacity(attribute.len());
    let mut rest = attribute;
    while let Some((head, tail)) = rest.split_once('[') {
        let (inner, after) = tail.split_once(']').unwrap_or((tail, ""));
        let numeric = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit());
        out.extend([head, "[", if numeric { "" } else { inner }, "]"]);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The undecided findings of one rule, by what they wait for.
pub(super) struct Waiting<'a> {
    /// The findings of the rule, in the report's order.
    pub rule: &'a str,
    /// What is waited for (or, if nothing is named, the message), and who waits.
    pub waits: Vec<(Wait<'a>, Vec<&'a Finding>)>,
}

/// Why a finding is undecided.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wait<'a> {
    /// Values that become known at apply.
    For(&'a [String]),
    /// What would have to be taken for granted.
    Assumption(&'a [String]),
    /// Something else, which the message tells.
    Message(&'a str),
}

/// Groups the undecided findings by rule and cause.
pub(super) fn waiting<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Waiting<'a>> {
    let mut rules: Vec<Waiting<'a>> = Vec::new();
    let mut rule_index: HashMap<&str, usize> = HashMap::new();
    let mut wait_index: HashMap<(usize, Wait<'a>), usize> = HashMap::new();
    for finding in findings.filter(|f| f.verdict == Verdict::Undecided) {
        let next = rules.len();
        let at = *rule_index.entry(&finding.rule.id).or_insert(next);
        if at == next {
            rules.push(Waiting { rule: &finding.rule.id, waits: Vec::new() });
        }
        let wait = match finding.waits_for.as_slice() {
            [] => Wait::Message(&finding.message),
            waits if finding.assumptions == waits => Wait::Assumption(waits),
            waits => Wait::For(waits),
        };
        let Some(rule) = rules.get_mut(at) else { continue };
        let next = rule.waits.len();
        let slot = *wait_index.entry((at, wait)).or_insert(next);
        match rule.waits.get_mut(slot) {
            // Several conditions of one rule may wait for the same, on the same resource.
            Some((_, list)) if list.last().is_some_and(|last| last.address == finding.address) => {}
            Some((_, list)) => list.push(finding),
            None => rule.waits.push((wait, vec![finding])),
        }
    }
    rules
}

/// Undecided findings that are one thing to look after: rules that wait for the same at the same places.
pub(super) struct Entry<'a> {
    /// Ids of the rules, in the report's order.
    pub rules: Vec<&'a str>,
    /// As in [`Waiting`], of any of the rules.
    pub waits: Vec<(Wait<'a>, Vec<&'a Finding>)>,
}

/// What rules of one entry share: each cause, and who waits where.
type Sharing<'a> = Vec<(Wait<'a>, Vec<(&'a str, Option<Span>)>)>;

/// Puts the undecided findings of rules together. A rule with more than `most` causes stays one entry; of the others each
/// cause is one.
pub(super) fn entries(rules: Vec<Waiting<'_>>, most: usize) -> Vec<Entry<'_>> {
    let mut out: Vec<Entry<'_>> = Vec::new();
    let mut index: HashMap<Sharing<'_>, usize> = HashMap::new();
    for Waiting { rule, waits } in rules {
        let parts = match waits.len() > most {
            true => vec![waits],
            false => waits.into_iter().map(|one| vec![one]).collect(),
        };
        for waits in parts {
            let who = |f: &&'_ Finding| f.location.as_ref().map(|l| l.span);
            let shared = waits.iter().map(|(w, all)| (*w, all.iter().map(|f| (&*f.address, who(f))).collect()));
            let next = out.len();
            let at = *index.entry(shared.collect()).or_insert(next);
            match out.get_mut(at) {
                Some(entry) => entry.rules.push(rule),
                None => out.push(Entry { rules: vec![rule], waits }),
            }
        }
    }
    out
}

/// Values in a row; a remark that all of them carry is said once.
pub(super) fn listed(values: &[String]) -> String {
    let split = |value: &'_ String| value.split_once(" (").map(|(name, remark)| (name.to_owned(), remark.to_owned()));
    let parts: Option<Vec<(String, String)>> = values.iter().map(split).collect();
    match parts.as_deref() {
        Some([(_, first), more @ ..]) if !more.is_empty() && more.iter().all(|(_, remark)| remark == first) => {
            let names: Vec<&str> = parts.iter().flatten().map(|(name, _)| name.as_str()).collect();
            format!("{} ({first}", names.join(", "))
        }
        _ => values.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_of_all_values_is_said_once() {
        let of = |all: &[&str]| listed(&all.iter().map(|v| (*v).to_string()).collect::<Vec<_>>());
        assert_eq!(of(&["a.x (not set)", "a.y (not set)"]), "a.x, a.y (not set)");
        assert_eq!(of(&["a.x (not set)", "a.y (hidden)"]), "a.x (not set), a.y (hidden)");
        assert_eq!(of(&["a.x (not set)", "a.y"]), "a.x (not set), a.y");
        assert_eq!(of(&["a.x (not set)"]), "a.x (not set)");
    }

    #[test]
    fn list_indexes_are_dropped_and_map_keys_are_kept() {
        assert_eq!(without_indexes("rules[3].source"), "rules[].source");
        assert_eq!(without_indexes("tags[\"a\"][0]"), "tags[\"a\"][]");
        assert_eq!(without_indexes("plain"), "plain");
    }

    #[test]
    fn a_block_is_its_address_without_keys() {
        assert_eq!(block("module.a[\"x\"].oci_core_vcn.v[3]".parse().unwrap()), "module.a.oci_core_vcn.v");
    }
}
