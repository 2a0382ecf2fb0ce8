# Policies of OCI Security Zones. One block for each identifier that is known from Oracle's documents,
# from Oracle's landing zones, or from recipes of others that name it. Oracle adds policies over time:
# a recipe that names one which is not listed here is reported as such, and never counts as checked.
#
# confirmed = false: the identifier or the meaning could not be verified. Such a policy is off unless
# a recipe names it.

# --- Restrict resource movement ----------------------------------------------------------

policy "deny attached_boot_volume_not_in_security_zone_move_to_compartment_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-01"
  principle = "movement"
  resources = ["oci_core_boot_volume"]
  confirmed = true
}

policy "deny block_volume_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-02"
  principle = "movement"
  resources = ["oci_core_volume"]
  confirmed = true
}

policy "deny boot_volume_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-03"
  principle = "movement"
  resources = ["oci_core_boot_volume"]
  confirmed = true
}

policy "deny instance_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-04"
  principle = "movement"
  resources = ["oci_core_instance"]
  confirmed = true
}

policy "deny instance_not_in_security_zone_move_to_compartment_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-05"
  principle = "movement"
  resources = ["oci_core_instance"]
  confirmed = true
}

policy "deny subnet_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-06"
  principle = "movement"
  resources = ["oci_core_subnet"]
  confirmed = true
}

policy "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-07"
  principle = "movement"
  resources = ["oci_objectstorage_bucket"]
  confirmed = true
}

policy "deny db_instance_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-08"
  principle = "movement"
  resources = [
    "oci_database_db_system",
    "oci_database_autonomous_database",
    "oci_database_autonomous_container_database",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_exadata_infrastructure",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_exadb_vm_cluster",
  ]
  confirmed = true
}

# The meaning is Oracle's, the identifier is inferred.
# The system moves; its association is read.
policy "deny database_with_dataguard_association_move_to_compartment_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-09"
  principle = "movement"
  resources = ["oci_database_db_system", "oci_database_cloud_vm_cluster"]
  confirmed = false
}

policy "deny file_system_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-10"
  principle = "movement"
  resources = ["oci_file_storage_file_system"]
  confirmed = true
}

policy "deny mount_target_in_security_zone_move_to_compartment_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RM-11"
  principle = "movement"
  resources = ["oci_file_storage_mount_target"]
  confirmed = true
}

# --- Restrict resource association -------------------------------------------------------

# The volume moves; attachments and instances are read.
policy "deny attached_block_volume_not_in_security_zone_move_to_compartment_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-01"
  principle = "association"
  resources = ["oci_core_volume"]
  confirmed = true
}

policy "deny block_volume_in_security_zone_attach_to_instance_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-02"
  principle = "association"
  resources = ["oci_core_volume_attachment", "oci_core_instance"]
  confirmed = true
}

policy "deny block_volume_not_in_security_zone_attach_to_instance_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-03"
  principle = "association"
  resources = ["oci_core_volume_attachment", "oci_core_instance"]
  confirmed = true
}

policy "deny boot_volume_in_security_zone_attach_to_instance_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-04"
  principle = "association"
  resources = ["oci_core_instance"]
  confirmed = true
}

policy "deny boot_volume_not_in_security_zone_attach_to_instance_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-05"
  principle = "association"
  resources = ["oci_core_instance"]
  confirmed = true
}

policy "deny instance_in_security_zone_launch_from_boot_volume_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-06"
  principle = "association"
  resources = ["oci_core_instance", "oci_core_instance_configuration"]
  confirmed = true
}

policy "deny instance_not_in_security_zone_launch_from_boot_volume_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-07"
  principle = "association"
  resources = ["oci_core_instance", "oci_core_instance_configuration"]
  confirmed = true
}

policy "deny instance_in_security_zone_in_subnet_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-08"
  principle = "association"
  resources = [
    "oci_core_instance",
    "oci_core_vnic_attachment",
    "oci_core_instance_configuration",
    "oci_core_instance_pool",
  ]
  confirmed = true
}

policy "deny db_instance_subnet_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-09"
  principle = "association"
  resources = [
    "oci_database_db_system",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_autonomous_database",
    "oci_database_exadb_vm_cluster",
  ]
  confirmed = true
}

# The meaning is Oracle's, the identifier is inferred.
policy "deny db_dataguard_association_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-10"
  principle = "association"
  resources = ["oci_database_data_guard_association", "oci_database_autonomous_database"]
  confirmed = false
}

# A database home lives in the compartment of its cluster: it cannot be outside.
policy "deny db_resource_association_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-11"
  principle = "association"
  resources = [
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_autonomous_container_database",
  ]
  confirmed = true
}

# The meaning is Oracle's, the identifier is inferred.
policy "deny file_system_in_security_zone_export_via_mount_target_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-12"
  principle = "association"
  resources = ["oci_file_storage_export"]
  confirmed = false
}

