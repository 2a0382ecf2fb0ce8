//! A binary plan against the tool that wrote it: `check` reads and judges it, `terraform show -json` turns
//! it into JSON that somebody else would have to judge. Builtin resources only, so that Terraform starts no provider: with
//! real providers it has more to do, `check` has not.

use super::measure::{self, Program, Usage, median};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Of each fifty resources, one breaks the rule.
const DEFECTS: u64 = 50;

const RULE: &str = r#"rule "measure-closed" {
  title     = "Nothing is open"
  resource  = ["terraform_data"]
  principle = "governance"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.input.open == false
    error_message = "It is open."
  }

  why    = "Measures what reading costs."
  remedy = "None needed."
}
"#;

/// Plans `resources` resources with Terraform. Gives CPU time of `check` divided by that of `terraform show -json`,
/// and both in seconds.
///
/// # Errors
/// There is no Terraform, it fails, or `check` does not find the defects.
pub fn ratio(subject: &Program, work: &Path, resources: u64, rounds: usize) -> Result<(f64, f64, f64), String> {
    let terraform = Program { path: measure::on_path("terraform")?, arguments: Vec::new() };
    let dir = work.join("binary");
    write(&dir, resources).map_err(|e| format!("{}: {e}", dir.display()))?;
    for arguments in [&["init", "-input=false"][..], &["plan", "-input=false", "-out=tfplan"]] {
        let out = Command::new(&terraform.path)
            .args(arguments)
            .current_dir(&dir)
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .map_err(|e| format!("terraform cannot run: {e}"))?;
        if !out.status.success() {
            let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
            return Err(format!("terraform {arguments:?} fails: {}", stderr.lines().next().unwrap_or("")));
        }
    }
    let path = |name: &str| -> OsString { dir.join(name).into_os_string() };
    let mut inside = OsString::from("-chdir=");
    inside.push(&dir);
    let show: Vec<OsString> = vec![inside, "show".into(), "-json".into(), "tfplan".into()];
    let mut check: Vec<OsString> = vec!["check".into(), path("tfplan")];
    check.extend(["--format", "json", "--no-builtin-rules", "--threads", "1", "--rules"].map(OsString::from));
    check.push(path("rules"));
    let output = work.join("binary.out");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first pair is not counted, but its answer is looked at.
    for round in 0..=rounds {
        let found = answer(subject, &check, &output, resources)?;
        let shown = measure::run(&terraform, &show, &output)?;
        if shown.code != 0 {
            return Err(format!("terraform show left with {}", shown.code));
        }
        if round > 0 {
            ours.push(found.cpu);
            theirs.push(shown.cpu);
        }
    }
    let (ours, theirs) = (median(ours), median(theirs));
    Ok((ours / theirs, ours, theirs))
}

/// A run of `check` that found all defects.
fn answer(subject: &Program, check: &[OsString], output: &Path, resources: u64) -> Result<Usage, String> {
    let usage = measure::run(subject, check, output)?;
    let text = std::fs::read_to_string(output).map_err(|e| e.to_string())?;
    let report: serde_json::Value = serde_json::from_str(&text).map_err(|e| format!("the report is not JSON: {e}"))?;
    let found = report["findings"].as_array().map_or(0, Vec::len) as u64;
    let planted = resources.div_ceil(DEFECTS);
    if found != planted {
        return Err(format!("{planted} defects were planned and {found} found"));
    }
    Ok(usage)
}

fn write(dir: &Path, resources: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(dir.join("rules"))?;
    std::fs::write(dir.join("rules/measure.rules.hcl"), RULE)?;
    let mut text = String::from("resource \"terraform_data\" \"base\" {\n  input = { open = false }\n}\n\n");
    let _ = write!(
        text,
        "resource \"terraform_data\" \"many\" {{\n  count = {resources}\n  input = {{\n    name = \"resource-${{count.index}}\"\n    open = count.index % {DEFECTS} == 0\n    cidr = cidrsubnet(\"10.0.0.0/8\", 16, count.index % 65536)\n    tags = {{ team = \"network\", stage = \"production\" }}\n    list = [\"a\", \"b\", terraform_data.base.id]\n  }}\n}}\n"
    );
    std::fs::write(dir.join("main.tf"), text)
}
