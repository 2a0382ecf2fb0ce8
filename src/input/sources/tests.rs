//! Tests of loading and evaluating sources.

use super::*;
use crate::model::Kind;
use crate::model::config::{ConfigEntry, ExprForm};
use crate::text::Level;

fn load_one(text: &str) -> (Loaded, SourceMap) {
    load_with(text, &Options::default())
}

fn load_with(text: &str, options: &Options<'_>) -> (Loaded, SourceMap) {
    let mut sources = SourceMap::default();
    let loaded = load_text(Path::new("/nonexistent"), &[("main.tf", text)], options, &mut sources);
    (loaded, sources)
}

/// Loads what must be without errors.
fn clean(text: &str) -> Loaded {
    let (loaded, _) = load_one(text);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded
}

fn attribute(loaded: &Loaded, address: &str, name: &str) -> Value {
    let found = loaded.plan.resources.iter().find(|r| r.address.to_string() == address);
    let Some(resource) = found else {
        let all: Vec<String> = loaded.plan.resources.iter().map(|r| r.address.to_string()).collect();
        panic!("no {address} among {all:?}");
    };
    match &resource.after {
        Doc::Value(v) => v.get(name).cloned().unwrap_or(Value::NULL),
        other => panic!("{other:?}"),
    }
}

fn show(value: &Value) -> String {
    let origin = value.marks.origin.as_ref().map(|o| format!(" = {o}")).unwrap_or_default();
    match &value.kind {
        Kind::Unknown(u) => format!("unknown <- {}{origin}", u.waits_for.join(",")),
        _ => format!("{value:?}{origin}"),
    }
}

fn addresses(loaded: &Loaded) -> Vec<String> {
    loaded.plan.resources.iter().map(|r| r.address.to_string()).collect()
}

fn errors(text: &str) -> Vec<String> {
    let (loaded, sources) = load_one(text);
    let all = loaded.diagnostics.iter();
    all.map(|d| format!("{} {}", d.span.map(|s| sources.display(s)).unwrap_or_default(), d.summary)).collect()
}

