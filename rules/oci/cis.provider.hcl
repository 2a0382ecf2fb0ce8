# Service defaults that the rules on instances, keys, secrets and scans read. Same release and format as provider.hcl.

default "oci_core_instance" "instance_options" {
  value  = []
  source = "version 1 of the metadata service answers unless a block disables it (provider docs, oci_core_instance)"
}

default "oci_core_instance" "metadata" {
  value  = {}
  source = "an instance has the metadata that is given (provider docs, oci_core_instance)"
}

default "oci_core_instance" "extended_metadata" {
  value  = {}
  source = "an instance has the metadata that is given (provider docs, oci_core_instance)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.instance_options" {
  value  = []
  source = "version 1 of the metadata service answers unless a block disables it (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.metadata" {
  value  = {}
  source = "an instance has the metadata that is given (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.extended_metadata" {
  value  = {}
  source = "an instance has the metadata that is given (provider docs, oci_core_instance_configuration)"
}

default "oci_containerengine_node_pool" "node_metadata" {
  value  = {}
  source = "a node has the metadata that is given (provider docs, oci_containerengine_node_pool)"
}

default "oci_functions_application" "config" {
  value  = {}
  source = "an application has the configuration that is given (provider docs, oci_functions_application)"
}

default "oci_functions_function" "config" {
  value  = {}
  source = "a function has the configuration that is given (provider docs, oci_functions_function)"
}

default "oci_core_volume" "block_volume_replicas" {
  value  = []
  source = "a volume has the replicas that are listed (provider docs, oci_core_volume)"
}

# A schedule needs an interval from the user, so without one nothing rotates.
default "oci_kms_key" "is_auto_rotation_enabled" {
  value  = false
  source = "a key is rotated on a schedule only, and a schedule needs an interval that is given (provider docs, oci_kms_key)"
}

default "oci_kms_key" "auto_key_rotation_details" {
  value  = []
  source = "a schedule needs an interval that is given (provider docs, oci_kms_key)"
}

default "oci_vault_secret" "rotation_config" {
  value  = []
  source = "a secret rotates by the configuration that is given (provider docs, oci_vault_secret)"
}

default "oci_vault_secret" "secret_rules" {
  value  = []
  source = "a secret expires by the rules that are given (provider docs, oci_vault_secret)"
}

default "oci_vault_secret" "secret_content" {
  value  = []
  source = "a secret has the content that is given, or one that the service generates (provider docs, oci_vault_secret)"
}

default "oci_vulnerability_scanning_host_scan_target" "instance_ids" {
  value  = []
  source = "a target without instances covers its whole compartment (provider docs, oci_vulnerability_scanning_host_scan_target)"
}

default "oci_vulnerability_scanning_container_scan_target" "target_registry.repositories" {
  value  = []
  source = "a target without repositories covers all of its compartment (provider docs, oci_vulnerability_scanning_container_scan_target)"
}

default "oci_core_volume_group" "backup_policy_id" {
  value  = null
  source = "if it is omitted, no policy is assigned (provider docs, oci_core_volume_group)"
}

default "oci_core_volume_group" "volume_ids" {
  value  = []
  source = "a new group holds the volumes of its source; this argument is for updates only (provider docs, oci_core_volume_group)"
}

default "oci_artifacts_container_repository" "is_public" {
  value  = false
  source = "a repository that the registry makes itself is private, and a public one needs a permission of its own (documentation of Container Registry, Creating a Repository and About Repositories; provider docs tell what true does)"
}
