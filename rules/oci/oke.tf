# Node pools without any zone: what the baseline says.

variable "key_id" {
  type = string
}

resource "oci_kms_key" "nodes" {
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "nodes"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_containerengine_node_pool" "good" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "good"
  node_shape     = "VM.Standard.E4.Flex"

  node_config_details {
    size       = 3
    kms_key_id = oci_kms_key.nodes.id

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}

# violates: oci-node-pool-boot-volume-customer-managed-key
resource "oci_containerengine_node_pool" "no_key" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "no-key"
  node_shape     = "VM.Standard.E4.Flex"

  node_config_details {
    size = 3

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}

# violates: oci-node-pool-boot-volume-customer-managed-key
resource "oci_containerengine_node_pool" "no_details" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "no-details"
  node_shape     = "VM.Standard.E4.Flex"
  subnet_ids     = ["ocid1.subnet.oc1.iad.nodes"]
}

# undecided: oci-node-pool-boot-volume-customer-managed-key
resource "oci_containerengine_node_pool" "unset" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "unset"
  node_shape     = "VM.Standard.E4.Flex"

  node_config_details {
    size       = 3
    kms_key_id = var.key_id

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}
