# Keys and statements that are not in this configuration.

variable "statement" {
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

# Outside of all zones, and without a key.
resource "oci_core_volume" "outside" {
  compartment_id        = "ocid1.compartment.oc1..app"
  kms_key_id            = ""
  block_volume_replicas = []
}
