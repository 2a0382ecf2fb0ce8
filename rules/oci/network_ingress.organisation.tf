# What an organisation asks of incoming traffic beyond the baseline: the recipe holds oci-net-*.

variable "office" {
  type = string
}

variable "port" {
  type = number
}

variable "protocol" {
  type = string
}

variable "group" {
  type = string
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16", "10.2.0.0/20"]
}

# --- what may be public

# violates: oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "public_https" {
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

# violates: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "public_http" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 80
      max = 80
    }
  }
}

# violates: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "public_https_and_more" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 444
    }
  }
}

# violates: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "public_http3" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "0.0.0.0/0"

    udp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source, oci-net-security-list-ingress-port-range, oci-net-security-list-ingress-all-protocols, oci-net-security-list-database-port
resource "oci_core_security_list" "public_all" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "all"
    source   = "0.0.0.0/0"
  }
}

# Without these messages large packets are lost, so they may come from everywhere.
# violates: oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "path_mtu" {
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
    protocol = "58"
    source   = "::/0"

    icmp_options {
      type = 2
    }
  }
}

# violates: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "ping" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "1"
    source   = "0.0.0.0/0"

    icmp_options {
      type = 8
    }
  }
}

# undecided: oci-net-security-list-ingress-public, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "unknown_source" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 80
      max = 80
    }
  }
}

# --- protocols and ports

# All protocols within the own network, whose ports are many.
# violates: oci-net-security-list-ingress-port-range, oci-net-security-list-database-port
resource "oci_core_security_list" "own_network" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "all"
    source   = "10.1.0.0/16"
  }

  ingress_security_rules {
    protocol = "all"
    source   = "10.2.0.0/24"
  }
}

# violates: oci-net-security-list-ingress-all-protocols, oci-net-security-list-ingress-port-range, oci-net-security-list-database-port
resource "oci_core_security_list" "other_network" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "all"
    source   = "10.3.0.0/16"
  }
}

# violates: oci-net-security-list-ingress-port-range, oci-net-security-list-database-port
resource "oci_core_default_security_list" "own_network" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "all"
    source   = "10.1.0.0/16"
  }
}

# The VCN is not in this plan, so nobody knows its range.
# undecided: oci-net-security-list-ingress-all-protocols
# violates: oci-net-security-list-ingress-port-range, oci-net-security-list-database-port
resource "oci_core_security_list" "elsewhere" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = "ocid1.vcn.oc1..elsewhere"

  ingress_security_rules {
    protocol = "all"
    source   = "10.1.0.0/16"
  }
}

resource "oci_core_security_list" "hundred_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.0.0/16"

    tcp_options {
      min = 8000
      max = 8099
    }
  }
}

# violates: oci-net-security-list-ingress-port-range
resource "oci_core_security_list" "many_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.0.0/16"

    tcp_options {
      min = 8000
      max = 8100
    }
  }
}

# violates: oci-net-security-list-ingress-port-range
resource "oci_core_security_list" "no_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "10.1.0.0/16"
  }
}

# --- sources

# violates: oci-net-security-list-ingress-wide-source
resource "oci_core_security_list" "wide_private" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/12"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "wide_public" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "198.18.0.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "8.8.8.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_security_list" "one_public" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "203.0.113.7/32"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "wide_ipv6" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "2603:c020::/32"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# A service is not an address.
resource "oci_core_security_list" "label" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "all-phx-services-in-oracle-services-network"
    source_type = "SERVICE_CIDR_BLOCK"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "unknown_network" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "192.168.7.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# --- environments

resource "oci_core_security_list" "prod_from_prod" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "prod"
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.4.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-other-environment
resource "oci_core_security_list" "prod_from_dev" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "prod"
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.3.4.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-ingress-other-environment, oci-net-security-list-ingress-wide-source
resource "oci_core_security_list" "dev_from_all" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "dev"
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/8"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# An environment that is not listed has no networks to compare with.
resource "oci_core_security_list" "other_environment" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "sandbox"
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.4.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# --- databases and file systems

resource "oci_core_security_list" "database_from_apps" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/24"

    tcp_options {
      min = 1521
      max = 1522
    }
  }
}

# violates: oci-net-security-list-database-port
resource "oci_core_security_list" "database_from_one_too_many" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/23"

    tcp_options {
      min = 1521
      max = 1521
    }
  }
}

# violates: oci-net-security-list-database-port
resource "oci_core_security_list" "database_in_range" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.0.0/24"

    tcp_options {
      min = 3300
      max = 3310
    }
  }
}

