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

resource "oci_core_volume" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_core_volume" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
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

resource "oci_core_instance" "other" {
  compartment_id      = oci_identity_compartment.other.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

variable "instance_id" {
  type = string
}

variable "volume_id" {
  type = string
}

variable "compartment_id" {
  type = string
}

resource "oci_core_volume_attachment" "both_inside" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = oci_core_volume.inside.id
}

resource "oci_core_volume_attachment" "both_outside" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.outside.id
  volume_id       = oci_core_volume.outside.id
}

# violates: oci-volume-attached-outside-zone
resource "oci_core_volume_attachment" "volume_out" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.outside.id
  volume_id       = oci_core_volume.inside.id
}

# violates: oci-instance-attaches-outside-volume
resource "oci_core_volume_attachment" "volume_in" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = oci_core_volume.outside.id
}

# Each of two zones forbids it.
# violates: oci-volume-attached-outside-zone
# violates: oci-instance-attaches-outside-volume
resource "oci_core_volume_attachment" "between_zones" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.other.id
  volume_id       = oci_core_volume.inside.id
}

# undecided: oci-volume-attached-outside-zone
# undecided: oci-instance-attaches-outside-volume
resource "oci_core_volume_attachment" "unsure_instance" {
  attachment_type = "paravirtualized"
  instance_id     = var.instance_id
  volume_id       = oci_core_volume.inside.id
}

# undecided: oci-volume-attached-outside-zone
# undecided: oci-instance-attaches-outside-volume
resource "oci_core_volume_attachment" "unsure_volume" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = var.volume_id
}

# violates: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "launch_out" {
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
    volume_id = oci_core_volume.inside.id
  }
}

# violates: oci-instance-launched-with-outside-volume
resource "oci_core_instance" "launch_in" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  launch_volume_attachments {
    type      = "paravirtualized"
    volume_id = oci_core_volume.outside.id
  }
}

resource "oci_core_instance" "launch_inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  launch_volume_attachments {
    type      = "paravirtualized"
    volume_id = oci_core_volume.inside.id
  }
}

# undecided: oci-instance-launched-with-outside-volume
# undecided: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "launch_unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  launch_volume_attachments {
    type      = "paravirtualized"
    volume_id = var.volume_id
  }
}

# The volume that the launch creates goes to another compartment.
# violates: oci-instance-launched-with-outside-volume
resource "oci_core_instance" "creates_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      size_in_gbs          = "50"
      volume_creation_type = "ATTRIBUTES"
      compartment_id       = oci_identity_compartment.open.id
      kms_key_id           = "ocid1.key.oc1.iad.vault.data"
    }
  }
}
