# violates: oci-key-destroyed
resource "oci_kms_vault" "removed" {
  state          = "ACTIVE"
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "removed"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_vault" "replaced" {
  state          = "ACTIVE"
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "replaced"
  vault_type     = "DEFAULT"
}

resource "oci_kms_vault" "renamed" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "old"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_objectstorage_bucket" "loses_its_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "loses-its-key"
  kms_key_id     = "ocid1.key.oc1.iad.data"
}

resource "oci_objectstorage_bucket" "changes_its_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "changes-its-key"
  kms_key_id     = "ocid1.key.oc1.iad.data"
}

resource "oci_objectstorage_bucket" "never_had_one" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "never-had-one"
  versioning     = "Disabled"
}

resource "oci_objectstorage_bucket" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "unknown"
  kms_key_id     = "ocid1.key.oc1.iad.data"
}

# violates: oci-key-destroyed
resource "oci_kms_key" "removed" {
  state               = "ENABLED"
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "removed"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_kms_key" "disabled_in_use" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "disabled_in_use"
  management_endpoint      = "https://vault-management.kms.example.com"
  is_auto_rotation_enabled = true
  desired_state            = "ENABLED"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_kms_key" "perhaps_disabled" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "perhaps_disabled"
  management_endpoint      = "https://vault-management.kms.example.com"
  is_auto_rotation_enabled = true
  desired_state            = "ENABLED"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_objectstorage_bucket" "uses_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "uses-key"
  kms_key_id     = oci_kms_key.disabled_in_use.id
}

resource "oci_objectstorage_bucket" "uses_other_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "uses-other-key"
  kms_key_id     = oci_kms_key.perhaps_disabled.id
}

# Scheduled for deletion long ago: it only leaves the state.
resource "oci_kms_vault" "gone_already" {
  state          = "PENDING_DELETION"
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "gone-already"
  vault_type     = "VIRTUAL_PRIVATE"
}
