# Instance configurations without any zone: what the baseline says.

variable "key_id" {
  type = string
}

resource "oci_core_instance_configuration" "good" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    block_volumes {
      create_details {
        size_in_gbs = "50"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }

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

# violates: oci-instance-configuration-boot-volume-customer-managed-key
resource "oci_core_instance_configuration" "no_boot_key" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    block_volumes {
      create_details {
        size_in_gbs = "50"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
      }
    }
  }
}

# violates: oci-instance-configuration-volume-customer-managed-key
resource "oci_core_instance_configuration" "no_volume_key" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    block_volumes {
      create_details {
        size_in_gbs = "50"
      }
    }

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

# undecided: oci-instance-configuration-boot-volume-customer-managed-key
# undecided: oci-instance-configuration-volume-customer-managed-key
resource "oci_core_instance_configuration" "unset" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    block_volumes {
      create_details {
        size_in_gbs = "50"
        kms_key_id  = var.key_id
      }
    }

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = var.key_id
      }
    }
  }
}

# The options of an "instance_options" configuration are launched like the rest.
# violates: oci-instance-configuration-boot-volume-customer-managed-key
# violates: oci-instance-configuration-volume-customer-managed-key
resource "oci_core_instance_configuration" "options" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "instance_options"

    options {
      block_volumes {
        create_details {
          size_in_gbs = "50"
        }
      }

      launch_details {
        shape = "VM.Standard.E4.Flex"

        source_details {
          source_type = "image"
          image_id    = "ocid1.image.oc1.iad.linux"
        }
      }
    }
  }
}
