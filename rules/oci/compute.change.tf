# Instances that exist: moved, terminated, given other boot volumes.

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

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "payments-data"
  description    = "below the first, hence in its zone"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

variable "compartment_id" {
  type = string
}

variable "boot_volume_id" {
  type = string
}

variable "size" {
  type = number
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
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

# violates: oci-instance-leaves-zone
resource "oci_core_instance" "leaves" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-enters-zone
resource "oci_core_instance" "enters" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# It leaves one zone and enters another.
# violates: oci-instance-leaves-zone
# violates: oci-instance-enters-zone
resource "oci_core_instance" "changes_zone" {
  compartment_id      = oci_identity_compartment.other.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# Another compartment of the same zone.
resource "oci_core_instance" "stays" {
  compartment_id      = oci_identity_compartment.below.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-instance-leaves-zone
# undecided: oci-instance-enters-zone
resource "oci_core_instance" "unsure" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# An instance cannot change its availability domain: Terraform terminates it and makes another.
# violates: oci-instance-terminated
resource "oci_core_instance" "moved_domain" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-2"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-pool-shrinks
resource "oci_core_instance_pool" "shrinks" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 1

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "grows" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 3

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "shrinks_outside" {
  compartment_id            = oci_identity_compartment.open.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 1

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

# undecided: oci-instance-pool-shrinks
resource "oci_core_instance_pool" "unsure" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = var.size

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

# violates: oci-autoscaling-terminates-instances
resource "oci_autoscaling_auto_scaling_configuration" "both_ways" {
  compartment_id = oci_identity_compartment.zone.id

  auto_scaling_resources {
    id   = "ocid1.instancepool.oc1.iad.app"
    type = "instancePool"
  }

  policies {
    policy_type = "threshold"

    capacity {
      initial = 2
      max     = 4
      min     = 2
    }

    rules {
      display_name = "step"

      action {
        type  = "CHANGE_COUNT_BY"
        value = -1
      }

      metric {
        metric_type = "CPU_UTILIZATION"

        threshold {
          operator = "GT"
          value    = 80
        }
      }
    }
  }
}

resource "oci_autoscaling_auto_scaling_configuration" "grows" {
  compartment_id = oci_identity_compartment.zone.id

  auto_scaling_resources {
    id   = "ocid1.instancepool.oc1.iad.app"
    type = "instancePool"
  }

  policies {
    policy_type = "threshold"

    capacity {
      initial = 2
      max     = 4
      min     = 2
    }

    rules {
      display_name = "step"

      action {
        type  = "CHANGE_COUNT_BY"
        value = 1
      }

      metric {
        metric_type = "CPU_UTILIZATION"

        threshold {
          operator = "GT"
          value    = 80
        }
      }
    }
  }
}

resource "oci_autoscaling_auto_scaling_configuration" "outside" {
  compartment_id = oci_identity_compartment.open.id

  auto_scaling_resources {
    id   = "ocid1.instancepool.oc1.iad.app"
    type = "instancePool"
  }

  policies {
    policy_type = "threshold"

    capacity {
      initial = 2
      max     = 4
      min     = 2
    }

    rules {
      display_name = "step"

      action {
        type  = "CHANGE_COUNT_BY"
        value = -1
      }

      metric {
        metric_type = "CPU_UTILIZATION"

        threshold {
          operator = "GT"
          value    = 80
        }
      }
    }
  }
}

# undecided: oci-autoscaling-terminates-instances
resource "oci_autoscaling_auto_scaling_configuration" "unsure" {
  compartment_id = oci_identity_compartment.zone.id

  auto_scaling_resources {
    id   = "ocid1.instancepool.oc1.iad.app"
    type = "instancePool"
  }

  policies {
    policy_type = "threshold"

    capacity {
      initial = 2
      max     = 4
      min     = 2
    }

    rules {
      display_name = "step"

      action {
        type  = "CHANGE_COUNT_BY"
        value = var.size
      }

      metric {
        metric_type = "CPU_UTILIZATION"

        threshold {
          operator = "GT"
          value    = 80
        }
      }
    }
  }
}

# violates: oci-instance-gets-outside-boot-volume
resource "oci_core_instance" "swaps_in" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.outside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-outside-instance-gets-zone-boot-volume
resource "oci_core_instance" "swaps_out" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "swaps_within" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-instance-gets-outside-boot-volume
# undecided: oci-outside-instance-gets-zone-boot-volume
# undecided: oci-instance-launched-from-outside-boot-volume
# undecided: oci-outside-instance-launched-from-zone-boot-volume
# undecided: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "swaps_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = var.boot_volume_id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# Outside of the zone it is terminated, and in the zone a new one is made.
resource "oci_core_instance" "replaced_into" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-2"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}
