//! `ringfence eval` against `terraform console` in the same module tree: the same text, letter for letter.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::workspace;

const ROOT: &str = r#"
variable "secret" {
  type      = string
  sensitive = true
  default   = "s3"
}

variable "object" {
  type    = object({ a = optional(string), b = optional(list(number), [1, 2]), c = map(any) })
  default = { c = { x = 1, y = 2.5 } }
}

variable "given" {
  type = map(list(string))
}

locals {
  text  = <<-EOT
    a
      b "quoted" ${upper("c")}
  EOT
  tuple = [1, "a", { b = [true] }]
}

module "child" {
  source   = "./child"
  for_each = toset(["p", "q"])
  name     = each.key
}
"#;

const CHILD: &str = r#"
variable "name" {
  type = string
}

resource "terraform_data" "it" {
  input = var.name
}

output "name" {
  value = "child-${var.name}"
}

output "id" {
  value = terraform_data.it.id
}
"#;

const EXPRESSIONS: &[&str] = &[
    "var.object",
    "type(var.object)",
    "var.secret",
    "nonsensitive(var.secret)",
    "{ a = var.secret, b = 1 }",
    "var.given",
    "local.text",
    "[local.text]",
    "local.tuple",
    "type(local.tuple)",
    "module.child",
    "module.child[\"p\"].name",
    "[for k, c in module.child : c.id]",
    "{ for k, c in module.child : upper(k) => c.name }",
    "terraform.workspace",
    "path.module",
    "null",
    "tostring(null)",
    "tolist([])",
    "toset([3, 1, 2])",
    "tomap({})",
    "{}",
    "[]",
    "1 / 3",
    "-1.50",
    "1e30",
    "\"tab\\tquote\\\"é\\u00a0\"",
    "\"a\\nEOT\\nb\"",
    "cidrsubnets(\"10.0.0.0/16\", 4, 4)",
    "setproduct([\"a\"], [1, 2])",
    "yamldecode(\"a: [1, ~]\")",
    "try(var.object.nothing, \"other\")",
    "can(tonumber(\"x\"))",
    "(true ? [] : tolist([\"a\"])) == tolist([])",
    "tomap({}) == (true ? tomap({}) : tomap({ a = 1 }))",
    "(true ? [] : tolist([\"a\"])) == (false ? tolist([\"b\"]) : [])",
    "issensitive(tostring(sensitive(module.child[\"p\"].id)))",
    "tostring(sensitive(module.child[\"p\"].id))",
];

/// Expressions that have no value, for the reason that Terraform gives.
const REFUSED: &[&str] = &[
    "false ? tolist([]) : [{ k = { a = false, b = \"x\" } }, {}]",
    "true ? tolist([{ a = 1 }]) : tolist([{ b = [] }])",
    "true ? {} : []",
    "true ? toset([1]) : { a = 1 }",
    "tolist([[for x in [1, 2] : toset([])], distinct([])])",
    "tolist([[1], {}])",
    "toset([[1], [\"a\"], {}])",
    "tomap({ a = [1], b = {} })",
    "tomap({ a = { x = 1 }, b = [1] })",
    "coalesce([1], {})",
    "alltrue([\"x\"])",
    "join(\",\", [\"a\", []])",
    "range(\"x\")",
    "sum([\"x\"])",
    "cidrsubnets(\"10.0.0.0/8\", \"x\")",
    "var.given.nope",
    "var.object.nope",
    "local.nope",
    "module.child.name",
    "module.child[\"r\"].name",
    "module.child[\"p\"].nope",
    "upper()",
    "upper([1])",
    "uper(\"a\")",
];

/// The words of an error without what Terraform draws around it, and without our frame.
fn reason(text: &str) -> String {
    let drawn = |w: &&str| !["│", "╷", "╵", "├────────────────"].contains(w);
    let told = |line: &&str| {
        let line = line.trim_start_matches(['│', ' ']);
        !line.starts_with("on <console-input>") && !line.starts_with("(source code not available)")
    };
    text.lines().filter(told).flat_map(str::split_whitespace).filter(drawn).collect::<Vec<_>>().join(" ")
}

