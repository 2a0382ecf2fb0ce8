# Blocks that are written, and blocks that are made.

variable "ports" {
  type    = map(number)
  default = { ssh = 22, web = 443 }
}

variable "world" {
  default = "0.0.0.0/0"
}

resource "oci_core_vcn" "net" {
  compartment_id = "ocid1.compartment.oc1..net"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_security_list" "made" {
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id

  dynamic "ingress_security_rules" {
    for_each = var.ports
    content {
      protocol = "6"
      source   = var.world

      tcp_options {
        min = ingress_security_rules.value
        max = ingress_security_rules.value
      }
    }
  }
}

resource "oci_core_security_list" "written" {
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# The sources of these rules are known only once the network is there.
resource "oci_core_security_list" "inside" {
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id

  dynamic "ingress_security_rules" {
    for_each = oci_core_vcn.net.ipv6cidr_blocks
    content {
      protocol = "6"
      source   = ingress_security_rules.value
    }
  }
}

resource "oci_core_network_security_group" "web" {
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id
}

resource "oci_core_network_security_group_security_rule" "ports" {
  for_each                  = var.ports
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.world
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = each.value
      max = each.value
    }
  }
}

resource "oci_core_subnet" "tier" {
  count                      = 2
  compartment_id             = "ocid1.compartment.oc1..net"
  vcn_id                     = oci_core_vcn.net.id
  cidr_block                 = "10.0.${count.index}.0/24"
  prohibit_public_ip_on_vnic = count.index == 0
}
