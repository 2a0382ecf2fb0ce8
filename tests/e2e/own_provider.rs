//! `terraform-provider-ringfence` under a real Terraform: from a filesystem mirror with a lock file, and through
//! dev overrides.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::partners;

const PREAMBLE: &str = r#"
terraform {
  required_providers {
    ringfence = { source = "ringfence.test/acme/ringfence" }
  }
}
"#;

const RULES: &str = r#"rule "shelf-open" {
  title     = "Shelves are closed"
  resource  = ["test_shelf"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.closed
    error_message = "Shelf ${attrs.name} is open."
    at            = attrs.closed
  }

  why    = "Things fall out."
  remedy = "Close it."
}
"#;

struct Site {
    dir: tempfile::TempDir,
    rc: PathBuf,
}

fn mirror(base: &Path) -> PathBuf {
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let os = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let place = base.join(format!("mirror/ringfence.test/acme/ringfence/0.1.0/{os}_{arch}"));
    fs::create_dir_all(&place).unwrap();
    let program = place.join("terraform-provider-ringfence_v0.1.0");
    fs::copy(env!("CARGO_BIN_EXE_ringfence"), &program).unwrap();
    place
}

impl Site {
    fn new(text: &str) -> Site {
        let site = Site::bare(text);
        assert!(site.terraform(&["init", "-input=false"]).status.success());
        assert!(fs::read_to_string(site.dir.path().join(".terraform.lock.hcl")).unwrap().contains("h1:"));
        site
    }

    fn bare(text: &str) -> Site {
        partners();
        let dir = tempfile::tempdir().unwrap();
        mirror(dir.path());
        let rc = dir.path().join("terraform.rc");
        let mirror = dir.path().join("mirror");
        fs::write(&rc, format!("provider_installation {{\n  filesystem_mirror {{ path = {mirror:?} }}\n}}\n")).unwrap();
        fs::create_dir(dir.path().join("rules")).unwrap();
        fs::write(dir.path().join("rules/a.rules.hcl"), RULES).unwrap();
        let site = Site { dir, rc };
        site.main(text);
        site
    }

    fn main(&self, text: &str) {
        fs::write(self.dir.path().join("main.tf"), format!("{PREAMBLE}{text}")).unwrap();
    }

