# And then.

moved {
  from = oci_objectstorage_bucket.old_name
  to   = oci_objectstorage_bucket.new_name
}

# Was public before it moved, and is.
resource "oci_objectstorage_bucket" "new_name" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "moved"
  access_type    = "ObjectRead"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

# A bucket's name cannot be changed: it is made anew, and without its key.
resource "oci_objectstorage_bucket" "renamed" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "after"

  lifecycle {
    create_before_destroy = true
  }
}

removed {
  from = oci_objectstorage_bucket.forgotten

  lifecycle {
    destroy = false
  }
}

# Exists already, and is public there: the import closes it.
import {
  to = oci_objectstorage_bucket.adopted
  id = "n/acme/b/adopted"
}

resource "oci_objectstorage_bucket" "adopted" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "adopted"
  access_type    = "NoPublicAccess"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

import {
  to = oci_objectstorage_bucket.adopted_as_is
  id = "n/acme/b/adopted_as_is"
}

resource "oci_objectstorage_bucket" "adopted_as_is" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "adopted_as_is"
  access_type    = "ObjectRead"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

module "store" {
  source   = "./store"
  for_each = toset(["one"])
}

moved {
  from = module.store
  to   = module.store["one"]
}
