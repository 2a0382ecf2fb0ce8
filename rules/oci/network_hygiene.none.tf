# Without a recipe that holds oci-net-*, nothing of it is asked.

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_default_security_list" "main" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

resource "oci_core_public_ip" "any" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
}

resource "oci_core_network_security_group" "nobody" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "no_description" {
  network_security_group_id = oci_core_network_security_group.nobody.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.0.0.0/16"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 80
      max = 80
    }
  }
}

resource "oci_core_drg" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "other"
}

resource "oci_core_drg_attachment" "other" {
  drg_id = oci_core_drg.other.id
  vcn_id = oci_core_vcn.main.id
}

resource "oci_database_autonomous_database" "any" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "any"
  whitelisted_ips = ["198.51.100.7"]
}
