//! Conditions that a configuration states, imports, ephemeral values, provider functions, tags of providers.

use super::*;

fn statuses(loaded: &Loaded) -> Vec<String> {
    let show = |c: &crate::model::plan::CheckResult| match c.problems.is_empty() {
        true => format!("{} {}", c.address, c.status),
        false => format!("{} {}: {}", c.address, c.status, c.problems.join("; ")),
    };
    loaded.plan.checks.iter().map(show).collect()
}

#[test]
fn conditions_pass_fail_or_wait() {
    let (loaded, sources) = load_one(
        r#"
        variable "port" {
          default = 80
          validation {
            condition     = var.port > 1000
            error_message = "Port ${var.port} is privileged."
          }
        }
        variable "name" {
          type = string
          validation {
            condition     = length(var.name) > 3
            error_message = "Too short."
          }
        }
        variable "password" {
          default   = "abc"
          sensitive = true
          validation {
            condition     = length(var.password) > 8
            error_message = "${var.password} is too short."
          }
        }
        resource "a_x" "r" {
          count = 2
          size  = count.index
          lifecycle {
            precondition {
              condition     = count.index < 1
              error_message = "Number ${count.index} is too many."
            }
            postcondition {
              condition     = self.size >= 0 && self.id != ""
              error_message = "No id."
            }
          }
        }
        output "o" {
          value = 1
          precondition {
            condition     = length(a_x.r) == 2
            error_message = "Two."
          }
        }
        check "health" {
          data "a_health" "h" { url = "x" }
          assert {
            condition     = data.a_health.h.url == "y"
            error_message = "Unhealthy."
          }
          assert {
            condition     = data.a_health.h.status == 200
            error_message = "Not 200."
          }
        }
        "#,
    );
    assert_eq!(
        statuses(&loaded),
        [
            "a_x.r fail: Number 1 is too many.",
            "check.health fail: Unhealthy.",
            "output.o pass",
            "var.name unknown",
            "var.password fail: The error message included a sensitive value, so it will not be displayed.",
            "var.port fail: Port 80 is privileged.",
        ]
    );
    let told: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|d| format!("{} {:?} {}", d.span.map(|s| sources.display(s)).unwrap(), d.level, d.summary))
        .collect();
    assert_eq!(
        told,
        [
            "main.tf:2:9 Error Invalid value for variable",
            "main.tf:16:9 Error Invalid value for variable",
            "main.tf:29:31 Error Resource precondition failed",
            "main.tf:48:29 Warning Check block assertion failed",
        ]
    );
    assert!(
        loaded.diagnostics[0].detail.contains("validation rule at main.tf:4:11"),
        "{}",
        loaded.diagnostics[0].detail
    );
    // A data source of a check block is read like any other.
    assert!(addresses(&loaded).contains(&"data.a_health.h".to_owned()));
}

#[test]
fn a_module_is_blamed_at_the_argument_that_it_was_given() {
    let dir = tempdir("validation");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    std::fs::write(dir.join("main.tf"), "module \"a\" {\n  source = \"./m\"\n  n      = -1\n}\n").unwrap();
    let inner =
        "variable \"n\" {\n  validation {\n    condition = var.n >= 0\n    error_message = \"Negative.\"\n  }\n}\n";
    std::fs::write(dir.join("m/main.tf"), inner).unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    assert_eq!(statuses(&loaded), ["module.a.var.n fail: Negative."]);
    let place = sources.display(loaded.diagnostics[0].span.unwrap());
    assert!(place.ends_with("main.tf:3:3") && !place.contains("/m/"), "{place}");
}