resource "oci_core_security_list" "database" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/24"

    tcp_options {
      min = 1521
      max = 1522
    }
  }

  ingress_security_rules {
    protocol = "1"
    source   = "10.1.0.0/16"

    icmp_options {
      type = 3
    }
  }
}

# violates: oci-net-security-list-database-subnet
resource "oci_core_security_list" "database_and_ssh" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/24"

    tcp_options {
      min = 1521
      max = 1522
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/24"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_subnet" "database" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.1.16.0/24"
  security_list_ids = [oci_core_security_list.database.id, oci_core_security_list.database_and_ssh.id]
}

resource "oci_database_db_system" "main" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA"]
  subnet_id           = oci_core_subnet.database.id

  db_home {
    database {
      admin_password = var.office
    }
  }
}

resource "oci_core_security_list" "files" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.9.0/24"

    tcp_options {
      min = 2048
      max = 2050
    }
  }

  ingress_security_rules {
    protocol = "17"
    source   = "10.1.9.0/24"

    udp_options {
      min = 111
      max = 111
    }
  }

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.0.0/16"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-nfs
resource "oci_core_security_list" "files_open" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.0.0/16"

    tcp_options {
      min = 2049
      max = 2049
    }
  }
}

# violates: oci-net-security-list-nfs
resource "oci_core_security_list" "files_open_udp" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "17"
    source   = "10.1.0.0/16"

    udp_options {
      min = 111
      max = 111
    }
  }
}

resource "oci_core_subnet" "files" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.1.17.0/24"
  security_list_ids = [oci_core_security_list.files.id, oci_core_security_list.files_open.id, oci_core_security_list.files_open_udp.id]
}

resource "oci_file_storage_mount_target" "main" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.files.id
  nsg_ids             = [oci_core_network_security_group.files.id]
}

# --- what is not known yet

# undecided: oci-net-security-list-database-port, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source, oci-net-security-list-ingress-public
resource "oci_core_security_list" "unknown_database" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 1521
      max = 1521
    }
  }
}

# undecided: oci-net-security-list-ingress-other-environment, oci-net-security-list-ingress-wide-source, oci-net-security-list-ingress-unknown-source
resource "oci_core_security_list" "unknown_environment" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "prod"
  }

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-security-list-ingress-port-range
resource "oci_core_security_list" "unknown_ports" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.1.8.0/24"

    tcp_options {
      min = 8000
      max = var.port
    }
  }
}

# undecided: oci-net-security-list-database-port, oci-net-security-list-database-subnet, oci-net-security-list-ingress-port-range, oci-net-security-list-ingress-public, oci-net-security-list-ingress-unknown-source, oci-net-security-list-ingress-wide-source, oci-net-security-list-nfs
resource "oci_core_security_list" "unknown_subnet" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = var.office

    tcp_options {
      min = 1000
      max = var.port
    }
  }
}

resource "oci_core_subnet" "unknown" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.1.18.0/24"
  security_list_ids = [oci_core_security_list.unknown_subnet.id]
}

resource "oci_file_storage_mount_target" "unknown" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.unknown.id
  nsg_ids             = [oci_core_network_security_group.files.id]
}

resource "oci_mysql_mysql_db_system" "unknown" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape_name          = "MySQL.4"
  subnet_id           = oci_core_subnet.unknown.id
}

# --- network security groups

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "prod"
  }
}

resource "oci_core_network_security_group" "web" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "web"
}

resource "oci_core_network_security_group" "jump" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "jump"
}

resource "oci_core_network_security_group" "files" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# violates: oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
resource "oci_core_network_security_group_security_rule" "public_https" {
  network_security_group_id = oci_core_network_security_group.web.id
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

# violates: oci-net-nsg-ingress-public, oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
resource "oci_core_network_security_group_security_rule" "public_http" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 80
      max = 80
    }
  }
}

# violates: oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
resource "oci_core_network_security_group_security_rule" "path_mtu" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "1"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"

  icmp_options {
    type = 3
    code = 4
  }
}

# undecided: oci-net-nsg-ingress-public, oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
resource "oci_core_network_security_group_security_rule" "unknown_source" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.office
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 80
      max = 80
    }
  }
}

# All protocols among the members of one group, whose identifier may turn out to be an approved one.
# undecided: oci-net-nsg-database-port
resource "oci_core_network_security_group_security_rule" "own_group" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "all"
  source                    = oci_core_network_security_group.web.id
  source_type               = "NETWORK_SECURITY_GROUP"
}

