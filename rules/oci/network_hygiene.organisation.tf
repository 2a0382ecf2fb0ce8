# What an organisation asks of the rest of the network: the recipe holds oci-net-*.

variable "id" {
  type = string
}

variable "ids" {
  type = list(string)
}

variable "seconds" {
  type = number
}

variable "text" {
  type = string
}

variable "flag" {
  type = bool
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_default_security_list" "main" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

resource "oci_core_security_list" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "NET-1 customers"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-unused
resource "oci_core_security_list" "unused" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "NET-1 customers"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_subnet" "own" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.1.0/24"
  security_list_ids = [oci_core_security_list.app.id, oci_core_security_list.no_description.id, oci_core_security_list.wrong_description.id, oci_core_security_list.out.id, oci_core_security_list.maybe_description.id, oci_core_security_list.twice.id, oci_core_security_list.covered.id, oci_core_security_list.maybe_covered.id]
}

# violates: oci-net-subnet-security-lists
resource "oci_core_subnet" "empty" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.2.0/24"
  security_list_ids = []
}

# violates: oci-net-subnet-security-lists
resource "oci_core_subnet" "default" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.3.0/24"
  security_list_ids = [oci_core_vcn.main.default_security_list_id]
}

# violates: oci-net-subnet-security-lists
resource "oci_core_subnet" "default_by_resource" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.4.0/24"
  security_list_ids = [oci_core_security_list.app.id, oci_core_default_security_list.main.id]
}

# --- descriptions, rules that do nothing

# violates: oci-net-security-list-description
resource "oci_core_security_list" "no_description" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/16"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-description
resource "oci_core_security_list" "wrong_description" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "temporary"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-security-list-description
resource "oci_core_security_list" "maybe_description" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = var.text

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-description
resource "oci_core_security_list" "out" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  egress_security_rules {
    protocol    = "6"
    destination = "10.0.0.0/16"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-redundant-rule
resource "oci_core_security_list" "twice" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "NET-1 customers"

    tcp_options {
      min = 443
      max = 443
    }
  }

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "NET-2 the same again"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-security-list-redundant-rule
resource "oci_core_security_list" "covered" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.0.0/16"
    description = "NET-1 customers"

    tcp_options {
      min = 80
      max = 443
    }
  }

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.4.0/24"
    description = "NET-1 customers"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-security-list-redundant-rule
resource "oci_core_security_list" "maybe_covered" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol    = "6"
    source      = var.text
    description = "NET-1 customers"

    tcp_options {
      min = 443
      max = 443
    }
  }

  ingress_security_rules {
    protocol    = "6"
    source      = "10.0.4.0/24"
    description = "NET-2"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group" "app" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# Named as a source only.
resource "oci_core_network_security_group" "clients" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# Some groups below are not known yet, and this may be one of them.
# undecided: oci-net-nsg-unused
resource "oci_core_network_security_group" "nobody" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "described" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = oci_core_network_security_group.clients.id
  source_type               = "NETWORK_SECURITY_GROUP"
  description               = "NET-1 customers"

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-nsg-description
resource "oci_core_network_security_group_security_rule" "no_description" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.0.0.0/16"
  source_type               = "CIDR_BLOCK"
  description               = ""

  tcp_options {
    destination_port_range {
      min = 80
      max = 80
    }
  }
}

# undecided: oci-net-nsg-description
resource "oci_core_network_security_group_security_rule" "maybe_description" {
  network_security_group_id = oci_core_network_security_group.app.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "10.0.0.0/16"
  source_type               = "CIDR_BLOCK"
  description               = var.text

  tcp_options {
    destination_port_range {
      min = 81
      max = 81
    }
  }
}

# --- stateless rules of groups

# undecided: oci-net-nsg-unused
resource "oci_core_network_security_group" "paired" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "paired" {
  network_security_group_id = oci_core_network_security_group.paired.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = oci_core_network_security_group.app.id
  source_type               = "NETWORK_SECURITY_GROUP"
  description               = "NET-1 customers"
  stateless                 = true

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# violates: oci-net-nsg-stateless-unpaired
# undecided: oci-net-nsg-unused
resource "oci_core_network_security_group" "unpaired" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "unpaired" {
  network_security_group_id = oci_core_network_security_group.unpaired.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = oci_core_network_security_group.app.id
  source_type               = "NETWORK_SECURITY_GROUP"
  description               = "NET-1 customers"
  stateless                 = true

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-net-nsg-stateless-unpaired, oci-net-nsg-unused
resource "oci_core_network_security_group" "maybe_paired" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group_security_rule" "maybe_paired" {
  network_security_group_id = oci_core_network_security_group.maybe_paired.id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = oci_core_network_security_group.app.id
  source_type               = "NETWORK_SECURITY_GROUP"
  description               = "NET-1 customers"
  stateless                 = var.flag

  tcp_options {
    destination_port_range {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_network_security_group_security_rule" "answers" {
  network_security_group_id = oci_core_network_security_group.paired.id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = oci_core_network_security_group.app.id
  destination_type          = "NETWORK_SECURITY_GROUP"
  description               = "NET-1 customers"
  stateless                 = true

  tcp_options {
    source_port_range {
      min = 443
      max = 443
    }
  }
}

# --- groups on network cards

resource "oci_file_storage_mount_target" "grouped" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.own.id
  nsg_ids             = [oci_core_network_security_group.app.id]
}

# violates: oci-net-nsg-required
resource "oci_file_storage_mount_target" "alone" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.own.id
  nsg_ids             = []
}

# undecided: oci-net-nsg-required
resource "oci_file_storage_mount_target" "maybe" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.own.id
  nsg_ids             = var.ids
}

