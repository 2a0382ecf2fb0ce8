//! What public module trees write and Terraform accepts: none of it is an error.

use super::*;

/// Says nothing of what a provider makes of the resource: no schema of these types is known.
#[test]
fn what_only_a_provider_knows_is_no_mistake() {
    let loaded = clean(
        r#"
        variable "endpoints" {
          type    = list(string)
          default = []
        }
        variable "zone" {
          type    = string
          default = null
        }
        resource "google_container_cluster" "c" {
          addons_config {
            http_load_balancing { disabled = true }
          }
          dynamic "endpoints" {
            for_each = var.endpoints
            content { name = endpoints.value }
          }
        }
        resource "a_x" "r" {
          state   = google_container_cluster.c.addons_config[0]["state"]
          first   = google_container_cluster.c.endpoints[0].dns
          policy  = coalescelist(lookup(coalescelist(google_container_cluster.c.addons_config, [{}])[0], "policy", [{}]), [{ disabled = false }])[0].disabled
          written = lookup(google_container_cluster.c.addons_config[0], "http_load_balancing", [{}])[0].disabled
          name    = format("%s.%s", var.zone, google_container_cluster.c.id)
          names   = formatlist("%s-%s", [var.zone], [google_container_cluster.c.id])
          retry   = var.zone == null ? { enable = true, attempts = 3, queue = google_container_cluster.c.queue } : {}
        }
        "#,
    );
    let shown = |name: &str| show(&attribute(&loaded, "a_x.r", name));
    assert!(shown("state").starts_with("unknown <- google_container_cluster.c.addons_config"), "{}", shown("state"));
    assert!(shown("first").starts_with("unknown <- google_container_cluster.c.endpoints"), "{}", shown("first"));
    assert!(shown("policy").starts_with("unknown"), "{}", shown("policy"));
    assert!(shown("written").starts_with("true"), "{}", shown("written"));
    assert_eq!(shown("name"), "unknown <- google_container_cluster.c.id");
    assert_eq!(attribute(&loaded, "a_x.r", "names").waits_for(), ["google_container_cluster.c.id".into()]);
    assert!(shown("retry").starts_with("unknown <- google_container_cluster.c.queue"), "{}", shown("retry"));
    // For rules, blocks that are not made are not there.
    assert_eq!(show(&attribute(&loaded, "google_container_cluster.c", "endpoints")), "[]");
}

#[test]
fn resources_have_a_long_name() {
    let loaded = clean(
        r#"
        resource "a_x" "one" { name = "n" }
        resource "a_x" "two" {
          name = resource.a_x.one.name
          id_of = resource.a_x.one.id
        }
        "#,
    );
    assert_eq!(show(&attribute(&loaded, "a_x.two", "name")), "\"n\" = a_x.one.name");
    let (_, block) = loaded.plan.block_of(&"a_x.two".parse().unwrap()).unwrap();
    let mut references = Vec::new();
    block.body.get().visit(&mut |expr| references.extend(expr.references.iter().map(ToString::to_string)));
    assert_eq!(references, ["a_x.one.id", "a_x.one.name"]);
    assert_eq!(
        errors("output \"o\" {\n  value = resource.a_x.gone.id\n}"),
        ["main.tf:2:11 Reference to undeclared resource"]
    );
}

#[test]
fn an_import_waits_for_a_count_that_is_not_known() {
    let text = |count: &str| {
        format!(
            "resource \"a_x\" \"c\" {{\n  count = {count}\n}}\nresource \"a_y\" \"y\" {{}}\nimport {{\n  to = a_x.c[0]\n  id = \"x\"\n}}\n"
        )
    };
    clean(&text("a_y.y.number"));
    clean(&text("1"));
    assert_eq!(errors(&text("0")), ["main.tf:6:8 Configuration for import target does not exist"]);
}

#[test]
fn values_are_converted_to_types_that_are_written() {
    let loaded = clean(
        r#"
        resource "a_x" "r" {
          list  = convert(["1", 2], list(number))
          shape = convert({ a = 1, b = true }, object({ a = string }))
        }
        "#,
    );
    assert_eq!(to_json(&attribute(&loaded, "a_x.r", "list")).to_string(), "[1,2]");
    assert_eq!(to_json(&attribute(&loaded, "a_x.r", "shape")).to_string(), r#"{"a":"1"}"#);
    assert_eq!(errors("output \"o\" {\n  value = convert(\"x\", number)\n}"), ["main.tf:2:11 Error in function call"]);
}

#[test]
fn the_built_in_provider_has_functions() {
    let loaded = clean(
        r#"
        terraform {
          required_providers {
            tf = { source = "terraform.io/builtin/terraform" }
          }
        }
        resource "a_x" "r" {
          text  = provider::tf::encode_expr({ a = [1, "b"] })
          value = provider::tf::decode_tfvars("a = [1]").a[0]
          other = provider::a::encode_expr(1)
        }
        "#,
    );
    assert_eq!(attribute(&loaded, "a_x.r", "text").as_str(), Some("{\n  a = [1, \"b\"]\n}"));
    assert_eq!(to_json(&attribute(&loaded, "a_x.r", "value")).to_string(), "1");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "other")), "unknown <- provider::a::encode_expr()");
}

/// Whichever operand decides: what is a secret for Terraform 1.11 is one here.
#[test]
fn a_secret_operand_hides_the_result() {
    let loaded = clean(
        r#"
        variable "secret" {
          type      = bool
          default   = false
          sensitive = true
        }
        resource "a_x" "r" {
          either = true || var.secret
          both   = false && var.secret
          plain  = true || false
        }
        "#,
    );
    assert!(attribute(&loaded, "a_x.r", "either").marks.sensitive);
    assert!(attribute(&loaded, "a_x.r", "both").marks.sensitive);
    assert!(!attribute(&loaded, "a_x.r", "plain").marks.sensitive);
}
