zone "payments" {
  recipe       = "maximum-security"
  compartments = ["oci_identity_compartment.zone"]
}

param "sanctioned_images" {
  value = ["ocid1.image.oc1.iad.linux"]
}
