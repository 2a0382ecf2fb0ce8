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

variable "compartment_id" {
  type = string
}

resource "oci_core_image" "custom" {
  compartment_id = "ocid1.compartment.oc1..images"
  instance_id    = "ocid1.instance.oc1.iad.template"
}

# Exists and is not touched.
resource "oci_containerengine_cluster" "untouched" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.31.1"
  name               = "untouched"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

# violates: oci-oke-changed
resource "oci_containerengine_cluster" "upgraded" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.31.1"
  name               = "upgraded"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

# violates: oci-oke-changed
resource "oci_containerengine_cluster" "created" {
  compartment_id     = oci_identity_compartment.zone.id
  kubernetes_version = "v1.31.1"
  name               = "created"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

resource "oci_containerengine_cluster" "outside" {
  compartment_id     = oci_identity_compartment.open.id
  kubernetes_version = "v1.31.1"
  name               = "outside"
  vcn_id             = "ocid1.vcn.oc1.iad.main"
}

# undecided: oci-oke-changed
resource "oci_containerengine_cluster" "unsure" {
  compartment_id     = var.compartment_id
  kubernetes_version = "v1.31.1"
  name               = "unsure"
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

# An OCID alone does not tell who made the image.
# violates: oci-oke-changed
# undecided: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "literal" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "literal"
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
    image_id    = "ocid1.image.oc1.iad.somebodys"
    source_type = "IMAGE"
  }
}

resource "oci_containerengine_node_pool" "outside" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.open.id
  name           = "outside"
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

# violates: oci-oke-changed
resource "oci_containerengine_virtual_node_pool" "created" {
  cluster_id     = oci_containerengine_cluster.untouched.id
  compartment_id = oci_identity_compartment.zone.id
  display_name   = "created"
  size           = 1

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    fault_domain        = ["FAULT-DOMAIN-1"]
    subnet_id           = "ocid1.subnet.oc1.iad.nodes"
  }

  pod_configuration {
    shape     = "Pod.Standard.E4.Flex"
    subnet_id = "ocid1.subnet.oc1.iad.pods"
  }
}

# An add-on is where its cluster is.
# violates: oci-oke-changed
resource "oci_containerengine_addon" "inside" {
  addon_name                       = "CertManager"
  cluster_id                       = oci_containerengine_cluster.untouched.id
  remove_addon_resources_on_delete = true
}

resource "oci_containerengine_addon" "outside" {
  addon_name                       = "CertManager"
  cluster_id                       = oci_containerengine_cluster.outside.id
  remove_addon_resources_on_delete = true
}
