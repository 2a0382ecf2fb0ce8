//! Look-ups against attributes that were read in the provider's Go sources, and the two readers' edges.

use super::*;
use crate::model::types::Type;
use crate::model::value::Value;

fn attribute(type_name: &str, path: &str) -> Attribute {
    let schemas = Schemas::builtin();
    let found = schemas.resource(Mode::Managed, type_name).unwrap_or_else(|| panic!("{type_name} is missing"));
    let path: Vec<&str> = path.split('.').collect();
    found.attribute(&path).unwrap_or_else(|| panic!("{type_name} has no {}", path.join("."))).clone()
}

fn check(type_name: &str, path: &str, kind: AttributeKind, presence: Presence, default: Option<Value>) -> Flags {
    let found = attribute(type_name, path);
    assert_eq!(found.kind, kind, "{type_name}.{path}");
    assert_eq!(found.flags.presence, presence, "{type_name}.{path}");
    assert_eq!(found.default, default, "{type_name}.{path}");
    found.flags
}

#[test]
fn keys_are_optional_computed_for_volumes_and_buckets_but_plainly_optional_elsewhere() {
    use AttributeKind::String;
    check("oci_core_volume", "kms_key_id", String, Presence::OptionalComputed, None);
    check("oci_core_boot_volume", "kms_key_id", String, Presence::OptionalComputed, None);
    check("oci_objectstorage_bucket", "kms_key_id", String, Presence::OptionalComputed, None);
    check("oci_core_instance", "source_details.kms_key_id", String, Presence::Optional, None);
    check("oci_file_storage_file_system", "kms_key_id", String, Presence::Optional, None);
    // The replica's key is another attribute of the same name, which nobody can set.
    let replicas = check("oci_core_volume", "block_volume_replicas.kms_key_id", String, Presence::Computed, None);
    assert!(!replicas.optional() && replicas.computed());
}

#[test]
fn public_address_of_a_vnic_is_text_with_a_default_or_a_truth_value_without() {
    let details = "create_vnic_details.assign_public_ip";
    let string = AttributeKind::String;
    check("oci_core_instance", details, string.clone(), Presence::Optional, Some("true".into()));
    check("oci_core_vnic_attachment", details, string, Presence::Optional, Some("false".into()));
    let path = "instance_details.launch_details.create_vnic_details.assign_public_ip";
    let presence = Presence::OptionalComputed;
    let flags = check("oci_core_instance_configuration", path, AttributeKind::Bool, presence, None);
    assert!(flags.force_new);
}

#[test]
fn static_defaults_of_three_kinds() {
    let bucket = Some(Value::from("NoPublicAccess"));
    check("oci_objectstorage_bucket", "access_type", AttributeKind::String, Presence::Optional, bucket);
    check("oci_core_internet_gateway", "enabled", AttributeKind::Bool, Presence::Optional, Some(true.into()));
    let code = "ingress_security_rules.icmp_options.code";
    check("oci_core_security_list", code, AttributeKind::Int, Presence::Optional, Some(Value::from(-1_i64)));
}

#[test]
fn flags_replace_and_sensitive() {
    let is_private = |t| check(t, "is_private", AttributeKind::Bool, Presence::OptionalComputed, None);
    assert!(is_private("oci_load_balancer_load_balancer").force_new);
    assert!(is_private("oci_network_load_balancer_network_load_balancer").force_new);
    let presence = Presence::OptionalComputed;
    let password = check("oci_database_autonomous_database", "admin_password", AttributeKind::String, presence, None);
    assert!(password.sensitive && !password.force_new);
    assert!(!attribute("oci_core_subnet", "cidr_block").flags.sensitive);
}

#[test]
fn blocks_know_their_nesting() {
    let rules = attribute("oci_core_security_list", "ingress_security_rules");
    let AttributeKind::Nested(rules) = rules.kind else { panic!("not nested: {:?}", rules.kind) };
    assert_eq!((rules.nesting, rules.syntax, rules.at_most_one), (Nesting::Set, Syntax::Block, false));
    let options = rules.fields.get("tcp_options").map(|a| a.kind.clone());
    let Some(AttributeKind::Nested(options)) = options else { panic!("{options:?}") };
    assert_eq!((options.nesting, options.at_most_one), (Nesting::List, true));
    assert_eq!(attribute("oci_core_subnet", "defined_tags").kind.ty(), Type::map(Type::String));
    assert_eq!(attribute("oci_core_subnet", "security_list_ids").kind.ty(), Type::set(Type::String));
    assert_eq!(attribute("oci_core_subnet", "timeouts.create").flags.presence, Presence::Optional);
}

