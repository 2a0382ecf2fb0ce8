//! Identity, keys, compute and storage of OCI. Attribute names and which of them are
//! optional, computed or sensitive follow oracle/terraform-provider-oci
//! (website/docs/r and internal/service at 8de3c480).

use super::body::Body;
use super::context::{Context, REGION};
use super::layout::{self, Item, Key};
use serde_json::{Value, json};

/// Builds the body of an OCI resource outside of the network.
pub fn body(c: &mut Context, item: &Item, b: &mut Body) -> bool {
    match item.kind {
        "oci_identity_compartment" => compartment(c, item, b),
        "oci_cloud_guard_security_recipe" => recipe(c, item, b),
        "oci_cloud_guard_security_zone" => zone(c, item, b),
        "oci_kms_vault" => vault(c, item, b),
        "oci_kms_key" => key(c, item, b),
        "oci_vault_secret" => secret(c, item, b),
        "oci_objectstorage_bucket" => bucket(c, item, b),
        "oci_core_instance" => instance(c, item, b),
        "oci_core_volume" => volume(c, item, b),
        "oci_logging_log" => log(c, item, b),
        "oci_core_volume_attachment" => attachment(c, item, b),
        _ => return false,
    }
    true
}

/// Identifiers of the security zone policies in the recipe, as
/// `data.oci_cloud_guard_security_policies` shows them.
pub const POLICIES: &[(&str, &str)] = &[
    ("deny public_buckets", "deny public access to Object Storage buckets"),
    ("deny buckets_without_vault_key", "require a customer-managed key for buckets"),
    ("deny block_volume_without_vault_key", "require a customer-managed key for block volumes"),
    ("deny boot_volume_without_vault_key", "require a customer-managed key for boot volumes"),
    ("deny public_subnets", "deny subnets that allow public addresses"),
    ("deny internet_gateway", "deny internet gateways"),
];

/// Identifier of a policy: region-free, so the same in every plan of a seed.
pub fn policy_id(c: &Context, name: &str) -> String {
    c.ocid("securityzonessecuritypolicy", u64::MAX, name)
}

fn compartment(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    let (name, parent) = match (&item.key, item.name) {
        (Key::Text(team), _) => (team.clone(), json!(c.root_compartment("oci_identity_compartment.apps"))),
        (_, "env") => {
            let team = format!("oci_identity_compartment.team[\"{}\"]", layout::team_key(c.stack / 8));
            (c.prefix(), json!(c.root_compartment(&team)))
        }
        (_, top) => (top.to_owned(), json!(c.tenancy())),
    };
    b.computed("id", c.ocid("compartment", c.stack, &local));
    b.set("compartment_id", parent);
    b.set("description", format!("Compartment {name}; owned by <{name}@example.com>"));
    b.set("enable_delete", Value::Null);
    b.computed("inactive_state", Value::Null);
    b.computed("is_accessible", true);
    b.set("name", name);
    b.computed("state", "ACTIVE");
    b.computed("time_created", c.past());
    c.oci_tags(b);
}

fn recipe(c: &mut Context, item: &Item, b: &mut Body) {
    let policies: Vec<String> = POLICIES.iter().map(|(name, _)| policy_id(c, name)).collect();
    b.computed("id", c.ocid("securityzonesrecipe", c.stack, &item.local_address()));
    b.set("compartment_id", c.tenancy());
    b.set("description", "Recipe of the zones that hold customers' data");
    b.set("display_name", "strict");
    b.computed("lifecycle_details", "");
    b.computed("owner", "CUSTOMER");
    b.set("security_policies", policies);
    b.computed("state", "ACTIVE");
    b.computed("time_created", "2025-01-07 08:00:01.5 +0000 UTC");
    b.computed("time_updated", "2025-01-07 08:00:01.5 +0000 UTC");
    c.oci_tags(b);
}

