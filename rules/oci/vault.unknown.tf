# Statements and references of which nobody knows what they say.

variable "statement" {
  type = string
}

variable "key_id" {
  type = string
}

variable "state" {
  type = string
}

# undecided: oci-policy-service-manages-keys, oci-policy-keys-of-the-tenancy
# undecided: oci-policy-key-administrators-manage-data, oci-policy-key-administrators-cannot-delete
resource "oci_identity_policy" "unknown" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "unknown"
  description    = "whatever the variable says"
  statements     = [var.statement]
}

# Any key may be meant, this one included.
# undecided: oci-key-disabled, oci-key-shared-between-zones
resource "oci_kms_key" "perhaps_in_use" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "perhaps-in-use"
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

resource "oci_objectstorage_bucket" "with_some_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "with-some-key"
  kms_key_id     = var.key_id
}
