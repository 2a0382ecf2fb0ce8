# Keys and statements that are not in this configuration.

variable "statement" {
  type = string
}

variable "key_id" {
  type = string
}

resource "oci_identity_compartment" "payments" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "a zone"
}

# undecided: oci-policy-service-manages-keys, oci-policy-keys-of-the-tenancy
# undecided: oci-policy-key-administrators-manage-data, oci-policy-key-administrators-cannot-delete
resource "oci_identity_policy" "unknown" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "unknown"
  description    = "whatever the variable says"
  statements     = [var.statement]
}

# undecided: oci-key-of-another-zone, oci-key-service-not-allowed
resource "oci_core_volume" "key_elsewhere" {
  compartment_id        = oci_identity_compartment.payments.id
  kms_key_id            = "ocid1.key.oc1.iad.elsewhere"
  block_volume_replicas = []
}

# Which key it uses nobody knows: perhaps that of the zone.
# undecided: oci-key-service-not-allowed
resource "oci_objectstorage_bucket" "some_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "some-key"
  kms_key_id     = var.key_id
}

# undecided: oci-key-shared-between-zones
resource "oci_kms_key" "perhaps_shared" {
  compartment_id           = oci_identity_compartment.payments.id
  display_name             = "perhaps-shared"
  management_endpoint      = oci_kms_vault.private.management_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_kms_vault" "private" {
  compartment_id = oci_identity_compartment.payments.id
  display_name   = "private"
  vault_type     = "VIRTUAL_PRIVATE"
}

# Outside of all zones, and without a key.
resource "oci_core_volume" "outside" {
  compartment_id        = "ocid1.compartment.oc1..app"
  kms_key_id            = ""
  block_volume_replicas = []
}
