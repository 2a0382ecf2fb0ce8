# Two of these policies are not confirmed: they are on because the recipe names them.
recipe "files" {
  policies = [
    "deny file_system_without_vault_key",
    "deny file_system_in_security_zone_move_to_compartment_not_in_security_zone",
    "deny mount_target_in_security_zone_move_to_compartment_not_in_security_zone",
    "deny file_system_in_security_zone_export_via_mount_target_not_in_security_zone",
    "deny file_system_not_in_security_zone_export_via_mount_target_in_security_zone",
    "deny mount_target_in_security_zone_create_with_subnet_not_in_security_zone",
    "deny mount_target_not_in_security_zone_create_with_subnet_in_security_zone",
  ]
}

zone "payments" {
  recipe       = "files"
  compartments = ["oci_identity_compartment.zone"]
}

zone "ledger" {
  recipe       = "files"
  compartments = ["oci_identity_compartment.other"]
}
