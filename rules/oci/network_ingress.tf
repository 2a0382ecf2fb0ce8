# Security lists and network security groups without any zone: what the baseline says of incoming traffic.

variable "office" {
  type = string
}

variable "port" {
  type = number
}

variable "rules" {
  type = list(object({ source = string, port = number }))
}

variable "direction" {
  type = string
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

# --- ten lists that other scanners were measured with

# violates: oci-security-list-ingress-ssh-open
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

# A harmless rule before it changes nothing.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "second_rule" {
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

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# violates: oci-security-list-ingress-ssh-open, oci-security-list-ingress-admin-port-open
resource "oci_core_security_list" "range" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 20
      max = 30
    }
  }
}

# TCP without ports is TCP on every port.
# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "no_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"
  }
}

# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "all_protocols" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "all"
    source   = "0.0.0.0/0"
  }
}

# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "ipv6" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "::/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# Two halves are the whole.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "halves" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/1"

    tcp_options {
      min = 22
      max = 22
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "128.0.0.0/1"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "private_then_open" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/8"

    tcp_options {
      min = 22
      max = 22
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_security_list" "https" {
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
}

resource "oci_core_security_list" "private" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/8"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# --- more of the same

# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "ipv6_written_out" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0:0:0:0:0:0:0:0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# 134 million public addresses are the internet, too.
# violates: oci-security-list-ingress-rdp-open
resource "oci_core_security_list" "great_part" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "8.0.0.0/5"

    tcp_options {
      min = 3389
      max = 3389
    }
  }
}

# No piece is the internet, all of them are.
# violates: oci-security-list-ingress-ssh-open, oci-security-list-ingress-rdp-open
resource "oci_core_security_list" "pieces" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "20.0.0.0/9"

    tcp_options {
      min = 22
      max = 22
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "20.128.0.0/9"

    tcp_options {
      min = 22
      max = 22
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "20.128.0.0/9"

    tcp_options {
      min = 3389
      max = 3389
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "20.0.0.0/9"

    tcp_options {
      min = 3389
      max = 3389
    }
  }
}

# Zero to zero is not sent to the service, so it is every port.
# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "zero_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 0
      max = 0
    }
  }
}

# A restriction of source ports restricts no destination port.
# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "source_ports_only" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      source_port_range {
        min = 443
        max = 443
      }
    }
  }
}

# Ports beside "all" mean nothing.
# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "options_beside_all" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "all"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "one_to_the_last" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 1
      max = 65535
    }
  }
}

# RDP speaks UDP, too.
# violates: oci-security-list-ingress-rdp-open
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

# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "udp_no_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "0.0.0.0/0"
  }
}

# SSH does not speak UDP.
resource "oci_core_security_list" "ssh_udp" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "0.0.0.0/0"

    udp_options {
      min = 22
      max = 22
    }
  }
}

# violates: oci-security-list-ingress-admin-port-open
resource "oci_core_security_list" "vnc" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 5900
      max = 5903
    }
  }
}

# Stateless rules are as open as others.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "stateless" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = true

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# ICMP has no ports.
resource "oci_core_security_list" "icmp" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "1"
    source   = "0.0.0.0/0"

    icmp_options {
      type = 3
      code = 4
    }
  }

  ingress_security_rules {
    protocol = "1"
    source   = "10.0.0.0/16"

    icmp_options {
      type = 3
    }
  }

  ingress_security_rules {
    protocol = "58"
    source   = "::/0"

    icmp_options {
      type = 2
    }
  }
}

resource "oci_core_security_list" "icmp_all_types" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "1"
    source   = "0.0.0.0/0"
  }
}

# Nor has ESP.
resource "oci_core_security_list" "other_protocol" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "50"
    source   = "0.0.0.0/0"
  }
}

# Protocols may be written as numbers.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "number" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = 6
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# A label of Oracle's services is not the internet.
resource "oci_core_security_list" "service" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "all"
    source      = "all-phx-services-in-oracle-services-network"
    source_type = "SERVICE_CIDR_BLOCK"
  }
}

resource "oci_core_security_list" "host_bits" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.2.3/16"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# No rule lets nothing in.
resource "oci_core_security_list" "empty" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# The list that every subnet gets unless it names another.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_default_security_list" "open" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_default_security_list" "closed" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

# --- what is not known yet

# undecided: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "unknown_source" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# Whatever the source will be, the port is not one of these.
resource "oci_core_security_list" "unknown_source_harmless_port" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-security-list-ingress-ssh-open, oci-security-list-ingress-rdp-open, oci-security-list-ingress-admin-port-open, oci-security-list-ingress-all-open
resource "oci_core_security_list" "unknown_port" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = var.port
      max = var.port
    }
  }
}

