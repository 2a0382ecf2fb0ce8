# What an organisation asks of outgoing traffic and of routes; without a recipe that holds oci-net-* nothing of it is asked.

variable "proxy" {
  type = string
}

variable "gateway" {
  type = string
}

variable "protocol" {
  type = string
}

variable "port" {
  type = number
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

# violates: oci-net-security-list-egress-open, oci-net-security-list-egress-destination, oci-net-security-list-egress-all-protocols
resource "oci_core_default_security_list" "main" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
}

# A list without such rules lets nothing out.
resource "oci_core_security_list" "closed" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_security_list" "services" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol         = "6"
    destination      = "all-phx-services-in-oracle-services-network"
    destination_type = "SERVICE_CIDR_BLOCK"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_security_list" "resolver" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "17"
    destination = "169.254.169.254/32"

    udp_options {
      min = 53
      max = 53
    }
  }

  egress_security_rules {
    protocol    = "17"
    destination = "169.254.169.254/32"

    udp_options {
      min = 123
      max = 123
    }
  }
}

resource "oci_core_security_list" "own_network" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.1.7.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "1"
    destination = "10.1.0.0/16"
  }
}

# violates: oci-net-security-list-egress-open, oci-net-security-list-egress-destination
resource "oci_core_security_list" "https_everywhere" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-egress-open, oci-net-security-list-egress-destination
resource "oci_core_security_list" "ipv6_everywhere" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "::/0"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-egress-open, oci-net-security-list-egress-destination
resource "oci_core_security_list" "halves" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/1"

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "6"
    destination = "128.0.0.0/1"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# Not the internet, and not approved.
# violates: oci-net-security-list-egress-destination
resource "oci_core_security_list" "one_address" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "198.51.100.7/32"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-egress-all-protocols
resource "oci_core_security_list" "all_private" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "all"
    destination = "10.1.0.0/16"
  }
}

# violates: oci-net-security-list-egress-port
resource "oci_core_security_list" "other_port" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.1.7.0/24"

    tcp_options {
      min = 8443
      max = 8443
    }
  }
}

# violates: oci-net-security-list-egress-port
resource "oci_core_security_list" "range" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.1.7.0/24"

    tcp_options {
      min = 443
      max = 444
    }
  }
}

# violates: oci-net-security-list-egress-port
resource "oci_core_security_list" "no_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.1.7.0/24"
  }
}

# undecided: oci-net-security-list-egress-open, oci-net-security-list-egress-destination
resource "oci_core_security_list" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = var.proxy

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# The VCN is not in this plan, so nobody knows whether that is its own range.
# undecided: oci-net-security-list-egress-destination
resource "oci_core_security_list" "elsewhere" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = "ocid1.vcn.oc1..elsewhere"

  egress_security_rules {
    protocol    = "6"
    destination = "10.9.0.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-security-list-egress-all-protocols, oci-net-security-list-egress-port
resource "oci_core_security_list" "unknown_protocol" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = var.protocol
    destination = "10.1.7.0/24"
  }
}

# undecided: oci-net-security-list-egress-port
resource "oci_core_security_list" "unknown_port" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.1.7.0/24"

    tcp_options {
      min = var.port
      max = var.port
    }
  }
}

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# violates: oci-net-nsg-egress-open, oci-net-nsg-egress-destination
resource "oci_core_network_security_group_security_rule" "https_everywhere" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-nsg-egress-open, oci-net-nsg-egress-destination, oci-net-nsg-egress-all-protocols
resource "oci_core_network_security_group_security_rule" "all_everywhere" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"
}

resource "oci_core_network_security_group_security_rule" "services" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "all-phx-services-in-oracle-services-network"
  destination_type          = "SERVICE_CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "group" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = oci_core_network_security_group.app.id
  destination_type          = "NETWORK_SECURITY_GROUP"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "own_network" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "10.1.7.0/24"
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-nsg-egress-destination
resource "oci_core_network_security_group_security_rule" "one_address" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "198.51.100.7/32"
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-nsg-egress-port
resource "oci_core_network_security_group_security_rule" "other_port" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "10.1.7.0/24"
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 8443
      max = 8443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "dns" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "17"
  destination               = "169.254.169.254/32"
  destination_type          = "CIDR_BLOCK"

  udp_options {
    destination_port_range {
      min = 53
      max = 53
    }
  }
}

# violates: oci-net-nsg-egress-port
resource "oci_core_network_security_group_security_rule" "udp_range" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "17"
  destination               = "169.254.169.254/32"
  destination_type          = "CIDR_BLOCK"

  udp_options {
    destination_port_range {
      min = 53
      max = 54
    }
  }
}

