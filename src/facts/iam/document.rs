//! Whether a policy lets anybody in: statements of OCI, and JSON documents as AWS has them.
//!
//! Sources: "Managing Access: any-user" of OCI's IAM documentation; "The meaning of public" of Amazon S3's user guide.

use super::condition::Condition;
use super::oci::{self, StatementKind};
use crate::facts::net;
use crate::model::Value;

/// Conditions of OCI that tell principals apart.
const OCI_LIMITS: [&str; 4] = ["request.principal.*", "request.user.*", "request.groups.*", "request.resource.*"];
/// Condition keys of AWS that name who may come in.
const AWS_LIMITS: [&str; 16] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Whether a policy lets anybody in. A text that begins with `{` is a JSON document; other texts and lists are
/// statements of OCI.
///
/// # Errors
/// If it cannot be read as either.
pub fn is_public(policy: &Value) -> Result<Value, String> {
    if policy.is_null() {
        return Ok(false.into());
    }
    if let Some(text) = policy.as_str() {
        return if text.trim_start().starts_with('{') { Ok(document(text)?.into()) } else { statement(text) };
    }
    if policy.is_unknown() {
        return Ok(Value::unknown());
    }
    // A policy resource holds its statements.
    if let Some(statements) = policy.get("statements") {
        return is_public(statements);
    }
    let items = policy.as_elements().ok_or("a policy is a JSON document, a statement, or a list of statements")?;
    let mut known = true;
    for item in items {
        let answer = if let Some(text) = item.as_str() { statement(text)? } else { Value::unknown() };
        match answer.as_bool() {
            Some(true) => return Ok(true.into()),
            Some(false) => {}
            None => known = false,
        }
    }
    Ok(if known { false.into() } else { Value::unknown() })
}

fn statement(text: &str) -> Result<Value, String> {
    let statement = oci::parse(text);
    if statement.kind == StatementKind::Unreadable {
        let problem = statement.problem.as_deref().unwrap_or("unknown grammar");
        return Err(format!("the statement {text:?} cannot be read: {problem}"));
    }
    let grants = matches!(statement.kind, StatementKind::Allow | StatementKind::Admit);
    let anybody = statement.subject_kind.as_deref().is_some_and(|kind| kind == "any-user" || kind == "any-group");
    let limited = |c: &Condition| c.limited_by(&OCI_LIMITS);
    Ok((grants && anybody && !statement.condition.as_ref().is_some_and(limited)).into())
}

fn document(text: &str) -> Result<bool, String> {
    let document: serde_json::Value =
        serde_json::from_str(text).map_err(|e| format!("the document cannot be read: {e}"))?;
    let statements = document.get("Statement").ok_or("the document has no Statement")?;
    let one = std::slice::from_ref(statements);
    let statements = statements.as_array().map_or(one, Vec::as_slice);
    Ok(statements.iter().any(admits_anybody))
}

fn admits_anybody(statement: &serde_json::Value) -> bool {
    let allows = statement.get("Effect").and_then(|e| e.as_str()) == Some("Allow");
    // Everybody but some is nearly everybody.
    let anybody = statement.get("NotPrincipal").is_some() || statement.get("Principal").is_some_and(is_anybody);
    allows && anybody && !statement.get("Condition").is_some_and(is_limiting)
}

fn is_anybody(principal: &serde_json::Value) -> bool {
    match principal {
        serde_json::Value::String(s) => s == "*",
        serde_json::Value::Array(items) => items.iter().any(is_anybody),
        serde_json::Value::Object(kinds) => kinds.iter().any(|(kind, who)| kind == "AWS" && is_anybody(who)),
        _ => false,
    }
}

/// Whether one of the conditions, all of which must hold, admits only who is named.
fn is_limiting(condition: &serde_json::Value) -> bool {
    let operators = condition.as_object().into_iter().flatten();
    operators.into_iter().any(|(operator, tests)| {
        let tests = tests.as_object().into_iter().flatten();
        tests.into_iter().any(|(key, values)| limits(operator, &key.to_lowercase(), values))
    })
}