policy "deny file_system_not_in_security_zone_export_via_mount_target_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-13"
  principle = "association"
  resources = ["oci_file_storage_export"]
  confirmed = true
}

# Inferred from its counterpart and from the number of policies in this group.
policy "deny mount_target_in_security_zone_create_with_subnet_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-14"
  principle = "association"
  resources = ["oci_file_storage_mount_target"]
  confirmed = false
}

policy "deny mount_target_not_in_security_zone_create_with_subnet_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-RA-15"
  principle = "association"
  resources = ["oci_file_storage_mount_target"]
  confirmed = true
}

# --- Deny public access ------------------------------------------------------------------

policy "deny cloud_shell_public_network" {
  framework     = "oci-security-zones"
  code          = "SZ-PA-01"
  principle     = "public-access"
  resources     = []
  confirmed     = true
  not_checkable = "Cloud Shell sessions are opened by people in the console; no Terraform resource describes their network."
}

policy "deny db_instance_public_access" {
  framework = "oci-security-zones"
  code      = "SZ-PA-02"
  principle = "public-access"
  resources = [
    "oci_database_db_system",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_exadb_vm_cluster",
    "oci_database_autonomous_database",
  ]
  confirmed = true
}

policy "deny public_load_balancer" {
  framework = "oci-security-zones"
  code      = "SZ-PA-03"
  principle = "public-access"
  resources = ["oci_load_balancer_load_balancer", "oci_network_load_balancer_network_load_balancer"]
  confirmed = true
}

policy "deny public_buckets" {
  framework = "oci-security-zones"
  code      = "SZ-PA-04"
  principle = "public-access"
  resources = ["oci_objectstorage_bucket"]
  confirmed = true
}

policy "deny internet_gateway" {
  framework = "oci-security-zones"
  code      = "SZ-PA-05"
  principle = "public-access"
  resources = ["oci_core_internet_gateway"]
  confirmed = true
}

policy "deny public_subnets" {
  framework = "oci-security-zones"
  code      = "SZ-PA-06"
  principle = "public-access"
  resources = ["oci_core_subnet"]
  confirmed = true
}

# Published by the Data Science service.
policy "deny model_deploy_public_network" {
  framework = "oci-security-zones"
  code      = "SZ-PA-07"
  principle = "public-access"
  resources = ["oci_datascience_model_deployment"]
  confirmed = true
}

# Published by the Data Science service.
policy "deny job_manage_egress_network" {
  framework = "oci-security-zones"
  code      = "SZ-PA-08"
  principle = "public-access"
  resources = ["oci_datascience_job"]
  confirmed = true
}

# Published by the Data Science service.
policy "deny notebook_public_network" {
  framework = "oci-security-zones"
  code      = "SZ-PA-09"
  principle = "public-access"
  resources = ["oci_datascience_notebook_session"]
  confirmed = true
}

# Published by the Data Science service.
policy "deny pipeline_manage_egress_network" {
  framework = "oci-security-zones"
  code      = "SZ-PA-10"
  principle = "public-access"
  resources = ["oci_datascience_pipeline"]
  confirmed = true
}

# --- Require encryption ------------------------------------------------------------------

policy "deny block_volume_without_vault_key" {
  framework = "oci-security-zones"
  code      = "SZ-RE-01"
  principle = "encryption"
  resources = ["oci_core_volume", "oci_core_instance", "oci_core_instance_configuration"]
  confirmed = true
}

policy "deny boot_volume_without_vault_key" {
  framework = "oci-security-zones"
  code      = "SZ-RE-02"
  principle = "encryption"
  resources = [
    "oci_core_instance",
    "oci_core_boot_volume",
    "oci_core_instance_configuration",
    "oci_containerengine_node_pool",
  ]
  confirmed = true
}

policy "deny buckets_without_vault_key" {
  framework = "oci-security-zones"
  code      = "SZ-RE-03"
  principle = "encryption"
  resources = ["oci_objectstorage_bucket"]
  confirmed = true
}

policy "deny file_system_without_vault_key" {
  framework = "oci-security-zones"
  code      = "SZ-RE-04"
  principle = "encryption"
  resources = ["oci_file_storage_file_system"]
  confirmed = true
}

# --- Ensure data durability --------------------------------------------------------------

policy "deny database_without_backup" {
  framework = "oci-security-zones"
  code      = "SZ-DD-01"
  principle = "durability"
  resources = ["oci_database_db_system", "oci_database_db_home", "oci_database_database"]
  confirmed = true
}

# --- Ensure data security ----------------------------------------------------------------

policy "deny database_not_in_security_zone_create_from_backup_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-DS-01"
  principle = "data-copy"
  resources = [
    "oci_database_db_system",
    "oci_database_db_home",
    "oci_database_database",
    "oci_database_autonomous_database",
  ]
  confirmed = true
}

policy "deny database_in_security_zone_create_clone_not_in_security_zone" {
  framework = "oci-security-zones"
  code      = "SZ-DS-02"
  principle = "data-copy"
  resources = ["oci_database_autonomous_database", "oci_database_db_system"]
  confirmed = true
}

