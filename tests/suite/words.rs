//! What reports say of values that are not known, of statements and files that cannot be read, and where they point.

use crate::run::{Dir, Run};

/// A report with all white space as single spaces, so that it does not matter where lines are wrapped.
fn said(run: &Run) -> String {
    run.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn human(dir: &Dir) -> String {
    said(&dir.run(&["check", "."]))
}

/// A security list whose rule comes from a data source.
fn list_of(data: &str, more: &str) -> Dir {
    Dir::new().with(
        "main.tf",
        format!(
            "data \"oci_core_vcn\" \"v\" {{\n  {data}\n}}\nresource \"oci_core_security_list\" \"l\" {{\n  compartment_id = \"c\"\n  \
             vcn_id = \"v\"\n  ingress_security_rules {{\n    protocol = \"all\"\n    source = data.oci_core_vcn.v.cidr_block\n  \
             }}\n}}\n{more}\n"
        ),
    )
}

#[test]
fn a_data_source_with_known_arguments_is_read_while_terraform_plans() {
    let vcn = "resource \"oci_core_vcn\" \"n\" {\n  compartment_id = \"c\"\n  display_name = \"n\"\n}";
    let planned = "waits for data.oci_core_vcn.v (read by Terraform while it plans): check the plan";
    let applied = "waits for data.oci_core_vcn.v (read at apply), known only at apply";
    for (data, more, want) in [
        ("vcn_id = \"ocid1.vcn.oc1..a\"", "", planned),
        ("vcn_id = local.id", "locals {\n  id = \"ocid1.vcn.oc1..a\"\n}", planned),
        (
            "vcn_id = data.oci_core_vcns.all.virtual_networks[0].id",
            "data \"oci_core_vcns\" \"all\" {\n  compartment_id = \"c\"\n}",
            planned,
        ),
        ("vcn_id = oci_core_vcn.n.id", vcn, applied),
        ("vcn_id = oci_core_vcn.n.display_name", vcn, applied),
        ("vcn_id = \"ocid1.vcn.oc1..a\"\n  depends_on = [oci_core_vcn.n]", vcn, applied),
        ("vcn_id = var.id", "variable \"id\" {}", applied),
    ] {
        let text = human(&list_of(data, more));
        assert!(text.contains(want), "{data}: {text}");
        assert_eq!(text.contains("is decided then by ringfence guard"), want == applied, "{data}: {text}");
    }
}

#[test]
fn a_data_source_of_a_module_that_comes_after_something_is_read_at_apply() {
    let child = std::fs::read(list_of("vcn_id = \"ocid1.vcn.oc1..a\"", "").path().join("main.tf")).unwrap();
    let main = "module \"m\" {\n  source = \"./m\"\n  depends_on = [terraform_data.t]\n}\nresource \"terraform_data\" \"t\" {}\n";
    let text = human(&Dir::new().with("m/main.tf", child).with("main.tf", main));
    assert!(text.contains("module.m.data.oci_core_vcn.v (read at apply), known only at apply"), "{text}");
}

#[test]
fn a_dynamic_block_beside_a_static_one_names_the_variable_that_it_waits_for() {
    let block = |fixed: &str| {
        format!(
            "variable \"sources\" {{\n  type = list(string)\n}}\nresource \"oci_core_security_list\" \"l\" {{\n  compartment_id = \"c\"\n  \
             vcn_id = \"v\"\n  dynamic \"ingress_security_rules\" {{\n    for_each = var.sources\n    content {{\n      protocol = \"6\"\n      \
             source = ingress_security_rules.value\n    }}\n  }}\n{fixed}}}\n"
        )
    };
    let fixed = "  ingress_security_rules {\n    protocol = \"1\"\n    source = \"10.0.0.0/16\"\n  }\n";
    for fixed in ["", fixed] {
        let run = Dir::new().with("main.tf", block(fixed)).check(".", &[]);
        let report = run.report();
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().any(|f| f["verdict"] == "undecided"), "{}", run.out);
        for finding in findings.iter().filter(|f| f["verdict"] == "undecided") {
            assert_eq!(finding["waits_for"], serde_json::json!(["var.sources"]), "{finding}");
        }
    }
}

#[test]
fn what_has_an_error_is_never_known() {
    let main = "module \"m\" {\n  source = \"./m\"\n  conf   = { name = \"x\" }\n}\n";
    let child = "variable \"conf\" {\n  type = object({ name = string, age = number })\n}\nresource \"oci_core_security_list\" \"l\" {\n  \
                 compartment_id = \"c\"\n  vcn_id = \"v\"\n  ingress_security_rules {\n    protocol = \"all\"\n    source = var.conf.name\n  }\n}\n";
    let text = human(&Dir::new().with("main.tf", main).with("m/main.tf", child));
    let want = "1 resource cannot be judged: module.m.var.conf cannot be evaluated (its expression has an error)";
    assert!(text.contains(want), "{text}");
    assert!(!text.contains("known only at apply"), "{text}");
}

