# An image that is made here is certainly not a platform image, as long as no list could sanction it.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

resource "oci_core_image" "custom" {
  compartment_id = "ocid1.compartment.oc1..images"
  instance_id    = "ocid1.instance.oc1.iad.template"
}

# violates: oci-oke-changed
# violates: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "custom" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "custom"
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
    image_id    = oci_core_image.custom.id
    source_type = "IMAGE"
  }
}
