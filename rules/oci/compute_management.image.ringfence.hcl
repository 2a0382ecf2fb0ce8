zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.zone"]
}

zone "ledger" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.other"]
}