const UNREADABLE: &str = "resource \"oci_identity_policy\" \"p\" {\n  compartment_id = \"ocid1.tenancy.oc1..a\"\n  name = \"p\"\n  description = \"p\"\n  \
                          statements = [\"Allow group ops to read buckets in compartment\"]\n}\n";

#[test]
fn a_statement_that_cannot_be_read_is_one_entry_with_its_rules() {
    let dir = Dir::new().with("main.tf", UNREADABLE);
    let json = dir.check(".", &[]);
    let rules: Vec<String> = json.findings();
    assert!(rules.len() > 5, "JSON keeps each: {rules:?}");
    let text = human(&dir);
    assert_eq!(text.matches("undecided[").count(), 1, "{text}");
    let why = "a policy statement cannot be read (it does not say which compartment)";
    assert!(text.contains(&format!("1 resource cannot be judged: {why}")), "{text}");
    assert!(!text.contains("known only at apply"), "{text}");
    let markdown = dir.run(&["check", ".", "--format", "markdown"]).out;
    assert_eq!(markdown.lines().filter(|l| l.contains("oci&#95;identity&#95;policy.p")).count(), 1, "{markdown}");
    assert!(!markdown.contains("until apply"), "{markdown}");
    for rule in rules.iter().filter_map(|line| line.split(' ').nth(1)) {
        assert!(text.contains(rule), "{rule} in {text}");
        assert!(markdown.contains(rule), "{rule} in {markdown}");
    }
    let sarif = dir.run(&["check", ".", "--format", "sarif"]).out;
    assert_eq!(sarif.matches("\"kind\":\"open\"").count(), rules.len());
}

#[test]
fn a_finding_about_an_element_points_at_it() {
    let policy = |before: &str, inside: &str| {
        format!(
            "variable \"team\" {{\n  default = \"dev\"\n}}\nresource \"oci_identity_policy\" \"p\" {{\n  compartment_id = \"ocid1.tenancy.oc1..a\"\n  \
             name = \"p\"\n  description = \"p\"\n{before}  statements = [\n    \"Allow group ${{var.team}} to inspect buckets in tenancy\",\n    \
             \"Allow group ops to read buckets in tenancy\",\n{inside}    \"Allow group ops to manage all-resources in tenancy\",\n  ]\n}}\n"
        )
    };
    let rule = "oci-policy-tenancy-administration";
    let run = Dir::new().with("main.tf", policy("", "")).check(".", &[]);
    let [finding] = &run.of_rule(rule)[..] else { panic!("{}", run.out) };
    assert_eq!(
        (&finding["attribute"], &finding["location"]["line"]),
        (&"statements[2]".into(), &11.into()),
        "{finding}"
    );
    assert_eq!(finding["location"]["column"], 5, "{finding}");
    assert!(!finding["labels"].to_string().contains("var.team"), "{finding}");
    // A comment at the argument holds for all of it, one at an element for that element only.
    let comment = format!("    # ringfence:ignore {rule} reason=\"a test\"\n");
    for (text, want) in [
        (policy(&comment, ""), "suppressed"),
        (policy("", &comment), "suppressed"),
        (
            policy("", "").replace("    \"Allow group ops to read", &format!("{comment}    \"Allow group ops to read")),
            "new",
        ),
    ] {
        let run = Dir::new().with("main.tf", &text).check(".", &[]);
        assert_eq!(run.of_rule(rule)[0]["status"], want, "{text}");
    }
}

#[test]
fn lines_that_only_refer_to_a_secret_are_shown() {
    let main = "variable \"conf\" {\n  type = object({ name = string, psk = optional(string) })\n}\nmodule \"m\" {\n  source = \"./m\"\n  conf   = var.conf\n}\n";
    let child = "variable \"conf\" {\n  type = object({ name = string, age = number, psk = optional(string) })\n}\n\
                 resource \"oci_database_autonomous_database\" \"d\" {\n  compartment_id = \"c\"\n  db_name = \"d\"\n  admin_password = var.conf.psk\n}\n";
    let dir = Dir::new().with("main.tf", main).with("m/main.tf", child);
    let run = dir.run(&["check", ".", "--var", "conf={name=\"x\",psk=\"Planted-psk\"}"]);
    assert!(run.out.contains("6 |   conf   = var.conf\n  |            ^^^^^^^^\n"), "{}", run.out);
    assert!(!run.out.contains("Planted-psk"), "{}", run.out);
    // What is computed may hold a part of it.
    let main = main.replace("= var.conf\n", "= merge(var.conf, { psk = \"Planted-psk\" })\n");
    let run = dir.with("main.tf", main).run(&["check", ".", "--var", "conf={name=\"x\"}"]);
    assert!(run.out.contains("6 |   (sensitive)\n  |   ^^^^^^^^^^^\n"), "{}", run.out);
    assert!(!run.out.contains("Planted-psk"), "{}", run.out);
}

