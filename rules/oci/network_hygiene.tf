# Default lists, addresses and endpoints without any zone: what the baseline says.

variable "cidr" {
  type = string
}

variable "public" {
  type = bool
}

variable "cidrs" {
  type = list(string)
}

variable "vcn" {
  type = string
}

variable "squash" {
  type = string
}

variable "action" {
  type = string
}

variable "details" {
  type = list(string)
}

variable "protocol" {
  type = string
}

variable "assign" {
  type = string
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

# Without a resource for it, Oracle's own default list stays.
# violates: oci-vcn-default-security-list-unmanaged
resource "oci_core_vcn" "unmanaged" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.2.0.0/16"]
}

resource "oci_core_default_security_list" "empty" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

resource "oci_core_default_security_list" "icmp" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "1"
    source   = "10.0.0.0/16"

    icmp_options {
      type = 3
    }
  }

  egress_security_rules {
    protocol    = "1"
    destination = "0.0.0.0/0"
  }

  egress_security_rules {
    protocol    = "6"
    destination = "10.0.0.0/16"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# Type 3 code 4 tells a sender that its packets are too large.
resource "oci_core_default_security_list" "mtu_from_anywhere" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "1"
    source   = "0.0.0.0/0"

    icmp_options {
      type = 3
      code = 4
    }
  }
}

# Not even from the own network.
# violates: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "ssh" {
  manage_default_resource_id = oci_core_vcn.other.default_security_list_id

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.0.0/16"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

# violates: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "all_out" {
  manage_default_resource_id = oci_core_vcn.other.default_security_list_id

  egress_security_rules {
    protocol    = "all"
    destination = "0.0.0.0/0"
  }
}

# violates: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "https_out" {
  manage_default_resource_id = oci_core_vcn.other.default_security_list_id

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/0"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# undecided: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "unknown" {
  manage_default_resource_id = oci_core_vcn.other.default_security_list_id

  ingress_security_rules {
    protocol = "1"
    source   = var.cidr
  }
}

resource "oci_core_security_list" "pair" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = true

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/0"
    stateless   = true

    tcp_options {
      source_port_range {
        min = 443
        max = 443
      }
    }
  }
}

resource "oci_core_security_list" "pair_stateful_answer" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = true

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/0"
    stateless   = false

    tcp_options {
      source_port_range {
        min = 443
        max = 443
      }
    }
  }
}

# violates: oci-security-list-stateless-unpaired
resource "oci_core_security_list" "no_pair" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = true

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# The answers come from port 443, they do not go to it.
# violates: oci-security-list-stateless-unpaired
resource "oci_core_security_list" "wrong_pair" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = true

    tcp_options {
      min = 443
      max = 443
    }
  }

  egress_security_rules {
    protocol    = "6"
    destination = "0.0.0.0/0"
    stateless   = true

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_security_list" "stateful" {
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

# undecided: oci-security-list-stateless-unpaired
resource "oci_core_security_list" "maybe_pair" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id

  ingress_security_rules {
    protocol  = "6"
    source    = "0.0.0.0/0"
    stateless = var.public

    tcp_options {
      min = 443
      max = 443
    }
  }
}

# --- public addresses

resource "oci_core_subnet" "public" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = false
}

resource "oci_core_subnet" "private" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "maybe" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.main.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = var.public
}

resource "oci_core_instance" "private_subnet" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.private.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

resource "oci_core_instance" "no_address" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = "false"
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# An address is assigned unless somebody says no.
# violates: oci-instance-no-public-ip
resource "oci_core_instance" "default" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.public.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-instance-no-public-ip
resource "oci_core_instance" "address" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = "true"
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-instance-no-public-ip
resource "oci_core_instance" "address_in_some_subnet" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = "ocid1.subnet.oc1.phx.elsewhere"
    assign_public_ip = true
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# undecided: oci-instance-no-public-ip
resource "oci_core_instance" "some_subnet" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = "ocid1.subnet.oc1.phx.elsewhere"
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-instance-no-public-ip
resource "oci_core_instance" "old_subnet_argument" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"
  subnet_id           = oci_core_subnet.public.id

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# undecided: oci-instance-no-public-ip
resource "oci_core_instance" "maybe" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.maybe.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

resource "oci_core_vnic_attachment" "default" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id = oci_core_subnet.public.id
  }
}

resource "oci_core_vnic_attachment" "no_address" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = "false"
  }
}

# Text of a boolean, as the provider reads it.
resource "oci_core_vnic_attachment" "no_address_in_other_words" {
  for_each    = toset(["False", "F", "0"])
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = each.value
  }
}

