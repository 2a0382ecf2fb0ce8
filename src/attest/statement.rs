//! The in-toto statement: which plan, and what was concluded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AttestError, Envelope, PublicKey, SecretKey};

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://in-toto.io/attestation/svr/v0.1";

/// Name of the digest over the changes of a plan: what a policy engine, which never sees the plan itself, can tell of it.
const CHANGES: &str = "ringfence_changes_sha256";

/// What a record is about. A record of one kind never counts as one of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// A plan was checked.
    #[default]
    Plan,
    /// It was applied behind the guard.
    Apply,
    /// Terraform asked about its changes while it planned them.
    Policies,
}

impl About {
    /// Property of every record of the kind.
    pub fn done(self) -> &'static str {
        match self {
            About::Plan => "RINGFENCE_PLAN_CHECKED",
            About::Apply => "RINGFENCE_APPLY_GUARDED",
            About::Policies => "RINGFENCE_POLICIES_ASKED",
        }
    }

    /// Property of those that passed.
    pub fn passed(self) -> &'static str {
        match self {
            About::Plan => "RINGFENCE_PLAN_PASSED",
            About::Apply => "RINGFENCE_APPLY_PASSED",
            About::Policies => "RINGFENCE_POLICIES_PASSED",
        }
    }
}

/// Clocks of two machines may differ by this many seconds.
const SKEW: u64 = 300;

/// A statement about one plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: Predicate,
}

/// What is spoken of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

impl Subject {
    /// A file.
    pub fn file(name: &str, bytes: &[u8]) -> Subject {
        Subject::of(name, "sha256", crate::text::digest(bytes))
    }

    /// Files of a directory, each with its name, in the order of the names: what in-toto calls `dirHash` (Go's
    /// Hash1, in hex).
    pub fn directory<'a>(name: &str, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Subject {
        let lines: String =
            files.into_iter().map(|(name, bytes)| format!("{}  {name}\n", crate::text::digest(bytes))).collect();
        Subject::of(name, "dirHash", crate::text::digest(lines.as_bytes()))
    }

    /// The changes of a plan, by [`CHANGES`].
    pub fn changes(digest: String) -> Subject {
        Subject::of("changes", CHANGES, digest)
    }

    fn of(name: &str, algorithm: &str, digest: String) -> Subject {
        Subject { name: name.into(), digest: BTreeMap::from([(algorithm.to_string(), digest)]) }
    }
}

/// What one rule says of one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The rule.
    pub rule: String,
    /// The resource.
    pub address: String,
    /// `violated`, `undecided`, or `not_checked`: the rule could not be judged
    pub verdict: String,
    /// `new`, `existing`, `suppressed`, ...
    pub status: String,
    /// Severity.
    pub severity: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate {
    verifier: Verifier,
    time_created: String,
    properties: Vec<String>,
    /// What the predicate's specification does not have. Readers skip what they do not know.
    ringfence: Claims,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Verifier {
    id: String,
}

/// What was concluded of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// Version of ringfence.
    pub version: String,
    /// SHA-256 of the rules, hex.
    pub rules_digest: String,
    /// What was run: `check`, `guard plan`, `guard apply`, ...
    pub command: String,
    /// Exit code of the check; of a guarded run 0 only if nothing broke a rule and Terraform had no error.
    pub exit: u8,
    /// Calls that the guard denied.
    #[serde(default)]
    pub denied: usize,
    /// New violations.
    pub violated: usize,
    /// Undecided findings.
    pub undecided: usize,
    /// Violations that were there before.
    pub existing: usize,
    /// What could not be checked.
    pub not_checked: usize,
    /// Permits that were used: rule and address, reason, last day.
    pub permits: Vec<String>,
    /// What was found, but for what holds.
    #[serde(default)]
    pub verdicts: Vec<Ruling>,
    /// Until when the record counts, RFC 3339 in UTC.
    pub expires: String,
}

/// What a reader demands.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// SHA-256 of the rules that must have been used.
    pub rules_digest: Option<String>,
    /// What the record must be about.
    pub about: About,
}

