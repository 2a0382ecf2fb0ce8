resource "oci_objectstorage_bucket" "suspended" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "suspended"
  versioning            = "Enabled"
  object_events_enabled = true
}

resource "oci_objectstorage_bucket" "kept" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "kept"
  versioning            = "Enabled"
  object_events_enabled = false
}

resource "oci_objectstorage_bucket" "never" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "never"
  versioning            = "Disabled"
  object_events_enabled = false
}

resource "oci_objectstorage_bucket" "unknown" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "unknown"
  versioning            = "Enabled"
  object_events_enabled = true
}

resource "oci_objectstorage_bucket" "retained" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "retained"
  versioning            = "Enabled"
  object_events_enabled = true
}