# Without a subnet there is no network card.
resource "oci_database_autonomous_database" "no_card" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "nocard"
  whitelisted_ips = ["203.0.113.0/24"]
}

resource "oci_core_instance" "grouped" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.own.id
    nsg_ids   = [oci_core_network_security_group.app.id]
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-net-instance-nsg-required
resource "oci_core_instance" "alone" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.own.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-net-ipv6-address
resource "oci_core_instance" "ipv6" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id     = oci_core_subnet.own.id
    assign_ipv6ip = true
    nsg_ids       = [oci_core_network_security_group.app.id]
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# undecided: oci-net-ipv6-address, oci-net-instance-nsg-required
resource "oci_core_instance" "maybe" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id     = oci_core_subnet.own.id
    assign_ipv6ip = var.flag
    nsg_ids       = var.ids
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-net-instance-nsg-required
resource "oci_core_vnic_attachment" "alone" {
  instance_id = oci_core_instance.grouped.id

  create_vnic_details {
    subnet_id = oci_core_subnet.own.id
  }
}

resource "oci_load_balancer_load_balancer" "grouped" {
  compartment_id             = "ocid1.compartment.oc1..app"
  display_name               = "g"
  shape                      = "flexible"
  subnet_ids                 = [oci_core_subnet.own.id]
  network_security_group_ids = [oci_core_network_security_group.app.id]
}

# violates: oci-net-load-balancer-nsg-required
resource "oci_network_load_balancer_network_load_balancer" "alone" {
  compartment_id             = "ocid1.compartment.oc1..app"
  display_name               = "a"
  subnet_id                  = oci_core_subnet.own.id
  network_security_group_ids = []
}

# undecided: oci-net-load-balancer-nsg-required
resource "oci_network_load_balancer_network_load_balancer" "maybe" {
  compartment_id             = "ocid1.compartment.oc1..app"
  display_name               = "m"
  subnet_id                  = oci_core_subnet.own.id
  network_security_group_ids = var.ids
}

# --- addresses, bastions, databases

# violates: oci-net-public-ip
resource "oci_core_public_ip" "any" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
}

resource "oci_core_public_ip" "entrance" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
  display_name   = "entrance"
}

# undecided: oci-net-public-ip
resource "oci_core_public_ip" "maybe" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
  display_name   = var.text
}

resource "oci_bastion_bastion" "office" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.own.id
  client_cidr_block_allow_list = ["203.0.113.0/25", "203.0.113.128/25"]
  max_session_ttl_in_seconds   = 10800
}

# violates: oci-net-bastion-clients
resource "oci_bastion_bastion" "partner" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.own.id
  client_cidr_block_allow_list = ["203.0.113.0/24", "198.51.100.0/24"]
  max_session_ttl_in_seconds   = 1800
}

# violates: oci-net-bastion-session
resource "oci_bastion_bastion" "long" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.own.id
  client_cidr_block_allow_list = ["203.0.113.0/24"]
  max_session_ttl_in_seconds   = 10801
}

# undecided: oci-net-bastion-clients, oci-net-bastion-session
resource "oci_bastion_bastion" "maybe" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.own.id
  client_cidr_block_allow_list = var.ids
  max_session_ttl_in_seconds   = var.seconds
}

resource "oci_database_autonomous_database" "office" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "office"
  whitelisted_ips = ["203.0.113.7", "203.0.113.0/24", "ocid1.vcn.oc1.phx.a", "ocid1.vcn.oc1.phx.b;203.0.113.0/25"]
}

# violates: oci-net-autonomous-database-addresses
resource "oci_database_autonomous_database" "partner" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "partner"
  whitelisted_ips = ["203.0.113.7", "198.51.100.7"]
}

# violates: oci-net-autonomous-database-addresses
resource "oci_database_autonomous_database" "partner_in_vcn" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "partner_in_vcn"
  whitelisted_ips = ["ocid1.vcn.oc1.phx.b;198.51.100.0/24"]
}

# undecided: oci-net-autonomous-database-addresses
resource "oci_database_autonomous_database" "maybe" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "maybe"
  whitelisted_ips = [var.text]
}

# --- peers, requests, flow logs

