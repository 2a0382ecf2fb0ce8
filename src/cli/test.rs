//! `ringfence test`: rule packs against their examples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load;
use super::{Console, Failure, io};
use crate::check::Exit;
use crate::check::examples::{self, CaseResult, Outcomes};
use crate::policy::{Loader, RuleSet, builtin, validate};
use crate::provider::Knowledge;
use crate::report::{self, Detail, Format};
use crate::text::{SourceMap, Str};

/// Test rule packs against the examples beside them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ringfence test rules/oci --filter object_storage")]
pub struct Args {
    /// Directory with *.rules.hcl, or one such file [default: rules]
    #[arg(default_value = "rules")]
    dir: PathBuf,
    /// Only examples whose name contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Rewrite the snapshots
    #[arg(long)]
    accept: bool,
    /// Fail for rules that no example violates or satisfies; which outcomes no example shows is always listed
    #[arg(long)]
    coverage: bool,
    /// Also write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

/// Results of a rules file.
pub struct FileResult {
    /// Its path.
    pub path: PathBuf,
    /// Its cases.
    pub cases: Vec<CaseResult>,
    /// What is wrong beyond single cases: snapshots, coverage.
    pub failures: Vec<String>,
    /// Outcomes over all cases.
    pub outcomes: BTreeMap<Str, Outcomes>,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    let results = all(args, console)?;
    let mut failed = 0;
    let mut passed = 0;
    let mut text = String::new();
    for result in &results {
        for case in &result.cases {
            match case.failures.is_empty() {
                true => passed += 1,
                false => {
                    failed += 1;
                    text.push_str(&format!("FAILED {}\n", case.stem));
                    case.failures.iter().for_each(|f| text.push_str(&format!("  {f}\n")));
                }
            }
        }
        for failure in &result.failures {
            failed += 1;
            text.push_str(&format!("FAILED {}\n  {failure}\n", result.path.display()));
        }
        for (id, outcomes) in &result.outcomes {
            let missing = outcomes.missing();
            if !missing.is_empty() {
                text.push_str(&format!("{id}: no example is {}\n", missing.join(", ")));
            }
        }
    }
    text.push_str(&format!("{passed} passed, {failed} failed\n"));
    console.print(&mut |out| out.write_all(text.as_bytes()))?;
    if let Some(path) = &args.junit {
        let xml = junit(&results);
        io::write_file(path, &mut |out| out.write_all(xml.as_bytes()))?;
    }
    Ok(if failed == 0 { Exit::Clean } else { Exit::Findings })
}

/// Runs all examples.
fn all(args: &Args, console: &Console) -> Result<Vec<FileResult>, Failure> {
    let mut files = Vec::new();
    load::rule_files(&args.dir, &mut files).map_err(|e| Failure::usage(format!("{}: {e}", args.dir.display())))?;
    files.retain(|f| f.to_string_lossy().ends_with(".rules.hcl"));
    files.sort();
    if files.is_empty() {
        return Err(Failure::usage(format!("{}: no rules here (files named *.rules.hcl)", args.dir.display())));
    }
    let mut sources = SourceMap::default();
    let (knowledge, _) = builtin::knowledge(&mut sources);
    let knowledge = Arc::new(knowledge);
    let rules = rules_of(&files, &mut sources)?;
    let mut problems = rules.diagnostics.clone();
    problems.extend(validate(&rules, &knowledge));
    if !problems.is_empty() {
        return Err(load::tell(&problems, &sources, console, &format!("{} problem(s) in the rules", problems.len())));
    }
    files.iter().map(|file| one(file, &files, args, &knowledge)).collect()
}

/// The packs of the files: everything in their directories, so that rules of neighbours apply too.
fn rules_of(files: &[PathBuf], sources: &mut SourceMap) -> Result<RuleSet, Failure> {
    let dirs: BTreeSet<PathBuf> = files.iter().filter_map(|f| f.parent().map(Path::to_path_buf)).collect();
    let mut loader = Loader::default();
    for dir in dirs {
        let dir = if dir.as_os_str().is_empty() { PathBuf::from(".") } else { dir };
        load::add_directory(&dir, &mut loader, sources)?;
    }
    Ok(loader.finish())
}

fn one(file: &Path, files: &[PathBuf], args: &Args, knowledge: &Arc<Knowledge>) -> Result<FileResult, Failure> {
    let shown = |e: std::io::Error| Failure::usage(format!("{}: {e}", file.display()));
    let own = own_rules(file)?;
    let mut result =
        FileResult { path: file.to_path_buf(), cases: Vec::new(), failures: Vec::new(), outcomes: BTreeMap::new() };
    let mut snapshot = String::new();
    let all_cases = examples::cases_of(file).map_err(shown)?;
    let longest = |stem: &str| {
        // `network` and `network_egress` share a beginning: a case belongs to the longest name.
        let name = |f: &PathBuf| {
            f.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".rules.hcl").to_string()
        };
        let same_dir = files.iter().filter(|f| f.parent() == file.parent());
        same_dir.map(name).filter(|n| stem == *n || stem.starts_with(&format!("{n}."))).max_by_key(String::len)
    };
    let base = file.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".rules.hcl").to_string();
    for case in all_cases.iter().filter(|c| longest(&c.stem).as_deref() == Some(&*base)) {
        if args.filter.as_ref().is_some_and(|f| !case.stem.contains(f.as_str())) {
            continue;
        }
        let mut sources = SourceMap::default();
        let rules = rules_of(files, &mut sources)?;
        let done = examples::run(case, &own, rules, sources, knowledge).map_err(Failure::usage)?;
        for (id, outcomes) in &done.outcomes {
            result.outcomes.entry(id.clone()).or_default().add(*outcomes);
        }
        snapshot.push_str(&format!("## {}\n\n{}\n", case.stem, rendered(&done, &own)));
        result.cases.push(done);
    }
    if args.filter.is_none() {
        compare_snapshot(file, &snapshot, args, &mut result.failures)?;
        if args.coverage {
            let absolute = |id: &Str| result.cases.iter().any(|c| c.absolute.contains(id));
            let missing =
                result.outcomes.iter().filter(|(id, o)| o.violated == 0 || (o.satisfied == 0 && !absolute(id)));
            result.failures.extend(missing.map(|(id, o)| format!("{id}: no example is {}", o.missing().join(", "))));
        }
    } else {
        result.outcomes.clear();
    }
    Ok(result)
}

