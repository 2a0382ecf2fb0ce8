# Older names of resource types are the same types.

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

# The VCN of the older type puts its gateway into the zone.
resource "oci_core_virtual_network" "older" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_block     = "10.0.0.0/16"
}

# violates: oci-internet-gateway-of-zone-network
resource "oci_core_internet_gateway" "older" {
  compartment_id = "ocid1.compartment.oc1..elsewhere"
  vcn_id         = oci_core_virtual_network.older.id
}

# violates: oci-load-balancer-public
resource "oci_load_balancer" "older" {
  compartment_id = oci_identity_compartment.zone.id
  display_name   = "older"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
}