# violates: oci-vnic-no-public-ip
resource "oci_core_vnic_attachment" "address_in_other_words" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = 1
  }
}

# violates: oci-vnic-no-public-ip
resource "oci_core_vnic_attachment" "address" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = "true"
  }
}

# undecided: oci-vnic-no-public-ip
resource "oci_core_vnic_attachment" "maybe" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id        = oci_core_subnet.public.id
    assign_public_ip = var.assign
  }
}

# --- addresses of IPv6

resource "oci_core_vcn" "dual" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.3.0.0/16"]
  is_ipv6enabled = true
}

resource "oci_core_default_security_list" "dual" {
  manage_default_resource_id = oci_core_vcn.dual.default_security_list_id
}

resource "oci_core_subnet" "dual" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.dual.id
  cidr_block                 = "10.3.0.0/24"
  ipv6cidr_block             = cidrsubnet(oci_core_vcn.dual.ipv6cidr_blocks[0], 8, 0)
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "dual_no_ingress" {
  compartment_id            = "ocid1.compartment.oc1..app"
  vcn_id                    = oci_core_vcn.dual.id
  cidr_block                = "10.3.1.0/24"
  ipv6cidr_block            = cidrsubnet(oci_core_vcn.dual.ipv6cidr_blocks[0], 8, 1)
  prohibit_internet_ingress = true
}

# violates: oci-instance-no-public-ip
resource "oci_core_instance" "ipv6" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = oci_core_subnet.dual.id
    assign_public_ip = "false"
    assign_ipv6ip    = true
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# A prefix of the subnet is no address of the instance.
resource "oci_core_instance" "no_ipv6" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = oci_core_subnet.dual.id
    assign_public_ip = "false"
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

resource "oci_core_instance" "ipv6_no_ingress" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id        = oci_core_subnet.dual_no_ingress.id
    assign_public_ip = "false"
    assign_ipv6ip    = true
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.phx.a"
  }
}

# violates: oci-vnic-no-public-ip
resource "oci_core_vnic_attachment" "ipv6" {
  instance_id = oci_core_instance.no_address.id

  create_vnic_details {
    subnet_id     = oci_core_subnet.dual.id
    assign_ipv6ip = true
  }
}

# --- addresses that instances get otherwise

# violates: oci-instance-configuration-no-public-ip
resource "oci_core_instance_configuration" "address" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        assign_public_ip = true
        subnet_id        = "ocid1.subnet.oc1..elsewhere"
      }
    }
  }
}

# violates: oci-instance-configuration-no-public-ip
resource "oci_core_instance_configuration" "second_card" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        assign_public_ip = false
      }
    }

    secondary_vnics {
      create_vnic_details {
        assign_public_ip = true
        subnet_id        = oci_core_subnet.public.id
      }
    }
  }
}

resource "oci_core_instance_configuration" "no_address" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        assign_public_ip = false
        subnet_id        = oci_core_subnet.public.id
      }
    }
  }
}

# The subnet decides.
# violates: oci-instance-configuration-no-public-ip
resource "oci_core_instance_configuration" "public_subnet" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.public.id
      }
    }
  }
}

resource "oci_core_instance_configuration" "private_subnet" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.private.id
      }
    }
  }
}

# undecided: oci-instance-configuration-no-public-ip
resource "oci_core_instance_configuration" "maybe" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        assign_public_ip = var.public
        subnet_id        = oci_core_subnet.public.id
      }
    }
  }
}

# One of several to choose from.
# violates: oci-instance-configuration-no-public-ip
resource "oci_core_instance_configuration" "option" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        create_vnic_details {
          assign_public_ip = true
        }
      }
    }
  }
}

# The pool says where, and nobody here says more.
resource "oci_core_instance_configuration" "nothing_said" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"
    }
  }
}

resource "oci_core_private_ip" "appliance" {
  vnic_id = oci_core_vnic_attachment.no_address.vnic_id
}

# violates: oci-private-ip-no-public-ip
resource "oci_core_public_ip" "on_a_private_address" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
  private_ip_id  = oci_core_private_ip.appliance.id
}

data "oci_core_private_ips" "looked_up" {
  vnic_id = oci_core_vnic_attachment.no_address.vnic_id
}

# undecided: oci-private-ip-no-public-ip
resource "oci_core_public_ip" "on_an_address_that_is_looked_up" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
  private_ip_id  = data.oci_core_private_ips.looked_up.private_ips[0].id
}

# It cannot be without one.
# violates: oci-private-ip-no-public-ip
resource "oci_core_public_ip" "ephemeral" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "EPHEMERAL"
  private_ip_id  = var.assign
}

