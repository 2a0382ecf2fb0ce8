rule "oci-file-system-customer-managed-key" {
  title     = "File systems use a customer-managed key"
  resource  = ["oci_file_storage_file_system"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  # A clone has the key of the file system that its snapshot was taken of, which may be a clone itself.
  locals {
    is_clone = attrs.source_snapshot_id != null && attrs.source_snapshot_id != ""
    parent   = local.is_clone ? ref::target(ref::target(attrs.source_snapshot_id).file_system_id) : self
    of_clone = local.parent.source_snapshot_id != null && local.parent.source_snapshot_id != ""
    origin   = local.of_clone ? ref::target(ref::target(local.parent.source_snapshot_id).file_system_id) : local.parent
  }

  enforce {
    condition     = anytrue([for key in [attrs.kms_key_id, local.parent.kms_key_id, local.origin.kms_key_id] : key != null && key != ""])
    error_message = "File system ${meta.name} is encrypted with a key that Oracle manages."
    at            = attrs.kms_key_id
  }

  why    = "Whoever holds the key decides who can read the data: a key of your own vault can be rotated, audited and withdrawn, one of Oracle's cannot."
  remedy = "Set kms_key_id to the id of an oci_kms_key, and allow the File Storage service to use that key."

  implements = { "oci-security-zones" = ["deny file_system_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.3.1"] }
  aliases    = ["CKV_OCI_15"]
}

rule "oci-file-system-leaves-zone" {
  title      = "File systems stay in their security zone"
  resource   = ["oci_file_storage_file_system"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "File system ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Outside of its zone the files can be exported to any network, with all the data in them."
  remedy = "Leave compartment_id in a compartment of the zone."

  implements = { "oci-security-zones" = ["deny file_system_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-mount-target-leaves-zone" {
  title      = "Mount targets stay in their security zone"
  resource   = ["oci_file_storage_mount_target"]
  principle  = "movement"
  severity   = "medium"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Mount target ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "It goes on serving the files of the zone, but where it may be reached from is decided elsewhere."
  remedy = "Leave compartment_id in a compartment of the zone."

  implements = { "oci-security-zones" = ["deny mount_target_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-file-system-exported-outside-zone" {
  title     = "File systems of a security zone are exported through mount targets of that zone"
  resource  = ["oci_file_storage_export"]
  principle = "association"
  severity  = "high"
  bound_by  = ref::target(attrs.file_system_id)

  # An export names its mount target by the export set of that target, either directly
  # or through an oci_file_storage_export_set.
  locals {
    export_set = ref::target(attrs.export_set_id)
    mount_target = (
      ref::type(local.export_set) == "oci_file_storage_export_set" ?
      ref::target(local.export_set.mount_target_id) : local.export_set
    )
  }

  enforce {
    condition     = zone::same(ref::target(attrs.file_system_id), local.mount_target)
    error_message = "Export ${meta.name} offers a file system of a security zone through a mount target outside of that zone."
    at            = attrs.export_set_id
  }

  why    = "Clients in a network that no rule of the zone binds can read and change the files."
  remedy = "Export the file system through a mount target whose compartment is in the same zone."

  implements = { "oci-security-zones" = ["deny file_system_in_security_zone_export_via_mount_target_not_in_security_zone"] }
}

rule "oci-mount-target-exports-outside-file-system" {
  title     = "Mount targets of a security zone export file systems of that zone only"
  resource  = ["oci_file_storage_export"]
  principle = "association"
  severity  = "high"
  bound_by  = local.mount_target

  # An export names its mount target by the export set of that target, either directly
  # or through an oci_file_storage_export_set.
  locals {
    export_set = ref::target(attrs.export_set_id)
    mount_target = (
      ref::type(local.export_set) == "oci_file_storage_export_set" ?
      ref::target(local.export_set.mount_target_id) : local.export_set
    )
  }

  enforce {
    condition     = zone::same(local.mount_target, ref::target(attrs.file_system_id))
    error_message = "Export ${meta.name} offers a file system from outside through a mount target of a security zone."
    at            = attrs.file_system_id
  }

  why    = "What clients in the zone write there leaves the zone, and what they read nobody in the zone has vouched for."
  remedy = "Export a file system whose compartment is in the zone of the mount target."

  implements = { "oci-security-zones" = ["deny file_system_not_in_security_zone_export_via_mount_target_in_security_zone"] }
}

rule "oci-mount-target-subnet-outside-zone" {
  title     = "Mount targets of a security zone use subnets of that zone"
  resource  = ["oci_file_storage_mount_target"]
  principle = "association"
  severity  = "high"

  enforce {
    condition     = zone::same(self, ref::target(attrs.subnet_id))
    error_message = "Mount target ${meta.name} uses a subnet outside of its security zone."
    at            = attrs.subnet_id
  }

  why    = "The subnet decides who reaches the files; outside of the zone others may open it at any time."
  remedy = "Use a subnet whose own compartment is in the zone of the mount target."

  implements = { "oci-security-zones" = ["deny mount_target_in_security_zone_create_with_subnet_not_in_security_zone"] }
}

rule "oci-outside-mount-target-in-zone-subnet" {
  title     = "Subnets of a security zone hold mount targets of that zone only"
  resource  = ["oci_file_storage_mount_target"]
  principle = "association"
  severity  = "high"
  bound_by  = ref::target(attrs.subnet_id)

  enforce {
    condition     = zone::same(ref::target(attrs.subnet_id), self)
    error_message = "Mount target ${meta.name} is in a subnet of a security zone that it is not in itself."
    at            = attrs.compartment_id
  }

  why    = "It brings files from outside into the network of the zone, and takes files of the zone out."
  remedy = "Create the mount target in a compartment of the zone of the subnet, or use another subnet."

  implements = { "oci-security-zones" = ["deny mount_target_not_in_security_zone_create_with_subnet_in_security_zone"] }
}
