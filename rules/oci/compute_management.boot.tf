# A boot volume that no resource manages, known to an instance that runs from it.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_core_instance" "template" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"
  boot_volume_id      = "ocid1.bootvolume.oc1.iad.template"

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# The bare OCID is that of the volume, which may have moved since.
# undecided: oci-instance-configuration-outside-boot-volume
# undecided: oci-outside-instance-configuration-zone-boot-volume
resource "oci_core_instance_configuration" "literal" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      source_details {
        source_type    = "bootVolume"
        boot_volume_id = "ocid1.bootvolume.oc1.iad.template"
      }
    }
  }
}