# undecided: oci-private-ip-no-public-ip
resource "oci_core_public_ip" "perhaps" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
  private_ip_id  = var.assign
}

resource "oci_core_public_ip" "for_a_gateway" {
  compartment_id = "ocid1.compartment.oc1..app"
  lifetime       = "RESERVED"
}

# --- Kubernetes

resource "oci_core_network_security_group" "api" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_containerengine_cluster" "private" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "private"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    nsg_ids              = [oci_core_network_security_group.api.id]
    subnet_id            = oci_core_subnet.private.id
    is_public_ip_enabled = false
  }
}

resource "oci_containerengine_cluster" "private_by_default" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "private_by_default"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    nsg_ids   = [oci_core_network_security_group.api.id]
    subnet_id = oci_core_subnet.private.id
  }
}

# violates: oci-oke-endpoint-private
resource "oci_containerengine_cluster" "public" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "public"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    nsg_ids              = [oci_core_network_security_group.api.id]
    subnet_id            = oci_core_subnet.public.id
    is_public_ip_enabled = true
  }
}

# A cluster without the block answers in Oracle's network, on a public address.
# violates: oci-oke-endpoint-private, oci-oke-endpoint-nsg
resource "oci_containerengine_cluster" "no_endpoint" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "no_endpoint"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id
}

# violates: oci-oke-endpoint-nsg
resource "oci_containerengine_cluster" "no_group" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "no_group"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    subnet_id = oci_core_subnet.private.id
  }
}

# undecided: oci-oke-endpoint-private
resource "oci_containerengine_cluster" "maybe" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "maybe"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    nsg_ids              = [oci_core_network_security_group.api.id]
    subnet_id            = oci_core_subnet.public.id
    is_public_ip_enabled = var.public
  }
}

# undecided: oci-oke-endpoint-nsg
resource "oci_containerengine_cluster" "maybe_group" {
  compartment_id     = "ocid1.compartment.oc1..app"
  name               = "maybe_group"
  kubernetes_version = "v1.33.1"
  vcn_id             = oci_core_vcn.main.id

  endpoint_config {
    nsg_ids   = var.cidrs
    subnet_id = oci_core_subnet.private.id
  }
}

# --- file systems

resource "oci_file_storage_export" "closed" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/closed"

  export_options {
    source                         = "10.0.1.0/24"
    identity_squash                = "ROOT"
    require_privileged_source_port = true
  }
}

resource "oci_file_storage_export" "closed_by_default" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/closed_by_default"

  export_options {
    source = "10.0.1.0/24"
  }
}

# Without options everybody may write, as root, from any port.
# violates: oci-file-export-open, oci-file-export-root-squash, oci-file-export-unprivileged-port
resource "oci_file_storage_export" "everything_by_default" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/everything_by_default"
}

# violates: oci-file-export-open
resource "oci_file_storage_export" "open" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/open"

  export_options {
    source = "10.0.1.0/24"
  }

  export_options {
    source          = "0.0.0.0/0"
    identity_squash = "ALL"
  }
}

# violates: oci-file-export-root-squash
resource "oci_file_storage_export" "no_squash" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/no_squash"

  export_options {
    source          = "10.0.1.0/24"
    identity_squash = "NONE"
  }
}

# violates: oci-file-export-unprivileged-port
resource "oci_file_storage_export" "any_port" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/any_port"

  export_options {
    source                         = "10.0.1.0/24"
    require_privileged_source_port = false
  }
}

# Each source is a /9, together they are the internet.
# violates: oci-file-export-open
resource "oci_file_storage_export" "pieces" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/pieces"

  dynamic "export_options" {
    for_each = ["20.0.0.0/9", "20.128.0.0/9"]
    content {
      source                         = export_options.value
      identity_squash                = "ROOT"
      require_privileged_source_port = true
    }
  }
}

# undecided: oci-file-export-open, oci-file-export-root-squash, oci-file-export-unprivileged-port
resource "oci_file_storage_export" "maybe" {
  export_set_id  = "ocid1.exportset.oc1.phx.a"
  file_system_id = "ocid1.filesystem.oc1.phx.a"
  path           = "/maybe"

  export_options {
    source                         = var.cidr
    identity_squash                = var.squash
    require_privileged_source_port = var.public
  }
}

# --- bastions

resource "oci_bastion_bastion" "office" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.private.id
  client_cidr_block_allow_list = ["203.0.113.0/24"]
}

# violates: oci-bastion-open
resource "oci_bastion_bastion" "open" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.private.id
  client_cidr_block_allow_list = ["203.0.113.0/24", "0.0.0.0/0"]
}

# violates: oci-bastion-open
resource "oci_bastion_bastion" "halves" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.private.id
  client_cidr_block_allow_list = ["0.0.0.0/1", "128.0.0.0/1"]
}

