zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.zone"]
}

zone "ledger" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.other"]
}

zone "archive" {
  recipe       = "maximum-security"
  compartments = ["ocid1.compartment.oc1..archive"]
}