/// Makes a signed record. `now` and `valid` are seconds.
///
/// # Errors
/// If it cannot be written as JSON, which does not happen.
pub fn record(
    subject: Subject,
    about: About,
    claims: Claims,
    now: u64,
    valid: u64,
    key: &SecretKey,
) -> Result<Envelope, AttestError> {
    let mut properties = vec![about.done().to_string()];
    if claims.exit == 0 {
        properties.push(about.passed().into());
    }
    let statement = Statement {
        kind: STATEMENT.into(),
        subject: vec![subject],
        predicate_type: PREDICATE.into(),
        predicate: Predicate {
            verifier: Verifier { id: format!("https://crates.io/crates/ringfence/{}", claims.version) },
            time_created: time(now),
            properties,
            ringfence: Claims { expires: time(now.saturating_add(valid)), ..claims },
        },
    };
    let payload = serde_json::to_vec(&statement).map_err(|e| AttestError::Form(e.to_string()))?;
    Ok(Envelope::seal(&payload, key))
}

/// What a record says of a plan, if it can be relied on: signed by the key, about this subject, passed, in time.
///
/// # Errors
/// [`AttestError`] with the first reason why not.
pub fn verify(
    envelope: &str,
    plan: &Subject,
    key: &PublicKey,
    now: u64,
    demands: &Demands,
) -> Result<Claims, AttestError> {
    let form = |e: serde_json::Error| AttestError::Form(e.to_string());
    let envelope: Envelope = serde_json::from_str(envelope).map_err(form)?;
    let payload = envelope.open(key)?;
    let statement: Statement = serde_json::from_slice(&payload).map_err(form)?;
    if statement.kind != STATEMENT || statement.predicate_type != PREDICATE {
        return Err(AttestError::Form(format!("it states {:?}", statement.predicate_type)));
    }
    let has = |property: &str| statement.predicate.properties.iter().any(|p| p == property);
    if !has(demands.about.done()) {
        return Err(AttestError::Form(format!("it states {}", statement.predicate.properties.join(", "))));
    }
    let same = |s: &Subject| plan.digest.iter().all(|(algorithm, digest)| s.digest.get(algorithm) == Some(digest));
    if plan.digest.is_empty() || !statement.subject.iter().any(same) {
        let listed = |s: &Subject| s.digest.values().cloned().collect::<Vec<_>>().join(", ");
        let recorded: Vec<String> = statement.subject.iter().map(listed).collect();
        return Err(AttestError::Plan { found: listed(plan), recorded: recorded.join(", ") });
    }
    let Predicate { time_created, properties, ringfence: claims, .. } = statement.predicate;
    // Times are of one form, so that their texts compare as they do.
    if time(now.saturating_add(SKEW)) < time_created {
        return Err(AttestError::Future(time_created));
    }
    if time(now) >= claims.expires {
        return Err(AttestError::Expired(claims.expires));
    }
    if claims.exit != 0 || !properties.iter().any(|p| p == demands.about.passed()) {
        let unjudged = claims.verdicts.iter().filter(|r| r.verdict == "not_checked").count();
        let Claims { exit, violated, undecided, .. } = claims;
        let why = format!("exit code {exit}, {violated} violated, {undecided} undecided, {unjudged} not judged");
        return Err(AttestError::Failed(why));
    }
    match &demands.rules_digest {
        Some(wanted) if *wanted != claims.rules_digest => {
            Err(AttestError::Rules { found: claims.rules_digest, wanted: wanted.clone() })
        }
        _ => Ok(claims),
    }
}

