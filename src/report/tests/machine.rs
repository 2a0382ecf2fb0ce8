//! JSON and SARIF: shapes against their schemas, and what readers rely on.

use super::*;
use crate::finding::{Status, Verdict};

fn schema(path: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, name: &str, instance: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

#[test]
fn json_follows_its_published_schema() {
    let validator = schema("docs/report.schema.json");
    for (name, report) in samples() {
        assert_valid(&validator, name, &json(&report, Format::Json, &all_verdicts()));
    }
}

#[test]
fn the_published_schema_refuses_what_it_should() {
    let validator = schema("docs/report.schema.json");
    let good = json(&build::mixed(), Format::Json, &all_verdicts());
    for (pointer, bad) in [
        ("/schema", Value::from("ringfence.report/2")),
        ("/summary/violated", Value::from(-1)),
        ("/findings/0/severity", Value::from("severe")),
        ("/findings/0/location/line", Value::from(0)),
        ("/findings/0/status", Value::Null),
        ("/not_checked/0", Value::from("text")),
    ] {
        let mut wrong = good.clone();
        *wrong.pointer_mut(pointer).expect(pointer) = bad;
        assert!(!validator.is_valid(&wrong), "{pointer}");
    }
}

#[test]
fn json_of_a_bit_of_everything() {
    insta::assert_snapshot!("json_mixed", text(&build::mixed(), Format::Json, &all_verdicts()));
}

#[test]
fn json_hides_no_finding() {
    let report = build::mixed();
    let rendered = json(&report, Format::Json, &Options::default());
    let satisfied = count(&report, |f| f.verdict == Verdict::Satisfied);
    assert_eq!(rendered["findings"].as_array().unwrap().len(), report.findings.len() - satisfied);
}

#[test]
fn sarif_follows_the_standard() {
    let validator = schema("testdata/schemas/sarif-schema-2.1.0.json");
    for (name, report) in samples() {
        for permitted in [Permitted::Marked, Permitted::Omitted] {
            let options = Options { permitted, stack: "prod".into(), ..all_verdicts() };
            assert_valid(&validator, name, &json(&report, Format::Sarif, &options));
        }
    }
}

#[test]
fn the_standard_would_notice_the_old_name_of_a_suppression() {
    let validator = schema("testdata/schemas/sarif-schema-2.1.0.json");
    let text = text(&build::mixed(), Format::Sarif, &all_verdicts());
    let old = text.replace("\"status\":\"accepted\"", "\"state\":\"accepted\"");
    assert_ne!(text, old);
    assert!(!validator.is_valid(&serde_json::from_str(&old).unwrap()));
}

#[test]
fn sarif_of_a_bit_of_everything() {
    let options = Options { stack: "prod".into(), base: "infra".into(), ..all_verdicts() };
    insta::assert_snapshot!("sarif_mixed", text(&build::mixed(), Format::Sarif, &options));
}

fn results(report: &Report, options: &Options) -> Vec<Value> {
    json(report, Format::Sarif, options)["runs"][0]["results"].as_array().unwrap().clone()
}

#[test]
fn sarif_keeps_what_github_asks_for() {
    for (name, report) in samples() {
        let log = json(&report, Format::Sarif, &all_verdicts());
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            for field in ["/shortDescription/text", "/fullDescription/text", "/help/text"] {
                let text = rule.pointer(field).and_then(Value::as_str).unwrap();
                assert!(text.chars().count() <= 1024, "{name} {field}");
                assert!(!text.is_empty(), "{name} {field}");
            }
        }
        for result in results(&report, &all_verdicts()) {
            let at = &result["locations"][0]["physicalLocation"];
            let uri = at["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.is_empty() && uri.is_ascii() && !uri.contains([' ', '\\', ':']), "{name} {uri}");
            assert!(at["region"]["startLine"].as_u64() >= Some(1));
            assert_eq!(result["level"] == "none", result["kind"] != "fail", "{name}");
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn alerts_on_one_line_stay_apart() {
    let sources = build::sources();
    let twice = vec![build::bucket(&sources, "a"), build::bucket(&sources, "b"), build::bucket(&sources, "a")];
    let results = results(&build::report(twice, sources), &Options::default());
    let hashes: std::collections::BTreeSet<_> =
        results.iter().map(|r| r["partialFingerprints"]["primaryLocationLineHash"].to_string()).collect();
    assert_eq!(hashes.len(), 3);
}

#[test]
fn permitted_findings_are_marked_or_left_out() {
    let report = build::mixed();
    let permitted = count(&report, |f| !matches!(f.status, Status::New | Status::Existing));
    let marked = results(&report, &Options::default());
    assert_eq!(marked.iter().filter(|r| r.get("suppressions").is_some()).count(), permitted);
    let omitted = results(&report, &Options { permitted: Permitted::Omitted, ..Options::default() });
    assert_eq!(omitted.len(), marked.len() - permitted);
}

#[test]
fn unread_sources_make_the_execution_unsuccessful() {
    let ok = |report: &Report| {
        json(report, Format::Sarif, &Options::default())["runs"][0]["invocations"][0]["executionSuccessful"].clone()
    };
    assert_eq!(ok(&build::mixed()), false);
    assert_eq!(ok(&build::clean_run()), true);
}
