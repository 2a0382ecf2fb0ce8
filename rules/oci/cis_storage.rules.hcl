# Storage: section 5 of the CIS benchmark for Oracle Cloud, beyond what security zones decide
# (public access and keys are rules of object_storage, block_volume, compute and file_storage).

rule "oci-bucket-versioning" {
  title     = "Buckets keep versions of their objects"
  resource  = ["oci_objectstorage_bucket"]
  principle = "durability"
  severity  = "low"
  baseline  = true

  enforce {
    # Object Storage takes no retention rules for a bucket with versions, and they keep objects from being changed at all.
    condition     = attrs.versioning == "Enabled" || length(attrs.retention_rules[*]) > 0
    error_message = "Bucket ${attrs.name} keeps no versions: what is overwritten or deleted is gone."
    at            = attrs.versioning
  }

  why    = "With versions a mistaken or malicious overwrite can be undone; without them the last write wins for good."
  remedy = "Set versioning to \"Enabled\", with a lifecycle rule that removes old versions in time. Versioning and retention rules exclude each other, and retention_rules will do as well."

  controls = { "cis-oci-3.0" = ["5.1.3"] }
  aliases  = ["CKV_OCI_8"]
}

rule "oci-bucket-versioning-suspended" {
  title      = "Versioning of buckets is not switched off"
  resource   = ["oci_objectstorage_bucket"]
  principle  = "durability"
  severity   = "medium"
  baseline   = true
  operations = ["update"]
  filter     = prior_attrs.versioning == "Enabled"

  enforce {
    condition     = attrs.versioning == "Enabled" || length(attrs.retention_rules[*]) > 0
    error_message = "Bucket ${attrs.name} keeps versions now and would stop to."
    at            = attrs.versioning
  }

  why    = "Whoever wants to destroy data for good suspends versioning first."
  remedy = "Leave versioning at \"Enabled\", or add the retention_rules that take its place."

  controls = { "cis-oci-3.0" = ["5.1.3"] }
}

rule "oci-bucket-object-events" {
  title     = "Buckets emit events for their objects"
  resource  = ["oci_objectstorage_bucket"]
  principle = "logging"
  severity  = "info"
  baseline  = true

  enforce {
    condition     = attrs.object_events_enabled == true
    error_message = "Bucket ${attrs.name} emits no events when objects are created, changed or deleted."
    at            = attrs.object_events_enabled
  }

  why    = "Events let a scan, a copy or an alarm follow a write at once."
  remedy = "Set object_events_enabled to true where something listens."

  aliases = ["CKV_OCI_7"]
}

rule "oci-volume-backup-policy" {
  title     = "Block volumes are backed up by a policy"
  resource  = ["oci_core_volume"]
  principle = "durability"
  severity  = "low"
  baseline  = true

  # A policy of a volume group is one of its volumes, too.
  locals {
    groups = ref::referrers("oci_core_volume_group", ["source_details.volume_ids", "volume_ids"])
  }

  enforce {
    condition = (
      length(ref::referrers("oci_core_volume_backup_policy_assignment", "asset_id")) > 0 ||
      (attrs.backup_policy_id != null && attrs.backup_policy_id != "") ||
      anytrue([
        for g in local.groups : length(ref::referrers("oci_core_volume_backup_policy_assignment", "asset_id", g)) > 0 ||
        (g.backup_policy_id != null && g.backup_policy_id != "")
      ])
    )
    error_message = "Block volume ${meta.name} has no backup policy."
  }

  why    = "A volume without backups is lost with the mistake, the ransom note or the data centre."
  remedy = "Add an oci_core_volume_backup_policy_assignment whose asset_id is the volume, or the volume group that it is in. The argument backup_policy_id of the volume is deprecated."

  aliases = ["CKV_OCI_2"]
}
