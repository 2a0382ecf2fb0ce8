zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.payments"]
}

zone "ledger" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.ledger"]
}

param "keys_in_zone" { value = true }
param "private_vaults" { value = true }
param "owns_key_policies" { value = true }
