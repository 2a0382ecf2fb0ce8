# A subnet that says nothing about public addresses is public: decided from the absence, although
# a plan shows the attribute as unknown.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "private" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "private"
  security_policies = ["deny public_subnets"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.private.id
}

# violates: oci-subnet-public
resource "oci_core_subnet" "silent" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = "ocid1.vcn.oc1.iad.main"
  cidr_block     = "10.0.0.0/24"
}

resource "oci_core_subnet" "private" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}
