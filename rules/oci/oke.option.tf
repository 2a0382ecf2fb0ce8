# What the service lists for nodes are images of the platform, whichever of them it will be.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

data "oci_containerengine_node_pool_option" "not_read" {
  node_pool_option_id = "all"
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "not_read" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "not_read"
  node_shape     = "VM.Standard.E4.Flex"

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }

  node_source_details {
    image_id    = data.oci_containerengine_node_pool_option.not_read.sources[0].image_id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "older_not_read" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "older_not_read"
  node_shape     = "VM.Standard.E4.Flex"
  node_image_id  = data.oci_containerengine_node_pool_option.not_read.sources[0].image_id

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}