fn limits(operator: &str, key: &str, values: &serde_json::Value) -> bool {
    let one = std::slice::from_ref(values);
    let values = values.as_array().map_or(one, Vec::as_slice);
    let texts: Vec<&str> = values.iter().filter_map(serde_json::Value::as_str).collect();
    if texts.is_empty() || texts.len() != values.len() {
        return false;
    }
    // `IfExists` also holds where the key is missing; `ForAllValues:` where there is no value.
    if operator.ends_with("IfExists") || operator.starts_with("ForAllValues:") {
        return false;
    }
    let operator = operator.rsplit(':').next().unwrap_or(operator);
    if key == "aws:sourceip" {
        return operator == "IpAddress" && !texts.iter().any(|t| is_wide(t));
    }
    let compares =
        matches!(operator, "StringEquals" | "StringEqualsIgnoreCase" | "StringLike" | "ArnEquals" | "ArnLike");
    let fixed = |text: &&str| !text.contains(['*', '?']) || key == "aws:sourcearn" && !account_of(text).contains('*');
    compares && AWS_LIMITS.iter().any(|k| k.eq_ignore_ascii_case(key)) && texts.iter().all(fixed)
}

/// The account in `arn:partition:service:region:account:resource`; `*` if none is stated.
fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).filter(|a| !a.is_empty()).unwrap_or("*")
}

/// Blocks that are the internet. What cannot be read is.
fn is_wide(block: &str) -> bool {
    let answer = net::call("is_internet", &[Value::from(block)]);
    answer.and_then(Result::ok).and_then(|v| v.as_bool()).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(policy: impl Into<Value>) -> Option<bool> {
        is_public(&policy.into()).unwrap().as_bool()
    }

    #[test]
    fn statements_that_let_anybody_in_are_public() {
        assert_eq!(public("Allow any-user to read objects in compartment site"), Some(true));
        assert_eq!(public("Allow any-user to use keys in tenancy where request.principal.type = 'x'"), Some(false));
        assert_eq!(public("Allow group Admins to manage all-resources in tenancy"), Some(false));
        let list = |items: &[&str]| Value::tuple(items.iter().map(|i| Value::from(*i)).collect());
        let group = "Allow group A to read buckets in tenancy";
        assert_eq!(public(list(&[group, "Allow any-user to read buckets in tenancy"])), Some(true));
        assert_eq!(public(list(&[group])), Some(false));
        assert_eq!(public(Value::tuple(vec![group.into(), Value::unknown()])), None);
        assert_eq!(public(Value::object([("statements", list(&[group]))])), Some(false));
        assert!(is_public(&"nonsense".into()).is_err());
        assert!(is_public(&"{\"Version\": 1}".into()).is_err());
    }

    #[test]
    fn documents_are_public_unless_a_condition_names_who_may_come() {
        let with = |principal: &str, condition: &str| {
            let text = format!(
                r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Principal": {principal}{condition}}}}}"#
            );
            public(text).unwrap()
        };
        let when = |operator: &str, key: &str, values: &str| {
            with(r#""*""#, &format!(r#", "Condition": {{"{operator}": {{"{key}": {values}}}}}"#))
        };
        assert!(with(r#""*""#, ""));
        assert!(with(r#"{"AWS": ["arn:aws:iam::1:root", "*"]}"#, ""));
        assert!(!with(r#"{"AWS": "arn:aws:iam::1:root"}"#, ""));
        assert!(!with(r#"{"Service": "logging.example"}"#, ""));
        assert!(!when("StringEquals", "aws:PrincipalOrgID", r#""o-1""#));
        assert!(when("StringLike", "aws:PrincipalOrgID", r#""*""#));
        assert!(when("StringNotEquals", "aws:PrincipalOrgID", r#""o-1""#));
        assert!(when("StringEqualsIfExists", "aws:SourceVpc", r#""vpc-1""#));
        assert!(when("StringEquals", "s3:prefix", r#""public/""#));
        assert!(!when("ArnLike", "aws:SourceArn", r#""arn:aws:sns:eu-1:111:*""#));
        assert!(when("ArnLike", "aws:SourceArn", r#""arn:aws:s3:::*""#));
        assert!(!when("IpAddress", "aws:SourceIp", r#"["192.0.2.0/24"]"#));
        assert!(when("IpAddress", "aws:SourceIp", r#"["192.0.2.0/24", "0.0.0.0/0"]"#));
        assert!(
            public(r#"{"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "*"}]}"#).unwrap()
        );
        assert!(!public(r#"{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}]}"#).unwrap());
    }
}
