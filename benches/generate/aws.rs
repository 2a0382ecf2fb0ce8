//! The AWS part of a stack. Attribute names after hashicorp/aws 5.x.

use super::body::{Body, Form, unknown};
use super::context::Context;
use super::layout::{Item, Key};
use serde_json::{Value, json};

const ACCOUNT: &str = "123456789012";

/// Builds the body of an AWS resource.
pub fn body(c: &mut Context, item: &Item, b: &mut Body) -> bool {
    match item.kind {
        "aws_vpc" => vpc(c, item, b),
        "aws_subnet" => subnet(c, item, b),
        "aws_security_group" => group(c, item, b),
        "aws_default_security_group" => default_group(c, item, b),
        "aws_vpc_security_group_ingress_rule" => ingress(c, item, b),
        "aws_instance" => instance(c, item, b),
        "aws_kms_key" => key(c, item, b),
        "aws_iam_role" => role(c, b),
        "aws_db_instance" => database(c, b),
        "aws_s3_bucket" => bucket(c, item, b),
        "aws_s3_bucket_public_access_block" => access_block(c, item, b),
        "aws_s3_bucket_server_side_encryption_configuration" => encryption(c, item, b),
        _ => return false,
    }
    true
}

fn arn(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:eu-central-1:{ACCOUNT}:{rest}")
}

fn vpc(c: &mut Context, item: &Item, b: &mut Body) {
    let (_, y) = c.network();
    let id = c.aws_id("vpc", &item.local_address());
    b.computed("arn", arn("ec2", &format!("vpc/{id}")));
    b.computed("id", id);
    b.set("assign_generated_ipv6_cidr_block", false);
    b.set("cidr_block", format!("172.16.{y}.0/24"));
    for (name, prefix) in [
        ("default_network_acl_id", "acl"),
        ("default_route_table_id", "rtb"),
        ("default_security_group_id", "sg"),
        ("dhcp_options_id", "dopt"),
        ("main_route_table_id", "rtb"),
    ] {
        b.computed(name, c.aws_id(prefix, name));
    }
    b.set("enable_dns_hostnames", true);
    b.set("enable_dns_support", true);
    b.computed("enable_network_address_usage_metrics", false);
    b.set("instance_tenancy", "default");
    b.nulls(&["ipv4_ipam_pool_id", "ipv4_netmask_length", "ipv6_ipam_pool_id", "ipv6_netmask_length"]);
    b.computed("ipv6_association_id", "");
    b.computed("ipv6_cidr_block", "");
    b.computed("ipv6_cidr_block_network_border_group", "");
    b.computed("owner_id", ACCOUNT);
    let name = c.prefix();
    c.aws_tags(b, &name);
}

fn subnet(c: &mut Context, item: &Item, b: &mut Body) {
    let (_, y) = c.network();
    let id = c.aws_id("subnet", &item.local_address());
    let zone = ["a", "b", "c"][(item.ordinal % 3) as usize];
    b.computed("arn", arn("ec2", &format!("subnet/{id}")));
    b.computed("id", id);
    b.set("assign_ipv6_address_on_creation", false);
    b.set("availability_zone", format!("eu-central-1{zone}"));
    b.computed("availability_zone_id", format!("euc1-az{}", item.ordinal + 1));
    b.set("cidr_block", format!("172.16.{y}.{}/26", item.ordinal * 64));
    b.nulls(&["customer_owned_ipv4_pool", "enable_lni_at_device_index", "ipv6_cidr_block", "outpost_arn", "timeouts"]);
    for name in [
        "enable_dns64",
        "enable_resource_name_dns_a_record_on_launch",
        "enable_resource_name_dns_aaaa_record_on_launch",
    ] {
        b.set(name, false);
    }
    b.computed("ipv6_cidr_block_association_id", "");
    b.set("ipv6_native", false);
    b.set("map_customer_owned_ip_on_launch", Value::Null);
    b.set("map_public_ip_on_launch", false);
    b.computed("owner_id", ACCOUNT);
    b.computed("private_dns_hostname_type_on_launch", "ip-name");
    b.set("vpc_id", c.refer_aws("vpc", "aws_vpc.main"));
    let name = format!("{}-private-{zone}", c.prefix());
    c.aws_tags(b, &name);
}