#[test]
fn attributes_blocks_and_references_are_evaluated() {
    let loaded = clean(
        r#"
        variable "cidr" { default = "10.0.0.0/16" }
        variable "region" { type = string }
        locals {
          name = "net-${var.cidr}"
          tags = { env = "prod" }
        }
        resource "oci_core_vcn" "v" {
          cidr_block = var.cidr
          name       = upper(local.name)
          tags       = local.tags
          empty      = null
        }
        resource "oci_core_subnet" "s" {
          vcn_id = oci_core_vcn.v.id
          cidr   = oci_core_vcn.v.cidr_block
          env    = oci_core_vcn.v.tags.env
          label  = "x-${oci_core_vcn.v.id}"
          region = var.region
          none   = oci_core_vcn.v.empty
          rule {
            port = 22
            from { ip = local.name }
            from { ip = "b" }
          }
        }
        data "oci_images" "i" { compartment_id = oci_core_vcn.v.compartment }
        output "image" { value = data.oci_images.i.images[0].id }
        "#,
    );
    for (name, expected) in [
        ("vcn_id", "unknown <- oci_core_vcn.v.id = oci_core_vcn.v.id"),
        ("cidr", "\"10.0.0.0/16\" = oci_core_vcn.v.cidr_block"),
        ("env", "\"prod\" = oci_core_vcn.v.tags.env"),
        ("label", "unknown <- oci_core_vcn.v.id"),
        ("region", "unknown <- var.region"),
        ("none", "unknown <- oci_core_vcn.v.empty = oci_core_vcn.v.empty"),
        ("rule", r#"[{"from": [{"ip": "net-10.0.0.0/16"}, {"ip": "b"}], "port": 22}]"#),
    ] {
        assert_eq!(show(&attribute(&loaded, "oci_core_subnet.s", name)), expected, "{name}");
    }
    assert_eq!(show(&attribute(&loaded, "oci_core_vcn.v", "name")), "\"NET-10.0.0.0/16\"");
    assert_eq!(show(&attribute(&loaded, "oci_core_vcn.v", "empty")), "null");
    let actions: Vec<_> = loaded.plan.resources.iter().map(|r| (r.address.to_string(), r.action)).collect();
    assert_eq!(actions[2], ("data.oci_images.i".to_owned(), Action::Read));
    assert_eq!(actions[0].1, Action::Create);
    let Doc::Value(image) = &loaded.plan.outputs[0].after else { panic!() };
    assert!(show(image).starts_with("unknown <- data.oci_images.i (read at apply)"), "{}", show(image));
}

#[test]
fn count_and_for_each_make_instances() {
    let loaded = clean(
        r#"
        variable "n" { type = number }
        resource "a_x" "none" { count = 0 }
        resource "a_x" "two" {
          count = 2
          name  = "i${count.index}"
        }
        resource "a_x" "map" {
          for_each = { b = 1, a = { size = 2 } }
          key      = each.key
          value    = each.value
        }
        resource "a_x" "set" {
          for_each = toset(["q", "p"])
          value    = each.value
        }
        resource "a_x" "chained" {
          for_each = a_x.map
          of       = each.value.id
          key      = each.value.key
        }
        resource "a_x" "open" {
          count = var.n
          index = count.index
        }
        resource "a_x" "after_open" {
          all   = a_x.open[*].id
          first = a_x.open[0].id
        }
        resource "a_x" "refs" {
          all   = a_x.two[*].id
          one   = a_x.two[1].name
          named = a_x.map["a"].value.size
          ids   = [for k, v in a_x.map : v.id]
          count_of = length(a_x.none)
          values   = values(a_x.map)[0].id
          only     = one(a_x.none[*].id)
          encoded  = jsonencode(a_x.two[0])
        }
        "#,
    );
    assert_eq!(
        addresses(&loaded),
        [
            "a_x.two[0]",
            "a_x.two[1]",
            "a_x.map[\"a\"]",
            "a_x.map[\"b\"]",
            "a_x.set[\"p\"]",
            "a_x.set[\"q\"]",
            "a_x.chained[\"a\"]",
            "a_x.chained[\"b\"]",
            "a_x.open[*]",
            "a_x.after_open",
            "a_x.refs",
        ]
    );
    for (address, name, expected) in [
        ("a_x.two[1]", "name", "\"i1\""),
        ("a_x.map[\"a\"]", "value", "{\"size\": 2}"),
        ("a_x.set[\"p\"]", "value", "\"p\""),
        ("a_x.chained[\"b\"]", "of", "unknown <- a_x.map[\"b\"].id = a_x.map[\"b\"].id"),
        ("a_x.chained[\"b\"]", "key", "\"b\" = a_x.map[\"b\"].key"),
        ("a_x.open[*]", "index", "unknown <- var.n"),
        ("a_x.after_open", "all", "unknown <- var.n"),
        ("a_x.after_open", "first", "unknown <- var.n = a_x.open[*].id"),
        ("a_x.refs", "all", "[(known after apply), (known after apply)]"),
        ("a_x.refs", "one", "\"i1\" = a_x.two[1].name"),
        ("a_x.refs", "named", "2 = a_x.map[\"a\"].value.size"),
        ("a_x.refs", "count_of", "0"),
        ("a_x.refs", "values", "unknown <- a_x.map[\"a\"].id = a_x.map[\"a\"].id"),
        ("a_x.refs", "only", "null"),
        ("a_x.refs", "encoded", "unknown <- a_x.two[0]"),
    ] {
        assert_eq!(show(&attribute(&loaded, address, name)), expected, "{address}.{name}");
    }
    let ids = attribute(&loaded, "a_x.refs", "ids");
    let origins: Vec<String> = ids.as_elements().unwrap().iter().map(show).collect();
    assert_eq!(origins[1], "unknown <- a_x.map[\"b\"].id = a_x.map[\"b\"].id");
}

#[test]
fn dynamic_blocks_are_expanded() {
    let loaded = clean(
        r#"
        variable "more" {}
        resource "a_x" "r" {
          rule { port = 1 }
          dynamic "rule" {
            for_each = [22, 443]
            content {
              port = rule.value
              at   = rule.key
              dynamic "inner" {
                for_each = { a = rule.value }
                iterator = it
                content { text = "${it.key}${it.value}${rule.key}" }
              }
            }
          }
          dynamic "none" {
            for_each = []
            content {}
          }
          dynamic "unknown" {
            for_each = var.more
            content {}
          }
          mixed {}
          dynamic "mixed" {
            for_each = var.more
            content {}
          }
        }
        "#,
    );
    assert_eq!(
        show(&attribute(&loaded, "a_x.r", "rule")),
        r#"[{"port": 1}, {"at": 0, "inner": [{"text": "a220"}], "port": 22}, {"at": 1, "inner": [{"text": "a4431"}], "port": 443}]"#
    );
    assert_eq!(show(&attribute(&loaded, "a_x.r", "none")), "[]");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "unknown")), "unknown <- var.more");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "mixed")), "partial [{}]");
    let module = &loaded.plan.config.modules[0];
    let body = module.resources.values().next().unwrap().body.get();
    assert_eq!(body.dynamic.keys().map(|k| &**k).collect::<Vec<_>>(), ["mixed", "none", "rule", "unknown"]);
}

