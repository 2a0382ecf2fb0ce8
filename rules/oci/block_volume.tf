# Volumes without any zone: what the baseline says.

variable "key_id" {
  type = string
}

resource "oci_kms_key" "data" {
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_core_volume" "good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = oci_kms_key.data.id
}

# violates: oci-volume-customer-managed-key
resource "oci_core_volume" "no_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
}

# undecided: oci-volume-customer-managed-key
resource "oci_core_volume" "unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = var.key_id
}

resource "oci_core_boot_volume" "good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# violates: oci-boot-volume-customer-managed-key
resource "oci_core_boot_volume" "no_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# undecided: oci-boot-volume-customer-managed-key
resource "oci_core_boot_volume" "unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = var.key_id

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

resource "oci_core_instance" "inline_good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = oci_kms_key.data.id
  }

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      size_in_gbs          = "50"
      volume_creation_type = "ATTRIBUTES"
      kms_key_id           = oci_kms_key.data.id
    }
  }
}

# violates: oci-instance-inline-volume-customer-managed-key
resource "oci_core_instance" "inline_no_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = oci_kms_key.data.id
  }

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      size_in_gbs          = "50"
      volume_creation_type = "ATTRIBUTES"
    }
  }
}

# undecided: oci-instance-inline-volume-customer-managed-key
resource "oci_core_instance" "inline_unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = oci_kms_key.data.id
  }

  launch_volume_attachments {
    type = "paravirtualized"

    launch_create_volume_details {
      size_in_gbs          = "50"
      volume_creation_type = "ATTRIBUTES"
      kms_key_id           = var.key_id
    }
  }
}
