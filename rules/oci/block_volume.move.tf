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

# violates: oci-volume-leaves-zone
resource "oci_core_volume" "leaves" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# Two zones with the same recipe are still two zones.
# violates: oci-volume-leaves-zone
resource "oci_core_volume" "changes_zone" {
  compartment_id      = oci_identity_compartment.other.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# Another compartment of the same zone.
resource "oci_core_volume" "stays" {
  compartment_id      = oci_identity_compartment.below.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# undecided: oci-volume-leaves-zone
resource "oci_core_volume" "unsure" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_core_volume" "enters" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# violates: oci-volume-of-outside-instance-enters-zone
resource "oci_core_volume" "enters_attached" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_core_volume" "enters_with_instance" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# violates: oci-volume-of-outside-instance-enters-zone
resource "oci_core_volume" "enters_launched" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# violates: oci-boot-volume-leaves-zone
resource "oci_core_boot_volume" "leaves" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# Another compartment of the same zone.
resource "oci_core_boot_volume" "stays" {
  compartment_id      = oci_identity_compartment.below.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# undecided: oci-boot-volume-leaves-zone
# undecided: oci-boot-volume-of-outside-instance-enters-zone
resource "oci_core_boot_volume" "unsure" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# violates: oci-boot-volume-of-outside-instance-enters-zone
resource "oci_core_boot_volume" "in_use" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# An instance that is managed elsewhere may run from it: no plan tells.
# undecided: oci-boot-volume-of-outside-instance-enters-zone
resource "oci_core_boot_volume" "unused" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

resource "oci_core_instance" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
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
}

resource "oci_core_instance" "boots_entering" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.in_use.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# Once the volume is in the zone, its attachment is wrong as well.
# violates: oci-volume-attached-outside-zone
resource "oci_core_volume_attachment" "entering_used" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.outside.id
  volume_id       = oci_core_volume.enters_attached.id
}

resource "oci_core_volume_attachment" "entering_with_instance" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = oci_core_volume.enters_with_instance.id
}

# violates: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "launched_with" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  launch_volume_attachments {
    type      = "paravirtualized"
    volume_id = oci_core_volume.enters_launched.id
  }
}

# The instance that uses it is somewhere.
# undecided: oci-volume-of-outside-instance-enters-zone
resource "oci_core_volume" "enters_unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# undecided: oci-boot-volume-of-outside-instance-enters-zone
resource "oci_core_boot_volume" "enters_unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

resource "oci_core_instance" "somewhere" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.enters_unsure.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-volume-attached-outside-zone
# undecided: oci-instance-attaches-outside-volume
resource "oci_core_volume_attachment" "unsure" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.somewhere.id
  volume_id       = oci_core_volume.enters_unsure.id
}