/// Seconds since 1970 as RFC 3339 in UTC.
pub fn time(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Civil from days: H. Hinnant, "chrono-compatible low-level date algorithms".
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_000_000;

    fn claims() -> Claims {
        Claims { version: "0.1.0".into(), rules_digest: "abc".into(), ..Claims::default() }
    }

    fn tampered(envelope: &Envelope, key: &SecretKey, change: impl Fn(&mut serde_json::Value)) -> Envelope {
        let payload = envelope.open(&key.public()).unwrap();
        let mut value = serde_json::from_slice(&payload).unwrap();
        change(&mut value);
        Envelope::seal(value.to_string().as_bytes(), key)
    }

    fn plan(claims: Claims, key: &SecretKey) -> Result<Envelope, AttestError> {
        record(Subject::file("tfplan", b"plan"), About::Plan, claims, NOW, 60, key)
    }

    fn file(bytes: &[u8]) -> Subject {
        Subject::file("tfplan", bytes)
    }

    fn text(envelope: &Envelope) -> String {
        serde_json::to_string(envelope).unwrap()
    }

    #[test]
    fn times() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(time(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(time(1_735_689_600), "2025-01-01T00:00:00Z");
    }

    #[test]
    fn a_record_counts_for_its_plan_its_key_and_its_time() {
        let (key, _) = SecretKey::generate().unwrap();
        let (other, _) = SecretKey::generate().unwrap();
        let envelope = record(Subject::file("tfplan", b"plan"), About::Plan, claims(), NOW, 3600, &key).unwrap();
        let check = |plan: &[u8], key: &SecretKey, now| {
            verify(&text(&envelope), &file(plan), &key.public(), now, &Demands::default())
        };
        assert_eq!(check(b"plan", &key, NOW + 3599).unwrap().rules_digest, "abc");
        assert!(matches!(check(b"plan2", &key, NOW), Err(AttestError::Plan { .. })));
        assert_eq!(check(b"plan", &other, NOW), Err(AttestError::Signature));
        assert!(matches!(check(b"plan", &key, NOW + 3600), Err(AttestError::Expired(_))));
        assert!(matches!(check(b"plan", &key, NOW - 3600), Err(AttestError::Future(_))));
        let wanted = Demands { rules_digest: Some("def".into()), ..Demands::default() };
        let rules = verify(&text(&envelope), &file(b"plan"), &key.public(), NOW, &wanted);
        assert!(matches!(rules, Err(AttestError::Rules { .. })));
    }

    #[test]
    fn a_plan_that_did_not_pass_is_refused_even_if_signed() {
        let (key, _) = SecretKey::generate().unwrap();
        let failed = plan(Claims { exit: 1, violated: 2, ..claims() }, &key).unwrap();
        let check = |e: &Envelope| verify(&text(e), &file(b"plan"), &key.public(), NOW, &Demands::default());
        assert!(matches!(check(&failed), Err(AttestError::Failed(_))));
        let passed = plan(claims(), &key).unwrap();
        let stripped =
            tampered(&passed, &key, |v| v["predicate"]["properties"] = serde_json::json!([About::Plan.done()]));
        assert!(matches!(check(&stripped), Err(AttestError::Failed(_))));
        let retyped =
            tampered(&passed, &key, |v| v["predicateType"] = serde_json::json!("https://slsa.dev/provenance/v1"));
        assert!(matches!(check(&retyped), Err(AttestError::Form(_))));
        let unbound = tampered(&passed, &key, |v| v["subject"] = serde_json::json!([]));
        assert!(matches!(check(&unbound), Err(AttestError::Plan { .. })));
        assert!(matches!(
            verify("{}", &file(b"plan"), &key.public(), NOW, &Demands::default()),
            Err(AttestError::Form(_))
        ));
    }

    #[test]
    fn a_record_of_an_apply_is_none_of_a_check() {
        let (key, _) = SecretKey::generate().unwrap();
        let subject = Subject::file("tfplan", b"plan");
        let applied = record(subject, About::Apply, claims(), NOW, 60, &key).unwrap();
        let check = |about| {
            let demands = Demands { about, ..Demands::default() };
            verify(&text(&applied), &file(b"plan"), &key.public(), NOW, &demands)
        };
        assert!(check(About::Apply).is_ok());
        assert!(matches!(check(About::Plan), Err(AttestError::Form(_))));
    }

    #[test]
    fn a_directory_is_digested_as_go_does() {
        // printf 'a' > a.tf; printf 'b' > b.tf; sha256sum a.tf b.tf | sha256sum
        let found = Subject::directory("x", [("a.tf", &b"a"[..]), ("b.tf", b"b")]);
        let wanted = "904050eaf1ad64dba14f39d084f2b561b40d58d49661eb2275a50942d1c52e15";
        assert_eq!(found.digest["dirHash"], wanted);
    }
}
