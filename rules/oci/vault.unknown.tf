# Statements and references of which nobody knows what they say.

variable "statement" {
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

# The vault is not in this configuration.
# undecided: oci-key-rotation-unsupported
resource "oci_kms_key" "vault_elsewhere" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "vault-elsewhere"
  management_endpoint      = "https://vault-management.kms.example.com"
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}