    #[allow(clippy::print_stderr, reason = "a failed test shows what Terraform said")]
    fn terraform(&self, args: &[&str]) -> Output {
        let program = crate::harness::toolchain();
        let out = Command::new(program)
            .current_dir(self.dir.path())
            .args(args)
            .env("TF_CLI_CONFIG_FILE", &self.rc)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env_remove("TF_REATTACH_PROVIDERS")
            .output()
            .unwrap();
        eprintln!("{args:?}\n{}\n{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        out
    }

    fn apply(&self) -> (bool, String) {
        let out = self.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        let text = [out.stdout, out.stderr].concat();
        let words = String::from_utf8_lossy(&text).replace(['│', '╷', '╵'], " ");
        (out.status.success(), words.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

const FUNCTIONS: &str = r#"
locals {
  list = {
    ingress_security_rules = [{ protocol = "6", source = "0.0.0.0/0", source_type = "CIDR_BLOCK", stateless = false,
      tcp_options = [{ min = 22, max = 22, source_port_range = [] }], udp_options = [], icmp_options = [] }]
    egress_security_rules = []
  }
}
output "answers" {
  value = join(",", [
    provider::ringfence::cidr_contains("10.0.0.0/8", "10.1.0.0/16"),
    provider::ringfence::cidr_contains("10.0.0.0/8", ["10.1.0.0/16", "11.0.0.0/16"]),
    provider::ringfence::cidr_overlaps("10.0.0.0/8", "10.255.0.0/24"),
    provider::ringfence::is_public("8.8.8.8"),
    provider::ringfence::is_internet("192.168.0.0/16"),
    provider::ringfence::is_flow_allowed(local.list, "oci_core_security_list", "1.2.3.4/32", "tcp", 22),
    provider::ringfence::is_flow_allowed(local.list, "oci_core_security_list", "1.2.3.4/32", "tcp", 443),
  ])
}
"#;

#[test]
fn functions_answer_in_expressions() {
    let site = Site::new(FUNCTIONS);
    let (done, text) = site.apply();
    assert!(done && text.contains("answers = \"true,false,true,true,false,true,false\""));
    site.main("output \"wrong\" { value = provider::ringfence::is_public(\"nonsense\") }");
    let (done, text) = site.apply();
    assert!(!done && text.contains("on main.tf line") && text.contains("nonsense"));
}

#[test]
fn an_invariant_that_holds_is_applied_and_one_that_does_not_stops_what_depends_on_it() {
    let text = |closed: &str| {
        format!(
            r#"
resource "terraform_data" "late" {{ input = "{closed}" }}
resource "ringfence_invariant" "shelf" {{
  type    = "test_shelf"
  subject = {{ name = "books", closed = terraform_data.late.output == "yes" }}
  rules   = ["rules"]
}}
resource "terraform_data" "after" {{
  depends_on = [ringfence_invariant.shelf]
}}
"#
        )
    };
    let site = Site::new(&text("yes"));
    let (done, said) = site.apply();
    assert!(done && said.contains("3 added"));
    // Known while planning now: nothing is touched.
    let (done, said) = site.apply();
    assert!(done && said.contains("No changes"));
    let open = Site::new(&text("no"));
    let (done, said) = open.apply();
    assert!(!done && said.contains("The subject breaks a rule: Shelves are closed"), "decided at apply: {said}");
    assert!(said.contains("with ringfence_invariant.shelf") && said.contains("on main.tf line"), "located");
    let state = open.terraform(&["state", "list"]);
    assert_eq!(String::from_utf8_lossy(&state.stdout).trim(), "terraform_data.late");
    open.main(
        "resource \"ringfence_invariant\" \"s\" {\n  type    = \"test_shelf\"\n  subject = { name = \"pans\", closed = false }\n  rules   = [\"rules\"]\n}\n",
    );
    let plan = open.terraform(&["plan", "-input=false", "-no-color"]);
    assert_eq!(plan.status.code(), Some(1), "known while planning: denied then");
    let said = String::from_utf8_lossy(&plan.stderr);
    let told: String = said.lines().filter(|l| !l.contains("subject = ")).collect();
    assert!(told.contains("shelf-open") && !told.contains("pans"), "no value of the subject is repeated: {said}");
    // A rule that makes nothing of a value does not hold; the value is not repeated.
    open.main(
        "resource \"ringfence_invariant\" \"s\" {\n  type    = \"test_net\"\n  subject = { block = join(\"-\", [\"no\", \"block\"]) }\n  rules   = [\"odd\"]\n}\n",
    );
    let odd = RULES
        .replace("shelf-open", "net-odd")
        .replace("test_shelf", "test_net")
        .replace("attrs.closed", "net::overlaps(attrs.block, \"10.0.0.0/8\")");
    fs::create_dir(open.dir.path().join("odd")).unwrap();
    fs::write(open.dir.path().join("odd/odd.rules.hcl"), odd).unwrap();
    let (done, said) = open.apply();
    assert!(!done && said.contains("Cannot be judged:") && said.contains("Rule net-odd"), "{said}");
    assert!(!said.contains("no-block"), "{said}");
    let unknown = "resource \"ringfence_invariant\" \"s\" {\n  type    = \"unheard_of\"\n  subject = {}\n}\n";
    open.main(unknown);
    let (done, said) = open.apply();
    assert!(!done && said.contains("no rule is about unheard_of"), "it would state nothing");
}

#[test]
fn an_invariant_is_changed_and_destroyed_but_not_imported() {
    let shelf = |name: &str, closed: bool| {
        format!(
            "resource \"ringfence_invariant\" \"s\" {{\n  type    = \"test_shelf\"\n  subject = {{ name = \"{name}\", closed = {closed} }}\n  rules   = [\"rules\"]\n}}\n"
        )
    };
    let site = Site::new(&shelf("books", true));
    assert!(site.apply().0);
    site.main(&shelf("pans", true));
    let (done, said) = site.apply();
    assert!(done && said.contains("0 added, 1 changed, 0 destroyed"), "{said}");
    // What does not hold any more is an error, and the state says what held.
    site.main(&shelf("pans", false));
    let (done, said) = site.apply();
    assert!(!done && said.contains("The subject breaks a rule: Shelves are closed"), "{said}");
    let state = fs::read_to_string(site.dir.path().join("terraform.tfstate")).unwrap();
    assert!(state.contains("pans") && state.contains("\"closed\": true"), "{state}");
    // Replaced, and stated anew under another name.
    site.main(&shelf("pans", true));
    let replaced =
        site.terraform(&["apply", "-input=false", "-no-color", "-auto-approve", "-replace=ringfence_invariant.s"]);
    assert!(
        replaced.status.success()
            && String::from_utf8_lossy(&replaced.stdout).contains("1 added, 0 changed, 1 destroyed")
    );
    site.main(&format!("{}{}", shelf("pans", true), shelf("cups", true).replace("\"s\"", "\"t\"")));
    let import = site.terraform(&["import", "-input=false", "-no-color", "ringfence_invariant.t", "x"]);
    let said = String::from_utf8_lossy(&import.stderr);
    assert!(!import.status.success() && said.contains("ringfence_invariant cannot be imported"), "{said}");
    // A broken one can go: nothing is stated any more.
    site.main("");
    let (done, said) = site.apply();
    assert!(done && said.contains("1 destroyed"), "{said}");
}

#[test]
fn what_is_sensitive_in_an_invariant_is_not_told() {
    let text = r#"
variable "name" {
  default   = "hunter2"
  sensitive = true
}
resource "terraform_data" "late" { input = var.name }
resource "ringfence_invariant" "shelf" {
  type    = "test_shelf"
  subject = { name = var.name, closed = false }
  rules   = ["rules"]
}
resource "ringfence_invariant" "later" {
  type    = "test_shelf"
  subject = { name = terraform_data.late.output, closed = terraform_data.late.id == "" }
  rules   = ["rules"]
}
"#;
    let site = Site::new(text);
    let (done, said) = site.apply();
    assert!(!done && said.contains("The subject breaks a rule") && !said.contains("hunter2"), "{said}");
    let later = text.replace("closed = false", "closed = true");
    site.main(&later);
    let (done, said) = site.apply();
    assert!(!done && said.contains("with ringfence_invariant.later") && !said.contains("hunter2"), "{said}");
}

#[test]
fn policies_and_compartments_are_told_by_functions() {
    let text = r#"
locals {
  document = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }] })
  child    = { id = "ocid1.compartment.oc1..child", name = "child", compartment_id = "ocid1.compartment.oc1..pay" }
}
output "public" {
  value = join(",", [
    provider::ringfence::is_policy_public(local.document),
    provider::ringfence::is_policy_public("Allow any-user to read objects in compartment site"),
    provider::ringfence::is_policy_public(["Allow group Admins to manage all-resources in tenancy"]),
  ])
}
output "zones" {
  value = join(",", [
    provider::ringfence::zone_of_compartment("ocid1.compartment.oc1..pay", path.root),
    provider::ringfence::zone_of_compartment(local.child, path.root),
    provider::ringfence::zone_of_compartment(["ocid1.compartment.oc1..x", local.child], path.root),
    coalesce(provider::ringfence::zone_of_compartment("ocid1.compartment.oc1..other", path.root), "none"),
  ])
}
"#;
    let site = Site::new(text);
    let zones = "zone \"payments\" {\n  recipe       = \"maximum-security\"\n  compartments = [\"ocid1.compartment.oc1..pay\"]\n}\n";
    fs::write(site.dir.path().join("ringfence.hcl"), zones).unwrap();
    let (done, said) = site.apply();
    assert!(done && said.contains("public = \"true,true,false\""), "{said}");
    assert!(said.contains("zones = \"payments,payments,payments,none\""), "{said}");
    fs::remove_file(site.dir.path().join("ringfence.hcl")).unwrap();
    let (done, said) = site.apply();
    assert!(!done && said.contains("declares a zone"), "{said}");
}

