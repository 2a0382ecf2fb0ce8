zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.payments"]
}

param "keys_in_zone" { value = true }
param "owns_key_policies" { value = true }
