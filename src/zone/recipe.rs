//! What a recipe binds: policies and rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::RecipeSpec;
use crate::text::Str;

/// Policies and rules that hold somewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binding {
    /// Policies by name; a name may be a glob.
    pub policies: BTreeSet<Str>,
    /// Rules by id or glob.
    pub rules: Vec<Str>,
    /// Rules or policies that are taken out.
    pub except: Vec<Str>,
    /// What of the baseline it holds.
    pub baseline: Baseline,
    /// Policies that it holds whose names are not known here: their identifiers, and what to call them.
    pub unnamed: BTreeMap<Str, Str>,
    /// Why it may hold others than are known here; empty if it does not.
    pub maybe_more: Vec<Str>,
}

/// How much of the baseline a binding holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Baseline {
    /// Nothing.
    #[default]
    None,
    /// The rules that implement no policy: outside of zones no zone rule applies.
    Unzoned,
    /// All of it.
    All,
}

/// What is asked of a binding about a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleFacts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whether it is in the baseline.
    pub baseline: bool,
    /// Policies that it implements.
    pub implements: &'a [Str],
    /// Those of them whose identifiers are not confirmed: only a recipe that names them holds them.
    pub unconfirmed: &'a [Str],
}

/// Whether a rule is bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It may be; why that is not known.
    Maybe(Vec<Str>),
}

impl Binding {
    /// The baseline.
    pub fn baseline() -> Binding {
        Binding { baseline: Baseline::All, ..Binding::default() }
    }

    /// What holds outside of all zones.
    pub fn unzoned() -> Binding {
        Binding { baseline: Baseline::Unzoned, ..Binding::default() }
    }

    /// What a recipe of the zone file, or a built-in one, binds.
    pub fn of_recipe(spec: &RecipeSpec) -> Binding {
        Binding {
            policies: spec.policies.iter().cloned().collect(),
            rules: spec.rules.clone(),
            except: spec.except.clone(),
            baseline: if spec.baseline { Baseline::All } else { Baseline::None },
            ..Binding::default()
        }
    }

    /// Both.
    pub fn union(&self, other: &Binding) -> Binding {
        let mut out = self.clone();
        out.policies.extend(other.policies.iter().cloned());
        out.rules.extend(other.rules.iter().cloned());
        // An exception counts only where both have it.
        out.except.retain(|e| other.except.contains(e));
        out.baseline = out.baseline.max(other.baseline);
        out.unnamed.extend(other.unnamed.clone());
        out.maybe_more.extend(other.maybe_more.iter().cloned());
        out.maybe_more.sort();
        out.maybe_more.dedup();
        out
    }

    /// Whether it binds a policy.
    pub fn holds_policy(&self, name: &str) -> bool {
        !self.except.iter().any(|e| glob(e, name)) && self.policies.iter().any(|p| glob(p, name))
    }

    /// Policies that it holds, with globs spelled out over a catalogue.
    pub fn held<'a>(&'a self, catalogue: impl IntoIterator<Item = &'a Str>) -> Vec<Str> {
        let mut names: Vec<Str> = self.policies.iter().filter(|p| !p.contains('*')).cloned().collect();
        names.extend(catalogue.into_iter().filter(|name| self.holds_policy(name)).cloned());
        names.sort();
        names.dedup();
        names
    }

    /// Whether it binds a rule.
    pub fn binds(&self, rule: RuleFacts<'_>) -> Bound {
        if self.except.iter().any(|e| glob(e, rule.id)) {
            return Bound::No;
        }
        let by_policy = rule.implements.iter().any(|p| match rule.unconfirmed.contains(p) {
            true => self.policies.contains(p),
            false => self.holds_policy(p),
        });
        let by_baseline = rule.baseline
            && match self.baseline {
                Baseline::None => false,
                Baseline::Unzoned => rule.implements.is_empty(),
                Baseline::All => true,
            };
        if by_policy || by_baseline || self.rules.iter().any(|r| glob(r, rule.id)) {
            return Bound::Yes;
        }
        let whys: Vec<Str> = self.maybe_more.iter().chain(self.unnamed.values()).cloned().collect();
        match whys.is_empty() || rule.implements.is_empty() {
            true => Bound::No,
            false => Bound::Maybe(whys),
        }
    }
}

/// Matches `*` to any run of characters.
pub fn glob(pattern: &str, text: &str) -> bool {
    // Most differ, or end, before anything is left open.
    let same = pattern.bytes().zip(text.bytes()).take_while(|(p, t)| p == t && *p != b'*').count();
    match pattern.as_bytes().get(same) {
        Some(b'*') => {}
        next => return next.is_none() && same == text.len(),
    }
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            let Some(at) = rest.find(previous) else { return false };
            rest = &rest[at + str::len(previous)..];
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.len() >= end.len() && rest.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (p, t, want) in [
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcd", false),
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a**b", "ab", true),
            ("*ab", "ab", true),
            ("ab*ab", "ab", false),
        ] {
            assert_eq!(glob(p, t), want, "{p} {t}");
        }
    }

    #[test]
    fn outside_of_zones_no_zone_rule_applies() {
        let policy = [Str::from("deny public_buckets")];
        let zone_rule = RuleFacts { id: "oci-bucket-public", baseline: true, implements: &policy, unconfirmed: &[] };
        let plain = RuleFacts { id: "oci-ssh", baseline: true, implements: &[], unconfirmed: &[] };
        assert_eq!(Binding::unzoned().binds(zone_rule), Bound::No);
        assert_eq!(Binding::unzoned().binds(plain), Bound::Yes);
        assert_eq!(Binding::baseline().binds(zone_rule), Bound::Yes);
    }
}