fn zone(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    let team = layout::team_key(item.ordinal);
    b.computed("id", c.ocid("securityzone", c.stack, &local));
    b.set("compartment_id", c.root_compartment(&format!("oci_identity_compartment.team[\"{team}\"]")));
    b.set("description", format!("Security zone of {team}"));
    b.set("display_name", format!("zone-{team}"));
    // Listing the inherited compartments would make one resource grow with the estate.
    b.computed("inherited_by_compartments", json!([]));
    b.computed("lifecycle_details", "");
    let recipe = c.ocid("securityzonesrecipe", u64::MAX, "oci_cloud_guard_security_recipe.strict");
    b.set("security_zone_recipe_id", recipe);
    b.computed("security_zone_target_id", c.ocid("cloudguardtarget", c.stack, &local));
    b.computed("state", "ACTIVE");
    b.computed("time_created", c.past());
    b.computed("time_updated", c.past());
    c.oci_tags(b);
}

fn endpoint(c: &Context, plane: &str) -> String {
    let id = c.ocid("vault", c.stack, "oci_kms_vault.main");
    format!("https://{}-{plane}.kms.{REGION}.oraclecloud.com", &id[id.len() - 13..])
}

fn vault(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    b.computed("id", c.ocid("vault", c.stack, &local));
    b.set("compartment_id", c.compartment());
    b.computed("crypto_endpoint", endpoint(c, "crypto"));
    b.set("display_name", format!("{}-vault", c.prefix()));
    b.computed("external_key_manager_metadata", json!([]));
    b.computed("external_key_manager_metadata_summary", json!([]));
    b.computed("is_primary", true);
    b.computed("is_vault_replicable", false);
    b.computed("management_endpoint", endpoint(c, "management"));
    b.computed("replica_details", json!([]));
    b.nulls(&["restore_from_file", "restore_from_object_store", "restore_trigger", "time_of_deletion"]);
    b.computed("restored_from_vault_id", Value::Null);
    b.computed("state", "ACTIVE");
    b.computed("time_created", c.past());
    b.set("vault_type", "VIRTUAL_PRIVATE");
    b.computed("vaultkey_id", c.ocid("key", c.stack, "vaultkey"));
    c.oci_tags(b);
}

fn key(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    b.computed("id", c.ocid("key", c.stack, &local));
    b.set(
        "auto_key_rotation_details",
        json!([{"last_rotation_message": "", "last_rotation_status": "",
        "rotation_interval_in_days": 90, "time_of_last_rotation": "", "time_of_next_rotation": "",
        "time_of_schedule_start": ""}]),
    );
    b.set("compartment_id", c.compartment());
    b.computed("current_key_version", c.ocid("keyversion", c.stack, &local));
    b.set("desired_state", Value::Null);
    b.set("display_name", format!("{}-data", c.prefix()));
    b.computed("external_key_reference_details", json!([]));
    b.set("is_auto_rotation_enabled", true);
    b.computed("is_primary", true);
    b.set("key_shape", json!([{"algorithm": "AES", "curve_id": "", "length": 32}]));
    let management = if c.neighbours == super::body::Form::Planned {
        super::body::unknown()
    } else {
        json!(endpoint(c, "management"))
    };
    b.set("management_endpoint", management);
    b.set("protection_mode", "HSM");
    b.computed("replica_details", json!([]));
    b.nulls(&["external_key_reference", "restore_from_file", "restore_from_object_store", "restore_trigger"]);
    b.set("time_of_deletion", Value::Null);
    b.computed("restored_from_key_id", Value::Null);
    b.computed("state", "ENABLED");
    b.computed("time_created", c.past());
    b.computed("vault_id", c.ocid("vault", c.stack, "oci_kms_vault.main"));
    c.oci_tags(b);
}

