resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "other" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "ledger"
  description    = "in a zone of its own, with the same recipe"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

variable "id" {
  type = string
}

resource "oci_core_image" "custom" {
  compartment_id = oci_identity_compartment.open.id
  instance_id    = "ocid1.instance.oc1.iad.template"
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "outside" {
  compartment_id             = oci_identity_compartment.open.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_boot_volume" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

resource "oci_core_boot_volume" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

resource "oci_core_instance_configuration" "good" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }

    secondary_vnics {
      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }
    }
  }
}

# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "literal" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.somebodys"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# violates: oci-instance-configuration-subnet-outside-zone
resource "oci_core_instance_configuration" "net_outside" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.outside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# violates: oci-instance-configuration-subnet-outside-zone
resource "oci_core_instance_configuration" "second_outside" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }

    secondary_vnics {
      create_vnic_details {
        subnet_id = oci_core_subnet.outside.id
      }
    }
  }
}

# undecided: oci-instance-configuration-subnet-outside-zone
resource "oci_core_instance_configuration" "net_some" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = var.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

resource "oci_core_instance_configuration" "boots_inside" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type    = "bootVolume"
        boot_volume_id = oci_core_boot_volume.inside.id
      }
    }
  }
}

# violates: oci-instance-configuration-outside-boot-volume
resource "oci_core_instance_configuration" "boots_outside" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type    = "bootVolume"
        boot_volume_id = oci_core_boot_volume.outside.id
      }
    }
  }
}

# violates: oci-outside-instance-configuration-zone-boot-volume
resource "oci_core_instance_configuration" "outside_boots_zone" {
  compartment_id = oci_identity_compartment.open.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.outside.id
      }

      source_details {
        source_type    = "bootVolume"
        boot_volume_id = oci_core_boot_volume.inside.id
      }
    }
  }
}

# undecided: oci-instance-configuration-outside-boot-volume
# undecided: oci-outside-instance-configuration-zone-boot-volume
resource "oci_core_instance_configuration" "boots_some" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type    = "bootVolume"
        boot_volume_id = var.id
      }
    }
  }
}

resource "oci_core_instance_configuration" "outside" {
  compartment_id = oci_identity_compartment.open.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.outside.id
      }

      source_details {
        source_type = "image"
        image_id    = oci_core_image.custom.id
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

resource "oci_core_instance_pool" "good" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id

    secondary_vnic_subnets {
      subnet_id = oci_core_subnet.inside.id
    }
  }
}

# violates: oci-instance-pool-subnet-outside-zone
resource "oci_core_instance_pool" "net_outside" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.outside.id
  }
}

# violates: oci-instance-pool-subnet-outside-zone
resource "oci_core_instance_pool" "second_outside" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id

    secondary_vnic_subnets {
      subnet_id = oci_core_subnet.outside.id
    }
  }
}

# undecided: oci-instance-pool-subnet-outside-zone
resource "oci_core_instance_pool" "net_some" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = var.id
  }
}

resource "oci_core_instance_pool" "outside" {
  compartment_id            = oci_identity_compartment.open.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.outside.id
  }
}

# The newer place of the argument.
# violates: oci-instance-pool-subnet-outside-zone
resource "oci_core_instance_pool" "primary_vnic" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"

    primary_vnic_subnets {
      subnet_id = oci_core_subnet.outside.id
    }
  }
}
