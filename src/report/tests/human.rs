use super::*;

fn at(width: usize) -> Options {
    Options { width, ..Options::default() }
}

fn human(report: &Report, options: &Options) -> String {
    text(report, Format::Human, options)
}

#[test]
fn a_bit_of_everything() {
    insta::assert_snapshot!("human_mixed", human(&build::mixed(), &at(100)));
}

#[test]
fn a_bit_of_everything_on_a_narrow_terminal() {
    insta::assert_snapshot!("human_mixed_60", human(&build::mixed(), &at(60)));
}

#[test]
fn everything_in_full() {
    insta::assert_snapshot!("human_mixed_full", human(&build::mixed(), &Options { detail: Detail::Full, ..at(100) }));
}

#[test]
fn colours_when_asked() {
    let sources = build::sources();
    let findings = vec![build::bucket(&sources, "prod"), build::undecided("oci_core_volume.v", &["var.key_id"])];
    let report = build::report(findings, sources);
    let coloured = human(&report, &Options { color: Color::Always, ..at(100) });
    insta::assert_snapshot!("human_colour", coloured.replace('\u{1b}', "␛"));
    let mut plain = coloured;
    while let Some(start) = plain.find('\u{1b}') {
        let end = plain[start..].find('m').expect("a colour ends") + start;
        plain.replace_range(start..=end, "");
    }
    assert_eq!(plain, human(&report, &at(100)), "colours change nothing else");
}

#[test]
fn nothing_found() {
    insta::assert_snapshot!(human(&build::clean_run(), &at(100)), @"checked 214 resources (61 changes) with 187 rules in 3 zones: nothing found");
}

#[test]
fn a_thousand_findings_are_a_page_and_not_a_book() {
    let report = build::thousand();
    let text = human(&report, &at(100));
    // 400 instances of one block are one frame; 500 lists are 500 things to mend.
    assert_eq!(text.matches("error[").count(), 1);
    assert_eq!(text.matches("warning[").count(), 500);
    assert_eq!(text.matches("undecided[").count(), 1);
    let head: Vec<&str> = text.lines().take(40).collect();
    let tail: Vec<&str> = text.lines().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    insta::assert_snapshot!("human_thousand", format!("{}\n[...]\n{}", head.join("\n"), tail.join("\n")));
}

#[test]
fn without_sources_addresses_stand_in() {
    let mut report = build::mixed();
    report.sources = Default::default();
    report.diagnostics.clear();
    insta::assert_snapshot!("human_no_sources", human(&report, &at(100)));
}

#[test]
fn hostile_names_cannot_reach_the_terminal() {
    for options in [at(100), at(60), Options { detail: Detail::Full, ..at(0) }] {
        let text = human(&build::hostile(), &options);
        for c in text.chars() {
            assert!(c == '\n' || !super::super::escape::is_hostile(c), "{c:?} in\n{text}");
        }
        assert!(!text.contains("\n::"), "a workflow command at the beginning of a line:\n{text}");
    }
    insta::assert_snapshot!("human_hostile", human(&build::hostile(), &at(100)));
}

#[test]
fn lines_keep_to_the_width_where_words_allow() {
    for width in [40, 60, 80, 100] {
        let longest_word = "module.storage[\"suppressed\"].oci_objectstorage_bucket.this".len() + 12;
        for line in human(&build::mixed(), &at(width)).lines() {
            assert!(line.chars().count() <= width.max(longest_word), "{width}: {line}");
        }
    }
}
