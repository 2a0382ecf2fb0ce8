resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "old" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "old"
  security_policies = ["deny delete_VCN", "deny public_load_balancer", "deny internet_gateway"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.old.id
}

resource "oci_core_virtual_network" "older" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_block     = "10.0.0.0/16"
}

# violates: oci-vcn-deleted
resource "oci_core_virtual_network" "removed" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_block     = "10.1.0.0/16"
}