resource "oci_core_local_peering_gateway" "to_hub" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  peer_id        = "ocid1.localpeeringgateway.oc1..hub"
}

resource "oci_core_local_peering_gateway" "hub" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "hub"
  peer_id        = "ocid1.localpeeringgateway.oc1..hub"
}

resource "oci_core_local_peering_gateway" "to_hub_by_name" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  peer_id        = oci_core_local_peering_gateway.hub.id
}

# undecided: oci-net-peering-approved
resource "oci_core_local_peering_gateway" "to_other" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  peer_id        = oci_core_local_peering_gateway.to_hub.id
}

# undecided: oci-net-peering-approved
resource "oci_core_local_peering_gateway" "maybe" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  peer_id        = var.id
}

resource "oci_core_drg" "hub" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "hub"
}

resource "oci_core_drg" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "other"
}

resource "oci_core_local_peering_gateway" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "other"
  peer_id        = "ocid1.localpeeringgateway.oc1..hub"
}

# undecided: oci-net-peering-approved
resource "oci_core_local_peering_gateway" "to_named_other" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  peer_id        = oci_core_local_peering_gateway.other.id
}

resource "oci_core_drg_attachment" "hub" {
  drg_id = oci_core_drg.hub.id
  vcn_id = oci_core_vcn.main.id
}

# undecided: oci-net-drg-attachment-approved
resource "oci_core_drg_attachment" "other" {
  drg_id = oci_core_drg.other.id
  vcn_id = oci_core_vcn.main.id
}

# undecided: oci-net-drg-attachment-approved
resource "oci_core_drg_attachment" "maybe" {
  drg_id = var.id
  vcn_id = oci_core_vcn.main.id
}

# violates: oci-net-preauthenticated-request
resource "oci_objectstorage_preauthrequest" "any" {
  access_type  = "AnyObjectRead"
  bucket       = "b"
  name         = "any"
  namespace    = "n"
  time_expires = "2027-01-01T00:00:00Z"
}

resource "oci_objectstorage_preauthrequest" "brochures" {
  access_type  = "ObjectRead"
  bucket       = "brochures"
  name         = "brochures"
  namespace    = "n"
  object_name  = "a.pdf"
  time_expires = "2027-01-01T00:00:00Z"
}

# undecided: oci-net-preauthenticated-request
resource "oci_objectstorage_preauthrequest" "maybe" {
  access_type  = "ObjectRead"
  bucket       = var.text
  name         = "maybe"
  namespace    = "n"
  object_name  = "a.pdf"
  time_expires = "2027-01-01T00:00:00Z"
}

resource "oci_logging_log" "long" {
  display_name       = "long"
  log_group_id       = "ocid1.loggroup.oc1.phx.a"
  log_type           = "SERVICE"
  is_enabled         = true
  retention_duration = 90

  configuration {
    source {
      category    = "all"
      resource    = oci_core_subnet.own.id
      service     = "flowlogs"
      source_type = "OCISERVICE"
    }
  }
}

# violates: oci-net-flow-log-retention
resource "oci_logging_log" "short" {
  display_name       = "short"
  log_group_id       = "ocid1.loggroup.oc1.phx.a"
  log_type           = "SERVICE"
  is_enabled         = true
  retention_duration = 60

  configuration {
    source {
      category    = "all"
      resource    = oci_core_subnet.own.id
      service     = "flowlogs"
      source_type = "OCISERVICE"
    }
  }
}

# violates: oci-net-flow-log-retention
resource "oci_logging_log" "off" {
  display_name       = "off"
  log_group_id       = "ocid1.loggroup.oc1.phx.a"
  log_type           = "SERVICE"
  is_enabled         = false
  retention_duration = 90

  configuration {
    source {
      category    = "all"
      resource    = oci_core_subnet.own.id
      service     = "flowlogs"
      source_type = "OCISERVICE"
    }
  }
}

resource "oci_logging_log" "other_service" {
  display_name       = "other_service"
  log_group_id       = "ocid1.loggroup.oc1.phx.a"
  log_type           = "SERVICE"
  is_enabled         = false
  retention_duration = 30

  configuration {
    source {
      category    = "all"
      resource    = oci_core_subnet.own.id
      service     = "objectstorage"
      source_type = "OCISERVICE"
    }
  }
}

# undecided: oci-net-flow-log-retention
resource "oci_logging_log" "maybe" {
  display_name       = "maybe"
  log_group_id       = "ocid1.loggroup.oc1.phx.a"
  log_type           = "SERVICE"
  is_enabled         = true
  retention_duration = var.seconds

  configuration {
    source {
      category    = "all"
      resource    = oci_core_subnet.own.id
      service     = "flowlogs"
      source_type = "OCISERVICE"
    }
  }
}

# --- of what the baseline asks, this recipe asks nothing

resource "oci_file_storage_export" "everything_by_default" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/everything_by_default"
}

resource "oci_containerengine_cluster" "no_endpoint" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "no_endpoint"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id
}
