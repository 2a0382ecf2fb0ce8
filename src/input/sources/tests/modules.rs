//! Trees of modules, and the configuration that the model shows.

use super::*;
use crate::model::config::{ConfigEntry, ExprForm};

#[test]
fn modules_are_followed_and_missing_ones_are_gaps() {
    let dir = tempdir("modules");
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "main.tf",
        r#"
        terraform {
          required_providers { oci = { source = "oracle/oci", version = "~> 6.0" } }
        }
        provider "oci" {
          alias  = "home"
          region = "eu-frankfurt-1"
        }
        module "net" {
          source    = "./net"
          for_each  = { a = "10.0.0.0/16" }
          cidr      = each.value
          vcn       = oci_core_vcn.main
          providers = { oci = oci.home }
        }
        module "far" {
          source = "example/far/oci"
        }
        module "there" {
          source = "example/there/oci"
        }
        resource "oci_core_vcn" "main" { cidr_block = "10.1.0.0/16" }
        resource "oci_core_subnet" "s" {
          a     = module.net["a"].subnet_id
          b     = module.far.anything.at.all
          c     = module.there.text
          tier  = module.net["a"].tiers[1]
          file  = file("data.txt")
          lost  = file("nope.txt")
          stolen = file("/etc/passwd")
          text  = templatefile("x.tftpl", { who = "you" })
          here  = path.module
        }
        "#,
    );
    write("data.txt", "contents");
    write("x.tftpl", "hello ${who}");
    write(
        "net/main.tf",
        r#"
        variable "cidr" { type = string }
        variable "vcn" { type = object({ id = string, cidr_block = string }) }
        module "deep" {
          source = "../deep"
        }
        resource "oci_core_subnet" "inner" {
          cidr_block = var.cidr
          vcn_id     = var.vcn.id
          vcn_cidr   = var.vcn.cidr_block
          where      = path.module
          deep       = module.deep.text
        }
        output "subnet_id" { value = oci_core_subnet.inner.id }
        output "tiers" { value = ["web", "db"] }
        "#,
    );
    write("deep/main.tf", "output \"text\" {\n value = \"deep\"\n}\n");
    write(".terraform/modules/there/main.tf", "output \"text\" {\n value = \"there\"\n}\n");
    write(
        ".terraform/modules/modules.json",
        r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"there","Source":"x","Dir":".terraform/modules/there"}]}"#,
    );
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    assert_eq!(loaded.diagnostics, [], "{:#?}", loaded.diagnostics);
    let inner = "module.net[\"a\"].oci_core_subnet.inner";
    for (address, name, expected) in [
        (inner, "cidr_block", "\"10.0.0.0/16\""),
        (inner, "vcn_id", "unknown <- oci_core_vcn.main.id = oci_core_vcn.main.id"),
        (inner, "vcn_cidr", "\"10.1.0.0/16\" = oci_core_vcn.main.cidr_block"),
        (inner, "where", "\"net\""),
        (inner, "deep", "\"deep\""),
        ("oci_core_subnet.s", "a", &format!("unknown <- {inner}.id = {inner}.id")),
        ("oci_core_subnet.s", "b", "unknown <- module.far (not installed)"),
        ("oci_core_subnet.s", "c", "\"there\""),
        ("oci_core_subnet.s", "tier", "\"db\""),
        ("oci_core_subnet.s", "file", "\"contents\""),
        ("oci_core_subnet.s", "lost", "unknown <- file(\"nope.txt\") (which is not read here)"),
        ("oci_core_subnet.s", "stolen", "unknown <- file(\"/etc/passwd\") (which is not read here)"),
        ("oci_core_subnet.s", "text", "\"hello you\""),
        ("oci_core_subnet.s", "here", "\".\""),
    ] {
        assert_eq!(show(&attribute(&loaded, address, name)), expected, "{address}.{name}");
    }
    let gaps: Vec<&str> = loaded.plan.problems.iter().map(|p| &*p.what).collect();
    assert_eq!(gaps, ["module.far", "file(\"/etc/passwd\")", "file(\"nope.txt\")"]);
    let config = &loaded.plan.config;
    assert_eq!(config.module_by_key("net.deep").map(|id| &*config.module(id).key), Some("net.deep"));
    let provider = |address: &str| {
        let address: Address = address.parse().unwrap();
        loaded.plan.block_of(&address).unwrap().1.provider.to_string()
    };
    assert_eq!(provider(inner), "oci.home");
    assert_eq!(provider("oci_core_vcn.main"), "oci");
    assert_eq!(&*loaded.plan.resources[0].provider, "registry.terraform.io/oracle/oci");
    assert_eq!(config.providers.keys().map(|k| &**k).collect::<Vec<_>>(), ["oci", "oci.home"]);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn the_configuration_knows_references_and_places() {
    let (loaded, sources) = load_one(
        r#"variable "x" {}
resource "a_x" "r" {
  count  = 2
  direct = a_y.s.id
  made   = "x${a_y.s.id}${var.x}"
  text   = "literal"
  rule { port = var.x }
  lifecycle { prevent_destroy = true }
}
resource "a_y" "s" {}
"#,
    );
    let module = &loaded.plan.config.modules[0];
    let block = module.resource(Mode::Managed, &"a_x".into(), &"r".into()).unwrap();
    let expr = |name: &str| match block.body.get().entries.get(name) {
        Some(ConfigEntry::Expr(e)) => e.clone(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!((expr("direct").form, expr("direct").references), (ExprForm::Direct, vec!["a_y.s.id".into()]));
    assert_eq!(
        (expr("made").form, expr("made").references),
        (ExprForm::Computed, vec!["a_y.s.id".into(), "var.x".into()])
    );
    assert_eq!(expr("text").constant, Some("literal".into()));
    assert_eq!(sources.display(expr("direct").span.unwrap()), "main.tf:4:3");
    assert_eq!(sources.display(block.span.unwrap()), "main.tf:2:1");
    assert!(!block.body.get().entries.contains_key("lifecycle") && !block.body.get().entries.contains_key("count"));
    assert!(matches!(block.body.get().entries.get("rule"), Some(ConfigEntry::Blocks(b)) if b.len() == 1));
    assert!(block.count.is_some());
}
