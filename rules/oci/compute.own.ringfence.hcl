zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.zone"]
}
