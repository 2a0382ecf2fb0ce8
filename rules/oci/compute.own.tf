# Images that a data source has listed, beside one that is made here. Sources do not tell whether that exists already,
# with an OCID that is in the list; in a plan that creates it, it is certainly none of them.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

data "oci_core_images" "all" {
  compartment_id = "ocid1.compartment.oc1..images"

  images = [
    { id = "ocid1.image.oc1.iad.linux", compartment_id = null },
    { id = "ocid1.image.oc1.iad.ours", compartment_id = "ocid1.compartment.oc1..images" },
  ]
}

resource "oci_core_image" "own" {
  compartment_id = "ocid1.compartment.oc1..images"
  instance_id    = "ocid1.instance.oc1.iad.template"
}

# The list has custom images too, but this is none of them.
resource "oci_core_instance" "listed" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = data.oci_core_images.all.images[0].id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# violates: oci-instance-unsanctioned-image
resource "oci_core_instance" "listed_custom" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = data.oci_core_images.all.images[1].id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# The OCID may as well be written down.
resource "oci_core_instance" "literal" {
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
resource "oci_core_instance" "own" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = oci_core_image.own.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}