#[test]
fn an_ephemeral_check_leaves_nothing_behind() {
    let text = r#"
ephemeral "ringfence_check" "other" {
  path  = "other"
  rules = ["rules"]
  lifecycle {
    postcondition {
      condition     = self.passed
      error_message = "The other tree is not safe."
    }
  }
}
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.ringfence_check.other]
}
"#;
    let site = Site::new(text);
    let other = site.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    let shelf = |closed: bool| {
        let text = format!("resource \"test_shelf\" \"a\" {{\n  name   = \"books\"\n  closed = {closed}\n}}\n");
        fs::write(other.join("main.tf"), text).unwrap();
    };
    shelf(false);
    let (done, said) = site.apply();
    assert!(!done && said.contains("The other tree is not safe."), "{said}");
    shelf(true);
    assert!(site.apply().0);
    let state = fs::read_to_string(site.dir.path().join("terraform.tfstate")).unwrap();
    assert!(!state.contains("\"violated\"") && !state.contains("\"findings\""), "{state}");
    // A path that cannot be read is an error of the block.
    site.main(&text.replace("\"other\"\n  rules", "\"nowhere\"\n  rules"));
    let (done, said) = site.apply();
    assert!(!done && said.contains("with ephemeral.ringfence_check.other"), "{said}");
}