fn own_rules(file: &Path) -> Result<BTreeSet<Str>, Failure> {
    let mut loader = Loader::default();
    load::add_pack(file, &mut loader, &mut SourceMap::default())?;
    Ok(loader.finish().rules.iter().map(|r| r.info.id.clone()).collect())
}

/// Findings of a case as people read them, those of the file's own rules.
fn rendered(case: &CaseResult, own: &BTreeSet<Str>) -> String {
    let mut report = case.report.clone();
    report.findings.retain(|f| own.contains(&f.rule.id) && f.verdict != crate::finding::Verdict::Satisfied);
    report.summary = Default::default();
    report.not_checked.clear();
    report.notes.clear();
    let options = report::Options { detail: Detail::Full, ..report::Options::default() };
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = report::render(&report, Format::Human, &options, &mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    text.rsplit_once("checked ").map_or(text.clone(), |(findings, _)| findings.trim_end().to_string() + "\n")
}

const HEADER: &str = "---\nsource: ringfence test\n---\n";

fn compare_snapshot(file: &Path, found: &str, args: &Args, failures: &mut Vec<String>) -> Result<(), Failure> {
    let path = PathBuf::from(file.to_string_lossy().trim_end_matches(".rules.hcl").to_string() + ".snap");
    let text = format!("{HEADER}{found}");
    let known = std::fs::read_to_string(&path).ok();
    if known.as_deref() == Some(&text) {
        return Ok(());
    }
    if args.accept {
        return Ok(io::write_file(&path, &mut |out| out.write_all(text.as_bytes()))?);
    }
    failures.push(match known {
        None => format!("there is no snapshot {}: look at the findings and run with --accept", path.display()),
        Some(known) => format!(
            "the findings differ from {} (--accept takes them over):\n{}",
            path.display(),
            difference(&known, &text)
        ),
    });
    Ok(())
}

/// The first lines that differ.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = String::new();
    for line in old[same..old.len() - tail].iter().take(12) {
        out.push_str(&format!("    - {line}\n"));
    }
    for line in new[same..new.len() - tail].iter().take(12) {
        out.push_str(&format!("    + {line}\n"));
    }
    out
}

fn junit(results: &[FileResult]) -> String {
    let escape = |t: &str| {
        let clean: String = t.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for result in results {
        let name = escape(&result.path.to_string_lossy());
        let bad = result.cases.iter().filter(|c| !c.failures.is_empty()).count() + result.failures.len();
        let count = result.cases.len() + result.failures.len();
        out.push_str(&format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{bad}\">\n"));
        let mut case = |stem: &str, failures: &[String]| {
            out.push_str(&format!("    <testcase classname=\"{name}\" name=\"{}\">", escape(stem)));
            if !failures.is_empty() {
                out.push_str(&format!(
                    "<failure message=\"{}\">{}</failure>",
                    escape(&failures[0]).replace('\n', "&#10;"),
                    escape(&failures.join("\n"))
                ));
            }
            out.push_str("</testcase>\n");
        };
        result.cases.iter().for_each(|c| case(&c.stem, &c.failures));
        for (i, failure) in result.failures.iter().enumerate() {
            case(&format!("whole file {}", i + 1), std::slice::from_ref(failure));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
