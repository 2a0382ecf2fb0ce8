//! Snapshots of every format, and the promises that hold for any report.

use serde_json::Value;

use super::{Color, Detail, Format, Options, Permitted, Undecided, Verdicts, render};
use crate::finding::{Finding, Report};

mod build;
mod ci;
mod human;
mod machine;

fn bytes(report: &Report, format: Format, options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    render(report, format, options, &mut out).expect("memory takes everything");
    out
}

/// Renders; the version of the tool is replaced, so that a release does not touch snapshots.
fn text(report: &Report, format: Format, options: &Options) -> String {
    let text = String::from_utf8(bytes(report, format, options)).expect("reports are UTF-8");
    text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"")
}

fn json(report: &Report, format: Format, options: &Options) -> Value {
    serde_json::from_slice(&bytes(report, format, options)).expect("the format is JSON")
}

fn all_verdicts() -> Options {
    Options { verdicts: Verdicts::All, ..Options::default() }
}

/// Every report of the tests, with a name.
fn samples() -> [(&'static str, Report); 5] {
    [
        ("mixed", build::mixed()),
        ("clean", build::clean_run()),
        ("thousand", build::thousand()),
        ("hostile", build::hostile()),
        ("default", Report::default()),
    ]
}

#[test]
fn names_of_formats_parse_back() {
    for format in Format::all() {
        assert_eq!(Format::parse(format.name()), Some(*format));
    }
    assert_eq!(Format::parse("Human"), None);
    assert_eq!(Format::all().len(), 7);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (name, report) in samples() {
        for format in Format::all() {
            let [a, b] = [bytes(&report, *format, &all_verdicts()), bytes(&report.clone(), *format, &all_verdicts())];
            assert_eq!(a, b, "{name} {}", format.name());
            assert!(a.ends_with(b"\n"), "{name} {}", format.name());
        }
    }
}

#[test]
fn satisfied_findings_are_written_only_if_asked_for() {
    let report = build::mixed();
    let count =
        |format, options: &Options| text(&report, format, options).matches("oci_objectstorage_bucket.invoices").count();
    for format in [Format::Json, Format::Sarif, Format::JUnit] {
        assert_eq!(count(format, &Options::default()), 0, "{}", format.name());
        assert!(count(format, &all_verdicts()) > 0, "{}", format.name());
    }
    for format in [Format::Human, Format::GitlabCodeQuality, Format::Github, Format::Markdown] {
        assert_eq!(count(format, &all_verdicts()), 0, "{}", format.name());
    }
}

/// A writer that takes so many bytes and then fails, as a closed pipe does.
struct Closed(usize);

impl std::io::Write for Closed {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        let n = buffer.len().min(self.0);
        self.0 -= n;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_an_error_and_keeps_its_kind() {
    let report = build::thousand();
    for format in Format::all() {
        for room in [0, 100, 1000] {
            let error = render(&report, *format, &Options::default(), &mut Closed(room)).unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{} {room}", format.name());
        }
    }
}

/// The findings of a report that match.
fn count(report: &Report, wanted: impl Fn(&Finding) -> bool) -> usize {
    report.findings.iter().filter(|f| wanted(f)).count()
}