# Whatever the port will be, the source is private.
resource "oci_core_security_list" "unknown_port_private" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/8"

    tcp_options {
      min = var.port
      max = var.port
    }
  }
}

# A list whose rules are not known yet is not an empty list.
# undecided: oci-security-list-ingress-ssh-open, oci-security-list-ingress-rdp-open, oci-security-list-ingress-admin-port-open, oci-security-list-ingress-all-open
resource "oci_core_security_list" "unknown_rules" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  dynamic "ingress_security_rules" {
    for_each = var.rules

    content {
      protocol = "6"
      source   = ingress_security_rules.value.source

      tcp_options {
        min = ingress_security_rules.value.port
        max = ingress_security_rules.value.port
      }
    }
  }
}

# Blocks that are written by a loop are blocks like others.
# violates: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "looped" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  dynamic "ingress_security_rules" {
    for_each = [443, 22]

    content {
      protocol = "6"
      source   = "0.0.0.0/0"

      tcp_options {
        min = ingress_security_rules.value
        max = ingress_security_rules.value
      }
    }
  }
}

# violates["ssh"]: oci-security-list-ingress-ssh-open
resource "oci_core_security_list" "each" {
  for_each = { ssh = 22, https = 443 }

  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = each.value
      max = each.value
    }
  }
}

# --- network security groups: the ports stand one level deeper

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group" "web" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# violates: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "ssh" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# violates: oci-nsg-ingress-rdp-open
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

# violates: oci-nsg-ingress-rdp-open
resource "oci_core_network_security_group_security_rule" "rdp_udp" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "17"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  udp_options {
    destination_port_range {
      min = 3389
      max = 3389
    }
  }
}

# violates: oci-nsg-ingress-admin-port-open
resource "oci_core_network_security_group_security_rule" "telnet_range" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 23
      max = 25
    }
  }
}

# violates: oci-nsg-ingress-ssh-open, oci-nsg-ingress-admin-port-open
resource "oci_core_network_security_group_security_rule" "nsg_range" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 20
      max = 25
    }
  }
}

# violates: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "nsg_ipv6" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "::/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# violates: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "nsg_half" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "128.0.0.0/1"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# violates: oci-nsg-ingress-all-open
resource "oci_core_network_security_group_security_rule" "nsg_all" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "all"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"
}

# violates: oci-nsg-ingress-all-open
resource "oci_core_network_security_group_security_rule" "nsg_no_ports" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"
}

# violates: oci-nsg-ingress-all-open
resource "oci_core_network_security_group_security_rule" "nsg_source_ports" {
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

# The kind of source is read off its text.
# violates: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "nsg_kind_omitted" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group_security_rule" "nsg_https" {
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

resource "oci_core_network_security_group_security_rule" "nsg_private" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "172.16.0.0/12"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group_security_rule" "nsg_service" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "all-phx-services-in-oracle-services-network"
  source_type               = "SERVICE_CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group_security_rule" "nsg_service_kind_omitted" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "oci-phx-objectstorage"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# Members of a group are not the internet.
resource "oci_core_network_security_group_security_rule" "nsg_group" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "all"
  source                    = oci_core_network_security_group.web.id
  source_type               = "NETWORK_SECURITY_GROUP"
}

resource "oci_core_network_security_group_security_rule" "nsg_group_kind_omitted" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "ocid1.networksecuritygroup.oc1.phx.bastion"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group_security_rule" "nsg_icmp" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "1"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  icmp_options {
    type = 3
    code = 4
  }
}

# Outgoing traffic is not asked about here.
resource "oci_core_network_security_group_security_rule" "nsg_out" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"
}

# Only the side of the direction is read.
resource "oci_core_network_security_group_security_rule" "nsg_out_leftover" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = "10.0.0.0/8"
  destination_type          = "CIDR_BLOCK"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# undecided: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "nsg_unknown_source" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.office
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# undecided: oci-nsg-ingress-ssh-open, oci-nsg-ingress-rdp-open, oci-nsg-ingress-admin-port-open, oci-nsg-ingress-all-open
resource "oci_core_network_security_group_security_rule" "nsg_unknown_ports" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = var.port
      max = var.port
    }
  }
}

# undecided: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "nsg_unknown_direction" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = var.direction
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# --- the endpoint of a cluster

