# Keys over time: destroyed, taken away, changed.

variable "key_id" {
  type = string
}

variable "state" {
  type = string
}

# A change of the type replaces the vault.
# violates: oci-key-destroyed
resource "oci_kms_vault" "replaced" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "replaced"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_vault" "renamed" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "new"
  vault_type     = "VIRTUAL_PRIVATE"
}

# violates: oci-key-removed-from-resource
resource "oci_objectstorage_bucket" "loses_its_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "loses-its-key"
  kms_key_id     = ""
}

resource "oci_objectstorage_bucket" "changes_its_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "changes-its-key"
  kms_key_id     = "ocid1.key.oc1.iad.other"
}

resource "oci_objectstorage_bucket" "never_had_one" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "never-had-one"
  versioning     = "Enabled"
}

# undecided: oci-key-removed-from-resource
resource "oci_objectstorage_bucket" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "unknown"
  kms_key_id     = var.key_id
}

# violates: oci-key-disabled
# undecided: oci-key-rotation-unsupported
resource "oci_kms_key" "disabled_in_use" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "disabled_in_use"
  management_endpoint      = "https://vault-management.kms.example.com"
  is_auto_rotation_enabled = true
  desired_state            = "DISABLED"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

# undecided: oci-key-disabled
# undecided: oci-key-rotation-unsupported
resource "oci_kms_key" "perhaps_disabled" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "perhaps_disabled"
  management_endpoint      = "https://vault-management.kms.example.com"
  is_auto_rotation_enabled = true
  desired_state            = var.state

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
