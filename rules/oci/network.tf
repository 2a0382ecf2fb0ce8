# Networks without any zone: what the baseline says.

variable "private" {
  type = bool
}

variable "admin_cidr" {
  type = string
}

variable "prefix" {
  type = string
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_subnet" "private" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "no_ingress" {
  compartment_id            = "ocid1.compartment.oc1..app"
  vcn_id                    = oci_core_vcn.main.id
  cidr_block                = "10.0.1.0/24"
  prohibit_internet_ingress = true
}

# --- IPv6: only prohibit_internet_ingress closes it

resource "oci_core_vcn" "dual" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
  is_ipv6enabled = true
}

resource "oci_core_subnet" "dual_no_ingress" {
  compartment_id            = "ocid1.compartment.oc1..app"
  vcn_id                    = oci_core_vcn.dual.id
  cidr_block                = "10.1.0.0/24"
  ipv6cidr_block            = "2001:db8:0:1::/64"
  prohibit_internet_ingress = true
}

# Whatever prefix Oracle allocates.
# violates: oci-subnet-public
resource "oci_core_subnet" "dual_no_public_ip" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.dual.id
  cidr_block                 = "10.1.1.0/24"
  ipv6cidr_block             = "2001:db8:0:2::/64"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-subnet-public
resource "oci_core_subnet" "dual_of_a_vcn_elsewhere" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = "ocid1.vcn.oc1..elsewhere"
  cidr_block                 = "10.9.1.0/24"
  ipv6cidr_blocks            = ["2001:db8:123:1111::/64"]
  prohibit_public_ip_on_vnic = true
}

# The VCN may have private prefixes, and this may be one of them.
# undecided: oci-subnet-public
resource "oci_core_subnet" "dual_unset" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = "ocid1.vcn.oc1..elsewhere"
  cidr_block                 = "10.9.2.0/24"
  ipv6cidr_blocks            = [var.prefix]
  prohibit_public_ip_on_vnic = true
}

# In a VCN without IPv6 it can be none.
resource "oci_core_subnet" "not_dual" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.9.0/24"
  ipv6cidr_block             = var.prefix
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_vcn" "private_prefix" {
  compartment_id                   = "ocid1.compartment.oc1..app"
  cidr_blocks                      = ["10.2.0.0/16"]
  is_ipv6enabled                   = true
  is_oracle_gua_allocation_enabled = false
  ipv6private_cidr_blocks          = ["fd12:3456:789a::/56"]
}

# No way leads from the internet to such an address.
resource "oci_core_subnet" "private_prefix" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.private_prefix.id
  cidr_block                 = "10.2.0.0/24"
  ipv6cidr_blocks            = ["fd12:3456:789a:1::/64"]
  prohibit_public_ip_on_vnic = true
}

# --- IPv4

# Public when nobody says otherwise.
# violates: oci-subnet-public
resource "oci_core_subnet" "omitted" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  cidr_block     = "10.0.2.0/24"
}

# violates: oci-subnet-public
resource "oci_core_subnet" "explicit" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.3.0/24"
  prohibit_public_ip_on_vnic = false
}

# undecided: oci-subnet-public
resource "oci_core_subnet" "unset" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.4.0/24"
  prohibit_public_ip_on_vnic = var.private
}

resource "oci_core_security_list" "web" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 443
    }
  }

  # From the own network it is nobody's business.
  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/16"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# violates: oci-security-list-restricted-port
resource "oci_core_security_list" "ssh" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# A range that contains the port, over IPv6.
# violates: oci-security-list-restricted-port
resource "oci_core_security_list" "range" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "::/0"

    tcp_options {
      min = 3000
      max = 4000
    }
  }
}

# All protocols are all ports.
# violates: oci-security-list-restricted-port
resource "oci_core_default_security_list" "all" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "all"
    source   = "0.0.0.0/0"
  }
}

# RDP over UDP.
# violates: oci-security-list-restricted-port
resource "oci_core_security_list" "rdp_udp" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "0.0.0.0/0"

    udp_options {
      min = 3389
      max = 3389
    }
  }
}

# undecided: oci-security-list-restricted-port
resource "oci_core_security_list" "unset" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.admin_cidr

    tcp_options {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "web" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# Outgoing traffic is not asked about here.
resource "oci_core_network_security_group_security_rule" "out" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"
}

# violates: oci-network-security-group-restricted-port
resource "oci_core_network_security_group_security_rule" "rdp" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 3389
      max = 3389
    }
  }
}

# A rule that restricts source ports only opens every destination port.
# violates: oci-network-security-group-restricted-port
resource "oci_core_network_security_group_security_rule" "source_ports" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    source_port_range {
      min = 1024
      max = 65535
    }
  }
}

# undecided: oci-network-security-group-restricted-port
resource "oci_core_network_security_group_security_rule" "unset" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.admin_cidr
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}
