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

resource "oci_core_instance" "leaves" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "enters" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "changes_zone" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "stays" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-terminated
resource "oci_core_instance" "removed" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "removed_outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "moved_domain" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-terminated
resource "oci_core_instance_pool" "removed" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "shrinks" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 4

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "grows" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "shrinks_outside" {
  compartment_id            = oci_identity_compartment.open.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 4

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "unsure" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance" "swaps_in" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "swaps_out" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.outside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "swaps_within" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.outside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "swaps_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

variable "former_compartment_id" {
  description = "Where these were, nobody knows."
  type        = string
}

# undecided: oci-instance-terminated
resource "oci_core_instance" "removed_somewhere" {
  compartment_id      = var.former_compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "replaced_into" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}
