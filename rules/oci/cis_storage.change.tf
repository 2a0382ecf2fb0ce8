# Versioning over time.

variable "versioning" {
  type = string
}

# violates: oci-bucket-versioning, oci-bucket-versioning-suspended
resource "oci_objectstorage_bucket" "suspended" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "suspended"
  versioning            = "Suspended"
  object_events_enabled = true
}

resource "oci_objectstorage_bucket" "kept" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "kept"
  versioning            = "Enabled"
  object_events_enabled = true
}

# It never kept versions: a finding, but nothing is switched off.
# violates: oci-bucket-versioning
resource "oci_objectstorage_bucket" "never" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "never"
  versioning            = "Disabled"
  object_events_enabled = true
}

# undecided: oci-bucket-versioning, oci-bucket-versioning-suspended
resource "oci_objectstorage_bucket" "unknown" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "unknown"
  versioning            = var.versioning
  object_events_enabled = true
}

# Retention rules take the place of versions, which must be suspended before.
resource "oci_objectstorage_bucket" "retained" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "retained"
  versioning            = "Suspended"
  object_events_enabled = true

  retention_rules {
    display_name = "for ever"
  }
}
