# Storage without any zone: what the baseline says.

variable "versioning" {
  type = string
}

variable "events" {
  type = bool
}


resource "oci_objectstorage_bucket" "good" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "good"
  versioning            = "Enabled"
  object_events_enabled = true
}

# violates: oci-bucket-versioning, oci-bucket-object-events
resource "oci_objectstorage_bucket" "default" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "default"
}

# violates: oci-bucket-versioning
resource "oci_objectstorage_bucket" "suspended" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "suspended"
  versioning            = "Suspended"
  object_events_enabled = true
}

# undecided: oci-bucket-versioning, oci-bucket-object-events
resource "oci_objectstorage_bucket" "unknown" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "unknown"
  versioning            = var.versioning
  object_events_enabled = var.events
}

resource "oci_core_volume" "backed_up" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}

resource "oci_core_volume_backup_policy_assignment" "backed_up" {
  asset_id  = oci_core_volume.backed_up.id
  policy_id = "ocid1.volumebackuppolicy.oc1..gold"
}

resource "oci_core_volume" "backed_up_by_the_old_argument" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = "ocid1.volumebackuppolicy.oc1..gold"
}

# violates: oci-volume-backup-policy
resource "oci_core_volume" "bare" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}