#[test]
fn default_resources_derive_from_the_ordinary_ones() {
    let schemas = Schemas::builtin();
    let list = schemas.resource(Mode::Managed, "oci_core_default_security_list").expect("known");
    let id = list.attribute(&["manage_default_resource_id"]).expect("declared");
    assert!(id.flags.required() && id.flags.force_new);
    assert_eq!(list.attribute(&["compartment_id"]).map(|a| a.flags.presence), Some(Presence::OptionalComputed));
    assert!(list.attribute(&["vcn_id"]).is_none());
    assert!(list.attribute(&["ingress_security_rules", "source"]).is_some());
}

#[test]
fn aliases_have_the_attributes_of_their_targets() {
    let schemas = Schemas::builtin();
    let aliases = [
        ("oci_core_virtual_network", "oci_core_vcn"),
        ("oci_load_balancer", "oci_load_balancer_load_balancer"),
        ("oci_load_balancer_backendset", "oci_load_balancer_backend_set"),
    ];
    for (alias, target) in aliases {
        let alias = schemas.resource(Mode::Managed, alias).expect("alias is known");
        let target = schemas.resource(Mode::Managed, target).expect("target is known");
        assert_eq!(alias.alias_of.as_ref(), Some(&target.name));
        assert_eq!(alias.fields, target.fields);
        assert_eq!(target.alias_of, None);
    }
}

#[test]
fn data_sources_are_a_space_of_their_own() {
    let schemas = Schemas::builtin();
    assert!(schemas.resource(Mode::Managed, "oci_cloud_guard_security_policies").is_none());
    let policies = schemas.resource(Mode::Data, "oci_cloud_guard_security_policies").expect("known");
    let owner = policies.attribute(&["security_policy_collection", "items", "owner"]).expect("declared");
    assert_eq!(owner.flags.presence, Presence::Computed);
    let subnet = schemas.resource(Mode::Data, "oci_core_subnet").expect("known");
    assert_eq!(subnet.attribute(&["subnet_id"]).map(|a| a.flags.presence), Some(Presence::Required));
    assert_eq!(subnet.attribute(&["cidr_block"]).map(|a| a.flags.presence), Some(Presence::Computed));
}

#[test]
fn every_line_of_the_built_in_index_can_be_read() {
    let schemas = Schemas::builtin();
    let Some(Layer::Index(index)) = schemas.layers.first() else { panic!("no index") };
    index.verify().expect("in order");
    let mut paths = 0;
    for (mode, least) in [(Mode::Managed, 1001), (Mode::Data, 2377)] {
        let types = schemas.types(mode);
        assert_eq!(types.len(), least, "{mode:?}");
        for name in types {
            let found = schemas.lookup(mode, &name).expect("readable").expect("found by its own name");
            assert!(found.attribute(&["id"]).is_some(), "{name} has no id");
            found.walk(&mut |_, _| paths += 1);
        }
    }
    assert!(paths > 100_000, "{paths} paths");
    assert!(schemas.resource(Mode::Managed, "oci_core").is_none());
    assert!(schemas.resource(Mode::Managed, "").is_none());
    assert!(schemas.resource(Mode::Managed, "zzz").is_none());
    assert!(schemas.resource(Mode::Managed, "#").is_none());
}

#[test]
fn release_and_commit_are_told() {
    let schemas = Schemas::builtin();
    assert_eq!(schemas.provider_version(Mode::Managed, "oci_core_vcn").as_deref(), Some("8.28.0"));
    let origin = &schemas.origins()[0];
    assert_eq!(&*origin.provider, "oracle/oci");
    assert!(origin.commit.as_deref().is_some_and(|c| c.len() == 40));
    assert_eq!(schemas.provider_version(Mode::Managed, "aws_vpc"), None);
}

