//! What attributes come to.

use super::*;

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