#[test]
fn a_name_with_an_unknown_part_is_told_as_far_as_it_is_known() {
    let main = "variable \"region\" {\n  type = string\n}\nresource \"oci_objectstorage_bucket\" \"audit\" {\n  compartment_id = \"c\"\n  \
                namespace = \"n\"\n  name = \"logs-${var.region}\"\n}\nresource \"oci_objectstorage_bucket\" \"backup\" {\n  compartment_id = \"c\"\n  \
                namespace = \"n\"\n  name = \"${var.region}-backup\"\n}\n";
    let text = human(&Dir::new().with("main.tf", main));
    assert!(text.contains("Bucket logs-… is encrypted"), "{text}");
    assert!(text.contains("Bucket backup is encrypted"), "{text}");
    assert!(!text.contains("(known after apply)"), "{text}");
    let secret = main.replace("type = string", "type = string\n  sensitive = true");
    let text = human(&Dir::new().with("main.tf", secret));
    assert!(!text.contains("logs-"), "{text}");
}

#[test]
fn instances_of_a_module_are_one_row_and_one_annotation() {
    let main = "module \"n\" {\n  for_each = toset([\"a\", \"b\", \"c\", \"d\"])\n  source = \"./m\"\n}\n";
    let child = "resource \"oci_core_security_list\" \"open\" {\n  compartment_id = \"c\"\n  vcn_id = \"v\"\n  ingress_security_rules {\n    \
                 protocol = \"all\"\n    source = \"0.0.0.0/0\"\n  }\n}\n";
    let dir = Dir::new().with("main.tf", main).with("m/main.tf", child);
    let rule = "oci-security-list-ingress-all-open";
    let rows = |format: &str| {
        let out = dir.run(&["check", ".", "--format", format]).out;
        out.lines().filter(|l| l.contains(rule)).map(str::to_string).collect::<Vec<_>>()
    };
    for (format, quote) in [("markdown", "&#91;\"d\"&#93;"), ("github", "[\"d\"]")] {
        let rows = rows(format);
        assert_eq!(rows.len(), 1, "{format}: {rows:?}");
        assert!(rows[0].contains(quote), "{format}: {rows:?}");
    }
    assert_eq!(dir.check(".", &[]).of_rule(rule).len(), 4, "JSON keeps each");
}

/// A root module in `repo/stack` that takes the source of a rule from a file.
fn rule_from(path: &str) -> Dir {
    Dir::new()
        .with(
            "repo/stack/main.tf",
            format!(
                "locals {{\n  conf = yamldecode(file(\"${{path.module}}/{path}\"))\n}}\n\
                 resource \"oci_core_network_security_group_security_rule\" \"r\" {{\n  network_security_group_id = \"g\"\n  \
                 direction = \"INGRESS\"\n  protocol = \"6\"\n  source = local.conf.source\n}}\n"
            ),
        )
        .with("repo/templates/net.yaml", "source: 0.0.0.0/0\n")
        .with("outside.yaml", "source: 0.0.0.0/0\n")
}

#[test]
fn files_of_the_checkout_are_read_and_no_others() {
    let rule = "oci-nsg-ingress-all-open";
    let verdict = |dir: &Dir| {
        let run = dir.check("repo/stack", &[]);
        (run.of_rule(rule)[0]["verdict"].as_str().unwrap().to_string(), run.report()["not_checked"].to_string())
    };
    let beside = "../templates/net.yaml";
    let (found, gaps) = verdict(&rule_from(beside));
    assert_eq!(found, "undecided");
    assert!(gaps.contains("in the version-control checkout around it") && gaps.contains("there is no .git"), "{gaps}");
    // A directory, or the file that a work tree has.
    for entry in ["repo/.git/HEAD", "repo/.git"] {
        let dir = rule_from(beside).with(entry, "ref: refs/heads/main\n");
        assert_eq!(verdict(&dir), ("violated".to_string(), "[]".to_string()), "{entry}");
    }
    for path in ["../../outside.yaml", "../.git/net.yaml"] {
        let dir = rule_from(path).with("repo/.git/net.yaml", "source: 0.0.0.0/0\n");
        let (found, gaps) = verdict(&dir);
        assert_eq!(found, "undecided", "{path}");
        assert!(gaps.contains("outside of the version-control checkout"), "{gaps}");
    }
    let text = said(&rule_from(beside).run(&["check", "repo/stack"]));
    assert!(text.contains("cannot be judged: file(\"./../templates/net.yaml\") is not read here"), "{text}");
    assert!(!text.contains("known only at apply"), "{text}");
}

#[cfg(unix)]
#[test]
fn links_count_by_where_they_lead() {
    use std::os::unix::fs::symlink;
    let rule = "oci-nsg-ingress-all-open";
    for (target, want) in [("../templates/net.yaml", "violated"), ("../../outside.yaml", "undecided")] {
        let dir = rule_from("link.yaml").with("repo/.git/HEAD", "ref: refs/heads/main\n");
        symlink(target, dir.path().join("repo/stack/link.yaml")).unwrap();
        assert_eq!(dir.check("repo/stack", &[]).of_rule(rule)[0]["verdict"], want, "{target}");
    }
}