#[test]
fn wrong_names_get_the_likely_path() {
    let schemas = Schemas::builtin();
    let ask = |t: &str, path: &[&str]| schemas.resource(Mode::Managed, t).expect("known").resolve(path).map(|_| ());
    let error = ask("oci_core_subnet", &["prohibit_public_ip_on_vnics"]).expect_err("no such name");
    assert_eq!(
        error.to_string(),
        "oci_core_subnet has no attribute prohibit_public_ip_on_vnics; did you mean prohibit_public_ip_on_vnic?"
    );
    // One level too high: ports of an NSG rule.
    let error = ask("oci_core_network_security_group_security_rule", &["destination_port_range"]).expect_err("nested");
    assert_eq!(error.suggestion.as_deref(), Some("tcp_options.destination_port_range"));
    let error = ask("oci_core_instance", &["source_details", "kms_kye_id", "x"]).expect_err("swapped letters");
    assert_eq!(
        (error.path.as_str(), error.suggestion.as_deref()),
        ("source_details.kms_kye_id", Some("source_details.kms_key_id"))
    );
    assert_eq!(ask("oci_core_subnet", &["colour_of_the_cable"]).expect_err("nonsense").suggestion, None);
    assert_eq!(schemas.suggest_type(Mode::Managed, "oci_core_subnets").as_deref(), Some("oci_core_subnet"));
    assert_eq!(schemas.suggest_type(Mode::Managed, "aws_vpc"), None);
}

#[test]
fn keys_of_maps_are_inside_the_map() {
    let schemas = Schemas::builtin();
    let subnet = schemas.resource(Mode::Managed, "oci_core_subnet").expect("known");
    let place = subnet.resolve(&["defined_tags", "Operations.CostCenter"]).expect("a map takes any key");
    assert!(matches!(place, Place::Inside(a) if &*a.name == "defined_tags"));
    assert!(subnet.attribute(&["defined_tags", "Operations.CostCenter"]).is_none());
    assert!(subnet.attribute(&[]).is_none());
    // Text has no attributes.
    assert!(subnet.resolve(&["cidr_block", "x"]).is_err());
    let path = AttrPath::field("security_list_ids").child(Step::Index(0));
    assert_eq!(subnet.attribute_at(&path).map(|a| &*a.name), Some("security_list_ids"));
}

#[test]
fn many_threads_get_one_schema() {
    let schemas = Schemas::builtin();
    let found: Vec<_> = std::thread::scope(|scope| {
        let ask = || schemas.resource(Mode::Managed, "oci_core_instance").expect("known");
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|t| t.join().expect("no panic")).collect()
    });
    assert!(found.iter().all(|f| Arc::ptr_eq(f, &found[0])));
}

const INDEX: &str = "# provider acme/acme
# version 1.2.3
f a x:I=7
f loop l:oL{@loop}
r acme_bad q:o? z
r acme_box ! @a n:on1L{@a y:oB} m:oM{v:r} s:rxd=\"a{b}\\u0020c\"
r acme_crate =acme_box
r acme_loop @loop
r acme_lost =acme_gone
";

#[test]
fn the_format_of_the_index_is_read_in_full() {
    let schemas = Schemas::from_index(INDEX).expect("in order");
    let found = schemas.resource(Mode::Managed, "acme_crate").expect("alias");
    assert!(found.deprecated);
    assert_eq!(found.attribute(&["x"]).and_then(|a| a.default.clone()), Some(Value::from(7_i64)));
    let s = found.attribute(&["s"]).expect("after a default with brackets");
    assert_eq!(s.default, Some("a{b} c".into()));
    assert!(s.flags.sensitive && s.flags.deprecated && s.flags.required());
    assert!(found.attribute(&["n", "x"]).is_some() && found.attribute(&["n", "y"]).is_some());
    assert!(found.attribute(&["m", "v"]).is_none(), "a key stands between a map and its objects");
    for broken in ["acme_bad", "acme_lost", "acme_loop"] {
        let error = schemas.lookup(Mode::Managed, broken).expect_err(broken);
        assert!(matches!(error, SchemaError::Entry { .. }), "{error}");
        assert!(schemas.resource(Mode::Managed, broken).is_none());
    }
}