#[test]
fn a_plan_is_checked_by_the_data_source() {
    let text = r#"
data "ringfence_check" "other" {
  path  = "other"
  rules = ["rules"]
}
resource "terraform_data" "guarded" {
  lifecycle {
    precondition {
      condition     = data.ringfence_check.other.passed
      error_message = "Not safe: ${join(" ", data.ringfence_check.other.findings[*].message)}"
    }
  }
}
"#;
    let site = Site::new(text);
    let other = site.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    let shelf = |closed: bool| {
        let text = format!("resource \"test_shelf\" \"a\" {{\n  name   = \"books\"\n  closed = {closed}\n}}\n");
        fs::write(other.join("main.tf"), text).unwrap();
    };
    shelf(false);
    let (done, said) = site.apply();
    assert!(!done && said.contains("Not safe: Shelf books is open."));
    shelf(true);
    assert!(site.apply().0);
}

#[test]
fn dev_overrides_need_no_mirror_and_a_changed_package_is_refused() {
    let site = Site::new(FUNCTIONS);
    let program = fs::read_dir(mirror(site.dir.path())).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&program).unwrap();
    bytes.push(0);
    fs::remove_file(&program).unwrap();
    fs::write(&program, bytes).unwrap();
    fs::remove_dir_all(site.dir.path().join(".terraform")).unwrap();
    let init = site.terraform(&["init", "-input=false", "-no-color"]);
    assert!(!init.status.success() && String::from_utf8_lossy(&init.stderr).contains("checksums"));
    let over = Site::bare(FUNCTIONS);
    let place = mirror(over.dir.path());
    let plain = place.join("terraform-provider-ringfence");
    fs::rename(place.join("terraform-provider-ringfence_v0.1.0"), plain).unwrap();
    let rc = format!(
        "provider_installation {{\n  dev_overrides {{ \"ringfence.test/acme/ringfence\" = {place:?} }}\n  direct {{}}\n}}\n"
    );
    fs::write(&over.rc, rc).unwrap();
    assert!(over.apply().0);
}

/// A rule with a function that refuses what is no address.
const RANGES: &str = r#"rule "shelf-range" {
  title     = "Shelves are in 10.0.0.0/8"
  resource  = ["test_shelf"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = net::overlaps(attrs.range, "10.0.0.0/8")
    error_message = "Shelf ${attrs.name} is elsewhere."
    at            = attrs.range
  }

  why    = "Nothing else is routed."
  remedy = "Choose another."
}
"#;

