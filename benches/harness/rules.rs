//! Rule packs of any size, in the rule language, for the question what a rule costs.

use std::fmt::Write as _;
use std::path::Path;

/// Resource types, an attribute, and what it must not be, which it nearly never is; the number makes each
/// rule different, so that no two can be folded into one.
const TEMPLATES: &[(&str, &str, &str)] = &[
    ("oci_objectstorage_bucket", "name", "forbidden-{n}"),
    ("oci_core_instance", "display_name", "forbidden-{n}"),
    ("oci_core_volume", "vpus_per_gb", "{n}00"),
    ("oci_core_subnet", "dns_label", "f{n}"),
    ("oci_core_network_security_group_security_rule", "protocol", "1{n}7"),
    ("aws_s3_bucket", "bucket", "forbidden-{n}"),
    ("aws_instance", "instance_type", "x{n}.large"),
    ("aws_db_instance", "engine", "engine-{n}"),
    ("aws_vpc_security_group_ingress_rule", "ip_protocol", "p{n}"),
    ("oci_core_security_list", "display_name", "forbidden-{n}"),
];

/// How many rules are compared with those of other tools.
pub const TEN: usize = TEMPLATES.len();

/// One rule: in resources of the type the attribute is not the value.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Number.
    pub number: usize,
    /// Resource type.
    pub kind: String,
    /// Attribute.
    pub attribute: String,
    /// What it must not be.
    pub forbidden: String,
}

/// So many rules, each different.
pub fn rules(count: usize) -> Vec<Rule> {
    let rule = |number: usize| {
        let (kind, attribute, forbidden) = TEMPLATES[number % TEMPLATES.len()];
        let forbidden = forbidden.replace("{n}", &number.to_string());
        Rule { number, kind: kind.to_owned(), attribute: attribute.to_owned(), forbidden }
    };
    (0..count).map(rule).collect()
}

/// Rules in Rego, as people write them: each looks for its type among all changes.
pub fn rego(rules: &[Rule]) -> String {
    let mut text = String::from("package measure\n\nimport rego.v1\n");
    for Rule { number, kind, attribute, forbidden } in rules {
        let _ = write!(
            text,
            "\ndeny contains msg if {{\n  some r in input.resource_changes\n  r.type == \"{kind}\"\n  r.change.after.{attribute} == \"{forbidden}\"\n  msg := sprintf(\"%s: rule {number} does not hold\", [r.address])\n}}\n"
        );
    }
    text
}

/// The same for `cfn-guard`. Resources that are deleted do not have the attribute.
pub fn guard(rules: &[Rule]) -> String {
    let mut text = String::new();
    for Rule { number, kind, attribute, forbidden } in rules {
        let _ = write!(
            text,
            "let of_{number} = resource_changes[ type == '{kind}'\n  change.after.{attribute} exists ]\nrule measure_{number:03} when %of_{number} !empty {{\n  %of_{number}.change.after.{attribute} != '{forbidden}'\n}}\n\n"
        );
    }
    text
}

/// The same for `terraform-compliance`.
pub fn feature(rules: &[Rule]) -> String {
    let mut text = String::from("Feature: measure\n");
    for Rule { number, kind, attribute, forbidden } in rules {
        let _ = write!(
            text,
            "\n  Scenario: rule {number}\n    Given I have {kind} defined\n    When it has {attribute}\n    Then its value must not match the \"^{forbidden}$\" regex\n"
        );
    }
    text
}

/// Writes a pack of `count` rules into a directory.
pub fn write_pack(dir: &Path, count: usize) -> std::io::Result<()> {
    write_rules(dir, &rules(count))
}

/// Writes rules as a pack into a directory.
pub fn write_rules(dir: &Path, rules: &[Rule]) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut text = String::new();
    for Rule { number, kind, attribute, forbidden } in rules {
        let _ = write!(
            text,
            "rule \"measure-{number:03}\" {{\n  title     = \"Rule {number} of the measurement\"\n  resource  = [\"{kind}\"]\n  principle = \"governance\"\n  severity  = \"medium\"\n  baseline  = true\n\n  enforce {{\n    condition     = attrs.{attribute} != \"{forbidden}\"\n    error_message = \"Rule {number} does not hold.\"\n  }}\n\n  why    = \"Measures what a rule costs.\"\n  remedy = \"None needed.\"\n}}\n\n"
        );
    }
    std::fs::write(dir.join("measure.rules.hcl"), text)
}