fn group(c: &mut Context, item: &Item, b: &mut Body) {
    let id = c.aws_id("sg", &item.local_address());
    b.computed("arn", arn("ec2", &format!("security-group/{id}")));
    b.computed("id", id);
    b.set("description", "Workers <- internal load balancer");
    b.computed("egress", json!([]));
    b.computed("ingress", json!([]));
    let name = format!("{}-app-{}", c.prefix(), item.ordinal);
    b.set("name", name.clone());
    b.computed("name_prefix", "");
    b.computed("owner_id", ACCOUNT);
    b.set("revoke_rules_on_delete", false);
    b.set("timeouts", Value::Null);
    b.set("vpc_id", c.refer_aws("vpc", "aws_vpc.main"));
    c.aws_tags(b, &name);
}

/// Taken over so that it admits nothing.
fn default_group(c: &mut Context, item: &Item, b: &mut Body) {
    let id = c.aws_id("sg", &item.local_address());
    b.computed("arn", arn("ec2", &format!("security-group/{id}")));
    b.computed("id", id);
    b.computed("description", "default VPC security group");
    b.set("egress", json!([]));
    b.set("ingress", json!([]));
    b.computed("name", "default");
    b.computed("name_prefix", "");
    b.computed("owner_id", ACCOUNT);
    b.set("revoke_rules_on_delete", false);
    b.set("vpc_id", c.refer_aws("vpc", "aws_vpc.main"));
    let name = c.prefix();
    c.aws_tags(b, &name);
}

fn ingress(c: &mut Context, item: &Item, b: &mut Body) {
    let (_, y) = c.network();
    let open = c.defect(b, "security group that opens SSH to the internet");
    let id = c.aws_id("sgr", &item.local_address());
    b.computed("arn", arn("ec2", &format!("security-group-rule/{id}")));
    b.computed("security_group_rule_id", id.clone());
    b.computed("id", id);
    b.set("cidr_ipv4", if open { "0.0.0.0/0".to_owned() } else { format!("172.16.{y}.0/24") });
    b.nulls(&["cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]);
    b.set("description", "traffic of the service");
    let port = if open { 22 } else { *c.rng.pick(&[443, 5432, 8443]) };
    b.set("from_port", port);
    b.set("to_port", port);
    b.set("ip_protocol", "tcp");
    b.set("security_group_id", c.refer_aws("sg", &format!("aws_security_group.app[{}]", item.ordinal % 2)));
    let name = format!("{}-rule-{}", c.prefix(), item.ordinal);
    c.aws_tags(b, &name);
}

fn instance(c: &mut Context, item: &Item, b: &mut Body) {
    let loose = c.defect(b, "instance that answers metadata requests without a token");
    let id = c.aws_id("i", &item.local_address());
    let zone = ["a", "b", "c"][(item.ordinal % 3) as usize];
    b.set("ami", "ami-0f3a1c5d7e9b24680");
    b.computed("arn", arn("ec2", &format!("instance/{id}")));
    b.computed("id", id);
    b.computed("associate_public_ip_address", false);
    b.computed("availability_zone", format!("eu-central-1{zone}"));
    b.computed(
        "capacity_reservation_specification",
        json!([{"capacity_reservation_preference": "open", "capacity_reservation_target": []}]),
    );
    b.computed("cpu_options", json!([{"amd_sev_snp": "", "core_count": 2, "threads_per_core": 2}]));
    b.set("credit_specification", json!([]));
    b.computed("disable_api_stop", false);
    b.computed("disable_api_termination", false);
    b.set("ebs_optimized", true);
    b.set("get_password_data", false);
    b.nulls(&["hibernation", "timeouts", "user_data_replace_on_change", "volume_tags"]);
    b.set("iam_instance_profile", format!("{}-app", c.prefix()));
    b.computed("instance_initiated_shutdown_behavior", "stop");
    b.computed("instance_state", "running");
    b.set("instance_type", "m6i.large");
    b.computed("ipv6_address_count", 0);
    b.computed("ipv6_addresses", json!([]));
    b.computed("key_name", "");
    b.set("launch_template", json!([]));
    b.set(
        "metadata_options",
        json!([{"http_endpoint": "enabled", "http_protocol_ipv6": "disabled",
        "http_put_response_hop_limit": 1, "http_tokens": if loose { "optional" } else { "required" },
        "instance_metadata_tags": "disabled"}]),
    );
    b.set("monitoring", true);
    b.computed("primary_network_interface_id", c.aws_id("eni", &item.local_address()));
    b.computed("private_dns", "ip-172-16-0-10.eu-central-1.compute.internal");
    b.computed("private_ip", "172.16.0.10");
    b.computed("public_dns", "");
    b.computed("public_ip", "");
    root_disk(c, b);
    b.computed("secondary_private_ips", json!([]));
    b.computed("security_groups", json!([]));
    b.set("source_dest_check", true);
    b.set("subnet_id", c.refer_aws("subnet", &format!("aws_subnet.private[\"{zone}\"]")));
    b.computed("tenancy", "default");
    b.set("user_data", "0c2f1f5e6a5d3b0f4f63f42fbe05ac2d6b2f1c8e");
    b.computed("user_data_base64", Value::Null);
    b.set("vpc_security_group_ids", json!([c.refer_aws("sg", "aws_security_group.app[0]")]));
    let name = format!("{}-worker-{}", c.prefix(), item.ordinal);
    c.aws_tags(b, &name);
}

fn root_disk(c: &Context, b: &mut Body) {
    let computed = |value: Value| if c.form == Form::Planned { unknown() } else { value };
    b.set(
        "root_block_device",
        json!([{"delete_on_termination": true, "device_name": computed(json!("/dev/xvda")),
        "encrypted": true, "iops": computed(json!(3000)), "kms_key_id": key_arn(c), "tags": null,
        "throughput": computed(json!(125)), "volume_id": computed(json!("vol-0a1b2c3d4e5f60718")),
        "volume_size": 60, "volume_type": "gp3"}]),
    );
}

fn key_arn(c: &Context) -> Value {
    match c.neighbours {
        Form::Planned => unknown(),
        Form::Known => json!(arn("kms", &format!("key/{}", c.aws_id("mrk", "aws_kms_key.data")))),
    }
}

fn key(c: &mut Context, item: &Item, b: &mut Body) {
    let id = c.aws_id("mrk", &item.local_address());
    b.computed("arn", arn("kms", &format!("key/{id}")));
    b.computed("key_id", id.clone());
    b.computed("id", id);
    b.set("bypass_policy_lockout_safety_check", false);
    b.set("custom_key_store_id", Value::Null);
    b.set("customer_master_key_spec", "SYMMETRIC_DEFAULT");
    b.set("deletion_window_in_days", 30);
    b.set("description", "Data of the stack");
    b.set("enable_key_rotation", true);
    b.set("is_enabled", true);
    b.set("key_usage", "ENCRYPT_DECRYPT");
    b.computed("multi_region", true);
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Sid": "Administrators", "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}, "Action": "kms:*", "Resource": "*"}]});
    b.set("policy", policy.to_string());
    b.computed("rotation_period_in_days", 365);
    b.nulls(&["timeouts", "xks_key_id"]);
    let name = format!("{}-data", c.prefix());
    c.aws_tags(b, &name);
}