# violates: oci-net-nsg-ingress-all-protocols
resource "oci_core_network_security_group_security_rule" "other_group" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "all"
  source                    = oci_core_network_security_group.jump.id
  source_type               = "NETWORK_SECURITY_GROUP"
}

# Named by its OCID.
resource "oci_core_network_security_group_security_rule" "group_elsewhere" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "ocid1.networksecuritygroup.oc1.phx.approved"
  source_type               = "NETWORK_SECURITY_GROUP"

  tcp_options {
    destination_port_range {
      min = 1521
      max = 1521
    }
  }
}

# violates: oci-net-nsg-ingress-port-range
resource "oci_core_network_security_group_security_rule" "many_ports" {
  network_security_group_id = oci_core_network_security_group.web.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.0.0/16"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 8000
      max = 8100
    }
  }
}

# violates: oci-net-nsg-ingress-other-environment
resource "oci_core_network_security_group_security_rule" "prod_from_dev" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.3.4.0/24"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "prod_from_prod" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.4.0/24"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "database_from_apps" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.8.0/24"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 1521
      max = 1521
    }
  }
}

# violates: oci-net-nsg-database-port
resource "oci_core_network_security_group_security_rule" "database_from_all" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.0.0/16"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 1521
      max = 1521
    }
  }
}

# Approved by the name of the group.
resource "oci_core_network_security_group_security_rule" "database_from_jump" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = oci_core_network_security_group.jump.id
  source_type               = "NETWORK_SECURITY_GROUP"

  tcp_options {
    destination_port_range {
      min = 1521
      max = 1521
    }
  }
}

resource "oci_core_network_security_group_security_rule" "files" {
  network_security_group_id = oci_core_network_security_group.files.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.9.0/24"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 2048
      max = 2050
    }
  }
}

# violates: oci-net-nsg-nfs
resource "oci_core_network_security_group_security_rule" "files_open" {
  network_security_group_id = oci_core_network_security_group.files.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.1.0.0/16"
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 2049
      max = 2049
    }
  }
}

resource "oci_core_network_security_group_security_rule" "out" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = "0.0.0.0/0"
  destination_type          = "CIDR_BLOCK"
}

# A quarter of a million addresses at a time.
# violates: oci-net-nsg-ingress-open-together
resource "oci_core_network_security_group" "pieces" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# violates[0]: oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
# violates[1]: oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source
resource "oci_core_network_security_group_security_rule" "pieces" {
  count = 2

  network_security_group_id = oci_core_network_security_group.pieces.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = cidrsubnet("20.0.0.0/8", 1, count.index)
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 22
      max = 22
    }
  }
}

# --- what is not known yet of groups

# undecided: oci-net-nsg-ingress-open-together
resource "oci_core_network_security_group" "maybe" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  freeform_tags = {
    Environment = "prod"
  }
}

# undecided: oci-net-nsg-ingress-public, oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source, oci-net-nsg-ingress-other-environment
resource "oci_core_network_security_group_security_rule" "maybe_ssh" {
  network_security_group_id = oci_core_network_security_group.maybe.id
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

# undecided: oci-net-nsg-ingress-all-protocols, oci-net-nsg-ingress-port-range
resource "oci_core_network_security_group_security_rule" "maybe_protocol" {
  network_security_group_id = oci_core_network_security_group.maybe.id
  direction                 = "INGRESS"
  protocol                  = var.protocol
  source                    = "10.1.8.0/24"
  source_type               = "CIDR_BLOCK"
}

# undecided: oci-net-nsg-database-port
resource "oci_core_network_security_group_security_rule" "maybe_database" {
  network_security_group_id = oci_core_network_security_group.maybe.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.group
  source_type               = "NETWORK_SECURITY_GROUP"

  tcp_options {
    destination_port_range {
      min = 1521
      max = 1521
    }
  }
}

# undecided: oci-net-nsg-nfs, oci-net-nsg-ingress-wide-source, oci-net-nsg-ingress-unknown-source, oci-net-nsg-ingress-public
resource "oci_core_network_security_group_security_rule" "maybe_files" {
  network_security_group_id = oci_core_network_security_group.files.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = var.office
  source_type               = "CIDR_BLOCK"

  tcp_options {
    destination_port_range {
      min = 2049
      max = 2049
    }
  }
}