#[test]
fn mistakes_are_told_with_their_place_and_hide_nothing() {
    let cases = [
        ("locals {\n a = local.b\n b = local.a\n}\noutput \"o\" { value = local.a }", "main.tf:3:6 Cycle"),
        ("resource \"a_x\" \"r\" {\n y = var.nope\n}", "main.tf:2:6 Reference to undeclared input variable"),
        ("resource \"a_x\" \"r\" {\n y = local.nope\n}", "main.tf:2:6 Reference to undeclared local value"),
        ("resource \"a_x\" \"r\" {\n y = a_x.nope.id\n}", "main.tf:2:6 Reference to undeclared resource"),
        ("resource \"a_x\" \"r\" {\n y = a_x\n}", "main.tf:2:6 Invalid reference"),
        ("resource \"a_x\" \"r\" {\n y = module.m.x\n}", "main.tf:2:6 Reference to undeclared module"),
        ("resource \"a_x\" \"r\" {\n y = each.key\n}", "main.tf:2:6 Invalid reference"),
        ("resource \"a_x\" \"r\" {\n y = nofn(1)\n}", "main.tf:2:6 Call to unknown function"),
        ("resource \"a_x\" \"r\" {\n y = self.y\n}", "main.tf:2:6 Cycle"),
        ("resource \"a_x\" \"r\" {\n count = length(a_x.r)\n}", "main.tf:2:17 Cycle"),
        ("resource \"a_x\" \"r\" {\n count = 100001\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n count = -1\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n for_each = [\"a\"]\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {\n for_each = null\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {}\nresource \"a_x\" \"r\" {}", "main.tf:2:1 Duplicate resource definition"),
        ("variable \"v\" {\n type = foo\n}", "main.tf:2:9 Invalid type specification"),
        ("variable \"v\" {\n type = number\n default = \"x\"\n}", "main.tf:1:1 Invalid value for input variable"),
        ("nonsense \"x\" {}", "main.tf:1:1 Unsupported block type"),
        ("x = 1", "main.tf:1:1 Unsupported argument"),
    ];
    for (text, expected) in cases {
        let with_more = format!("{text}\nresource \"b_y\" \"fine\" {{\n  ok = true\n}}\n");
        assert_eq!(errors(&with_more), [expected], "{text}");
        let (loaded, _) = load_one(&with_more);
        assert_eq!(show(&attribute(&loaded, "b_y.fine", "ok")), "true", "{text}");
    }
    // The refused block is still there, once, for all its instances.
    let (loaded, _) = load_one("resource \"a_x\" \"r\" {\n count = 100001\n}");
    assert_eq!(addresses(&loaded), ["a_x.r[*]"]);
}

