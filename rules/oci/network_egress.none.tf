# Without a recipe that holds oci-net-*, nothing of it is asked.

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

resource "oci_core_security_list" "open" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
}

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "open" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"
}

resource "oci_core_internet_gateway" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_route_table" "public" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}

resource "oci_core_subnet" "private" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.1.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_route_table.public.id
}
