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

resource "oci_containerengine_cluster" "untouched" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.31.1"
  name               = "untouched"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

resource "oci_containerengine_cluster" "upgraded" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.30.1"
  name               = "upgraded"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

# violates: oci-oke-changed
resource "oci_containerengine_cluster" "removed" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.31.1"
  name               = "removed"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

resource "oci_containerengine_cluster" "outside" {
  compartment_id     = oci_identity_compartment.open.id
  kubernetes_version = "v1.30.1"
  name               = "outside"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

resource "oci_containerengine_node_pool" "untouched" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "untouched"
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
    image_id    = "ocid1.image.oc1.iad.hardened"
    source_type = "IMAGE"
  }
}

