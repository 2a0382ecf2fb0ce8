//! Rule packs of any size, in the rule language, for the question what a rule costs.

use std::fmt::Write as _;
use std::path::Path;

/// Resource types and a condition that nearly always holds; the number makes each
/// rule different, so that no two can be folded into one.
const TEMPLATES: &[(&str, &str)] = &[
    ("oci_objectstorage_bucket", "attrs.name != \"forbidden-{n}\""),
    ("oci_core_instance", "attrs.display_name != \"forbidden-{n}\""),
    ("oci_core_volume", "attrs.vpus_per_gb != \"{n}00\""),
    ("oci_core_subnet", "attrs.dns_label != \"f{n}\""),
    ("oci_core_network_security_group_security_rule", "attrs.protocol != \"1{n}7\""),
    ("aws_s3_bucket", "attrs.bucket != \"forbidden-{n}\""),
    ("aws_instance", "attrs.instance_type != \"x{n}.large\""),
    ("aws_db_instance", "attrs.engine != \"engine-{n}\""),
    ("aws_vpc_security_group_ingress_rule", "attrs.ip_protocol != \"p{n}\""),
    ("oci_core_security_list", "attrs.display_name != \"forbidden-{n}\""),
];

/// The same ten rules in Rego, as people write them: each looks for its type among all changes.
pub fn rego() -> String {
    let mut text = String::from("package measure\n\nimport rego.v1\n");
    for (n, (kind, condition)) in TEMPLATES.iter().enumerate() {
        // `attrs.NAME != LITERAL`
        let condition =
            condition.replace("{n}", &n.to_string()).replace("attrs.", "r.change.after.").replace("!=", "==");
        let _ = write!(
            text,
            "\ndeny contains msg if {{\n  some r in input.resource_changes\n  r.type == \"{kind}\"\n  {condition}\n  msg := sprintf(\"%s: rule {n} does not hold\", [r.address])\n}}\n"
        );
    }
    text
}

/// Writes a pack of `count` rules into a directory.
pub fn write_pack(dir: &Path, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut text = String::new();
    for n in 0..count {
        let (kind, condition) = TEMPLATES[n % TEMPLATES.len()];
        let condition = condition.replace("{n}", &n.to_string());
        let _ = write!(
            text,
            "rule \"measure-{n:03}\" {{\n  title     = \"Rule {n} of the measurement\"\n  resource  = [\"{kind}\"]\n  principle = \"governance\"\n  severity  = \"medium\"\n  baseline  = true\n\n  enforce {{\n    condition     = {condition}\n    error_message = \"Rule {n} does not hold.\"\n  }}\n\n  why    = \"Measures what a rule costs.\"\n  remedy = \"None needed.\"\n}}\n\n"
        );
    }
    std::fs::write(dir.join("measure.rules.hcl"), text)
}
