# A file system of one zone, exported through a mount target of another, all new: the export has no
# compartment and its export set has no identifier yet, but the references say whose they are.

resource "oci_identity_compartment" "a" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "a"
  description    = "has a zone"
}

resource "oci_identity_compartment" "b" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "b"
  description    = "has another zone"
}

resource "oci_cloud_guard_security_recipe" "files" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "files"
  security_policies = ["deny file_system_in_security_zone_export_via_mount_target_not_in_security_zone", "deny file_system_not_in_security_zone_export_via_mount_target_in_security_zone"]
}

resource "oci_cloud_guard_security_zone" "a" {
  compartment_id          = oci_identity_compartment.a.id
  display_name            = "a"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.files.id
}

resource "oci_cloud_guard_security_zone" "b" {
  compartment_id          = oci_identity_compartment.b.id
  display_name            = "b"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.files.id
}

resource "oci_file_storage_file_system" "a" {
  compartment_id      = oci_identity_compartment.a.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_file_storage_mount_target" "a" {
  compartment_id      = oci_identity_compartment.a.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = "ocid1.subnet.oc1.iad.a"
}

resource "oci_file_storage_mount_target" "b" {
  compartment_id      = oci_identity_compartment.b.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = "ocid1.subnet.oc1.iad.b"
}

resource "oci_file_storage_export" "within" {
  export_set_id  = oci_file_storage_mount_target.a.export_set_id
  file_system_id = oci_file_storage_file_system.a.id
  path           = "/within"
}

# violates: oci-file-system-exported-outside-zone
# violates: oci-mount-target-exports-outside-file-system
resource "oci_file_storage_export" "across" {
  export_set_id  = oci_file_storage_mount_target.b.export_set_id
  file_system_id = oci_file_storage_file_system.a.id
  path           = "/across"
}