fn role(c: &mut Context, b: &mut Body) {
    let name = format!("{}-app", c.prefix());
    b.computed("arn", format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"}}]});
    b.set("assume_role_policy", trust.to_string());
    b.computed("create_date", "2025-03-04T05:06:07Z");
    b.nulls(&["description", "permissions_boundary"]);
    b.set("force_detach_policies", false);
    b.computed("id", name.clone());
    b.computed("inline_policy", json!([]));
    b.computed("managed_policy_arns", json!([]));
    b.set("max_session_duration", 3600);
    b.set("name", name.clone());
    b.computed("name_prefix", "");
    b.set("path", "/");
    b.computed("unique_id", c.rng.text(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 21));
    c.aws_tags(b, &name);
}

fn database(c: &mut Context, b: &mut Body) {
    let name = format!("{}-main", c.prefix());
    let public = c.defect(b, "database with a public address");
    b.computed("address", format!("{name}.c9akciq32.eu-central-1.rds.amazonaws.com"));
    b.set("allocated_storage", 200);
    b.set("apply_immediately", false);
    b.computed("arn", arn("rds", &format!("db:{name}")));
    b.set("auto_minor_version_upgrade", true);
    b.computed("availability_zone", "eu-central-1a");
    b.set("backup_retention_period", 14);
    b.computed("backup_window", "02:00-02:30");
    b.computed("ca_cert_identifier", "rds-ca-rsa2048-g1");
    b.set("copy_tags_to_snapshot", true);
    b.set("db_name", "app");
    b.set("db_subnet_group_name", format!("{name}-db"));
    b.set("deletion_protection", true);
    b.set("enabled_cloudwatch_logs_exports", json!(["postgresql", "upgrade"]));
    b.computed("endpoint", format!("{name}.c9akciq32.eu-central-1.rds.amazonaws.com:5432"));
    b.set("engine", "postgres");
    b.set("engine_version", "16.4");
    b.set("iam_database_authentication_enabled", true);
    b.computed("id", format!("db-{}", c.rng.text(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26)));
    b.set("identifier", name.clone());
    b.set("instance_class", "db.m6g.large");
    b.set("kms_key_id", key_arn(c));
    b.computed("latest_restorable_time", "2026-11-01T04:55:12Z");
    b.computed("maintenance_window", "sun:04:00-sun:04:30");
    b.set("max_allocated_storage", 1000);
    b.set("multi_az", true);
    let password = c.rng.text(b"abcdefghijkmnpqrstuvwxyz23456789-_<>&", 24);
    b.secret("password", password);
    b.set("performance_insights_enabled", true);
    b.computed("port", 5432);
    b.set("publicly_accessible", public);
    b.set("skip_final_snapshot", false);
    b.computed("status", "available");
    b.set("storage_encrypted", true);
    b.set("storage_type", "gp3");
    b.nulls(&["blue_green_update", "domain", "replicate_source_db", "restore_to_point_in_time", "timeouts"]);
    b.set("username", "app");
    b.set("vpc_security_group_ids", json!([c.refer_aws("sg", "aws_security_group.app[1]")]));
    c.aws_tags(b, &name);
}

fn bucket_name(c: &Context, item: &Item) -> String {
    match &item.key {
        Key::Text(text) => format!("{}-{text}-{ACCOUNT}", c.prefix()),
        _ => c.prefix(),
    }
}

fn bucket(c: &mut Context, item: &Item, b: &mut Body) {
    let name = bucket_name(c, item);
    b.computed("acceleration_status", "");
    b.computed("acl", Value::Null);
    b.computed("arn", format!("arn:aws:s3:::{name}"));
    b.set("bucket", name.clone());
    b.computed("bucket_domain_name", format!("{name}.s3.amazonaws.com"));
    b.computed("bucket_prefix", "");
    b.computed("bucket_regional_domain_name", format!("{name}.s3.eu-central-1.amazonaws.com"));
    for block in [
        "cors_rule",
        "grant",
        "lifecycle_rule",
        "logging",
        "object_lock_configuration",
        "replication_configuration",
        "website",
    ] {
        b.computed(block, json!([]));
    }
    b.set("force_destroy", false);
    b.computed("hosted_zone_id", "Z21DNDUVLTQW6Q");
    b.computed("id", name.clone());
    b.computed("object_lock_enabled", false);
    b.computed("policy", "");
    b.computed("region", "eu-central-1");
    b.computed("request_payer", "BucketOwner");
    let encryption = json!([{"rule": [{"apply_server_side_encryption_by_default":
        [{"kms_master_key_id": "", "sse_algorithm": "AES256"}], "bucket_key_enabled": false}]}]);
    b.computed("server_side_encryption_configuration", encryption);
    b.set("timeouts", Value::Null);
    b.computed("versioning", json!([{"enabled": false, "mfa_delete": false}]));
    b.computed("website_domain", Value::Null);
    b.computed("website_endpoint", Value::Null);
    c.aws_tags(b, &name);
}

fn bucket_reference(c: &Context, item: &Item) -> Value {
    match c.neighbours {
        Form::Planned => unknown(),
        Form::Known => json!(bucket_name(c, item)),
    }
}

fn access_block(c: &mut Context, item: &Item, b: &mut Body) {
    let open = c.defect(b, "bucket without a block of public access");
    for name in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] {
        b.set(name, !open);
    }
    b.set("bucket", bucket_reference(c, item));
    b.computed("id", bucket_name(c, item));
}

fn encryption(c: &mut Context, item: &Item, b: &mut Body) {
    b.set("bucket", bucket_reference(c, item));
    b.set("expected_bucket_owner", "");
    b.computed("id", bucket_name(c, item));
    b.set(
        "rule",
        json!([{"apply_server_side_encryption_by_default": [{"kms_master_key_id": key_arn(c),
        "sse_algorithm": "aws:kms"}], "bucket_key_enabled": true}]),
    );
}
