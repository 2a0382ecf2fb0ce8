# violates: oci-key-destroyed
resource "oci_kms_vault" "removed" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "removed"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_vault" "replaced" {
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
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "removed"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}
