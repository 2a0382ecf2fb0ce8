# A policy that nobody could confirm yet is on only where a recipe names it.
recipe "locked" {
  policies = ["SZ-AC-17"]
}

zone "payments" {
  recipe       = "locked"
  compartments = ["oci_identity_compartment.zone"]
}

zone "ledger" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.other"]
}