#[test]
fn an_attribute_with_an_error_is_unknown() {
    let (loaded, _) = load_one("resource \"a_x\" \"r\" {\n y = 1 + \"a\"\n z = 2\n}");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "y")), "unknown <- a_x.r.y (its expression has an error)");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "z")), "2");
    assert_eq!(loaded.diagnostics.len(), 1);
}

#[test]
fn variables_take_their_values_in_order_of_precedence() {
    let dir = tempdir("precedence");
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write(
        "main.tf",
        r#"
        variable "a" {}
        variable "b" {}
        variable "c" {}
        variable "d" {}
        variable "e" { type = list(number) }
        variable "f" { default = "default" }
        variable "g" {
          type     = string
          nullable = false
          default  = "not null"
        }
        variable "s" {
          sensitive = true
          default   = "secret"
        }
        resource "a_x" "r" {
          all = [var.a, var.b, var.c, var.d, var.e, var.f, var.g]
          s   = var.s
        }
        "#,
    );
    write("terraform.tfvars", "a = \"tfvars\"\nb = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\n");
    write("x.auto.tfvars", "b = \"auto\"\nc = \"auto\"\nd = \"auto\"\n");
    write("y.auto.tfvars.json", "{\"c\": \"json\", \"d\": \"json\"}");
    write("own.tfvars", "d = \"file\"\ng = null\nunused = 1\n");
    let value = |name: &str, text: &str| VariableArgument::Value { name: name.into(), text: text.into() };
    let options = Options {
        automatic_files: true,
        environment: [("a".to_owned(), "env".to_owned()), ("e".to_owned(), "[1, 2]".to_owned())].into(),
        variables: vec![VariableArgument::File(dir.join("own.tfvars")), value("f", "cli"), value("nope", "x")],
        ..Options::default()
    };
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &options, &mut sources).unwrap();
    assert_eq!(
        show(&attribute(&loaded, "a_x.r", "all")),
        r#"["tfvars", "auto", "json", "file", [1, 2], "cli", "not null"]"#
    );
    assert_eq!(show(&attribute(&loaded, "a_x.r", "s")), "(sensitive)");
    assert_eq!(loaded.diagnostics.iter().map(|d| &*d.summary).collect::<Vec<_>>(), ["Value for undeclared variable"]);
    assert_eq!(loaded.plan.problems.iter().map(|p| &*p.what).collect::<Vec<_>>(), ["-var nope"]);
    std::fs::remove_dir_all(dir).unwrap();
}

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
        ("oci_core_subnet.s", "lost", "unknown <- file(\"nope.txt\")"),
        ("oci_core_subnet.s", "stolen", "unknown <- file(\"/etc/passwd\")"),
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
fn overrides_and_precedence_of_files() {
    let dir = tempdir("overrides");
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write(
        "main.tf",
        "resource \"a_x\" \"r\" {\n a = 1\n b = 1\n rule { n = 1 }\n rule { n = 2 }\n}\nlocals {\n l = 1\n}",
    );
    write("override.tf", "resource \"a_x\" \"r\" {\n b = local.l\n rule { n = 3 }\n}\nlocals {\n l = 2\n}");
    write("z_override.tf.json", r#"{"resource": {"a_x": {"r": {"c": "${1 + 1}"}}}}"#);
    write("both.tf", "resource \"a_x\" \"tf\" {}");
    write("both.tofu", "resource \"a_x\" \"tofu\" {}");
    write("broken.tf", "resource \"a_x\" \"half\" {\n a = \n}\nresource \"a_x\" \"whole\" {\n a = 1\n}");
    std::fs::write(dir.join("binary.tf"), [0xff, 0xfe, 0x00]).unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    let all = addresses(&loaded);
    for expected in ["a_x.r", "a_x.tofu", "a_x.half", "a_x.whole"] {
        assert!(all.iter().any(|a| a == expected), "{expected} among {all:?}");
    }
    assert!(!all.contains(&"a_x.tf".to_owned()));
    assert_eq!(show(&attribute(&loaded, "a_x.r", "a")), "1");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "b")), "2");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "c")), "2");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "rule")), "[{\"n\": 3}]");
    assert_eq!(show(&attribute(&loaded, "a_x.whole", "a")), "1");
    assert!(loaded.diagnostics.iter().any(|d| d.level == Level::Error));
    assert!(loaded.plan.problems.iter().any(|p| p.what.ends_with("binary.tf")), "{:?}", loaded.plan.problems);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn identities_can_be_given() {
    let options =
        Options { identify: Some(Box::new(|address| Some(format!("id:{address}").into()))), ..Options::default() };
    let (loaded, _) =
        load_with("resource \"a_x\" \"v\" {}\nresource \"a_x\" \"w\" {\n v = a_x.v.id\n o = a_x.v.other\n}", &options);
    assert_eq!(show(&attribute(&loaded, "a_x.v", "id")), "\"id:a_x.v\"");
    assert_eq!(show(&attribute(&loaded, "a_x.w", "v")), "\"id:a_x.v\" = a_x.v.id");
    assert_eq!(show(&attribute(&loaded, "a_x.w", "o")), "unknown <- a_x.v.other = a_x.v.other");
}