fn secret(c: &mut Context, item: &Item, b: &mut Body) {
    b.computed("id", c.ocid("vaultsecret", c.stack, &item.local_address()));
    b.set("compartment_id", c.compartment());
    b.computed("current_version_number", "3");
    b.set("description", "Token that the application's jobs present to the queue");
    b.set("enable_auto_generation", true);
    b.computed("is_auto_generation_enabled", true);
    b.set("key_id", c.key());
    b.computed("last_rotation_time", Value::Null);
    b.computed("lifecycle_details", Value::Null);
    b.set("metadata", Value::Null);
    b.computed("next_rotation_time", Value::Null);
    b.set(
        "rotation_config",
        json!([{"is_scheduled_rotation_enabled": true, "rotation_interval": "P30D",
        "target_system_details": [{"adb_id": "", "function_id": c.ocid("fnfunc", u64::MAX, "rotate"),
        "target_system_type": "FUNCTION"}]}]),
    );
    b.computed("rotation_status", Value::Null);
    b.sensitive.push("secret_content");
    b.set("secret_content", json!([]));
    b.set(
        "secret_generation_context",
        json!([{"generation_template": "DBAAS_DEFAULT_PASSWORD",
        "generation_type": "PASSPHRASE", "passphrase_length": 32, "secret_template": ""}]),
    );
    b.set("secret_name", format!("{}-token", c.prefix()));
    b.computed("secret_rules", json!([]));
    b.computed("state", "ACTIVE");
    b.computed("time_created", c.past());
    b.computed("time_of_current_version_expiry", Value::Null);
    b.computed("time_of_deletion", Value::Null);
    b.set("vault_id", c.refer("vault", "oci_kms_vault.main"));
    c.oci_tags(b);
}

fn bucket_name(c: &Context, item: &Item) -> String {
    let suffix = match &item.key {
        Key::Text(text) => text.as_str(),
        _ => "",
    };
    format!("{}-{suffix}", c.prefix())
}

/// A flow log of a subnet, or a log of what is written to a bucket.
fn log(c: &mut Context, item: &Item, b: &mut Body) {
    let key = if let Key::Text(text) = &item.key { text.clone() } else { String::new() };
    let (service, category, resource) = match item.name {
        "flow" => ("flowlogs", "all", c.refer("subnet", &format!("oci_core_subnet.tier[\"{key}\"]"))),
        _ => ("objectstorage", "write", json!(bucket_name(c, item))),
    };
    b.computed("id", c.ocid("log", c.stack, &item.local_address()));
    b.computed("compartment_id", c.ocid("compartment", c.stack, "oci_identity_compartment.env"));
    b.set(
        "configuration",
        json!([{"compartment_id": null, "source": [{"category": category, "parameters": null,
        "resource": resource, "service": service, "source_type": "OCISERVICE"}]}]),
    );
    b.set("display_name", format!("{}-{service}-{key}", c.prefix()));
    b.set("is_enabled", true);
    b.set("log_group_id", c.ocid("loggroup", u64::MAX, "landing"));
    b.set("log_type", "SERVICE");
    b.set("retention_duration", 30);
    b.computed("state", "ACTIVE");
    b.computed("tenancy_id", c.tenancy());
    b.computed("time_created", c.past());
    b.computed("time_last_modified", c.past());
    c.oci_tags(b);
}

fn bucket(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    let name = bucket_name(c, item);
    let public = c.defect(b, "bucket open to the public");
    b.set("access_type", if public { "ObjectRead" } else { "NoPublicAccess" });
    b.computed("approximate_count", "18234");
    b.computed("approximate_size", "9182736455");
    b.set("auto_tiering", "Disabled");
    b.computed("bucket_id", c.ocid("bucket", c.stack, &local));
    b.set("compartment_id", c.compartment());
    b.computed("created_by", c.ocid("saml2idp", u64::MAX, "runner"));
    b.computed("etag", c.rng.text(b"0123456789abcdef", 36));
    b.computed("id", format!("n/examplens/b/{name}"));
    b.computed("is_read_only", false);
    b.set("kms_key_id", c.key());
    b.set("metadata", Value::Null);
    b.set("name", name);
    b.set("namespace", "examplens");
    b.set("object_events_enabled", true);
    b.computed("object_lifecycle_policy_etag", Value::Null);
    b.computed("replication_enabled", false);
    b.set("retention_rules", json!([]));
    b.set("storage_tier", "Standard");
    b.computed("time_created", c.past());
    b.set("versioning", "Enabled");
    c.oci_tags(b);
}

const CLOUD_INIT: &str = "#!/bin/sh\nset -eu\nif [ \"$(id -u)\" != 0 ] && command -v sudo >/dev/null 2>&1; then exec sudo \"$0\"; fi\nsystemctl enable --now node-exporter\n";

