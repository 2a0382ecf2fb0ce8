resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

# Below the first, hence in its zone.
resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "payments-data"
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

resource "oci_objectstorage_bucket" "leaves" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "leaves"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "changes_zone" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "changes_zone"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "within" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "within"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "enters" {
  compartment_id = oci_identity_compartment.open.id
  namespace      = "acme"
  name           = "enters"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "stays" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "stays"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "outside" {
  compartment_id = oci_identity_compartment.open.id
  namespace      = "acme"
  name           = "outside"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "unsure"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