# undecided: oci-bastion-open
resource "oci_bastion_bastion" "maybe" {
  compartment_id               = "ocid1.compartment.oc1..app"
  bastion_type                 = "STANDARD"
  target_subnet_id             = oci_core_subnet.private.id
  client_cidr_block_allow_list = var.cidrs
}

# --- load balancers

resource "oci_load_balancer_load_balancer" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "main"
  shape          = "flexible"
  subnet_ids     = [oci_core_subnet.private.id]
  is_private     = true
}

resource "oci_load_balancer_rule_set" "to_https" {
  load_balancer_id = oci_load_balancer_load_balancer.main.id
  name             = "to_https"

  items {
    action        = "REDIRECT"
    response_code = 301

    redirect_uri {
      protocol = "HTTPS"
      port     = 443
    }

    conditions {
      attribute_name  = "PATH"
      attribute_value = "/"
      operator        = "FORCE_LONGEST_PREFIX_MATCH"
    }
  }
}

resource "oci_load_balancer_rule_set" "headers" {
  load_balancer_id = oci_load_balancer_load_balancer.main.id
  name             = "headers"

  items {
    action = "ADD_HTTP_REQUEST_HEADER"
    header = "x"
    value  = "y"
  }
}

resource "oci_load_balancer_listener" "https" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "https"
  default_backend_set_name = "b"
  port                     = 443
  protocol                 = "HTTP"

  ssl_configuration {
    certificate_ids = ["ocid1.certificate.oc1.phx.a"]
  }
}

# violates: oci-load-balancer-listener-plaintext
resource "oci_load_balancer_listener" "http" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "http"
  default_backend_set_name = "b"
  port                     = 80
  protocol                 = "HTTP"
}

# violates: oci-load-balancer-listener-plaintext
resource "oci_load_balancer_listener" "http2" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "http2"
  default_backend_set_name = "b"
  port                     = 8443
  protocol                 = "HTTP2"
}

resource "oci_load_balancer_listener" "redirect" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "redirect"
  default_backend_set_name = "b"
  port                     = 81
  protocol                 = "HTTP"
  rule_set_names           = ["to_https"]
}

# violates: oci-load-balancer-listener-plaintext
resource "oci_load_balancer_listener" "no_redirect" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "no_redirect"
  default_backend_set_name = "b"
  port                     = 82
  protocol                 = "HTTP"
  rule_set_names           = ["headers"]
}

# What runs inside TCP is not known here.
resource "oci_load_balancer_listener" "tcp" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "tcp"
  default_backend_set_name = "b"
  port                     = 5432
  protocol                 = "TCP"
}

# undecided: oci-load-balancer-listener-plaintext
resource "oci_load_balancer_listener" "maybe" {
  load_balancer_id         = oci_load_balancer_load_balancer.main.id
  name                     = "maybe"
  default_backend_set_name = "b"
  port                     = 83
  protocol                 = var.protocol
}

# --- pre-authenticated requests

resource "oci_objectstorage_preauthrequest" "deny" {
  access_type           = "AnyObjectRead"
  bucket                = "b"
  name                  = "deny"
  namespace             = "n"
  time_expires          = "2027-01-01T00:00:00Z"
  bucket_listing_action = "Deny"
}

# violates: oci-preauthenticated-request-listing
resource "oci_objectstorage_preauthrequest" "list" {
  access_type           = "AnyObjectRead"
  bucket                = "b"
  name                  = "list"
  namespace             = "n"
  time_expires          = "2027-01-01T00:00:00Z"
  bucket_listing_action = "ListObjects"
}

# undecided: oci-preauthenticated-request-listing
resource "oci_objectstorage_preauthrequest" "maybe" {
  access_type           = "AnyObjectRead"
  bucket                = "b"
  name                  = "maybe"
  namespace             = "n"
  time_expires          = "2027-01-01T00:00:00Z"
  bucket_listing_action = var.action
}

# --- default lists: other ICMP from anywhere

# violates: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "icmp_from_anywhere" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id

  ingress_security_rules {
    protocol = "1"
    source   = oci_core_vcn.main.cidr_blocks[0]

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

  ingress_security_rules {
    protocol = "1"
    source   = "0.0.0.0/0"

    icmp_options {
      type = 3
    }
  }
}

# violates: oci-default-security-list-restricts-all
resource "oci_core_default_security_list" "tunnels_out" {
  manage_default_resource_id = oci_core_vcn.other.default_security_list_id

  egress_security_rules {
    protocol    = "47"
    destination = "0.0.0.0/0"
  }
}