#[test]
fn imports_name_what_exists() {
    let (loaded, _) = load_one(
        r#"
        locals { ids = { a = "id-a", b = "id-b" } }
        import {
          for_each = local.ids
          to       = a_x.many[each.key]
          id       = each.value
        }
        import {
          to = a_x.one
          id = "id-one"
        }
        import {
          to = a_x.nobody
          id = "id"
        }
        resource "a_x" "many" { for_each = local.ids }
        resource "a_x" "one" {}
        resource "a_x" "new" {}
        "#,
    );
    let found: Vec<String> = loaded
        .plan
        .resources
        .iter()
        .map(|r| format!("{} {:?}", r.address, r.importing.as_ref().and_then(|i| i.id.as_deref())))
        .collect();
    assert_eq!(
        found,
        [r#"a_x.many["a"] Some("id-a")"#, r#"a_x.many["b"] Some("id-b")"#, r#"a_x.one Some("id-one")"#, "a_x.new None",]
    );
    let told: Vec<&str> = loaded.diagnostics.iter().map(|d| &*d.summary).collect();
    assert_eq!(told, ["Configuration for import target does not exist"]);
}

#[test]
fn what_exists_only_during_a_run_and_what_providers_compute() {
    let loaded = clean(
        r#"
        ephemeral "a_secret" "s" { name = "db" }
        removed {
          from = a_x.gone
          lifecycle { destroy = false }
        }
        moved {
          from = a_x.old
          to   = a_x.r
        }
        resource "a_x" "r" {
          secret = ephemeral.a_secret.s.value
          named  = ephemeral.a_secret.s.name
          parsed = provider::a::parse("x").part
          text   = "p-${provider::a::name()}"
        }
        "#,
    );
    // Ephemeral resources are in no plan.
    assert_eq!(addresses(&loaded), ["a_x.r"]);
    assert!(attribute(&loaded, "a_x.r", "secret").marks.ephemeral);
    assert!(attribute(&loaded, "a_x.r", "named").marks.ephemeral);
    assert_eq!(show(&attribute(&loaded, "a_x.r", "parsed")), "unknown <- provider::a::parse()");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "text")), "unknown <- provider::a::name()");
}

#[test]
fn providers_add_tags_and_labels() {
    let dir = tempdir("tags");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    let root = r#"
        variable "env" { default = "prod" }
        provider "aws" {
          default_tags { tags = { env = var.env, team = "net" } }
        }
        provider "aws" { alias = "plain" }
        provider "google" { default_labels = { env = var.env } }
        resource "aws_vpc" "v" { tags = { team = "own" } }
        resource "aws_vpc" "plain" {
          provider = aws.plain
          tags     = { team = "own" }
        }
        resource "google_compute_network" "n" { labels = { a = "b" } }
        resource "aws_subnet" "s" { copied = aws_vpc.v.tags_all }
        module "m" { source = "./m" }
        module "p" {
          source    = "./m"
          providers = { aws = aws.plain }
        }
    "#;
    std::fs::write(dir.join("main.tf"), root).unwrap();
    std::fs::write(dir.join("m/main.tf"), "resource \"aws_vpc\" \"inner\" {}\n").unwrap();
    let loaded = load(&dir, &Options::default(), &mut SourceMap::default()).unwrap();
    assert_eq!(loaded.diagnostics, []);
    let of = |address: &str, name: &str| format!("{:?}", attribute(&loaded, address, name));
    let both = r#"{"env": "prod", "team": "own"}"#;
    assert_eq!(of("aws_vpc.v", "tags_all"), both);
    assert_eq!(of("aws_subnet.s", "copied"), both);
    assert_eq!(of("aws_vpc.plain", "tags_all"), "null");
    assert_eq!(of("google_compute_network.n", "effective_labels"), r#"{"a": "b", "env": "prod"}"#);
    assert_eq!(of("module.m.aws_vpc.inner", "tags_all"), r#"{"env": "prod", "team": "net"}"#);
    assert_eq!(of("module.p.aws_vpc.inner", "tags_all"), "null");
}

#[test]
fn a_secret_that_is_refused_is_not_pointed_at() {
    let dir = tempdir("refused-secret");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    let root = "module \"a\" {\n  source = \"./m\"\n  s      = \"hunter2\"\n  n      = \"hunter3\"\n}\n";
    std::fs::write(dir.join("main.tf"), root).unwrap();
    let inner = r#"
variable "s" {
  sensitive = true
  validation {
    condition     = length(var.s) > 20
    error_message = "Too short."
  }
}
variable "n" {
  type      = number
  sensitive = true
}
output "n" { value = var.n }
"#;
    std::fs::write(dir.join("m/main.tf"), inner).unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    let places: Vec<String> = loaded.diagnostics.iter().map(|d| sources.display(d.span.unwrap())).collect();
    assert_eq!(places.len(), 2, "{:?}", loaded.diagnostics);
    assert!(places.iter().all(|p| p.contains("/m/main.tf:")), "{places:?}");
}