#[test]
fn schemas_tell_computed_from_unset_and_shape_values() {
    let schemas = Schemas::builtin();
    let options = Options { schemas: Some(&schemas), ..Options::default() };
    let (loaded, _) = load_with(
        r#"
        resource "oci_core_security_list" "l" {
          compartment_id = "c"
          vcn_id         = "v"
          ingress_security_rules {
            protocol = 6
            source   = "0.0.0.0/0"
            tcp_options {
              min = "22"
              max = 22
            }
          }
        }
        resource "a_x" "r" {
          protocol = oci_core_security_list.l.ingress_security_rules
          id       = oci_core_security_list.l.id
          egress   = oci_core_security_list.l.freeform_tags
        }
        "#,
        &options,
    );
    assert_eq!(loaded.diagnostics, []);
    let rules = show(&attribute(&loaded, "oci_core_security_list.l", "ingress_security_rules"));
    assert!(rules.contains(r#""protocol": "6""#) && rules.contains(r#""min": 22"#), "{rules}");
    assert!(show(&attribute(&loaded, "a_x.r", "id")).starts_with("unknown <- oci_core_security_list.l.id"));
}

#[test]
fn json_syntax_means_the_same() {
    let text = r#"{
        "variable": {"ports": {"default": [22, 443]}},
        "resource": {"a_x": {"r": {
            "count": 1,
            "name": "n-${count.index}",
            "rule": [{"port": 1}],
            "dynamic": {"other": {"for_each": "${var.ports}", "content": {"port": "${other.value}"}}},
            "lifecycle": {"prevent_destroy": true}
        }}},
        "output": {"id": {"value": "${a_x.r[0].id}"}}
    }"#;
    let mut sources = SourceMap::default();
    let loaded = load_text(Path::new("/nonexistent"), &[("main.tf.json", text)], &Options::default(), &mut sources);
    assert_eq!(loaded.diagnostics, []);
    for (name, expected) in [
        ("name", "\"n-0\""),
        ("rule", "[{\"port\": 1}]"),
        ("other", "[{\"port\": 22}, {\"port\": 443}]"),
        ("lifecycle", "null"),
        ("dynamic", "null"),
    ] {
        assert_eq!(show(&attribute(&loaded, "a_x.r[0]", name)), expected, "{name}");
    }
}

/// Nested blocks have attributes that the provider computes.
#[test]
fn what_a_nested_block_does_not_set_is_computed() {
    let text = r#"
        resource "oci_database_db_system" "d" {
          db_home {
            database { admin_password = "x" }
          }
        }
        resource "a_x" "r" {
          id   = oci_database_db_system.d.db_home[0].database[0].id
          set  = oci_database_db_system.d.db_home[0].database[0].admin_password
          list = oci_database_db_system.d.db_home[*].id
          all  = [for k, v in oci_database_db_system.d : v]
        }
        "#;
    let schemas = Schemas::builtin();
    for schemas in [None, Some(&schemas)] {
        let (loaded, _) = load_with(text, &Options { schemas, ..Options::default() });
        assert_eq!(loaded.diagnostics, []);
        let id = "oci_database_db_system.d.db_home[0].database[0].id";
        assert_eq!(show(&attribute(&loaded, "a_x.r", "id")), format!("unknown <- {id} = {id}"));
        let list = attribute(&loaded, "a_x.r", "list");
        assert_eq!(
            show(&list.as_elements().unwrap()[0]),
            "unknown <- oci_database_db_system.d.db_home[0].id = oci_database_db_system.d.db_home[0].id"
        );
        assert!(attribute(&loaded, "a_x.r", "all").is_unknown());
    }
    // With a schema, what does not exist at all is a mistake.
    let wrong = text.replace("[0].id\n          set", "[0].nonsense\n          set");
    assert_ne!(wrong, text);
    let (loaded, _) = load_with(&wrong, &Options { schemas: Some(&schemas), ..Options::default() });
    assert_eq!(loaded.diagnostics.iter().map(|d| &*d.summary).collect::<Vec<_>>(), ["Unsupported attribute"]);
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

#[test]
fn long_chains_of_references_do_not_overflow() {
    let mut text = String::from("locals {\n l0 = 1\n");
    for i in 1..150 {
        text.push_str(&format!(" l{i} = ((local.l{} + 1))\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.l149\n}\n");
    assert_eq!(show(&attribute(&clean(&text), "a_x.r", "v")), "150");
    let mut text = String::from("locals {\n l0 = 1\n");
    for i in 1..5000 {
        text.push_str(&format!(" l{i} = local.l{}\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.l4999\n}\n");
    assert!(errors(&text).iter().all(|e| e.ends_with("References nest too deeply")));
    assert!(!errors(&text).is_empty());
}

#[test]
fn growth_is_bounded() {
    let mut text = String::from("locals {\n s0 = \"0123456789abcdef0123456789abcdef0123456789abcdef\"\n");
    for i in 1..60 {
        text.push_str(&format!(" s{i} = \"${{local.s{0}}}${{local.s{0}}}\"\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.s59\n}\n");
    assert!(errors(&text).iter().any(|e| e.ends_with("Evaluation takes too long")), "{:?}", errors(&text));
}

fn tempdir(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("ringfence-sources-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// A tree that uses Terraform's builtin provider only. `expected.json` holds what Terraform 1.11.4
/// plans for it (`terraform show -json`, the values after, without nulls).
#[test]
fn a_tree_evaluates_as_terraform_plans_it() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sources/builtin");
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    assert_eq!(loaded.diagnostics, []);
    let text = std::fs::read_to_string(dir.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let ours = loaded.plan.resources.iter().map(|r| match &r.after {
        Doc::Value(v) => (r.address.to_string(), to_json(v)),
        other => panic!("{other:?}"),
    });
    let ours: serde_json::Map<_, _> = ours.collect();
    for (address, wanted) in expected["resources"].as_object().unwrap() {
        assert_eq!(ours.get(address).map(ToString::to_string), Some(wanted.to_string()), "{address}");
    }
    assert_eq!(ours.len(), expected["resources"].as_object().unwrap().len());
    for output in &loaded.plan.outputs {
        let Doc::Value(value) = &output.after else { panic!() };
        assert_eq!(to_json(value).to_string(), expected["outputs"][&*output.name].to_string(), "{}", output.name);
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    match &value.kind {
        Kind::Null(_) => serde_json::Value::Null,
        Kind::Bool(b) => (*b).into(),
        Kind::Number(n) => serde_json::from_str(&n.to_string()).unwrap(),
        Kind::String(s) => (&**s).into(),
        Kind::Map(_, e) | Kind::Object(e) => e.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect(),
        Kind::Unknown(_) | Kind::Partial(_) | Kind::Resource(_) => panic!("{value:?}"),
        _ => value.as_elements().unwrap().iter().map(to_json).collect(),
    }
}
