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

# violates: oci-volume-detached
resource "oci_core_volume_attachment" "detached" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = oci_core_volume.inside.id
}

resource "oci_core_volume_attachment" "detached_outside" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.outside.id
  volume_id       = oci_core_volume.outside.id
}

resource "oci_core_volume_attachment" "both_inside" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.inside.id
  volume_id       = oci_core_volume.inside.id
}

variable "former_compartment_id" {
  description = "Where these were, nobody knows."
  type        = string
}

resource "oci_core_instance" "somewhere" {
  compartment_id      = var.former_compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# undecided: oci-volume-detached
resource "oci_core_volume_attachment" "detached_somewhere" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.somewhere.id
  volume_id       = oci_core_volume.outside.id
}
