# Policies that nobody could confirm yet are on only where a recipe names them.
recipe "locked" {
  policies = ["SZ-AC-13", "SZ-AC-14", "SZ-AC-15", "SZ-AC-16"]
}

zone "payments" {
  recipe       = "locked"
  compartments = ["oci_identity_compartment.zone"]
}
