# What the engine must know about Oracle Cloud Infrastructure and cannot read from schemas or plans.
# Facts of provider release 8.28.0 (commit 8de3c480b4bf08d8edd40ef0cc4ad0340bd01721): its schemas and its
# documentation pages, unless a `source` says otherwise. Paths are names without indexes.
#
# A default that holds for some releases only says `provider` and `versions` (rules/aws/defaults.provider.hcl). Here
# none does: the changelog up to 8.28.0 tells of two changed defaults, assign_public_ip of instances (back to true in
# 3.83.1) and assign_private_dns_record of VNIC attachments (4.39.0), and both are values in plans.

# `source` is the end of the provider's source address.
provider "oracle/oci" {
  prefix = "oci_"
}

# ---------------------------------------------------------------------------------------------
# Legacy names that the provider registers for the same implementation.

alias "oci_core_virtual_network" {
  of = "oci_core_vcn"
}

alias "oci_load_balancer" {
  of = "oci_load_balancer_load_balancer"
}

alias "oci_load_balancer_backendset" {
  of = "oci_load_balancer_backend_set"
}

# ---------------------------------------------------------------------------------------------
# What the service does when nobody wrote the attribute (omission proved) and the resource is created.
# On update the provider keeps the prior value instead: never apply these to an existing resource.
# Only attributes that are Optional and Computed need an entry: others show null or a static default.

# Encryption keys: null means that Oracle holds the key.

default "oci_objectstorage_bucket" "kms_key_id" {
  value  = null
  source = "Object Storage: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_objectstorage_bucket: the attribute assigns a Vault key)"
}

default "oci_core_volume" "kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_volume: the attribute assigns a Vault key)"
}

default "oci_core_boot_volume" "kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_boot_volume: the attribute assigns a Vault key)"
}

default "oci_core_instance" "launch_volume_attachments.launch_create_volume_details.kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_instance: the attribute assigns a Vault key)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.source_details.kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_instance_configuration: the attribute assigns a Vault key)"
}

default "oci_core_instance_configuration" "instance_details.block_volumes.create_details.kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_instance_configuration: the attribute assigns a Vault key)"
}

default "oci_containerengine_node_pool" "node_config_details.kms_key_id" {
  value  = null
  source = "Container Engine, boot volumes of nodes: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_containerengine_node_pool: the attribute assigns a Vault key)"
}

default "oci_containerengine_cluster" "kms_key_id" {
  value  = null
  source = "Container Engine, Kubernetes secrets: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_containerengine_cluster: the attribute assigns a Vault key)"
}

default "oci_queue_queue" "custom_encryption_key_id" {
  value  = null
  source = "Queue: messages are encrypted with a key that Oracle holds unless a custom key is named (provider docs, oci_queue_queue)"
}

default "oci_database_autonomous_database" "kms_key_id" {
  value  = null
  source = "Autonomous Database: the service manages the transparent-data-encryption key unless a Vault key is named (provider docs, oci_database_autonomous_database)"
}

# Network exposure.

default "oci_core_subnet" "prohibit_public_ip_on_vnic" {
  value  = false
  source = "the subnet is public: VNICs may have public addresses unless this is true (provider docs, oci_core_subnet)"
}

default "oci_core_subnet" "prohibit_internet_ingress" {
  value  = false
  source = "traffic from the internet is admitted unless this is true (provider docs, oci_core_subnet)"
}

default "oci_core_subnet" "ipv6cidr_block" {
  value  = null
  source = "a subnet has no IPv6 unless a prefix is given (provider docs, oci_core_subnet)"
}

default "oci_core_subnet" "ipv6cidr_blocks" {
  value  = []
  source = "a subnet has no IPv6 unless a prefix is given (provider docs, oci_core_subnet)"
}

default "oci_core_vcn" "ipv6private_cidr_blocks" {
  value  = []
  source = "a VCN has the private IPv6 prefixes that are given; Oracle allocates global ones (provider docs, oci_core_vcn)"
}

default "oci_load_balancer_load_balancer" "is_private" {
  value  = false
  source = "the service gives a load balancer a public address unless a private one is asked for (provider docs, oci_load_balancer_load_balancer, describe both values; the provider's example lb_full puts reserved public addresses on load balancers that do not set it)"
}

default "oci_network_load_balancer_network_load_balancer" "is_private" {
  value  = true
  source = "a network load balancer is private unless this is false (provider docs, oci_network_load_balancer_network_load_balancer)"
}

default "oci_database_autonomous_database" "subnet_id" {
  value  = null
  source = "without a subnet an Autonomous Database has a public endpoint: setting subnet_id is what disables public access (provider docs, oci_database_autonomous_database)"
}

default "oci_containerengine_cluster" "endpoint_config.is_public_ip_enabled" {
  value  = false
  source = "the API endpoint of the cluster gets no public address unless this is true (provider docs, oci_containerengine_cluster)"
}