# --- Use only configurations approved by Oracle ------------------------------------------

policy "deny instance_without_sanctioned_image" {
  framework = "oci-security-zones"
  code      = "SZ-AC-01"
  principle = "approved-configuration"
  resources = ["oci_core_instance", "oci_core_instance_configuration", "oci_containerengine_node_pool"]
  confirmed = true
}

policy "deny free_database_creation" {
  framework = "oci-security-zones"
  code      = "SZ-AC-02"
  principle = "approved-configuration"
  resources = ["oci_database_autonomous_database", "oci_nosql_table", "oci_mysql_mysql_db_system"]
  confirmed = true
}

# Which ports Oracle restricts is not published: param "restricted_ports" and param "restricted_udp_ports".
policy "deny security_list_to_allow_traffic_to_restricted_port" {
  framework = "oci-security-zones"
  code      = "SZ-AC-03"
  principle = "approved-configuration"
  resources = ["oci_core_security_list", "oci_core_default_security_list"]
  confirmed = true
}

# Which rules Oracle calls unsecure is not published: taken as those that open a restricted port to the internet.
policy "deny network_security_group_with_unsecure_ingress_rule" {
  framework = "oci-security-zones"
  code      = "SZ-AC-04"
  principle = "approved-configuration"
  resources = ["oci_core_network_security_group_security_rule"]
  confirmed = true
}

policy "deny manage_bastion_resource" {
  framework = "oci-security-zones"
  code      = "SZ-AC-05"
  principle = "approved-configuration"
  resources = ["oci_bastion_bastion", "oci_bastion_session"]
  confirmed = true
}

policy "deny terminate_instance" {
  framework = "oci-security-zones"
  code      = "SZ-AC-06"
  principle = "approved-configuration"
  resources = ["oci_core_instance", "oci_core_instance_pool", "oci_autoscaling_auto_scaling_configuration"]
  confirmed = true
}

policy "deny detach_volume" {
  framework = "oci-security-zones"
  code      = "SZ-AC-07"
  principle = "approved-configuration"
  resources = ["oci_core_volume_attachment"]
  confirmed = true
}

policy "deny manage_oke_service" {
  framework = "oci-security-zones"
  code      = "SZ-AC-08"
  principle = "approved-configuration"
  resources = [
    "oci_containerengine_cluster",
    "oci_containerengine_node_pool",
    "oci_containerengine_virtual_node_pool",
    "oci_containerengine_addon",
  ]
  confirmed = true
}

policy "deny create_drg" {
  framework = "oci-security-zones"
  code      = "SZ-AC-09"
  principle = "approved-configuration"
  resources = ["oci_core_drg"]
  confirmed = true
}

policy "deny delete_VCN" {
  framework = "oci-security-zones"
  code      = "SZ-AC-10"
  principle = "approved-configuration"
  resources = ["oci_core_vcn"]
  confirmed = true
}

policy "deny delete_vcn_security_list" {
  framework = "oci-security-zones"
  code      = "SZ-AC-11"
  principle = "approved-configuration"
  resources = ["oci_core_security_list"]
  confirmed = true
}

policy "deny delete_network_security_group" {
  framework = "oci-security-zones"
  code      = "SZ-AC-12"
  principle = "approved-configuration"
  resources = ["oci_core_network_security_group"]
  confirmed = true
}

# Service gateways. The identifier is not known: named by the code of this catalogue.
policy "SZ-AC-13" {
  framework = "oci-security-zones"
  code      = "SZ-AC-13"
  principle = "approved-configuration"
  resources = ["oci_core_service_gateway"]
  confirmed = false
}

# Route tables. The identifier is not known: named by the code of this catalogue.
policy "SZ-AC-14" {
  framework = "oci-security-zones"
  code      = "SZ-AC-14"
  principle = "approved-configuration"
  resources = ["oci_core_route_table", "oci_core_default_route_table", "oci_core_route_table_attachment"]
  confirmed = false
}

# NAT gateways. The identifier is not known: named by the code of this catalogue.
policy "SZ-AC-15" {
  framework = "oci-security-zones"
  code      = "SZ-AC-15"
  principle = "approved-configuration"
  resources = ["oci_core_nat_gateway"]
  confirmed = false
}

# Local and remote peering. The identifier is not known: named by the code of this catalogue.
policy "SZ-AC-16" {
  framework = "oci-security-zones"
  code      = "SZ-AC-16"
  principle = "approved-configuration"
  resources = ["oci_core_local_peering_gateway", "oci_core_remote_peering_connection"]
  confirmed = false
}

# Instance configurations and pools. The identifier is not known: named by the code of this catalogue.
policy "SZ-AC-17" {
  framework = "oci-security-zones"
  code      = "SZ-AC-17"
  principle = "approved-configuration"
  resources = ["oci_core_instance_configuration", "oci_core_instance_pool"]
  confirmed = false
}
