# Images, boot volumes and subnets of instances that are created.

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
  description = "An OCID that nobody knows."
  type        = string
}

data "oci_core_images" "platform" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  operating_system = "Oracle Linux"
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

resource "oci_core_subnet" "other" {
  compartment_id             = oci_identity_compartment.other.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "outside" {
  compartment_id             = oci_identity_compartment.open.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.2.0/24"
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

# In the list of sanctioned images.
resource "oci_core_instance" "listed" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-instance-unsanctioned-image
resource "oci_core_instance" "literal" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.somebodys"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# Whether these are platform images shows when the data source is read.
# undecided: oci-instance-unsanctioned-image
resource "oci_core_instance" "looked_up" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = data.oci_core_images.platform.images[0].id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "custom_outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = oci_core_image.custom.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "boots_inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-launched-from-outside-boot-volume
resource "oci_core_instance" "boots_from_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.outside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-outside-instance-launched-from-zone-boot-volume
resource "oci_core_instance" "boots_from_zone" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# Each of two zones forbids it.
# violates: oci-instance-launched-from-outside-boot-volume
# violates: oci-outside-instance-launched-from-zone-boot-volume
resource "oci_core_instance" "boots_between" {
  compartment_id      = oci_identity_compartment.other.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.inside.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-instance-launched-from-outside-boot-volume
# undecided: oci-outside-instance-launched-from-zone-boot-volume
# undecided: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "boots_from_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = var.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "net_inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  create_vnic_details {
    subnet_id        = oci_core_subnet.inside.id
    assign_public_ip = "false"
  }
}

# violates: oci-instance-subnet-outside-zone
resource "oci_core_instance" "net_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  create_vnic_details {
    subnet_id        = oci_core_subnet.outside.id
    assign_public_ip = "false"
  }
}

# Two zones with the same recipe are still two zones.
# violates: oci-instance-subnet-outside-zone
resource "oci_core_instance" "net_other_zone" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  create_vnic_details {
    subnet_id        = oci_core_subnet.other.id
    assign_public_ip = "false"
  }
}

# undecided: oci-instance-subnet-outside-zone
resource "oci_core_instance" "net_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  create_vnic_details {
    subnet_id        = "ocid1.subnet.oc1.iad.shared"
    assign_public_ip = "false"
  }
}

resource "oci_core_instance" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  create_vnic_details {
    subnet_id        = oci_core_subnet.inside.id
    assign_public_ip = "false"
  }
}

# The older place of the argument.
# violates: oci-instance-subnet-outside-zone
resource "oci_core_instance" "net_old_argument" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"
  subnet_id           = oci_core_subnet.outside.id

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_vnic_attachment" "inside" {
  instance_id = oci_core_instance.net_inside.id

  create_vnic_details {
    subnet_id = oci_core_subnet.inside.id
  }
}

# violates: oci-vnic-subnet-outside-zone
resource "oci_core_vnic_attachment" "outside" {
  instance_id = oci_core_instance.net_inside.id

  create_vnic_details {
    subnet_id = oci_core_subnet.outside.id
  }
}

# undecided: oci-vnic-subnet-outside-zone
resource "oci_core_vnic_attachment" "unsure" {
  instance_id = oci_core_instance.net_inside.id

  create_vnic_details {
    subnet_id = var.id
  }
}

resource "oci_core_vnic_attachment" "outside_instance" {
  instance_id = oci_core_instance.outside.id

  create_vnic_details {
    subnet_id = oci_core_subnet.outside.id
  }
}


# An empty text names no subnet: the primary card has it.
resource "oci_core_vnic_attachment" "no_subnet" {
  instance_id = oci_core_instance.net_inside.id

  create_vnic_details {
    subnet_id = ""
  }
}
