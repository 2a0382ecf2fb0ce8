# Images that data sources have listed: those without a compartment are the platform's, and so are those that the
# service lists for nodes. What a data source answers is written into its block here, as it stands in the prior state
# of a plan.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

data "oci_core_images" "all" {
  compartment_id = "ocid1.compartment.oc1..images"

  images = [
    { id = "ocid1.image.oc1.iad.linux", compartment_id = null },
    { id = "ocid1.image.oc1.iad.ours", compartment_id = "ocid1.compartment.oc1..images" },
  ]
}

data "oci_core_image" "platform" {
  image_id       = "ocid1.image.oc1.iad.windows"
  id             = "ocid1.image.oc1.iad.windows"
  compartment_id = ""
}

data "oci_core_image" "custom" {
  image_id       = "ocid1.image.oc1.iad.golden"
  id             = "ocid1.image.oc1.iad.golden"
  compartment_id = "ocid1.compartment.oc1..images"
}

data "oci_core_image" "not_read" {
  image_id = "ocid1.image.oc1.iad.somebodys"
}

data "oci_containerengine_node_pool_option" "all" {
  node_pool_option_id = "all"

  sources = [
    { image_id = "ocid1.image.oc1.iad.oke", source_name = "Oracle-Linux-8.10-OKE", source_type = "IMAGE" },
  ]
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "listed" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "listed"
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
    image_id    = data.oci_core_images.all.images[0].id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
# violates: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "listed_custom" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "listed_custom"
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
    image_id    = data.oci_core_images.all.images[1].id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
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
    image_id    = "ocid1.image.oc1.iad.linux"
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
# undecided: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "in_no_list" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "in_no_list"
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
    image_id    = "ocid1.image.oc1.iad.unheard"
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "single" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "single"
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
    image_id    = data.oci_core_image.platform.id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
# violates: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "single_custom" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "single_custom"
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
    image_id    = data.oci_core_image.custom.id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
# undecided: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "single_not_read" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "single_not_read"
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
    image_id    = data.oci_core_image.not_read.id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "option" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "option"
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
    image_id    = data.oci_containerengine_node_pool_option.all.sources[0].image_id
    source_type = "IMAGE"
  }
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "older_listed" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "older_listed"
  node_shape     = "VM.Standard.E4.Flex"
  node_image_id  = data.oci_core_images.all.images[0].id

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}

# violates: oci-oke-changed
# violates: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "older_custom" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "older_custom"
  node_shape     = "VM.Standard.E4.Flex"
  node_image_id  = data.oci_core_image.custom.id

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}

# violates: oci-oke-changed
resource "oci_containerengine_node_pool" "older_option" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "older_option"
  node_shape     = "VM.Standard.E4.Flex"
  node_image_id  = data.oci_containerengine_node_pool_option.all.sources[0].image_id

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}

# violates: oci-oke-changed
# undecided: oci-node-pool-unsanctioned-image
resource "oci_containerengine_node_pool" "older_not_read" {
  cluster_id     = "ocid1.cluster.oc1.iad.main"
  compartment_id = oci_identity_compartment.zone.id
  name           = "older_not_read"
  node_shape     = "VM.Standard.E4.Flex"
  node_image_id  = data.oci_core_image.not_read.id

  node_config_details {
    size       = 3
    kms_key_id = "ocid1.key.oc1.iad.vault.nodes"

    placement_configs {
      availability_domain = "Uocm:IAD-AD-1"
      subnet_id           = "ocid1.subnet.oc1.iad.nodes"
    }
  }
}