fn instance(c: &mut Context, item: &Item, b: &mut Body) {
    let local = item.local_address();
    let name = format!("{}-node-{}", c.prefix(), item.ordinal);
    let weak = c.defect(b, "instance with legacy metadata endpoints and no encryption in transit");
    let tier = layout::TIERS[(item.ordinal % 3) as usize];
    let subnet = c.refer("subnet", &format!("oci_core_subnet.tier[\"{tier}\"]"));
    let nsg = c.refer("networksecuritygroup", &format!("oci_core_network_security_group.tier[\"{tier}\"]"));
    b.computed("id", c.ocid("instance", c.stack, &local));
    b.set(
        "agent_config",
        json!([{"are_all_plugins_disabled": false, "is_management_disabled": false,
        "is_monitoring_disabled": false, "plugins_config": [
            {"desired_state": "ENABLED", "name": "Vulnerability Scanning"},
            {"desired_state": "ENABLED", "name": "Bastion"}]}]),
    );
    b.set("async", Value::Null);
    b.computed(
        "availability_config",
        json!([{"is_live_migration_preferred": false, "recovery_action": "RESTORE_INSTANCE"}]),
    );
    b.set("availability_domain", format!("Qhab:EU-FRANKFURT-1-AD-{}", 1 + item.ordinal % 3));
    b.computed("boot_volume_id", c.ocid("bootvolume", c.stack, &local));
    b.nulls(&["capacity_reservation_id", "compute_cluster_id", "extended_metadata", "ipxe_script"]);
    b.set("compartment_id", c.compartment());
    vnic(c, item, b, subnet, nsg, &name);
    b.computed("dedicated_vm_host_id", Value::Null);
    b.set("display_name", name);
    b.computed("fault_domain", format!("FAULT-DOMAIN-{}", 1 + item.ordinal % 3));
    b.computed("image", c.ocid("image", u64::MAX, "image"));
    b.set("instance_options", json!([{"are_legacy_imds_endpoints_disabled": !weak}]));
    b.set("is_pv_encryption_in_transit_enabled", !weak);
    b.computed("launch_mode", "PARAVIRTUALIZED");
    b.computed(
        "launch_options",
        json!([{"boot_volume_type": "PARAVIRTUALIZED", "firmware": "UEFI_64",
        "is_consistent_volume_naming_enabled": true, "is_pv_encryption_in_transit_enabled": !weak,
        "network_type": "PARAVIRTUALIZED", "remote_data_volume_type": "PARAVIRTUALIZED"}]),
    );
    b.set("metadata", json!({"user_data": CLOUD_INIT}));
    b.set(
        "platform_config",
        json!([{"are_virtual_instructions_enabled": false, "config_map": {},
        "is_access_control_service_enabled": false, "is_input_output_memory_management_unit_enabled": false,
        "is_measured_boot_enabled": true, "is_memory_encryption_enabled": false, "is_secure_boot_enabled": true,
        "is_symmetric_multi_threading_enabled": true, "is_trusted_platform_module_enabled": true,
        "numa_nodes_per_socket": "", "percentage_of_cores_enabled": 0, "type": "AMD_VM"}]),
    );
    b.nulls(&["preserve_boot_volume", "preserve_data_volumes_created_at_launch"]);
    b.set("preemptible_instance_config", json!([]));
    let (a, d) = c.network();
    b.computed("private_ip", format!("{a}.{d}.{}.{}", item.ordinal % 3, 10 + item.ordinal));
    b.computed("public_ip", "");
    b.computed("region", "eu-frankfurt-1");
    b.set("shape", "VM.Standard.E5.Flex");
    b.set("shape_config", json!([{"baseline_ocpu_utilization": "BASELINE_1_1", "memory_in_gbs": 32, "ocpus": 4}]));
    let image = c.ocid("image", u64::MAX, "image");
    b.set("source_details", json!([{"boot_volume_size_in_gbs": "100", "boot_volume_vpus_per_gb": "10",
        "instance_source_image_filter_details": [], "kms_key_id": c.key(), "source_id": image, "source_type": "image"}]));
    b.computed("state", "RUNNING");
    b.computed("system_tags", json!({}));
    b.computed("time_created", c.past());
    b.computed("time_maintenance_reboot_due", Value::Null);
    c.oci_tags(b);
}