default "oci_core_instance" "create_vnic_details.assign_ipv6ip" {
  value  = false
  source = "no IPv6 address is assigned unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance" "create_vnic_details.skip_source_dest_check" {
  value  = false
  source = "the VNIC checks source and destination unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.create_vnic_details.assign_public_ip" {
  value  = null
  source = "where nothing is said the subnet decides: public unless it prohibits public addresses (API reference, CreateVnicDetails, assignPublicIp)"
}

default "oci_core_instance_configuration" "instance_details.secondary_vnics.create_vnic_details.assign_public_ip" {
  value  = null
  source = "where nothing is said the subnet decides: public unless it prohibits public addresses (API reference, CreateVnicDetails, assignPublicIp)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.create_vnic_details.assign_public_ip" {
  value  = null
  source = "where nothing is said the subnet decides: public unless it prohibits public addresses (API reference, CreateVnicDetails, assignPublicIp)"
}

default "oci_core_instance_configuration" "instance_details.options.secondary_vnics.create_vnic_details.assign_public_ip" {
  value  = null
  source = "where nothing is said the subnet decides: public unless it prohibits public addresses (API reference, CreateVnicDetails, assignPublicIp)"
}

default "oci_core_vnic_attachment" "create_vnic_details.assign_ipv6ip" {
  value  = false
  source = "no IPv6 address is assigned unless this is true (provider docs, oci_core_vnic_attachment)"
}

default "oci_core_vnic_attachment" "create_vnic_details.skip_source_dest_check" {
  value  = false
  source = "the VNIC checks source and destination unless this is true (provider docs, oci_core_vnic_attachment)"
}

default "oci_core_instance" "create_vnic_details.nsg_ids" {
  value  = []
  source = "a VNIC joins the network security groups that are listed, and no others (provider docs, oci_core_instance)"
}

default "oci_core_vcn" "is_ipv6enabled" {
  value  = false
  source = "a VCN has no IPv6 unless this is true (provider docs, oci_core_vcn)"
}

default "oci_core_nat_gateway" "block_traffic" {
  value  = false
  source = "a NAT gateway passes traffic unless this is true (provider docs, oci_core_nat_gateway)"
}

default "oci_file_storage_export" "export_options" {
  value = [{
    source                         = "0.0.0.0/0"
    require_privileged_source_port = false
    access                         = "READ_WRITE"
    identity_squash                = "NONE"
    anonymous_uid                  = "65534"
    anonymous_gid                  = "65534"
    is_anonymous_access_allowed    = false
    allowed_auth                   = ["SYS"]
  }]
  source = "an export without options is open to every client of an IPv4 mount target, with write access and no squashing; behind an IPv6 mount target no client sees it (provider docs, oci_file_storage_export)"
}

default "oci_file_storage_export" "export_options.identity_squash" {
  value  = "ROOT"
  source = "options that do not name a squash mode squash root (provider docs, oci_file_storage_export)"
}

default "oci_file_storage_export" "export_options.require_privileged_source_port" {
  value  = true
  source = "options that do not say otherwise demand a privileged source port (provider docs, oci_file_storage_export)"
}

default "oci_file_storage_export" "export_options.access" {
  value  = "READ_WRITE"
  source = "options that do not say otherwise permit writing (provider docs, oci_file_storage_export)"
}

# Rules of security lists and network security groups.

default "oci_core_security_list" "ingress_security_rules.source_type" {
  value  = "CIDR_BLOCK"
  source = "the source of a rule is a CIDR block unless source_type says otherwise (provider docs, oci_core_security_list)"
}

default "oci_core_security_list" "egress_security_rules.destination_type" {
  value  = "CIDR_BLOCK"
  source = "the destination of a rule is a CIDR block unless destination_type says otherwise (provider docs, oci_core_security_list)"
}

default "oci_core_security_list" "egress_security_rules.stateless" {
  value  = false
  source = "a rule is stateful unless this is true (provider docs, oci_core_security_list)"
}

default "oci_core_default_security_list" "ingress_security_rules.source_type" {
  value  = "CIDR_BLOCK"
  source = "the source of a rule is a CIDR block unless source_type says otherwise (provider docs, oci_core_security_list)"
}

default "oci_core_default_security_list" "egress_security_rules.destination_type" {
  value  = "CIDR_BLOCK"
  source = "the destination of a rule is a CIDR block unless destination_type says otherwise (provider docs, oci_core_security_list)"
}

default "oci_core_default_security_list" "egress_security_rules.stateless" {
  value  = false
  source = "a rule is stateful unless this is true (provider docs, oci_core_security_list)"
}

default "oci_core_network_security_group_security_rule" "stateless" {
  value  = false
  source = "a rule is stateful unless this is true (provider docs, oci_core_network_security_group_security_rule)"
}

# Instances.

default "oci_core_instance" "instance_options.are_legacy_imds_endpoints_disabled" {
  value  = false
  source = "version 1 of the metadata service answers unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance" "is_pv_encryption_in_transit_enabled" {
  value  = false
  source = "traffic of paravirtualized volumes is not encrypted unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance" "launch_options.is_pv_encryption_in_transit_enabled" {
  value  = false
  source = "traffic of paravirtualized volumes is not encrypted unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance" "agent_config.is_management_disabled" {
  value  = false
  source = "management plugins of the agent run unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance" "agent_config.is_monitoring_disabled" {
  value  = false
  source = "monitoring plugins of the agent run unless this is true (provider docs, oci_core_instance)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.instance_options.are_legacy_imds_endpoints_disabled" {
  value  = false
  source = "version 1 of the metadata service answers unless this is true (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.is_pv_encryption_in_transit_enabled" {
  value  = false
  source = "traffic of paravirtualized volumes is not encrypted unless this is true (provider docs, oci_core_instance_configuration)"
}

default "oci_core_volume_attachment" "is_pv_encryption_in_transit_enabled" {
  value  = false
  source = "traffic of a paravirtualized attachment is not encrypted unless this is true (provider docs, oci_core_volume_attachment)"
}

default "oci_core_volume_attachment" "is_shareable" {
  value  = false
  source = "one instance only may attach the volume unless this is true (provider docs, oci_core_volume_attachment)"
}

default "oci_containerengine_node_pool" "node_config_details.is_pv_encryption_in_transit_enabled" {
  value  = false
  source = "traffic of the nodes' volumes is not encrypted unless this is true (provider docs, oci_containerengine_node_pool)"
}

default "oci_containerengine_cluster" "image_policy_config.is_policy_enabled" {
  value  = false
  source = "images are not verified unless this is true (provider docs, oci_containerengine_cluster)"
}

# Object Storage.

default "oci_objectstorage_bucket" "versioning" {
  value  = "Disabled"
  source = "a bucket keeps no versions unless versioning is enabled (provider docs, oci_objectstorage_bucket)"
}

default "oci_objectstorage_bucket" "object_events_enabled" {
  value  = false
  source = "a bucket emits no events unless this is true (provider docs, oci_objectstorage_bucket)"
}

default "oci_objectstorage_bucket" "auto_tiering" {
  value  = "Disabled"
  source = "objects stay in their tier unless auto tiering is switched on (provider docs, oci_objectstorage_bucket)"
}

default "oci_objectstorage_bucket" "storage_tier" {
  value  = "Standard"
  source = "a bucket has the standard tier unless another is named (provider docs, oci_objectstorage_bucket)"
}

# Databases.

default "oci_database_db_system" "db_home.database.db_backup_config.auto_backup_enabled" {
  value  = false
  source = "automatic backups are configured only when this is true (provider docs, oci_database_db_system)"
}

default "oci_database_db_home" "database.db_backup_config.auto_backup_enabled" {
  value  = false
  source = "automatic backups are configured only when this is true (provider docs, oci_database_db_home)"
}

default "oci_database_database" "database.db_backup_config.auto_backup_enabled" {
  value  = false
  source = "automatic backups are configured only when this is true (provider docs, oci_database_database)"
}

default "oci_database_db_system" "source" {
  value  = "NONE"
  source = "a DB system is a new one unless source names what it is made from (provider docs, oci_database_db_system)"
}

default "oci_database_autonomous_database" "is_free_tier" {
  value  = false
  source = "a database is not an Always Free one unless this is true (provider docs, oci_database_autonomous_database)"
}

default "oci_mysql_mysql_db_system" "deletion_policy.is_delete_protected" {
  value  = false
  source = "a DB system can be deleted unless this is true (provider docs, oci_mysql_mysql_db_system)"
}

# Keys, logs, streams.

default "oci_kms_key" "protection_mode" {
  value  = "HSM"
  source = "a key is kept in a hardware security module unless another mode is named (provider docs, oci_kms_key)"
}

default "oci_streaming_stream" "retention_in_hours" {
  value  = 24
  source = "a stream keeps messages for 24 hours unless told otherwise (provider docs, oci_streaming_stream)"
}

# Creating some resources changes what is there already: what is omitted keeps what it was. `kept` names it.

default "oci_identity_authentication_policy" "password_policy" {
  kept   = "the password policy that the tenancy has already"
  source = "the resource updates the authentication policy of the tenancy, and sends a password policy only if one is written (provider docs and code, oci_identity_authentication_policy)"
}

# Not certain: no document at hand says what the service does. Omitted means undecided.
#   oci_core_subnet security_list_ids, route_table_id, dhcp_options_id: the default ones of the VCN, whose
#     identifiers are attributes of the VCN (default_security_list_id and so on) and no fixed value
#   oci_core_instance platform_config.is_secure_boot_enabled, is_measured_boot_enabled,
#     is_trusted_platform_module_enabled: depend on shape and image
#   oci_core_instance agent_config.are_all_plugins_disabled; source_details of launch_volume_attachments
#   oci_container_instances_container_instance vnics.is_public_ip_assigned
#   oci_core_network_security_group_security_rule source_type, destination_type: documented as required for
#     their direction; the value tells what it is (CIDR, ocid1.networksecuritygroup, service label)
#   oci_core_route_table route_rules.destination_type: documented as required with destination
#   oci_database_autonomous_database is_mtls_connection_required (changed in 2023, depends on deployment),
#     is_dedicated, source, nsg_ids, is_access_control_enabled, encryption_key
#   oci_database_db_system, oci_database_db_home, oci_database_database kms_key_id inside database blocks
#   oci_database_autonomous_container_database backup_config; oci_mysql_mysql_db_system backup_policy.is_enabled
#   oci_kms_key is_auto_rotation_enabled, auto_key_rotation_details; oci_vault_secret rotation_config
#   oci_logging_log is_enabled, retention_duration
#   oci_bastion_bastion max_session_ttl_in_seconds, client_cidr_block_allow_list
#   oci_integration_integration_instance, oci_analytics_analytics_instance network_endpoint_details
#   oci_identity_domains_password_policy: the domain's prior settings stay
#   oci_datascience_job, _model_deployment, _notebook_session subnet_id: service-managed network, kind not said
#   oci_cloud_guard_security_zone is_inheritance_after_delete_enabled
#   oci_streaming_stream_pool custom_encryption_key, private_endpoint_settings
#   nsg_ids of load balancers, clusters, mount targets and caches other than an instance's VNIC

# ---------------------------------------------------------------------------------------------
# Containers: what forms the tree of compartments. A compartment without a parent hangs below the tenancy.

container "oci_identity_compartment" {
  id     = "id"
  parent = "compartment_id"
  name   = "name"
}

# ---------------------------------------------------------------------------------------------
# Homes: the container in which a resource lives. `attribute` is its own, `through` names attributes that
# identify a resource whose home is taken instead, tried in order where the own one is absent or unknown.

home "*" {
  attribute = "compartment_id"
}

home "oci_adm_remediation_run" {
  attribute = "compartment_id"
  through   = ["remediation_recipe_id"]
}

home "oci_adm_vulnerability_audit" {
  attribute = "compartment_id"
  through   = ["knowledge_base_id"]
}

home "oci_analytics_analytics_instance_private_access_channel" {
  through = ["analytics_instance_id"]
}

home "oci_analytics_analytics_instance_resource_group" {
  through = ["analytics_instance_id"]
}

home "oci_analytics_analytics_instance_vanity_url" {
  through = ["analytics_instance_id"]
}

home "oci_announcements_service_announcement_subscriptions_filter_group" {
  through = ["announcement_subscription_id"]
}

home "oci_apm_config_config" {
  through = ["apm_domain_id"]
}

home "oci_apm_config_data_file" {
  through = ["apm_domain_id"]
}

home "oci_apm_synthetics_dedicated_vantage_point" {
  through = ["apm_domain_id"]
}

home "oci_apm_synthetics_monitor" {
  through = ["apm_domain_id"]
}

home "oci_apm_synthetics_on_premise_vantage_point" {
  through = ["apm_domain_id"]
}

home "oci_apm_synthetics_script" {
  through = ["apm_domain_id"]
}

home "oci_apm_traces_scheduled_query" {
  through = ["apm_domain_id"]
}

home "oci_bastion_session" {
  through = ["bastion_id"]
}

home "oci_bds_auto_scaling_configuration" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_cluster_admin_password_reset_action" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_api_key" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_execute_bootstrap_script_action" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_identity_configuration" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_metastore_config" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_node_backup" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_node_backup_configuration" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_node_replace_configuration" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_operation_certificate_managements_management" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_os_patch_action" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_patch_action" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_replace_node_action" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_resource_principal_configuration" {
  through = ["bds_instance_id"]
}

home "oci_bds_bds_instance_software_update_action" {
  through = ["bds_instance_id"]
}

home "oci_blockchain_osn" {
  through = ["blockchain_platform_id"]
}

home "oci_blockchain_peer" {
  through = ["blockchain_platform_id"]
}

home "oci_budget_alert_rule" {
  through = ["budget_id"]
}

home "oci_budget_cost_anomaly_monitor_costanomalymonitorenabletoggles_management" {
  through = ["cost_anomaly_monitor_id"]
}

home "oci_capacity_management_internal_occm_demand_signal" {
  attribute = "compartment_id"
  through   = ["occm_demand_signal_id"]
}

home "oci_capacity_management_occ_customer_group_occ_customer" {
  through = ["occ_customer_group_id"]
}

home "oci_cloud_bridge_agent_plugin" {
  through = ["agent_id"]
}

home "oci_cloud_migrations_migration_asset" {
  attribute = "compartment_id"
  through   = ["migration_id"]
}

home "oci_cloud_migrations_target_asset" {
  attribute = "compartment_id"
  through   = ["migration_plan_id"]
}

home "oci_containerengine_addon" {
  through = ["cluster_id"]
}

home "oci_containerengine_cluster_complete_credential_rotation_management" {
  through = ["cluster_id"]
}

home "oci_containerengine_cluster_public_api_endpoint_decommission_manager" {
  through = ["cluster_id"]
}

home "oci_containerengine_cluster_start_credential_rotation_management" {
  through = ["cluster_id"]
}

home "oci_containerengine_cluster_workload_mapping" {
  through = ["cluster_id"]
}

home "oci_core_boot_volume_backup" {
  attribute = "compartment_id"
  through   = ["boot_volume_id"]
}

home "oci_core_console_history" {
  attribute = "compartment_id"
  through   = ["instance_id"]
}

home "oci_core_default_dhcp_options" {
  attribute = "compartment_id"
  through   = ["manage_default_resource_id"]
}

home "oci_core_default_drg_route_table" {
  attribute = "compartment_id"
  through   = ["manage_default_resource_id"]
}

home "oci_core_default_route_table" {
  attribute = "compartment_id"
  through   = ["manage_default_resource_id"]
}

home "oci_core_default_security_list" {
  attribute = "compartment_id"
  through   = ["manage_default_resource_id"]
}

home "oci_core_drg_attachment" {
  attribute = "compartment_id"
  through   = ["drg_id", "vcn_id"]
}

home "oci_core_drg_attachments_list" {
  through = ["drg_id"]
}

home "oci_core_drg_route_distribution" {
  attribute = "compartment_id"
  through   = ["drg_id"]
}

home "oci_core_drg_route_distribution_statement" {
  through = ["drg_route_distribution_id"]
}

home "oci_core_drg_route_table" {
  attribute = "compartment_id"
  through   = ["drg_id"]
}

home "oci_core_drg_route_table_route_rule" {
  through = ["drg_route_table_id"]
}

home "oci_core_instance_console_connection" {
  attribute = "compartment_id"
  through   = ["instance_id"]
}

home "oci_core_instance_pool_instance" {
  attribute = "compartment_id"
  through   = ["instance_pool_id"]
}

home "oci_core_ipsec_connection_tunnel_management" {
  attribute = "compartment_id"
  through   = ["ipsec_id"]
}

home "oci_core_ipv6" {
  attribute = "compartment_id"
  through   = ["vnic_id", "subnet_id"]
}

home "oci_core_network_security_group_security_rule" {
  through = ["network_security_group_id"]
}

home "oci_core_private_ip" {
  attribute = "compartment_id"
  through   = ["vnic_id", "subnet_id", "vlan_id"]
}

home "oci_core_public_ip_pool_capacity" {
  through = ["public_ip_pool_id"]
}

home "oci_core_route_table_attachment" {
  through = ["subnet_id"]
}

home "oci_core_vnic_attachment" {
  attribute = "compartment_id"
  through   = ["instance_id"]
}

home "oci_core_volume_attachment" {
  attribute = "compartment_id"
  through   = ["instance_id", "volume_id"]
}

home "oci_core_volume_backup" {
  attribute = "compartment_id"
  through   = ["volume_id"]
}

home "oci_core_volume_backup_policy_assignment" {
  through = ["asset_id"]
}

home "oci_core_volume_group_backup" {
  attribute = "compartment_id"
  through   = ["volume_group_id"]
}

home "oci_costad_cost_anomaly_monitor_costanomalymonitorenabletoggles_management" {
  through = ["cost_anomaly_monitor_id"]
}

home "oci_data_safe_add_sdm_columns" {
  through = ["masking_policy_id"]
}

home "oci_data_safe_alert_policy_rule" {
  through = ["alert_policy_id"]
}

home "oci_data_safe_calculate_audit_volume_available" {
  through = ["audit_profile_id"]
}

home "oci_data_safe_calculate_audit_volume_collected" {
  through = ["audit_profile_id"]
}

home "oci_data_safe_compare_security_assessment" {
  through = ["security_assessment_id"]
}

home "oci_data_safe_compare_user_assessment" {
  through = ["user_assessment_id"]
}

home "oci_data_safe_discovery_jobs_result" {
  through = ["discovery_job_id"]
}

home "oci_data_safe_generate_on_prem_connector_configuration" {
  through = ["on_prem_connector_id"]
}

home "oci_data_safe_mask_data" {
  through = ["masking_policy_id"]
}

home "oci_data_safe_masking_policies_masking_column" {
  through = ["masking_policy_id"]
}

home "oci_data_safe_security_assessment_check" {
  through = ["security_assessment_id"]
}

home "oci_data_safe_security_assessment_finding" {
  through = ["security_assessment_id"]
}

home "oci_data_safe_sensitive_data_model_referential_relation" {
  through = ["sensitive_data_model_id"]
}

home "oci_data_safe_sensitive_data_models_sensitive_column" {
  through = ["sensitive_data_model_id"]
}

home "oci_data_safe_sensitive_type_group_grouped_sensitive_type" {
  through = ["sensitive_type_group_id"]
}

home "oci_data_safe_set_security_assessment_baseline" {
  through = ["security_assessment_id"]
}

home "oci_data_safe_set_user_assessment_baseline" {
  through = ["user_assessment_id"]
}

home "oci_data_safe_target_database_peer_target_database" {
  through = ["target_database_id"]
}

home "oci_data_safe_unset_security_assessment_baseline" {
  through = ["security_assessment_id"]
}

home "oci_data_safe_unset_user_assessment_baseline" {
  through = ["user_assessment_id"]
}

home "oci_database_advanced_cluster_file_system" {
  attribute = "compartment_id"
  through   = ["vm_cluster_id"]
}

home "oci_database_advanced_cluster_file_system_mount" {
  through = ["advanced_cluster_file_system_id"]
}

home "oci_database_advanced_cluster_file_system_unmount" {
  through = ["advanced_cluster_file_system_id"]
}

home "oci_database_application_vip" {
  attribute = "compartment_id"
  through   = ["cloud_vm_cluster_id"]
}

home "oci_database_autonomous_container_database" {
  attribute = "compartment_id"
  through   = ["cloud_autonomous_vm_cluster_id", "autonomous_vm_cluster_id", "autonomous_exadata_infrastructure_id"]
}

home "oci_database_autonomous_container_database_add_standby" {
  attribute = "compartment_id"
  through   = ["autonomous_container_database_id"]
}

home "oci_database_autonomous_container_database_dataguard_association" {
  through = ["autonomous_container_database_id"]
}

home "oci_database_autonomous_container_database_snapshot_standby" {
  through = ["autonomous_container_database_id"]
}

home "oci_database_autonomous_database_backup" {
  attribute = "compartment_id"
  through   = ["autonomous_database_id"]
}

home "oci_database_autonomous_database_instance_wallet_management" {
  through = ["autonomous_database_id"]
}

home "oci_database_autonomous_database_saas_admin_user" {
  through = ["autonomous_database_id"]
}

home "oci_database_autonomous_database_wallet" {
  through = ["autonomous_database_id"]
}

home "oci_database_autonomous_vm_cluster_ords_certificate_management" {
  through = ["autonomous_vm_cluster_id"]
}

home "oci_database_autonomous_vm_cluster_ssl_certificate_management" {
  through = ["autonomous_vm_cluster_id"]
}

home "oci_database_backup" {
  attribute = "compartment_id"
  through   = ["database_id"]
}

home "oci_database_backup_cancel_management" {
  through = ["backup_id"]
}

home "oci_database_cloud_database_management" {
  through = ["database_id"]
}

home "oci_database_cloud_exadata_infrastructure_configure_exascale_management" {
  attribute = "compartment_id"
  through   = ["cloud_exadata_infrastructure_id"]
}

home "oci_database_cloud_vm_cluster_iorm_config" {
  through = ["cloud_vm_cluster_id"]
}

home "oci_database_data_guard_association" {
  through = ["database_id"]
}

home "oci_database_data_patch" {
  through = ["database_id"]
}

home "oci_database_database" {
  attribute = "compartment_id"
  through   = ["db_home_id", "vm_cluster_id"]
}

home "oci_database_database_snapshot_standby" {
  attribute = "compartment_id"
  through   = ["database_id"]
}

home "oci_database_database_software_schedule_management" {
  through = ["database_id"]
}

home "oci_database_database_upgrade" {
  attribute = "compartment_id"
  through   = ["database_id"]
}

home "oci_database_db_home" {
  attribute = "compartment_id"
  through   = ["db_system_id", "vm_cluster_id"]
}

home "oci_database_db_node_console_connection" {
  attribute = "compartment_id"
  through   = ["db_node_id"]
}

home "oci_database_db_node_console_history" {
  attribute = "compartment_id"
  through   = ["db_node_id"]
}

home "oci_database_db_node_snapshot_management" {
  through = ["exadb_vm_cluster_id"]
}

home "oci_database_db_systems_upgrade" {
  attribute = "compartment_id"
  through   = ["db_system_id"]
}

home "oci_database_exadata_infrastructure_compute" {
  attribute = "compartment_id"
  through   = ["exadata_infrastructure_id"]
}

home "oci_database_exadata_infrastructure_configure_exascale_management" {
  attribute = "compartment_id"
  through   = ["exadata_infrastructure_id"]
}

home "oci_database_exadata_iorm_config" {
  through = ["db_system_id"]
}

home "oci_database_management_autonomous_database_autonomous_database_dbm_features_management" {
  through = ["autonomous_database_id"]
}

home "oci_database_management_cloud_db_system_cloud_database_managements_management" {
  through = ["cloud_db_system_id"]
}

home "oci_database_management_cloud_db_system_cloud_stack_monitorings_management" {
  through = ["cloud_db_system_id"]
}

home "oci_database_management_cloud_db_system_connector" {
  attribute = "compartment_id"
  through   = ["cloud_db_system_id"]
}

home "oci_database_management_cloud_exadata_infrastructure_managedexadata_management" {
  through = ["cloud_exadata_infrastructure_id"]
}

home "oci_database_management_cloud_exadata_storage_connector" {
  through = ["storage_server_id"]
}

home "oci_database_management_database_dbm_features_management" {
  through = ["database_id"]
}

home "oci_database_management_external_db_system_connector" {
  attribute = "compartment_id"
  through   = ["external_db_system_id"]
}

home "oci_database_management_external_db_system_database_managements_management" {
  through = ["external_db_system_id"]
}

home "oci_database_management_external_db_system_stack_monitorings_management" {
  through = ["external_db_system_id"]
}

home "oci_database_management_external_exadata_infrastructure_exadata_management" {
  through = ["external_exadata_infrastructure_id"]
}

home "oci_database_management_external_exadata_storage_connector" {
  through = ["storage_server_id"]
}

home "oci_database_management_external_my_sql_database_external_mysql_databases_management" {
  through = ["external_my_sql_database_id"]
}

home "oci_database_management_externalcontainerdatabase_external_container_dbm_features_management" {
  through = ["external_container_database_id"]
}

home "oci_database_management_externalnoncontainerdatabase_external_non_container_dbm_features_management" {
  through = ["external_non_container_database_id"]
}

home "oci_database_management_externalpluggabledatabase_external_pluggable_dbm_features_management" {
  through = ["external_pluggable_database_id"]
}

home "oci_database_management_managed_databases_change_database_parameter" {
  through = ["managed_database_id"]
}

home "oci_database_management_managed_databases_reset_database_parameter" {
  through = ["managed_database_id"]
}

home "oci_database_management_pluggabledatabase_pluggable_database_dbm_features_management" {
  through = ["pluggable_database_id"]
}

home "oci_database_migration" {
  through = ["db_system_id"]
}

home "oci_database_migration_assessment_assessor_action" {
  through = ["assessment_id"]
}

home "oci_database_migration_job_advisor_report_check" {
  through = ["job_id"]
}

home "oci_database_pluggable_database" {
  attribute = "compartment_id"
  through   = ["container_database_id"]
}

home "oci_database_pluggable_database_pluggabledatabasemanagements_management" {
  attribute = "compartment_id"
  through   = ["pluggable_database_id"]
}

home "oci_database_pluggable_database_snapshot" {
  attribute = "compartment_id"
  through   = ["pluggable_database_id"]
}

home "oci_database_pluggable_databases_local_clone" {
  attribute = "compartment_id"
  through   = ["pluggable_database_id"]
}

home "oci_database_pluggable_databases_remote_clone" {
  attribute = "compartment_id"
  through   = ["pluggable_database_id"]
}

home "oci_database_tools_runtime_database_tools_connection_credential" {
  through = ["database_tools_connection_id"]
}

home "oci_database_tools_runtime_database_tools_connection_credential_execute_grantee" {
  through = ["database_tools_connection_id"]
}

home "oci_database_tools_runtime_database_tools_connection_credential_public_synonym" {
  through = ["database_tools_connection_id"]
}

home "oci_database_tools_runtime_database_tools_connection_property_set" {
  through = ["database_tools_connection_id"]
}

home "oci_database_tools_runtime_database_tools_database_api_gateway_config_global" {
  through = ["database_tools_database_api_gateway_config_id"]
}

home "oci_database_tools_runtime_database_tools_database_api_gateway_config_pool_api_spec" {
  through = ["database_tools_database_api_gateway_config_id"]
}

home "oci_database_tools_runtime_database_tools_database_api_gateway_config_pool_auto_api_spec" {
  through = ["database_tools_database_api_gateway_config_id"]
}

home "oci_database_vm_cluster_add_virtual_machine" {
  attribute = "compartment_id"
  through   = ["vm_cluster_id"]
}

home "oci_database_vm_cluster_remove_virtual_machine" {
  attribute = "compartment_id"
  through   = ["vm_cluster_id"]
}

home "oci_datacatalog_connection" {
  through = ["catalog_id"]
}

home "oci_datacatalog_data_asset" {
  through = ["catalog_id"]
}

home "oci_dataintegration_workspace_application" {
  attribute = "compartment_id"
  through   = ["workspace_id"]
}

home "oci_dataintegration_workspace_application_patch" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_application_schedule" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_application_task_schedule" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_export_request" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_folder" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_import_request" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_project" {
  through = ["workspace_id"]
}

home "oci_dataintegration_workspace_task" {
  through = ["workspace_id"]
}

home "oci_datascience_model_artifact_export" {
  through = ["model_id"]
}

home "oci_datascience_model_artifact_import" {
  through = ["model_id"]
}

home "oci_datascience_model_custom_metadata_artifact" {
  through = ["model_id"]
}

home "oci_datascience_model_defined_metadata_artifact" {
  through = ["model_id"]
}

home "oci_datascience_model_group_artifact" {
  through = ["model_group_id"]
}

home "oci_datascience_model_provenance" {
  through = ["model_id"]
}

home "oci_devops_build_pipeline" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_build_pipeline_stage" {
  attribute = "compartment_id"
  through   = ["build_pipeline_id"]
}

home "oci_devops_build_run" {
  attribute = "compartment_id"
  through   = ["build_pipeline_id"]
}

home "oci_devops_connection" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_deploy_artifact" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_deploy_environment" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_deploy_pipeline" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_deploy_stage" {
  attribute = "compartment_id"
  through   = ["deploy_pipeline_id"]
}

home "oci_devops_deployment" {
  attribute = "compartment_id"
  through   = ["deploy_pipeline_id"]
}

home "oci_devops_project_repository_setting" {
  through = ["project_id"]
}

home "oci_devops_repository" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_devops_repository_mirror" {
  through = ["repository_id"]
}

home "oci_devops_repository_protected_branch_management" {
  through = ["repository_id"]
}

home "oci_devops_repository_ref" {
  through = ["repository_id"]
}

home "oci_devops_repository_setting" {
  through = ["repository_id"]
}

home "oci_devops_trigger" {
  attribute = "compartment_id"
  through   = ["project_id"]
}

home "oci_disaster_recovery_automatic_dr_configuration" {
  attribute = "compartment_id"
  through   = ["dr_protection_group_id"]
}

home "oci_disaster_recovery_dr_plan" {
  attribute = "compartment_id"
  through   = ["dr_protection_group_id"]
}

home "oci_disaster_recovery_dr_plan_execution" {
  attribute = "compartment_id"
  through   = ["plan_id"]
}

home "oci_dns_resolver_endpoint" {
  attribute = "compartment_id"
  through   = ["resolver_id"]
}

home "oci_dns_rrset" {
  attribute = "compartment_id"
  through   = ["zone_name_or_id"]
}

home "oci_dns_steering_policy_attachment" {
  attribute = "compartment_id"
  through   = ["steering_policy_id"]
}

home "oci_dns_zone_promote_dnssec_key_version" {
  through = ["zone_id"]
}

home "oci_dns_zone_stage_dnssec_key_version" {
  through = ["zone_id"]
}

home "oci_email_dkim" {
  attribute = "compartment_id"
  through   = ["email_domain_id"]
}

home "oci_file_storage_export" {
  through = ["file_system_id"]
}

home "oci_file_storage_export_set" {
  attribute = "compartment_id"
  through   = ["mount_target_id"]
}

home "oci_file_storage_file_system_quota_rule" {
  through = ["file_system_id"]
}

home "oci_file_storage_snapshot" {
  through = ["file_system_id"]
}

home "oci_fleet_apps_management_runbook_version" {
  attribute = "compartment_id"
  through   = ["runbook_id"]
}

home "oci_functions_function" {
  attribute = "compartment_id"
  through   = ["application_id"]
}

home "oci_functions_invoke_function" {
  through = ["function_id"]
}

home "oci_fusion_apps_fusion_environment_admin_user" {
  through = ["fusion_environment_id"]
}

home "oci_fusion_apps_fusion_environment_data_masking_activity" {
  through = ["fusion_environment_id"]
}

home "oci_fusion_apps_fusion_environment_refresh_activity" {
  through = ["fusion_environment_id"]
}

home "oci_fusion_apps_fusion_environment_service_attachment" {
  attribute = "compartment_id"
  through   = ["fusion_environment_id"]
}

home "oci_golden_gate_connection_assignment" {
  attribute = "compartment_id"
  through   = ["deployment_id"]
}

home "oci_golden_gate_deployment_certificate" {
  through = ["deployment_id"]
}

home "oci_identity_api_key" {
  through = ["user_id"]
}

home "oci_identity_auth_token" {
  through = ["user_id"]
}

home "oci_identity_customer_secret_key" {
  through = ["user_id"]
}

home "oci_identity_db_credential" {
  through = ["user_id"]
}

home "oci_identity_domain_replication_to_region" {
  through = ["domain_id"]
}

home "oci_identity_smtp_credential" {
  through = ["user_id"]
}

home "oci_identity_tag" {
  through = ["tag_namespace_id"]
}

home "oci_identity_ui_password" {
  through = ["user_id"]
}

home "oci_identity_user_capabilities_management" {
  through = ["user_id"]
}

home "oci_integration_oracle_managed_custom_endpoint" {
  through = ["integration_instance_id"]
}

home "oci_integration_private_endpoint_outbound_connection" {
  through = ["integration_instance_id"]
}

home "oci_iot_digital_twin_adapter" {
  through = ["iot_domain_id"]
}

home "oci_iot_digital_twin_instance" {
  through = ["iot_domain_id"]
}

home "oci_iot_digital_twin_instance_invoke_raw_command" {
  through = ["digital_twin_instance_id"]
}

home "oci_iot_digital_twin_model" {
  through = ["iot_domain_id"]
}

home "oci_iot_digital_twin_relationship" {
  through = ["iot_domain_id"]
}

home "oci_iot_iot_domain_change_data_retention_period" {
  through = ["iot_domain_id"]
}

home "oci_iot_iot_domain_configure_data_access" {
  through = ["iot_domain_id"]
}

home "oci_iot_iot_domain_group_configure_data_access" {
  through = ["iot_domain_group_id"]
}

home "oci_jms_fleet_advanced_feature_configuration" {
  through = ["fleet_id"]
}

home "oci_jms_fleet_agent_configuration" {
  through = ["fleet_id"]
}

home "oci_jms_task_schedule" {
  through = ["fleet_id"]
}

home "oci_kms_encrypted_data" {
  through = ["key_id"]
}

home "oci_kms_generated_key" {
  through = ["key_id"]
}

home "oci_kms_key_version" {
  attribute = "compartment_id"
  through   = ["key_id"]
}

home "oci_kms_sign" {
  through = ["key_id"]
}

home "oci_kms_vault_replication" {
  through = ["vault_id"]
}

home "oci_kms_verify" {
  through = ["key_id"]
}

home "oci_license_manager_license_record" {
  attribute = "compartment_id"
  through   = ["product_license_id"]
}

home "oci_load_balancer_backend" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_backend_set" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_certificate" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_hostname" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_listener" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_load_balancer_routing_policy" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_path_route_set" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_rule_set" {
  through = ["load_balancer_id"]
}

home "oci_load_balancer_ssl_cipher_suite" {
  through = ["load_balancer_id"]
}

home "oci_log_analytics_log_analytics_entity_associations_add" {
  through = ["log_analytics_entity_id"]
}

home "oci_log_analytics_log_analytics_entity_associations_remove" {
  through = ["log_analytics_entity_id"]
}

home "oci_log_analytics_namespace_ingest_time_rules_management" {
  through = ["ingest_time_rule_id"]
}

home "oci_logging_log" {
  attribute = "compartment_id"
  through   = ["log_group_id"]
}

home "oci_managed_kafka_kafka_cluster_addon" {
  through = ["kafka_cluster_id"]
}

home "oci_management_agent_named_credential" {
  through = ["management_agent_id"]
}

home "oci_media_services_stream_cdn_config" {
  attribute = "compartment_id"
  through   = ["distribution_channel_id"]
}

home "oci_media_services_stream_packaging_config" {
  attribute = "compartment_id"
  through   = ["distribution_channel_id"]
}

home "oci_mysql_channel" {
  attribute = "compartment_id"
  through   = ["target.db_system_id"]
}

home "oci_mysql_heat_wave_cluster" {
  through = ["db_system_id"]
}

home "oci_mysql_mysql_backup" {
  attribute = "compartment_id"
  through   = ["db_system_id"]
}

home "oci_mysql_replica" {
  attribute = "compartment_id"
  through   = ["db_system_id"]
}

home "oci_network_firewall_network_firewall_policy_address_list" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_application" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_application_group" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_decryption_profile" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_decryption_rule" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_mapped_secret" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_nat_rule" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_security_rule" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_service" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_service_list" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_tunnel_inspection_rule" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_firewall_network_firewall_policy_url_list" {
  through = ["network_firewall_policy_id"]
}

home "oci_network_load_balancer_backend" {
  through = ["network_load_balancer_id"]
}

home "oci_network_load_balancer_backend_set" {
  through = ["network_load_balancer_id"]
}

home "oci_network_load_balancer_listener" {
  through = ["network_load_balancer_id"]
}

home "oci_network_load_balancer_network_load_balancers_backend_sets_unified" {
  through = ["network_load_balancer_id"]
}

home "oci_nosql_index" {
  attribute = "compartment_id"
  through   = ["table_name_or_id"]
}

home "oci_nosql_table_replica" {
  attribute = "compartment_id"
  through   = ["table_name_or_id"]
}

home "oci_objectstorage_object" {
  through = ["bucket"]
}

home "oci_objectstorage_object_lifecycle_policy" {
  through = ["bucket"]
}

home "oci_objectstorage_preauthrequest" {
  through = ["bucket"]
}

home "oci_objectstorage_replication_policy" {
  through = ["bucket"]
}

home "oci_ocvp_cluster" {
  attribute = "compartment_id"
  through   = ["sddc_id"]
}

home "oci_ocvp_management_appliance" {
  attribute = "compartment_id"
  through   = ["sddc_id"]
}

home "oci_oda_oda_private_endpoint_scan_proxy" {
  through = ["oda_private_endpoint_id"]
}

home "oci_opsi_awr_hub_source_awrhubsources_management" {
  through = ["awr_hub_source_id"]
}

home "oci_opsi_operations_insights_warehouse_download_warehouse_wallet" {
  through = ["operations_insights_warehouse_id"]
}

home "oci_opsi_operations_insights_warehouse_rotate_warehouse_wallet" {
  through = ["operations_insights_warehouse_id"]
}

home "oci_os_management_hub_dynamic_set_install_packages_management" {
  through = ["dynamic_set_id"]
}

home "oci_os_management_hub_dynamic_set_reboot_management" {
  through = ["dynamic_set_id"]
}

home "oci_os_management_hub_dynamic_set_remove_packages_management" {
  through = ["dynamic_set_id"]
}

home "oci_os_management_hub_dynamic_set_update_packages_management" {
  through = ["dynamic_set_id"]
}

home "oci_os_management_hub_managed_instance_attach_software_sources_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_detach_profile_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_detach_software_sources_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_group_attach_managed_instances_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_attach_software_sources_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_detach_managed_instances_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_detach_software_sources_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_install_packages_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_install_windows_updates_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_manage_module_streams_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_reboot_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_remove_packages_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_group_update_all_packages_management" {
  through = ["managed_instance_group_id"]
}

home "oci_os_management_hub_managed_instance_install_packages_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_install_snaps_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_install_windows_updates_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_reboot_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_refresh_software_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_remove_packages_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_remove_snaps_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_switch_snap_channel_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_managed_instance_update_packages_management" {
  through = ["managed_instance_id"]
}

home "oci_os_management_hub_management_station_associate_managed_instances_management" {
  through = ["management_station_id"]
}

home "oci_os_management_hub_management_station_mirror_synchronize_management" {
  through = ["management_station_id"]
}

home "oci_os_management_hub_management_station_refresh_management" {
  through = ["management_station_id"]
}

home "oci_os_management_hub_management_station_synchronize_mirrors_management" {
  through = ["management_station_id"]
}

home "oci_os_management_hub_profile_attach_lifecycle_stage_management" {
  through = ["profile_id"]
}

home "oci_os_management_hub_profile_attach_software_sources_management" {
  through = ["profile_id"]
}

home "oci_os_management_hub_profile_detach_software_sources_management" {
  through = ["profile_id"]
}

home "oci_os_management_hub_software_source_add_packages_management" {
  through = ["software_source_id"]
}

home "oci_os_management_hub_software_source_generate_metadata_management" {
  through = ["software_source_id"]
}

home "oci_os_management_hub_software_source_manifest" {
  through = ["software_source_id"]
}

home "oci_os_management_hub_software_source_remove_packages_management" {
  through = ["software_source_id"]
}

home "oci_os_management_hub_software_source_replace_packages_management" {
  through = ["software_source_id"]
}

home "oci_queue_consumer_group" {
  through = ["queue_id"]
}

home "oci_redis_oci_cache_backup_export_to_object_storage" {
  through = ["oci_cache_backup_id"]
}

home "oci_redis_oci_cache_config_setlist_associated_oci_cache_cluster" {
  through = ["oci_cache_config_set_id"]
}

home "oci_redis_redis_cluster_attach_oci_cache_user" {
  through = ["redis_cluster_id"]
}

home "oci_redis_redis_cluster_create_identity_token" {
  through = ["redis_cluster_id"]
}

home "oci_redis_redis_cluster_detach_oci_cache_user" {
  through = ["redis_cluster_id"]
}

home "oci_resource_analytics_monitored_region" {
  through = ["resource_analytics_instance_id"]
}

home "oci_resource_analytics_resource_analytics_instance_oac_management" {
  through = ["resource_analytics_instance_id"]
}

home "oci_resource_analytics_tenancy_attachment" {
  through = ["resource_analytics_instance_id"]
}

home "oci_security_attribute_security_attribute" {
  attribute = "compartment_id"
  through   = ["security_attribute_namespace_id"]
}

home "oci_service_catalog_service_catalog_association" {
  through = ["service_catalog_id"]
}

home "oci_stack_monitoring_maintenance_windows_retry_failed_operation" {
  through = ["maintenance_window_id"]
}

home "oci_stack_monitoring_maintenance_windows_stop" {
  through = ["maintenance_window_id"]
}

home "oci_stack_monitoring_metric_extension_metric_extension_on_given_resources_management" {
  through = ["metric_extension_id"]
}

home "oci_stack_monitoring_metric_extensions_test_management" {
  through = ["metric_extension_id"]
}

home "oci_stack_monitoring_monitored_resources_list_member" {
  through = ["monitored_resource_id"]
}

home "oci_stack_monitoring_monitoring_template_alarm_condition" {
  through = ["monitoring_template_id"]
}

home "oci_stack_monitoring_monitoring_template_monitoring_template_on_given_resources_management" {
  through = ["monitoring_template_id"]
}

home "oci_streaming_stream" {
  attribute = "compartment_id"
  through   = ["stream_pool_id"]
}

home "oci_waas_protection_rule" {
  through = ["waas_policy_id"]
}

home "oci_waas_purge_cache" {
  through = ["waas_policy_id"]
}

# ---------------------------------------------------------------------------------------------
# Identities: attributes by which other resources name one, `id` included where it is one of them.
# `within`: the name is unique only among resources with the same value there.
# A type without an entry is named by `id`.

identity "oci_objectstorage_bucket" {
  attributes = ["name"]
  within     = "namespace"
}

identity "oci_core_vcn" {
  attributes = ["id", "default_security_list_id", "default_route_table_id", "default_dhcp_options_id"]
}

identity "oci_core_drg" {
  attributes = ["id", "default_drg_route_tables.ipsec_tunnel", "default_drg_route_tables.remote_peering_connection", "default_drg_route_tables.vcn", "default_drg_route_tables.virtual_circuit", "default_export_drg_route_distribution_id"]
}

# What boot_volume_id holds is the id of an oci_core_boot_volume; a reference to it leads to the instance.
identity "oci_core_instance" {
  attributes = ["id"]
  references = ["boot_volume_id"]
}

identity "oci_core_vnic_attachment" {
  attributes = ["id", "vnic_id"]
}

identity "oci_core_instance_pool" {
  attributes = ["id"]
}

identity "oci_file_storage_mount_target" {
  attributes = ["id", "export_set_id"]
}

identity "oci_kms_vault" {
  attributes = ["id", "management_endpoint", "crypto_endpoint"]
}

identity "oci_kms_key" {
  attributes = ["id", "current_key_version"]
}

identity "oci_kms_key_version" {
  attributes = ["id", "key_version_id"]
}

identity "oci_nosql_table" {
  attributes = ["id", "name"]
  within     = "compartment_id"
}

identity "oci_dns_zone" {
  attributes = ["id", "name"]
  within     = "compartment_id"
}

identity "oci_identity_tag_namespace" {
  attributes = ["id", "name"]
  within     = "compartment_id"
}

identity "oci_load_balancer_backend_set" {
  attributes = ["id", "name"]
  within     = "load_balancer_id"
}

identity "oci_load_balancer_certificate" {
  attributes = ["id", "certificate_name"]
  within     = "load_balancer_id"
}

identity "oci_network_load_balancer_backend_set" {
  attributes = ["id", "name"]
  within     = "network_load_balancer_id"
}

identity "oci_ons_notification_topic" {
  attributes = ["id", "topic_id"]
}

identity "oci_core_network_security_group" {
  attributes = ["id"]
}

identity "oci_core_subnet" {
  attributes = ["id"]
}

identity "oci_core_security_list" {
  attributes = ["id"]
}

identity "oci_core_route_table" {
  attributes = ["id"]
}

identity "oci_core_dhcp_options" {
  attributes = ["id"]
}

identity "oci_core_internet_gateway" {
  attributes = ["id"]
}

identity "oci_core_nat_gateway" {
  attributes = ["id"]
}

identity "oci_core_service_gateway" {
  attributes = ["id"]
}

identity "oci_core_local_peering_gateway" {
  attributes = ["id"]
}

identity "oci_core_drg_attachment" {
  attributes = ["id"]
}

identity "oci_core_volume" {
  attributes = ["id"]
}

identity "oci_core_boot_volume" {
  attributes = ["id"]
}

identity "oci_core_image" {
  attributes = ["id"]
}

identity "oci_core_private_ip" {
  attributes = ["id"]
}

identity "oci_database_db_system" {
  attributes = ["id"]
}

identity "oci_database_db_home" {
  attributes = ["id"]
}

identity "oci_database_database" {
  attributes = ["id"]
}

identity "oci_database_autonomous_database" {
  attributes = ["id"]
}

identity "oci_database_cloud_vm_cluster" {
  attributes = ["id"]
}

identity "oci_file_storage_file_system" {
  attributes = ["id"]
}

identity "oci_logging_log_group" {
  attributes = ["id"]
}

identity "oci_cloud_guard_security_zone" {
  attributes = ["id"]
}

identity "oci_cloud_guard_security_recipe" {
  attributes = ["id"]
}

identity "oci_identity_compartment" {
  prefix     = "ocid1.compartment."
  attributes = ["id"]
}

identity "oci_streaming_stream" {
  attributes = ["id"]
}

identity "oci_streaming_stream_pool" {
  attributes = ["id"]
}

identity "oci_bastion_bastion" {
  attributes = ["id"]
}

# ---------------------------------------------------------------------------------------------
# Security zone policies by the unique part of their OCID (ocid1.securityzonessecuritypolicy.<realm>..<suffix>).
# The names were inferred from the order of a list in an Oracle landing-zone module, and one source says that
# the OCIDs differ by region: medium confidence. A data source that names the policy always wins.

policy_id "aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa" {
  name       = "deny public_buckets"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

policy_id "aaaaaaaauoi2xnbusvfd4yffdjaaazk64gndp4flumaw3r7vedwndqd6vmrq" {
  name       = "deny db_instance_public_access"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

policy_id "aaaaaaaa7pgtjyod3pze6wuylgmts6ensywmeplabsxqq2bk4ighps4fqq4a" {
  name       = "deny block_volume_without_vault_key"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

policy_id "aaaaaaaaxxs63ulmtcnxqmcvy6eaozh5jdtiaa2bk7wll5bbdsbnmmoczp5a" {
  name       = "deny boot_volume_without_vault_key"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

policy_id "aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda" {
  name       = "deny buckets_without_vault_key"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

policy_id "aaaaaaaaff6n52aojbgdg46jpm3kn7nizmh6iwvr7myez7svtfxsfs7irigq" {
  name       = "deny file_system_without_vault_key"
  confidence = "medium"
  source     = "oci-landing-zones/terraform-oci-modules-security @ 6db7279f, security-zones/main.tf"
}

# ---------------------------------------------------------------------------------------------
# Attributes that carry secrets although the schema does not say so. Reports hide their literals.

sensitive "oci_core_instance" {
  attributes = [
    "metadata.user_data",
    "extended_metadata.user_data",
  ]
}

sensitive "oci_core_instance_configuration" {
  attributes = [
    "instance_details.launch_details.metadata.user_data",
    "instance_details.launch_details.extended_metadata.user_data",
  ]
}

sensitive "oci_containerengine_node_pool" {
  attributes = [
    "node_metadata.user_data",
  ]
}

sensitive "oci_container_instances_container_instance" {
  attributes = [
    "containers.environment_variables",
  ]
}

sensitive "oci_functions_application" {
  attributes = [
    "config",
  ]
}

sensitive "oci_functions_function" {
  attributes = [
    "config",
  ]
}

sensitive "oci_core_volume_attachment" {
  attributes = [
    "chap_secret",
  ]
}

sensitive "oci_identity_auth_token" {
  attributes = [
    "token",
  ]
}

sensitive "oci_identity_smtp_credential" {
  attributes = [
    "password",
  ]
}

sensitive "oci_identity_ui_password" {
  attributes = [
    "password",
  ]
}

sensitive "oci_identity_customer_secret_key" {
  attributes = [
    "key",
  ]
}

sensitive "oci_identity_domains_app" {
  attributes = [
    "client_secret",
    "hashed_client_secret",
    "urnietfparamsscimschemasoracleidcsextensionradius_app_app.secret_key",
  ]
}

sensitive "oci_identity_domains_auth_token" {
  attributes = [
    "token",
  ]
}

sensitive "oci_identity_domains_customer_secret_key" {
  attributes = [
    "secret_key",
  ]
}

sensitive "oci_identity_domains_smtp_credential" {
  attributes = [
    "password",
  ]
}

sensitive "oci_identity_domains_user_db_credential" {
  attributes = [
    "mixed_db_password",
  ]
}

sensitive "oci_identity_domains_my_user_db_credential" {
  attributes = [
    "mixed_db_password",
  ]
}

sensitive "oci_identity_domains_my_support_account" {
  attributes = [
    "token",
  ]
}

sensitive "oci_identity_domains_identity_provider" {
  attributes = [
    "urnietfparamsscimschemasoracleidcsextensionsocial_identity_provider.consumer_secret",
  ]
}

sensitive "oci_identity_domains_social_identity_provider" {
  attributes = [
    "consumer_secret",
  ]
}

sensitive "oci_identity_domains_authentication_factor_setting" {
  attributes = [
    "urnietfparamsscimschemasoracleidcsextensionthird_party_authentication_factor_settings.duo_security_settings.secret_key",
  ]
}

sensitive "oci_identity_data_plane_generate_scoped_access_token" {
  attributes = [
    "token",
  ]
}

sensitive "oci_kms_encrypted_data" {
  attributes = [
    "plaintext",
  ]
}

sensitive "oci_kms_generated_key" {
  attributes = [
    "plaintext",
  ]
}

sensitive "oci_kms_vault" {
  attributes = [
    "external_key_manager_metadata.oauth_metadata.client_app_secret",
  ]
}

sensitive "oci_objectstorage_object" {
  attributes = [
    "content",
  ]
}

sensitive "oci_objectstorage_preauthrequest" {
  attributes = [
    "access_uri",
    "full_path",
  ]
}

sensitive "oci_vault_secret" {
  attributes = [
    "secret_content.content",
  ]
}

sensitive "oci_database_autonomous_database_wallet" {
  attributes = [
    "content",
  ]
}

sensitive "oci_apigateway_subscriber" {
  attributes = [
    "clients.token",
  ]
}

sensitive "oci_golden_gate_connection" {
  attributes = [
    "auth_details.api_key",
    "catalog.client_secret",
    "connection_string",
  ]
}

sensitive "oci_datascience_job" {
  attributes = [
    "job_configuration_details.environment_variables",
  ]
}

sensitive "oci_datascience_job_run" {
  attributes = [
    "job_configuration_override_details.environment_variables",
  ]
}

sensitive "oci_datascience_notebook_session" {
  attributes = [
    "notebook_session_runtime_config_details.custom_environment_variables",
  ]
}

sensitive "oci_datascience_model_deployment" {
  attributes = [
    "model_deployment_configuration_details.environment_configuration_details.environment_variables",
  ]
}

sensitive "oci_datascience_pipeline" {
  attributes = [
    "configuration_details.environment_variables",
    "step_details.step_configuration_details.environment_variables",
  ]
}

# Arguments that the provider keeps for old configurations; who leaves them out names nothing.

default "oci_identity_compartment" "compartment_id" {
  value  = null
  source = "Identity: a compartment without compartment_id is created in the root of the tenancy (provider docs, oci_identity_compartment)"
}
