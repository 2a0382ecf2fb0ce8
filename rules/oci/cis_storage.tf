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

# Nothing can be overwritten or deleted, and versions are refused beside that.
resource "oci_objectstorage_bucket" "retained" {
  compartment_id        = "ocid1.compartment.oc1..app"
  namespace             = "acme"
  name                  = "retained"
  object_events_enabled = true

  retention_rules {
    display_name = "a year"

    duration {
      time_amount = "1"
      time_unit   = "YEARS"
    }
  }
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

# A policy of the group is one of its volumes.
resource "oci_core_volume" "of_a_group" {
  count            = 2
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}

resource "oci_core_volume_group" "backed_up" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"

  source_details {
    type       = "volumeIds"
    volume_ids = oci_core_volume.of_a_group[*].id
  }
}

resource "oci_core_volume_backup_policy_assignment" "group" {
  asset_id  = oci_core_volume_group.backed_up.id
  policy_id = "ocid1.volumebackuppolicy.oc1..gold"
}

resource "oci_core_volume" "of_a_group_by_the_old_argument" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}

resource "oci_core_volume_group" "backed_up_by_the_old_argument" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  backup_policy_id    = "ocid1.volumebackuppolicy.oc1..gold"

  source_details {
    type       = "volumeIds"
    volume_ids = [oci_core_volume.of_a_group_by_the_old_argument.id]
  }
}

# violates: oci-volume-backup-policy
resource "oci_core_volume" "of_a_bare_group" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}

resource "oci_core_volume_group" "bare" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"

  source_details {
    type       = "volumeIds"
    volume_ids = [oci_core_volume.of_a_bare_group.id]
  }
}