/// The tree in which expressions are asked, initialised.
fn ready(name: &str) -> PathBuf {
    let dir = workspace().join("work").join(name);
    fs::create_dir_all(dir.join("child")).unwrap();
    fs::write(dir.join("main.tf"), ROOT).unwrap();
    fs::write(dir.join("child/main.tf"), CHILD).unwrap();
    fs::write(dir.join("terraform.tfvars"), "given = { z = [\"1\"], a = [] }\n").unwrap();
    let (ready, text) = ask("terraform", &["init", "-input=false"], &dir, "");
    assert!(ready, "{text}");
    dir
}

#[test]
fn what_has_no_value_is_refused_for_the_same_reason() {
    let dir = ready("eval_refused");
    let mut wrong = Vec::new();
    for expression in REFUSED {
        let theirs = complaint("terraform", &["console", "-no-color"], &dir, &format!("{expression}\n"));
        let ours = complaint(env!("CARGO_BIN_EXE_ringfence"), &["eval", expression], &dir, "");
        let (theirs, ours) = (reason(&theirs), reason(&ours));
        let theirs = theirs.trim_start_matches("Error: ");
        // Ours has a frame between the summary and the detail, and may add what to do.
        let parts: Vec<&str> = ours.trim_start_matches("error: ").splitn(2, " --> ").collect();
        let detail = parts.get(1).and_then(|rest| rest.split_once("^ = ")).map_or("", |(_, detail)| detail);
        let summary = parts[0];
        let rest = theirs.strip_prefix(summary).map(str::trim).unwrap_or("another summary");
        let rest =
            rest.rsplit_once(" while calling ").map_or(rest, |(_, rest)| rest.split_once(") ").map_or(rest, |r| r.1));
        if theirs.is_empty() || !detail.starts_with(rest.trim_end_matches('.')) {
            wrong.push(format!("{expression}\n  terraform: {theirs}\n  ours:      {summary} | {detail}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), REFUSED.len(), wrong.join("\n"));
}

/// What a program that refuses says.
fn complaint(program: &str, args: &[&str], dir: &Path, input: &str) -> String {
    let mut child = Command::new(program)
        .args(args)
        .current_dir(dir)
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("CHECKPOINT_DISABLE", "1")
        .env("NO_COLOR", "1")
        .env_remove("TF_CLI_ARGS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    // The console succeeds whatever it was asked.
    assert!(program == "terraform" || !out.status.success(), "{program} accepts {args:?} {input}");
    let text = String::from_utf8(out.stderr).unwrap() + &String::from_utf8(out.stdout).unwrap();
    assert!(text.to_lowercase().contains("error: "), "{program} accepts {args:?} {input}: {text}");
    text
}

fn ask(program: &str, args: &[&str], dir: &Path, input: &str) -> (bool, String) {
    let mut child = Command::new(program)
        .args(args)
        .current_dir(dir)
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_ARGS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    (out.status.success(), String::from_utf8(out.stdout).unwrap())
}

#[test]
fn values_are_printed_as_the_console_prints_them() {
    let dir = ready("eval");
    let mut wrong = Vec::new();
    for expression in EXPRESSIONS {
        let line = format!("{expression}\n");
        let theirs = ask("terraform", &["console"], &dir, &line);
        let ours = ask(env!("CARGO_BIN_EXE_ringfence"), &["eval", expression], &dir, "");
        if theirs != ours || !theirs.0 {
            wrong.push(format!("{expression}\n  terraform: {theirs:?}\n  ours:      {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), EXPRESSIONS.len(), wrong.join("\n"));
    // Many at once, as JSON; secrets are not in it.
    let all = EXPRESSIONS.join("\n");
    let (done, text) = ask(env!("CARGO_BIN_EXE_ringfence"), &["eval", "--format", "json"], &dir, &all);
    assert!(done);
    let answers: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(answers.len(), EXPRESSIONS.len());
    assert_eq!(answers[2]["value"]["$sensitive"], true);
    let unknown = &answers[12]["value"][0]["$unknown"];
    assert_eq!(unknown["is"], "module.child[\"p\"].terraform_data.it.id", "{unknown}");
    assert_eq!(unknown["not_null"], true);
}
