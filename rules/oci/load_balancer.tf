variable "is_private" {
  type = bool
}

resource "oci_load_balancer_load_balancer" "internal" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "internal"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
  is_private     = true
}

# violates: oci-load-balancer-public
resource "oci_load_balancer_load_balancer" "explicit" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "explicit"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
  is_private     = false
}

# Public when nobody says otherwise.
# violates: oci-load-balancer-public
resource "oci_load_balancer_load_balancer" "omitted" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "omitted"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
}

# undecided: oci-load-balancer-public
resource "oci_load_balancer_load_balancer" "unset" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "unset"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
  is_private     = var.is_private
}

# The older name of the type.
# violates: oci-load-balancer-public
resource "oci_load_balancer" "older" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "older"
  shape          = "flexible"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
}

resource "oci_network_load_balancer_network_load_balancer" "internal" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "internal"
  subnet_id      = "ocid1.subnet.oc1.iad.app"
  is_private     = true
}

# A network load balancer, unlike its sibling, is private when nobody says otherwise.
resource "oci_network_load_balancer_network_load_balancer" "omitted" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "omitted"
  subnet_id      = "ocid1.subnet.oc1.iad.app"
}

# violates: oci-load-balancer-public
resource "oci_network_load_balancer_network_load_balancer" "explicit" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "explicit"
  subnet_id      = "ocid1.subnet.oc1.iad.app"
  is_private     = false
}
