//! JUnit, GitLab, GitHub annotations, Markdown.

use std::collections::BTreeSet;

use super::*;

fn elements<'a>(doc: &'a roxmltree::Document<'_>, name: &str) -> Vec<roxmltree::Node<'a, 'a>> {
    doc.descendants().filter(|n| n.has_tag_name(name)).collect()
}

#[test]
fn junit_of_a_bit_of_everything() {
    insta::assert_snapshot!("junit_mixed", text(&build::mixed(), Format::JUnit, &all_verdicts()));
}

#[test]
fn junit_is_well_formed_and_counts_right() {
    for (name, report) in samples() {
        for undecided in [Undecided::Report, Undecided::Fail] {
            let text = text(&report, Format::JUnit, &Options { undecided, ..all_verdicts() });
            let doc = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}\n{text}"));
            for element in elements(&doc, "testsuites").into_iter().chain(elements(&doc, "testsuite")) {
                let inside = |tag: &str| element.descendants().filter(|n| n.has_tag_name(tag)).count().to_string();
                for (attribute, tag) in
                    [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
                {
                    assert_eq!(element.attribute(attribute), Some(&*inside(tag)), "{name} {attribute}");
                }
            }
            let cases = elements(&doc, "testcase");
            let names: BTreeSet<_> = cases.iter().map(|c| (c.attribute("classname"), c.attribute("name"))).collect();
            assert_eq!(names.len(), cases.len(), "{name}: names are unique");
        }
    }
}

#[test]
fn junit_fails_exactly_what_fails_the_run() {
    let report = build::mixed();
    let text = text(&report, Format::JUnit, &Options::default());
    assert_eq!(text.matches("<failure").count(), count(&report, |f| report.fails(f)));
}

#[test]
fn gitlab_of_a_bit_of_everything() {
    insta::assert_snapshot!("gitlab_mixed", text(&build::mixed(), Format::GitlabCodeQuality, &Options::default()));
}

#[test]
fn gitlab_has_what_it_requires() {
    for (name, report) in samples() {
        let rendered = json(&report, Format::GitlabCodeQuality, &Options::default());
        let entries = rendered.as_array().unwrap();
        let fingerprints: BTreeSet<_> = entries.iter().map(|e| e["fingerprint"].to_string()).collect();
        assert_eq!(fingerprints.len(), entries.len(), "{name}: fingerprints are unique");
        for e in entries {
            assert!(e["location"]["lines"]["begin"].as_u64() >= Some(1), "{name}");
            let path = e["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with("./"), "{name} {path}");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&e["severity"].as_str().unwrap()));
        }
    }
}

#[test]
fn annotations_of_a_bit_of_everything() {
    insta::assert_snapshot!("github_mixed", text(&build::mixed(), Format::Github, &Options::default()));
}

#[test]
fn annotations_keep_to_githubs_limits_and_cannot_be_injected() {
    for (name, report) in samples() {
        let text = text(&report, Format::Github, &Options::default());
        for level in ["error", "warning", "notice"] {
            let n = text.lines().filter(|l| l.starts_with(&format!("::{level} "))).count();
            assert!(n <= 10, "{name}: {n} of {level}");
        }
        for line in text.lines() {
            let known = ["::error ", "::warning ", "::notice "].iter().any(|p| line.starts_with(p));
            assert!(known && !line.contains(['\u{1b}', '\r']), "{name}: {line}");
        }
        assert!(text.lines().last().unwrap().starts_with("::notice title=ringfence::checked "), "{name}");
    }
    let text = text(&build::thousand(), Format::Github, &Options::default());
    // 400 instances of one block are one annotation, and so are 100 that wait for the same.
    assert!(text.contains("; 490 more are not annotated"), "{}", text.lines().last().unwrap());
}

#[test]
fn markdown_of_a_bit_of_everything() {
    let options = Options { stack: "prod".into(), ..Options::default() };
    insta::assert_snapshot!("markdown_mixed", text(&build::mixed(), Format::Markdown, &options));
}

#[test]
fn markdown_of_a_clean_run() {
    insta::assert_snapshot!("markdown_clean", text(&build::clean_run(), Format::Markdown, &Options::default()));
}

#[test]
fn markdown_fits_into_a_comment_whatever_the_report() {
    let mut huge = build::hostile();
    let evil = huge.findings[0].message.repeat(100);
    huge.findings = huge.findings.iter().cycle().take(1200).cloned().collect();
    huge.findings.iter_mut().for_each(|f| f.message.clone_from(&evil));
    for n in 0..50 {
        huge.not_checked.push(crate::finding::Gap { what: evil.clone(), reason: format!("{evil}{n}") });
    }
    huge.notes = vec![evil.clone(); 50];
    for (name, report) in samples().into_iter().chain([("huge", huge)]) {
        let text = text(&report, Format::Markdown, &Options { stack: "-->".repeat(50), ..Options::default() });
        assert!(text.chars().count() <= 60_000, "{name}: {}", text.chars().count());
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{name}");
        assert!(text.starts_with("<!-- ringfence:") && text.lines().next().unwrap().ends_with(" -->"), "{name}");
        for row in text.lines().filter(|l| l.starts_with("| ")) {
            assert_eq!(row.matches('|').count(), 5, "{name}: {row}");
        }
        for active in ["<script", "@everyone", "](http"] {
            assert!(!text.contains(active), "{name}: {active} in {}", text.chars().take(3000).collect::<String>());
        }
    }
}

#[test]
fn markdown_tells_how_much_did_not_fit() {
    let report = build::thousand();
    let text = text(&report, Format::Markdown, &Options::default());
    let rows = text.lines().filter(|l| l.starts_with("| critical") || l.starts_with("| medium")).count();
    assert!(rows > 50, "{rows}");
    // The 400 instances of one block are one row.
    assert!(text.contains(&format!("\n{} more did not fit", 501 - rows)), "{rows}");
    assert!(text.contains("400 errors (all critical), 500 warnings, 100 undecided"));
}
