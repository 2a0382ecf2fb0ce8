# Images that data sources have listed: those without a compartment are the platform's. What a data source answers is
# written into its block here, as it stands in the prior state of a plan.

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

resource "oci_core_instance_configuration" "listed" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = data.oci_core_images.all.images[0].id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# violates: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "listed_custom" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = data.oci_core_images.all.images[1].id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

resource "oci_core_instance_configuration" "literal" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "in_no_list" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.unheard"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

resource "oci_core_instance_configuration" "single" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = data.oci_core_image.platform.id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# violates: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "single_custom" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = data.oci_core_image.custom.id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "single_not_read" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = data.oci_core_image.not_read.id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# What the filter finds is known at launch only.
# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "filtered" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"

        instance_source_image_filter_details {
          compartment_id = "ocid1.tenancy.oc1..root"
        }
      }
    }
  }
}

# The same in one of several options.

resource "oci_core_instance_configuration" "option_listed" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = data.oci_core_images.all.images[0].id
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"
        }
      }
    }
  }
}

# violates: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "option_listed_custom" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = data.oci_core_images.all.images[1].id
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"
        }
      }
    }
  }
}

# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "option_in_no_list" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = "ocid1.image.oc1.iad.unheard"
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"
        }
      }
    }
  }
}

resource "oci_core_instance_configuration" "option_single" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = data.oci_core_image.platform.id
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"
        }
      }
    }
  }
}

# violates: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "option_single_custom" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = data.oci_core_image.custom.id
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"
        }
      }
    }
  }
}

# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "option_filtered" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "instance_options"

    options {
      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          kms_key_id  = "ocid1.key.oc1.iad.vault.data"

          instance_source_image_filter_details {
            compartment_id = "ocid1.tenancy.oc1..root"
          }
        }
      }
    }
  }
}
