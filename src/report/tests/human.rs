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
fn what_undecided_findings_wait_for_is_told_apart() {
    let said = |kind: &'static str, waits: &str| {
        let volume = build::undecided("oci_core_volume.v", &[waits]);
        // Two conditions of one rule on one resource wait together.
        let mut report = build::report(vec![volume.clone(), volume], build::sources());
        report.inputs[0].kind = kind;
        human(&report, &at(200))
    };
    let apply = said("plan-json", "var.key_id");
    assert!(apply.contains("1 resource waits for var.key_id, known only at apply\n"), "{apply}");
    assert!(apply.contains("is decided then by ringfence guard"), "{apply}");
    let unset = said("sources", "var.key_id");
    assert!(unset.contains("waits for var.key_id, which has no value here (--var, --var-file)\n"), "{unset}");
    assert!(!unset.contains("ringfence guard"), "{unset}");
    let outside = said("plan-json", "recipe R, which is not in this plan");
    assert!(outside.contains("waits for recipe R, which is not in this plan\n"), "{outside}");
    assert!(!outside.contains("ringfence guard"), "{outside}");
    let planned = said("sources", "data.a.b (read by Terraform while it plans)");
    assert!(planned.contains("waits for data.a.b (read by Terraform while it plans): check the plan\n"), "{planned}");
    let broken = said("sources", "local.x (its expression has an error)");
    assert!(broken.contains("1 resource cannot be judged: local.x cannot be evaluated (its expression"), "{broken}");
    for text in [planned, broken] {
        assert!(!text.contains("known only at apply") && !text.contains("ringfence guard"), "{text}");
    }
}

#[test]
fn what_never_becomes_known_is_told_beside_what_does() {
    let causes =
        ["file(\"../x\") (which is not read here)", "data.a.b (read by Terraform while it plans)", "data.a.b.c"];
    let said = |causes: &[&str]| {
        let mut report = build::report(vec![build::undecided("oci_core_volume.v", causes)], build::sources());
        report.inputs[0].kind = "sources";
        human(&report, &at(400))
    };
    let both = said(&causes);
    let open = "data.a.b (read by Terraform while it plans), data.a.b.c: check the plan";
    let never = "1 resource cannot be judged: file(\"../x\") is not read here";
    assert!(both.contains(&format!("{never}; beside that waits for {open}\n")), "{both}");
    assert!(said(&causes[1..]).contains(&format!("1 resource waits for {open}\n")));
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

#[test]
fn many_waits_of_one_rule_are_one_entry() {
    let waits = |n: usize| build::undecided(&format!("oci_core_volume.v{n}"), &[&format!("oci_kms_key.k{}.id", n / 2)]);
    let report = build::report((0..20).map(waits).collect(), Default::default());
    insta::assert_snapshot!(human(&report, &at(100)), @r"
    undecided[oci-volume-customer-managed-key]: 20 resources cannot be judged yet, for 10 reasons
       = wait   oci_core_volume.v0 and 1 more for oci_kms_key.k0.id
                oci_core_volume.v2 and 1 more for oci_kms_key.k1.id
                oci_core_volume.v4 and 1 more for oci_kms_key.k2.id
                and 7 more reasons

    checked 214 resources (61 changes) with 187 rules in 3 zones: nothing new violated, 20 undecided
    what is known only at apply is decided then by ringfence guard
    ");
    let full = human(&report, &Options { detail: Detail::Full, ..at(100) });
    assert_eq!(full.matches("oci_core_volume.v").count(), 20, "{full}");
}

#[test]
fn many_reasons_for_not_checking_are_cut_and_counted() {
    let mut report = build::clean_run();
    let gap = |n: usize| crate::finding::Gap { what: format!("oci_x.r{n}"), reason: format!("reason {:02}", n % 14) };
    report.not_checked = (0..40).map(gap).collect();
    report.summary.not_checked = 40;
    let text = human(&report, &at(100));
    assert_eq!(text.matches("reason ").count(), 10, "{text}");
    // Twelve reasons have three entries, two have two: ten are shown, the other four hold 2 * 3 + 2 * 2.
    assert!(text.ends_with("\n  and 10 more (--format json lists all)\n"), "{text}");
}

#[test]
fn places_outside_of_the_sources_are_left_out_and_not_a_panic() {
    let mut f = build::finding(&build::bucket_rule(), "oci_objectstorage_bucket.b", "bucket \"b\" is public");
    let span = crate::text::Span::new(crate::text::FileId(9), 3, 7);
    f.location = Some(crate::finding::Label { span, text: "here".into() });
    f.labels = vec![crate::finding::Label { span, text: "there".into() }];
    let report = build::report(vec![f], Default::default());
    for format in Format::all() {
        let text = text(&report, *format, &Options::default());
        assert!(text.contains("oci_objectstorage_bucket.b") || *format == Format::Markdown, "{text}");
    }
    assert!(human(&report, &at(100)).contains("= at     oci_objectstorage_bucket.b\n"));
}
