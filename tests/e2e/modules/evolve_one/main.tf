# What there is at first.

resource "oci_objectstorage_bucket" "old_name" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "moved"
  access_type    = "ObjectRead"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "renamed" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "before"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "forgotten" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "forgotten"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "dropped" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "dropped"
}

module "store" {
  source = "./store"
}