resource "oci_core_network_security_group" "api" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_subnet" "api" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.9.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_containerengine_cluster" "main" {
  compartment_id     = "ocid1.compartment.oc1..app"
  vcn_id             = oci_core_vcn.main.id
  name               = "main"
  kubernetes_version = "v1.33.1"

  endpoint_config {
    nsg_ids   = [oci_core_network_security_group.api.id]
    subnet_id = oci_core_subnet.api.id
  }
}

# The same by the lists of the subnet that the endpoint is in.
resource "oci_core_subnet" "api_lists" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.10.0/24"
  prohibit_public_ip_on_vnic = true

  security_list_ids = [
    oci_core_security_list.api_open.id, oci_core_security_list.api_office.id,
    oci_core_security_list.api_unknown.id, oci_core_security_list.api_all.id,
  ]
}

resource "oci_containerengine_cluster" "lists" {
  compartment_id     = "ocid1.compartment.oc1..app"
  vcn_id             = oci_core_vcn.main.id
  name               = "lists"
  kubernetes_version = "v1.33.1"

  endpoint_config {
    subnet_id = oci_core_subnet.api_lists.id
  }
}

# violates: oci-security-list-ingress-kubernetes-open
resource "oci_core_security_list" "api_open" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 6443
      max = 6443
    }
  }
}

resource "oci_core_security_list" "api_office" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "203.0.113.0/24"

    tcp_options {
      min = 6443
      max = 6443
    }
  }
}

# undecided: oci-security-list-ingress-kubernetes-open
resource "oci_core_security_list" "api_unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 6443
      max = 6443
    }
  }
}

# Told once.
# violates: oci-security-list-ingress-all-open
resource "oci_core_security_list" "api_all" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"
  }
}

resource "oci_core_vcn" "default_list" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.3.0.0/16"]
}

# violates: oci-security-list-ingress-kubernetes-open
resource "oci_core_default_security_list" "api" {
  manage_default_resource_id = oci_core_vcn.default_list.default_security_list_id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 6443
      max = 6443
    }
  }
}

resource "oci_core_subnet" "api_default_list" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.default_list.id
  cidr_block                 = "10.3.0.0/24"
  prohibit_public_ip_on_vnic = true
  security_list_ids          = [oci_core_vcn.default_list.default_security_list_id]
}

resource "oci_containerengine_cluster" "default_list" {
  compartment_id     = "ocid1.compartment.oc1..app"
  vcn_id             = oci_core_vcn.default_list.id
  name               = "default-list"
  kubernetes_version = "v1.33.1"

  endpoint_config {
    subnet_id = oci_core_subnet.api_default_list.id
  }
}

# violates: oci-nsg-ingress-kubernetes-open
resource "oci_core_network_security_group_security_rule" "api_open" {
  network_security_group_id = oci_core_network_security_group.api.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 6443
      max = 6443
    }
  }
}

# violates: oci-nsg-ingress-kubernetes-open
resource "oci_core_network_security_group_security_rule" "api_range" {
  network_security_group_id = oci_core_network_security_group.api.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "::/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 6000
      max = 7000
    }
  }
}

resource "oci_core_network_security_group_security_rule" "api_office" {
  network_security_group_id = oci_core_network_security_group.api.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "203.0.113.0/24"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 6443
      max = 6443
    }
  }
}

# undecided: oci-nsg-ingress-kubernetes-open
resource "oci_core_network_security_group_security_rule" "api_unknown" {
  network_security_group_id = oci_core_network_security_group.api.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.office
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 6443
      max = 6443
    }
  }
}

# No cluster uses this group.
resource "oci_core_network_security_group_security_rule" "not_api" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 6443
      max = 6443
    }
  }
}

# --- spelling: the provider sends direction and source_type as they are written, and its client compares without regard to case

# violates: oci-nsg-ingress-ssh-open
resource "oci_core_network_security_group_security_rule" "lower_case" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "ingress"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "cidr_block"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_network_security_group_security_rule" "lower_case_egress" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "egress"
  protocol                  = "6"
  destination               = "10.0.0.0/8"
  destination_type          = "cidr_block"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# Every port, in two ranges.
# violates: oci-security-list-ingress-ssh-open, oci-security-list-ingress-rdp-open, oci-security-list-ingress-admin-port-open, oci-security-list-ingress-all-open
resource "oci_core_security_list" "two_ranges" {
  compartment_id = "ocid1.compartment.oc1..aaaaaaaaexample"
  vcn_id         = "ocid1.vcn.oc1.iad.aaaaaaaaexample"
  display_name   = "two-ranges"

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"
    tcp_options {
      min = 1
      max = 32767
    }
  }
  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"
    tcp_options {
      min = 32768
      max = 65535
    }
  }
}
