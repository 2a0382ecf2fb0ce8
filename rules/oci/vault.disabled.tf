# Nothing uses the key any more, and everything that could is known.

# undecided: oci-key-rotation-unsupported
resource "oci_kms_key" "disabled" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "disabled"
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
