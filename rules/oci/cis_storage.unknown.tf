# An assignment of which nobody knows what it is for.

variable "volume_id" {
  type = string
}

resource "oci_core_volume_backup_policy_assignment" "unknown" {
  asset_id  = var.volume_id
  policy_id = "ocid1.volumebackuppolicy.oc1..gold"
}

# undecided: oci-volume-backup-policy
resource "oci_core_volume" "perhaps" {
  compartment_id   = "ocid1.compartment.oc1..app"
  backup_policy_id = ""
}
