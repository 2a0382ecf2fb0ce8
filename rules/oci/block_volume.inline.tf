# Block volumes that an instance creates at launch, in other compartments than its own: the zone that they go to
# decides.

variable "compartment_id" {
  type = string
}

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "payments-data"
  description    = "below the first, hence in its zone"
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

# violates: oci-instance-inline-volume-customer-managed-key
resource "oci_core_instance" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
    }
  }
}

# violates: oci-instance-inline-volume-customer-managed-key
resource "oci_core_instance" "below" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.below.id
    }
  }
}

resource "oci_core_instance" "inside_with_key" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.below.id
      kms_key_id           = "ocid1.key.oc1.iad.vault.data"
    }
  }
}

# Outside of the zone no key is asked for.
# violates: oci-instance-launched-with-outside-volume
resource "oci_core_instance" "puts_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.open.id
    }
  }
}

# violates: oci-instance-inline-volume-elsewhere-customer-managed-key
# violates: oci-volume-attached-at-launch-outside-zone
# violates: oci-instance-launched-with-outside-volume
resource "oci_core_instance" "puts_into_other" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.other.id
    }
  }
}

# violates: oci-instance-inline-volume-elsewhere-customer-managed-key
# violates: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.zone.id
    }
  }
}

# violates: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "outside_with_key" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.zone.id
      kms_key_id           = "ocid1.key.oc1.iad.vault.data"
    }
  }
}

resource "oci_core_instance" "outside_only" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
    }
  }
}

resource "oci_core_instance" "outside_only_named" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = oci_identity_compartment.open.id
    }
  }
}

resource "oci_core_instance" "outside_elsewhere" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = "ocid1.compartment.oc1..elsewhere"
    }
  }
}

# undecided: oci-instance-inline-volume-elsewhere-customer-managed-key
# undecided: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "outside_unsure" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = var.compartment_id
    }
  }
}

# undecided: oci-instance-inline-volume-customer-managed-key
# undecided: oci-instance-inline-volume-elsewhere-customer-managed-key
# undecided: oci-volume-attached-at-launch-outside-zone
# undecided: oci-instance-launched-with-outside-volume
resource "oci_core_instance" "inside_unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = var.compartment_id
    }
  }
}

# The compartment of that zone is not in the plan: which zone binds is asked of resources.
# undecided: oci-instance-inline-volume-elsewhere-customer-managed-key
# undecided: oci-volume-attached-at-launch-outside-zone
resource "oci_core_instance" "outside_archive" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      volume_creation_type = "ATTRIBUTES"
      size_in_gbs          = "50"
      compartment_id       = "ocid1.compartment.oc1..archive"
    }
  }
}
