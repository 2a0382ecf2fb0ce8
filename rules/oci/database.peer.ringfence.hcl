zone "payments" {
  recipe       = "databases"
  compartments = ["oci_identity_compartment.zone"]
}

zone "ledger" {
  recipe       = "databases"
  compartments = ["oci_identity_compartment.other"]
}

# Two of these policies are not confirmed: they are on because the recipe names them.
recipe "databases" {
  policies = [
    "deny db_instance_public_access",
    "deny database_without_backup",
    "deny free_database_creation",
    "deny db_instance_move_to_compartment_not_in_security_zone",
    "deny database_with_dataguard_association_move_to_compartment_in_security_zone",
    "deny db_instance_subnet_not_in_security_zone",
    "deny db_dataguard_association_not_in_security_zone",
    "deny db_resource_association_not_in_security_zone",
    "deny database_not_in_security_zone_create_from_backup_in_security_zone",
    "deny database_in_security_zone_create_clone_not_in_security_zone",
  ]
}