# undecided: oci-net-nsg-egress-open, oci-net-nsg-egress-destination
resource "oci_core_network_security_group_security_rule" "unknown" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = var.proxy
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-nsg-egress-all-protocols, oci-net-nsg-egress-port
resource "oci_core_network_security_group_security_rule" "unknown_protocol" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = var.protocol
  destination               = "10.1.7.0/24"
  destination_type          = "CIDR_BLOCK"
}

# Incoming traffic is not asked about here.
resource "oci_core_network_security_group_security_rule" "in" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "all"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"
}

# --- routes

resource "oci_core_internet_gateway" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_nat_gateway" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_drg" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
}

resource "oci_core_service_gateway" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  services {
    service_id = "ocid1.service.oc1.phx.all"
  }
}

# violates: oci-net-route-internet
resource "oci_core_route_table" "public" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}

# violates: oci-net-route-internet
resource "oci_core_route_table" "public_ipv6" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "::/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}

# violates: oci-net-route-internet
resource "oci_core_route_table" "public_half" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "128.0.0.0/1"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}

# One address is not the internet.
resource "oci_core_route_table" "one_address" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "198.51.100.7/32"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}

resource "oci_core_route_table" "nat" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_nat_gateway.main.id
  }
}

resource "oci_core_route_table" "drg" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_drg.main.id
  }
}

resource "oci_core_route_table" "services" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "all-phx-services-in-oracle-services-network"
    destination_type  = "SERVICE_CIDR_BLOCK"
    network_entity_id = oci_core_service_gateway.main.id
  }
}

# undecided: oci-net-route-internet
resource "oci_core_route_table" "unknown_hop" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = var.gateway
  }
}

# violates: oci-net-route-internet
resource "oci_core_default_route_table" "main" {
  manage_default_resource_id = oci_core_vcn.main.default_route_table_id

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
  route_table_id             = oci_core_route_table.nat.id
}

# violates: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "private_public_route" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.2.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_route_table.public.id
}

# The default table of the VCN, by its name.
# violates: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "private_default_table" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.3.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_vcn.main.default_route_table_id
}

# And by saying nothing.
# violates: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "private_no_table" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.4.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "no_ingress" {
  compartment_id            = "ocid1.compartment.oc1..app"
  vcn_id                    = oci_core_vcn.main.id
  cidr_block                = "10.1.5.0/24"
  prohibit_internet_ingress = true
  route_table_id            = oci_core_route_table.public_ipv6.id
}

# A public subnet may.
resource "oci_core_subnet" "public" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.6.0/24"
  prohibit_public_ip_on_vnic = false
  route_table_id             = oci_core_route_table.public.id
}

# undecided: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "unknown_table" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.1.7.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = "ocid1.routetable.oc1..elsewhere"
}

# The default table of a VCN that is only looked up.
data "oci_core_vcn" "elsewhere" {
  vcn_id = "ocid1.vcn.oc1..elsewhere"
}

# undecided: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "table_elsewhere" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = data.oci_core_vcn.elsewhere.id
  cidr_block                 = "10.8.1.0/24"
  prohibit_public_ip_on_vnic = true
  route_table_id             = data.oci_core_vcn.elsewhere.default_route_table_id
}

# undecided: oci-net-private-subnet-internet-route
resource "oci_core_subnet" "no_table_elsewhere" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = data.oci_core_vcn.elsewhere.id
  cidr_block                 = "10.8.2.0/24"
  prohibit_public_ip_on_vnic = true
}

# For IPv6 this one is public.
resource "oci_core_subnet" "dual" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = "ocid1.vcn.oc1..elsewhere"
  cidr_block                 = "10.1.8.0/24"
  ipv6cidr_block             = "2001:db8:123:1111::/64"
  prohibit_public_ip_on_vnic = true
  route_table_id             = oci_core_route_table.public_ipv6.id
}

# violates: oci-net-vcn-service-gateway
resource "oci_core_vcn" "without" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.2.0.0/16"]
}

# violates: oci-net-vcn-service-gateway
resource "oci_core_vcn" "without_route" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.3.0.0/16"]
}

resource "oci_core_service_gateway" "without_route" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.without_route.id

  services {
    service_id = "ocid1.service.oc1.phx.all"
  }
}

# An empty destination is none: the older argument tells.
# violates: oci-net-route-internet
resource "oci_core_route_table" "older_argument" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  route_rules {
    destination       = ""
    cidr_block        = "0.0.0.0/0"
    network_entity_id = oci_core_internet_gateway.main.id
  }
}
