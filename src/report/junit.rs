//! JUnit XML, in the subset that Jenkins, GitLab and Surefire share: a suite per rule, a case
//! per resource. What fails the run is a failure; violations that do not (too low, existing,
//! permitted) are skipped cases that say so; undecided ones are skipped, or errors if they are
//! to fail. A first suite says what was checked, so that a clean run is not an empty report,
//! and holds an error for every source that could not be read.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use super::ci::message;
use super::escape::xml;
use super::place::{repository_path, resolve};
use super::summary::{outcome, scope};
use super::{Options, Undecided, is_open_violation, selected};
use crate::finding::{Finding, Report, Status, Verdict};
use crate::text::{Diagnostic, Level};

/// What a test case says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Passed,
    Failed,
    Error,
    Skipped,
}

/// Attributes `tests`, `failures`, `errors`, `skipped`.
#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn add(&mut self, case: Case) {
        self.tests += 1;
        match case {
            Case::Passed => {}
            Case::Failed => self.failures += 1,
            Case::Error => self.errors += 1,
            Case::Skipped => self.skipped += 1,
        }
    }

    fn attributes(&self) -> String {
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"",
            self.tests, self.failures, self.errors, self.skipped
        )
    }
}

pub(super) fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in selected(report, options) {
        suites.entry(&finding.rule.id).or_default().push(finding);
    }
    let broken: Vec<&Diagnostic> = report.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    let mut total = Counts { tests: 1 + broken.len(), errors: broken.len(), ..Counts::default() };
    suites.values().flatten().for_each(|f| total.add(case(report, options, f)));

    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ringfence\" {}>", total.attributes())?;
    run_suite(report, &broken, out)?;
    for (rule, findings) in suites {
        suite(report, options, rule, &findings, out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The suite about the run itself.
fn run_suite(report: &Report, broken: &[&Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts { tests: 1 + broken.len(), errors: broken.len(), ..Counts::default() };
    writeln!(out, "  <testsuite name=\"ringfence\" {}>", counts.attributes())?;
    writeln!(out, "    <testcase classname=\"ringfence\" name=\"checked {}\" time=\"0\">", xml(&scope(report)))?;
    writeln!(out, "      <system-out>{}</system-out>", xml(&outcome(report)))?;
    writeln!(out, "    </testcase>")?;
    for (n, d) in broken.iter().enumerate() {
        let at = d.span.and_then(|s| resolve(&report.sources, s));
        let at = at.map_or(String::new(), |p| format!("{}:{}:{}: ", p.file, p.start.line, p.start.column));
        let name = format!("source {}: {at}{}", n + 1, d.summary);
        writeln!(out, "    <testcase classname=\"ringfence\" name=\"{}\" time=\"0\">", xml(&name))?;
        writeln!(
            out,
            "      <error message=\"{}\" type=\"diagnostic\">{}</error>",
            xml(&d.summary),
            xml(&format!("{at}{}", d.detail))
        )?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn suite(report: &Report, options: &Options, rule: &str, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut counts = Counts::default();
    findings.iter().for_each(|f| counts.add(case(report, options, f)));
    writeln!(out, "  <testsuite name=\"{}\" {}>", xml(rule), counts.attributes())?;
    // GitLab drops cases whose names repeat.
    let mut names: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let mut name = match &finding.attribute {
            Some(attribute) => format!("{} {attribute}", finding.address),
            None => finding.address.clone(),
        };
        let n = names.entry(name.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            name = format!("{name} #{n}");
        }
        test_case(report, options, &name, finding, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(report: &Report, options: &Options, finding: &Finding) -> Case {
    match finding.verdict {
        Verdict::Satisfied => Case::Passed,
        Verdict::Violated if report.fails(finding) => Case::Failed,
        Verdict::Undecided if finding.status == Status::New && options.undecided == Undecided::Fail => Case::Error,
        Verdict::Violated | Verdict::Undecided => Case::Skipped,
    }
}

fn test_case(report: &Report, options: &Options, name: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "    <testcase classname=\"{}\" name=\"{}\"", xml(&finding.rule.id), xml(name))?;
    let place = finding.location.as_ref().and_then(|l| resolve(&report.sources, l.span));
    if let Some(place) = place {
        write!(out, " file=\"{}\" line=\"{}\"", xml(&repository_path(&options.base, place.file)), place.start.line)?;
    }
    let case = case(report, options, finding);
    if case == Case::Passed {
        return writeln!(out, " time=\"0\"/>");
    }
    writeln!(out, " time=\"0\">")?;
    let text = message(finding, None);
    let kind = finding.severity.name();
    match case {
        Case::Passed => {}
        Case::Skipped => {
            let harmless = if is_open_violation(finding) { ", does not fail the run" } else { "" };
            writeln!(out, "      <skipped message=\"{}\"/>", xml(&format!("{kind}{harmless}: {text}")))?;
        }
        Case::Failed | Case::Error => {
            let element = if case == Case::Failed { "failure" } else { "error" };
            let mut lines = vec![text.clone()];
            lines.extend(place.map(|p| format!("at {}:{}:{}", p.file, p.start.line, p.start.column)));
            lines.extend(finding.zone.as_ref().map(|z| format!("zone: {}", z.name)));
            lines.push(format!("why: {}", finding.rule.why));
            lines.push(format!("fix: {}", finding.rule.remedy));
            writeln!(
                out,
                "      <{element} message=\"{}\" type=\"{kind}\">{}</{element}>",
                xml(&text),
                lines.iter().map(|l| xml(l)).collect::<Vec<_>>().join("\n")
            )?;
        }
    }
    writeln!(out, "    </testcase>")
}
