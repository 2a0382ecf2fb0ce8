# An image that is made here is certainly not a platform image, as long as no list could sanction it.

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

resource "oci_core_image" "custom" {
  compartment_id = oci_identity_compartment.open.id
  instance_id    = "ocid1.instance.oc1.iad.template"
}

# violates: oci-instance-unsanctioned-image
resource "oci_core_instance" "custom" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "image"
    source_id   = oci_core_image.custom.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

# The provider takes source_type in any case of letters.
# violates: oci-instance-unsanctioned-image
resource "oci_core_instance" "custom_in_capitals" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  source_details {
    source_type = "IMAGE"
    source_id   = oci_core_image.custom.id
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}