#[test]
fn an_index_out_of_order_is_refused() {
    let swapped = "# provider acme/acme\nr acme_lost x\nr acme_loop x\n";
    let error = Schemas::from_index(swapped).expect_err("acme_lost stands before acme_loop");
    assert!(error.to_string().contains("acme_loop"), "{error}");
    assert!(Schemas::from_index("r a b\n").is_err(), "no provider");
}

const JSON: &str = r#"{"format_version":"1.0","provider_schemas":{"registry.terraform.io/oracle/oci":{
  "provider":{"version":0,"block":{}},
  "resource_schemas":{
    "oci_core_security_list":{"version":0,"block":{"attributes":{
        "compartment_id":{"type":"string","required":true},
        "freeform_tags":{"type":["map","string"],"optional":true,"computed":true},
        "history":{"type":["list",["object",{"at":"string","n":"number"}]],"computed":true},
        "secret":{"type":"string","optional":true,"sensitive":true,"write_only":true},
        "vcn_id":{"type":"string","required":true}},
      "block_types":{"ingress_security_rules":{"nesting_mode":"set","block":{
         "attributes":{"stateless":{"type":"bool","optional":true}},
         "block_types":{"icmp_options":{"nesting_mode":"list","max_items":1,"block":{
            "attributes":{"code":{"type":"number","optional":true},"type":{"type":"number","required":true}}}}}}}},
      "deprecated":true}},
    "oci_new_thing":{"version":0,"block":{"attributes":{"size":{"nested_type":{"nesting_mode":"single",
      "attributes":{"width":{"type":"number","optional":true}}},"optional":true}}}},
    "oci_broken":{"version":0,"block":{"attributes":{"a":{"type":["heap","string"],"optional":true}}}}},
  "data_source_schemas":{"oci_core_x":{"version":0,"block":{}}}}}}"#;

#[test]
fn the_output_of_terraform_is_read_and_completed_from_the_index() {
    let alone = Schemas::from_providers_schema_json(JSON).expect("a document");
    let list = alone.resource(Mode::Managed, "oci_core_security_list").expect("known");
    assert!(list.deprecated);
    assert_eq!(list.attribute(&["history", "n"]).map(|a| a.kind.clone()), Some(AttributeKind::Number));
    let secret = list.attribute(&["secret"]).expect("declared").flags;
    assert!(secret.sensitive && secret.write_only);
    let code = ["ingress_security_rules", "icmp_options", "code"];
    assert_eq!(list.attribute(&code).and_then(|a| a.default.clone()), None);
    assert_eq!(&*list.origin.provider, "registry.terraform.io/oracle/oci");
    assert_eq!(list.origin.version, None);
    assert!(alone.resource(Mode::Data, "oci_core_x").is_some_and(|t| t.fields.is_empty()));
    let thing = alone.resource(Mode::Managed, "oci_new_thing").expect("known");
    assert!(thing.attribute(&["size", "width"]).is_some());

    let schemas = Schemas::builtin().layered(alone);
    let list = schemas.resource(Mode::Managed, "oci_core_security_list").expect("known");
    let code = list.attribute(&code).expect("declared");
    assert_eq!((code.default.clone(), code.kind.clone()), (Some(Value::from(-1_i64)), AttributeKind::Int));
    assert!(list.attribute(&["vcn_id"]).is_some_and(|a| a.flags.force_new));
    assert!(list.attribute(&["display_name"]).is_none(), "the upper layer alone says what exists");
    assert!(schemas.resource(Mode::Managed, "oci_core_vcn").is_some(), "the lower layer answers for the rest");
}

#[test]
fn what_cannot_be_read_in_the_output_of_terraform_is_said() {
    let schemas = Schemas::builtin().layered(Schemas::from_providers_schema_json(JSON).expect("a document"));
    let error = schemas.lookup(Mode::Managed, "oci_broken").expect_err("no such type of types");
    assert!(error.to_string().contains("oci_broken") && error.to_string().contains("heap"), "{error}");
    for text in ["", "[]", "{}", r#"{"format_version":"2.0","provider_schemas":{}}"#] {
        assert!(Schemas::from_providers_schema_json(text).is_err(), "{text}");
    }
}