fn vnic(c: &mut Context, item: &Item, b: &mut Body, subnet: Value, nsg: Value, name: &str) {
    b.set("create_vnic_details", json!([{"assign_ipv6ip": false, "assign_private_dns_record": true,
        "assign_public_ip": "false", "display_name": name, "hostname_label": format!("node{}", item.ordinal),
        "nsg_ids": [nsg], "private_ip": null, "skip_source_dest_check": false, "subnet_id": subnet.clone(), "vlan_id": ""}]));
    b.set("hostname_label", Value::Null);
    // Optional and computed, deprecated in favour of the block above.
    b.computed("subnet_id", if c.form == super::body::Form::Planned { Value::Null } else { subnet });
}

fn volume(c: &mut Context, item: &Item, b: &mut Body) {
    let root = item.name == "archive";
    let plain = !root && c.defect(b, "volume without a customer-managed key");
    b.computed("id", c.ocid("volume", c.stack, &item.local_address()));
    b.computed("auto_tuned_vpus_per_gb", Value::Null);
    b.set("autotune_policies", json!([]));
    b.set("availability_domain", format!("Qhab:EU-FRANKFURT-1-AD-{}", 1 + item.ordinal % 3));
    b.set("backup_policy_id", c.ocid("volumebackuppolicy", u64::MAX, "gold"));
    b.set("block_volume_replicas", json!([]));
    b.set("block_volume_replicas_deletion", Value::Null);
    let shared = "oci_identity_compartment.shared";
    b.set("compartment_id", if root { json!(c.root_compartment(shared)) } else { c.compartment() });
    b.set("display_name", format!("{}-data-{}", c.prefix(), item.ordinal));
    b.computed("is_auto_tune_enabled", false);
    b.computed("is_hydrated", true);
    if plain {
        b.computed("kms_key_id", "");
    } else {
        let landing = json!(c.ocid("key", u64::MAX, "landing key"));
        b.set("kms_key_id", if root { landing } else { c.key() });
    }
    b.set("size_in_gbs", format!("{}", 100 + 50 * c.rng.below(8)));
    b.computed("size_in_mbs", "102400");
    b.set("source_details", json!([]));
    b.computed("state", "AVAILABLE");
    b.computed("system_tags", json!({}));
    b.computed("time_created", c.past());
    b.computed("volume_backup_id", Value::Null);
    b.computed("volume_group_id", Value::Null);
    b.set("vpus_per_gb", "20");
    c.oci_tags(b);
}

fn attachment(c: &mut Context, item: &Item, b: &mut Body) {
    b.computed("id", c.ocid("volumeattachment", c.stack, &item.local_address()));
    b.set("attachment_type", "paravirtualized");
    b.computed("availability_domain", format!("Qhab:EU-FRANKFURT-1-AD-{}", 1 + item.ordinal % 3));
    for name in ["chap_secret", "chap_username", "encryption_in_transit_type", "iqn", "ipv4"] {
        b.computed(name, Value::Null);
    }
    b.computed("compartment_id", c.ocid("compartment", c.stack, "oci_identity_compartment.env"));
    b.set("device", format!("/dev/oracleoci/oraclevd{}", char::from(b'b' + (item.ordinal % 20) as u8)));
    b.set("display_name", format!("{}-data-{}", c.prefix(), item.ordinal));
    b.set("instance_id", c.refer("instance", &format!("oci_core_instance.node[{}]", item.ordinal)));
    b.computed("is_agent_auto_iscsi_login_enabled", false);
    b.computed("is_multipath", false);
    b.set("is_pv_encryption_in_transit_enabled", true);
    b.set("is_read_only", false);
    b.set("is_shareable", false);
    b.computed("iscsi_login_state", Value::Null);
    b.computed("multipath_devices", json!([]));
    b.computed("port", Value::Null);
    b.computed("state", "ATTACHED");
    b.computed("time_created", c.past());
    b.set("timeouts", Value::Null);
    b.set("use_chap", Value::Null);
    b.set("volume_id", c.refer("volume", &format!("oci_core_volume.data[{}]", item.ordinal)));
    // Computed and marked sensitive in the provider's schema.
    b.sensitive.push("chap_secret");
}
