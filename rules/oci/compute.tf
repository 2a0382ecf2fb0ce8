# Instances without any zone: what the baseline says.

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

resource "oci_core_instance" "good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = oci_kms_key.data.id
  }
}

# violates: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "no_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
  }
}

# violates: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "old_argument" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"
  image               = "ocid1.image.oc1.iad.linux"
}

# undecided: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = var.key_id
  }
}

resource "oci_core_boot_volume" "with_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = oci_kms_key.data.id

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# violates: oci-boot-volume-customer-managed-key
resource "oci_core_boot_volume" "without_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"

  source_details {
    type = "bootVolumeBackup"
    id   = "ocid1.bootvolumebackup.oc1.iad.golden"
  }
}

# The key is that of the boot volume.
resource "oci_core_instance" "from_volume" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.with_key.id
  }
}

# violates: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "from_volume_without_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = oci_core_boot_volume.without_key.id
  }
}

# undecided: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "from_some_volume" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "bootVolume"
    source_id   = "ocid1.bootvolume.oc1.iad.unknown"
  }
}

# The provider takes source_type in any case of letters.
# violates: oci-instance-boot-volume-customer-managed-key
resource "oci_core_instance" "from_volume_in_capitals" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "BOOTVOLUME"
    source_id   = oci_core_boot_volume.without_key.id
  }
}
