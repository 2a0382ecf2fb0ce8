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
fn what_has_an_error_is_never_known() {
    let main = "module \"m\" {\n  source = \"./m\"\n  conf   = { name = \"x\" }\n}\n";
    let child = "variable \"conf\" {\n  type = object({ name = string, age = number })\n}\nresource \"oci_core_security_list\" \"l\" {\n  \
                 compartment_id = \"c\"\n  vcn_id = \"v\"\n  ingress_security_rules {\n    protocol = \"all\"\n    source = var.conf.name\n  }\n}\n";
    let text = human(&Dir::new().with("main.tf", main).with("m/main.tf", child));
    let want = "1 resource cannot be judged: module.m.var.conf cannot be evaluated (its expression has an error)";
    assert!(text.contains(want), "{text}");
    assert!(!text.contains("known only at apply"), "{text}");
}
