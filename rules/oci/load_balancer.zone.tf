# Once there is a zone, load balancers outside of it are nobody's business here.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

# violates: oci-load-balancer-public
resource "oci_load_balancer_load_balancer" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  display_name   = "inside"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
}

resource "oci_load_balancer_load_balancer" "outside" {
  compartment_id = oci_identity_compartment.open.id
  display_name   = "outside"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
}