#[test]
fn what_could_not_be_judged_is_no_pass_and_stands_among_the_findings() {
    let text = |kind: &str, prefix: &str| {
        format!(
            r#"
{kind} "ringfence_check" "other" {{
  path  = "other"
  rules = ["rules"]
  lifecycle {{
    postcondition {{
      condition = self.passed || alltrue([
        length(self.findings) == 1,
        one(self.findings[*].verdict) == "not_checked",
        one(self.findings[*].rule) == "shelf-range",
        one(self.findings[*].address) == "test_shelf.a",
        one(self.findings[*].severity) == "high",
        strcontains(join(" ", self.findings[*].message), "10.0.0.0/33"),
        self.violated == 0,
      ])
      error_message = "The answer is another one."
    }}
    postcondition {{
      condition     = self.passed
      error_message = "Not passed."
    }}
  }}
}}
resource "terraform_data" "guarded" {{
  depends_on = [{prefix}ringfence_check.other]
}}
"#
        )
    };
    for (kind, prefix) in [("data", "data."), ("ephemeral", "ephemeral.")] {
        let site = Site::new(&text(kind, prefix));
        fs::write(site.dir.path().join("rules/b.rules.hcl"), RANGES).unwrap();
        let other = site.dir.path().join("other");
        fs::create_dir(&other).unwrap();
        let shelf = |range: &str| {
            let text =
                format!("resource \"test_shelf\" \"a\" {{\n  name = \"a\"\n  closed = true\n  range = {range:?}\n}}\n");
            fs::write(other.join("main.tf"), text).unwrap();
        };
        shelf("10.0.0.0/33");
        let (done, said) = site.apply();
        assert!(!done && said.contains("Not passed.") && !said.contains("another one"), "{kind}: {said}");
        shelf("10.0.0.0/16");
        assert!(site.apply().0, "{kind}");
    }
}

/// Blocks of HCL in a page of the documentation.
fn examples(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("```hcl\n").skip(1);
    blocks.map(|b| b.split("```").next().unwrap_or_default().to_string()).collect()
}

fn pages(of: &str) -> Vec<PathBuf> {
    let dir = crate::harness::root().join("docs/provider").join(of);
    let mut all: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn functions_answer_as_their_documentation_says() {
    let (mut outputs, mut expected) = (String::new(), Vec::new());
    for page in pages("functions") {
        for line in examples(&page).iter().flat_map(|e| e.lines()) {
            // The others are about resources of clouds.
            let Some((call, answer)) = line.split_once(" # ") else { continue };
            outputs.push_str(&format!("output \"o{}\" {{\n  value = {call}\n}}\n", expected.len()));
            expected.push(format!("o{} = {answer}", expected.len()));
        }
    }
    assert!(expected.len() >= 5, "{expected:?}");
    let site = Site::new(&outputs);
    let (done, said) = site.apply();
    assert!(done, "{said}");
    for answer in expected {
        assert!(format!("{said} ").contains(&format!("{answer} ")), "{answer}: {said}");
    }
}

#[test]
fn checks_work_as_their_documentation_shows() {
    for page in [&pages("data-sources")[0], &pages("ephemeral-resources")[0]] {
        let [example] = &examples(page)[..] else { panic!("{page:?} has one example") };
        // It looks at a tree beside the working directory.
        let site = Site::bare("");
        let (inner, network) = (site.dir.path().join("deploy"), site.dir.path().join("network"));
        fs::create_dir(&inner).unwrap();
        fs::create_dir(&network).unwrap();
        fs::write(inner.join("main.tf"), format!("{PREAMBLE}{example}")).unwrap();
        let bucket = |access: &str| {
            let text = format!(
                "resource \"oci_objectstorage_bucket\" \"b\" {{\n  compartment_id = \"c\"\n  namespace = \"n\"\n  name = \"b\"\n  kms_key_id = \"k\"\n  access_type = {access:?}\n}}\n"
            );
            fs::write(network.join("main.tf"), text).unwrap();
        };
        let run = |args: &[&str]| {
            let out = site.terraform(&[&["-chdir=deploy"], args].concat());
            (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
        };
        assert!(run(&["init", "-input=false"]).0);
        let apply: &[&str] = &["apply", "-auto-approve", "-input=false", "-no-color"];
        bucket("ObjectRead");
        let (done, said) = run(apply);
        let told = said.contains("(oci-bucket-public)") || said.contains("The network breaks a rule.");
        assert!(!done && told, "{page:?}: {said}");
        bucket("NoPublicAccess");
        let (done, said) = run(apply);
        assert!(done, "{page:?}: {said}");
    }
}
