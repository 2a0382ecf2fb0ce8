//! What is told from the input as it lies there is what an evaluation finds: a run that lists satisfied verdicts evaluates
//! everything, one that does not passes over what has nothing to tell.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ringfence::check::{Listed, Options, Session, examples};
use ringfence::finding::Verdict;
use ringfence::policy::builtin;
use ringfence::text::SourceMap;
use serde_json::{Value, json};

use crate::run::{Dir, Run};
use crate::veiled::{rule_files, rules_of};

/// Conditions that look into lists, each in a rule of its own.
const RULES: &[(&str, &str)] = &[
    ("all", "enforce {\n condition = alltrue([for p in attrs.l : p.a == 1])"),
    ("all-of-one", "enforce {\n condition = alltrue([for p in attrs.l[*] : p.a == 1])"),
    ("any", "enforce {\n condition = anytrue([for p in attrs.l : p.a == 1])"),
    ("none", "enforce {\n condition = !anytrue([for p in attrs.l[*] : p.a == 1])"),
    ("tried", "enforce {\n condition = anytrue([for p in attrs.l[*] : try(p.b, null) == true])"),
    ("tried-all", "enforce {\n condition = alltrue([for p in attrs.l[*] : try(p.b, null) != true])"),
    ("tried-null", "enforce {\n condition = alltrue([for p in attrs.l[*] : try(p.b, null) == null])"),
    ("nested", "enforce {\n condition = alltrue(flatten([for p in attrs.l : [for q in p.m : q == 1]]))"),
    ("nested-any", "enforce {\n condition = anytrue(flatten([for p in attrs.l : [for q in p.m : q == 1]]))"),
    ("open", "enforce {\n condition = alltrue([for p in attrs.l : length(p.m) > 5])"),
    ("each", "enforce {\n for_each = attrs.l\n condition = length(each.value.m) > 5"),
    ("filtered", "filter = anytrue([for p in attrs.l : p.a == 1])\n enforce {\n condition = false"),
    (
        "filtered-deep",
        "filter = anytrue(flatten([for p in attrs.l : [for q in p.m : q == 1]]))\n enforce {\n condition = false",
    ),
    ("filtered-all", "filter = alltrue([for p in attrs.l : p.a == 1])\n enforce {\n condition = false"),
];

/// What an attribute may hold, and what of it may be unknown.
fn lists() -> Vec<(Value, Value)> {
    let one = json!({"a": 1, "b": true, "m": [1]});
    let two = json!({"a": 2, "b": false, "m": [2, 1]});
    let bare = json!({"a": null, "b": null, "m": []});
    let without = json!({"a": 1, "m": []});
    vec![
        (json!(null), json!(null)),
        (json!([]), json!(null)),
        (json!([one]), json!(null)),
        (json!([two]), json!(null)),
        (json!([one, two]), json!(null)),
        (json!([two, one]), json!(null)),
        (json!([bare]), json!(null)),
        (json!([without]), json!(null)),
        (json!([one, bare, without]), json!(null)),
        (json!(null), json!(true)),
        (json!([{"m": [1]}]), json!([{"a": true, "b": true}])),
        (json!([one, {"m": [1]}]), json!([{}, {"a": true, "b": true}])),
        (json!([{"a": 1, "b": true}]), json!([{"m": true}])),
        (json!([{"a": 1, "b": true, "m": [null, 1]}]), json!([{"m": [true, false]}])),
        (json!([null]), json!([true])),
    ]
}

fn plan() -> Value {
    let change = |name: String, after: Value, unknown: Value| {
        json!({
            "address": format!("acme_thing.{name}"), "mode": "managed", "type": "acme_thing", "name": name,
            "provider_name": "example.com/acme/acme",
            "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
                "before_sensitive": false, "after_sensitive": {}}
        })
    };
    let mut changes = vec![change("missing".into(), json!({}), json!({}))];
    for (i, (value, unknown)) in lists().into_iter().enumerate() {
        let unknown = if unknown.is_null() { json!({}) } else { json!({ "l": unknown }) };
        let after = if unknown["l"] == true { json!({}) } else { json!({ "l": value }) };
        changes.push(change(format!("n{i}"), after, unknown));
    }
    json!({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes, "configuration": {}})
}

/// Violated and undecided verdicts, and what could not be checked.
fn verdicts(run: &Run) -> (BTreeSet<String>, Value) {
    let findings = run.findings().into_iter().filter(|line| !line.starts_with("satisfied ")).collect();
    (findings, run.report()["not_checked"].clone())
}

#[test]
fn what_is_told_at_once_is_what_an_evaluation_finds() {
    let rules: String = RULES
        .iter()
        .map(|(id, body)| {
            format!(
                "rule \"{id}\" {{\n title = \"t\"\n resource = [\"acme_thing\"]\n severity = \"high\"\n \
                 principle = \"network\"\n baseline = true\n {body}\n error_message = \"m\"\n }}\n \
                 why = \"w\"\n remedy = \"r\"\n}}\n"
            )
        })
        .collect();
    let dir = Dir::new().with("rules/r.rules.hcl", rules).with("plan.json", plan().to_string());
    let command = ["check", "plan.json", "--no-builtin-rules", "--rules", "rules", "--format", "json"];
    let told = verdicts(&dir.run(&command));
    let evaluated = verdicts(&dir.run(&[&command[..], &["--all-verdicts"]].concat()));
    assert_eq!(told, evaluated);
    let of = |rule: &str| {
        evaluated.0.iter().filter(|line| format!(" {line}").contains(&format!(" {rule} acme_thing."))).count()
    };
    for (rule, _) in RULES {
        assert!(of(rule) > 0, "{rule} has nothing to tell of anything: {:?}", evaluated.0);
        assert!(of(rule) < lists().len() + 1, "{rule} has something to tell of everything");
    }
}

#[test]
fn it_is_so_for_every_example_of_the_built_in_rules() {
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let knowledge = Arc::new(knowledge);
    let mut files = Vec::new();
    rule_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut files);
    let (mut cases, mut open) = (0, 0);
    for file in &files {
        for case in examples::cases_of(file).unwrap() {
            let mut sources = SourceMap::default();
            let rules = rules_of(file, &mut sources);
            let found = examples::load(&case, &mut sources, &knowledge).unwrap();
            let session = Session::new(found.plan, knowledge.clone(), rules, found.config, sources);
            let judge = |verdicts| {
                let (report, _) = session.judge(&Options { verdicts, ..Options::default() });
                let open = report.findings.into_iter().filter(|f| f.verdict != Verdict::Satisfied);
                open.map(|f| format!("{} {} {:?} {}", f.rule.id, f.address, f.verdict, f.message)).collect::<Vec<_>>()
            };
            let (told, evaluated) = (judge(Listed::Open), judge(Listed::All));
            assert_eq!(told, evaluated, "{}", case.stem);
            cases += 1;
            open += told.len();
        }
    }
    assert!(cases > 90 && open > cases, "{open} verdicts of {cases} examples: too few to show anything");
}
