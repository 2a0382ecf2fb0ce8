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
        let own = partners().join("bin/terraform");
        let program = if own.exists() { own } else { "terraform".into() };
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
    assert!(!done && said.contains("Shelf books is open."), "decided at apply");
    assert!(said.contains("with ringfence_invariant.shelf") && said.contains("on main.tf line"), "located");
    let state = open.terraform(&["state", "list"]);
    assert_eq!(String::from_utf8_lossy(&state.stdout).trim(), "terraform_data.late");
    open.main(
        "resource \"ringfence_invariant\" \"s\" {\n  type    = \"test_shelf\"\n  subject = { name = \"pans\", closed = false }\n  rules   = [\"rules\"]\n}\n",
    );
    let plan = open.terraform(&["plan", "-input=false", "-no-color"]);
    assert_eq!(plan.status.code(), Some(1), "known while planning: denied then");
    let unknown = "resource \"ringfence_invariant\" \"s\" {\n  type    = \"unheard_of\"\n  subject = {}\n}\n";
    open.main(unknown);
    let (done, said) = open.apply();
    assert!(!done && said.contains("no rule is about unheard_of"), "it would state nothing");
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
