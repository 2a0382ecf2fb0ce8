# --- keys ---------------------------------------------------------------------------------

rule "oci-volume-customer-managed-key" {
  title     = "Block volumes use a customer-managed key"
  resource  = ["oci_core_volume"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.kms_key_id != null && attrs.kms_key_id != ""
    error_message = "Block volume ${meta.name} is encrypted with a key that Oracle manages."
    at            = attrs.kms_key_id
  }

  why    = "Whoever holds the key decides who can read the data: a key of your own vault can be rotated, audited and withdrawn, one of Oracle's cannot."
  remedy = "Set kms_key_id to the id of an oci_kms_key, and allow the Block Volume service to use that key."

  implements = { "oci-security-zones" = ["deny block_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.1"] }
  aliases    = ["CKV_OCI_3"]
}

rule "oci-instance-inline-volume-customer-managed-key" {
  title     = "Block volumes that an instance creates at launch use a customer-managed key"
  resource  = ["oci_core_instance"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  # A volume that goes to another zone than its instance is that zone's: the rule below.
  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = alltrue([for d in each.value.launch_create_volume_details : (d.kms_key_id != null && d.kms_key_id != "") || (d.compartment_id != null && d.compartment_id != "" && zone::of(d.compartment_id) != zone::of(self))])
    error_message = "Instance ${meta.name} creates a block volume at launch that is encrypted with a key that Oracle manages."
  }

  why    = "Volumes written inside of an instance hold data like any other, but no resource of their own shows that the key is missing."
  remedy = "Set kms_key_id in launch_create_volume_details, or make the volume an oci_core_volume with a key and attach it."

  implements = { "oci-security-zones" = ["deny block_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.1"] }
}

rule "oci-instance-inline-volume-elsewhere-customer-managed-key" {
  title     = "Block volumes that an instance from outside creates in a security zone use a customer-managed key"
  resource  = ["oci_core_instance"]
  principle = "encryption"
  severity  = "high"
  bound_by  = flatten([for a in attrs.launch_volume_attachments : [for d in a.launch_create_volume_details : ref::target(d.compartment_id)]])
  filter    = anytrue(flatten([for a in attrs.launch_volume_attachments : [for d in a.launch_create_volume_details : zone::contains(d.compartment_id)]]))

  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = alltrue([for d in each.value.launch_create_volume_details : (d.kms_key_id != null && d.kms_key_id != "") || d.compartment_id == null || d.compartment_id == "" || !zone::contains(d.compartment_id) || zone::of(d.compartment_id) == zone::of(self)])
    error_message = "Instance ${meta.name} creates a block volume in a security zone that it is not in, encrypted with a key that Oracle manages."
  }

  why    = "The volume is the zone's, whichever instance makes it, and no resource of its own shows that the key is missing."
  remedy = "Set kms_key_id in launch_create_volume_details, or leave compartment_id out of it."

  implements = { "oci-security-zones" = ["deny block_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.1"] }
}

rule "oci-boot-volume-customer-managed-key" {
  title     = "Boot volumes use a customer-managed key"
  resource  = ["oci_core_boot_volume"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.kms_key_id != null && attrs.kms_key_id != ""
    error_message = "Boot volume ${meta.name} is encrypted with a key that Oracle manages."
    at            = attrs.kms_key_id
  }

  why    = "A boot volume holds the operating system's secrets: host keys, credentials, logs. Whoever holds its key decides who can read them."
  remedy = "Set kms_key_id to the id of an oci_kms_key, and allow the Block Volume service to use that key."

  implements = { "oci-security-zones" = ["deny boot_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.2"] }
}

# --- moves --------------------------------------------------------------------------------

rule "oci-volume-leaves-zone" {
  title      = "Block volumes stay in their security zone"
  resource   = ["oci_core_volume"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Block volume ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Outside of its zone the volume can be attached, copied and re-keyed as anyone there likes, with all the data on it."
  remedy = "Leave compartment_id in a compartment of the zone. If the data may leave, restore a backup of it outside of the zone, and let its owner approve that."

  implements = { "oci-security-zones" = ["deny block_volume_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-boot-volume-leaves-zone" {
  title      = "Boot volumes stay in their security zone"
  resource   = ["oci_core_boot_volume"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Boot volume ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Outside of its zone the disk of a protected machine can be started, mounted and read by anyone who may use that compartment."
  remedy = "Leave compartment_id in a compartment of the zone."

  implements = { "oci-security-zones" = ["deny boot_volume_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-boot-volume-of-outside-instance-enters-zone" {
  title      = "A boot volume that enters a security zone does not serve an instance outside of it"
  resource   = ["oci_core_boot_volume"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "entered"
  filter     = zone::of(self) != null && zone::before(self) != zone::of(self)

  locals {
    # Instances whose boot volume this is: named when they were launched, or known since.
    booted = ref::referrers("oci_core_instance", ["source_details.source_id", "boot_volume_id"])
  }

  # Where the plan knows of none, an instance that is managed elsewhere may run from it all the same.
  enforce {
    condition     = length(local.booted) > 0 ? alltrue([for i in local.booted : zone::same(self, i)]) : ref::target("the instance that runs from ${meta.address}") != null
    error_message = "Boot volume ${meta.name} would move into security zone ${zone::of(self)} while an instance outside of that zone runs from it."
    at            = attrs.compartment_id
  }

  why    = "The instance would go on running from a disk of the zone, without any of the rules of the zone."
  remedy = "Stop and terminate the instance with its boot volume preserved first, or start a new instance in the zone from a copy of the volume."

  implements = { "oci-security-zones" = ["deny attached_boot_volume_not_in_security_zone_move_to_compartment_in_security_zone"] }
}

rule "oci-volume-of-outside-instance-enters-zone" {
  title      = "A block volume that enters a security zone is not attached to an instance outside of it"
  resource   = ["oci_core_volume"]
  principle  = "association"
  severity   = "high"
  operations = ["move"]
  zone       = "entered"
  filter     = zone::of(self) != null && zone::before(self) != zone::of(self)

  locals {
    # Attached by attachments of their own, and by those written inside of an instance.
    attachments = ref::referrers("oci_core_volume_attachment", "volume_id")
    launched    = ref::referrers("oci_core_instance", "launch_volume_attachments.volume_id")
  }

  enforce {
    condition     = alltrue([for a in local.attachments : zone::same(self, ref::target(a.instance_id))])
    error_message = "Block volume ${meta.name} would move into security zone ${zone::of(self)} while it is attached to an instance outside of that zone."
    at            = attrs.compartment_id
  }

  enforce {
    condition     = alltrue([for i in local.launched : zone::same(self, i)])
    error_message = "Block volume ${meta.name} would move into security zone ${zone::of(self)} while an instance outside of that zone was launched with it."
    at            = attrs.compartment_id
  }

  why    = "An instance that no rule of the zone binds would read and write data of the zone."
  remedy = "Detach the volume (remove the oci_core_volume_attachment) before the move, or put the instance into the zone as well."

  implements = { "oci-security-zones" = ["deny attached_block_volume_not_in_security_zone_move_to_compartment_in_security_zone"] }
}

# --- attachments --------------------------------------------------------------------------

rule "oci-volume-attached-outside-zone" {
  title     = "Block volumes of a security zone are attached to instances of that zone"
  resource  = ["oci_core_volume_attachment"]
  principle = "association"
  severity  = "high"
  bound_by  = ref::target(attrs.volume_id)

  enforce {
    condition     = zone::same(ref::target(attrs.volume_id), ref::target(attrs.instance_id))
    error_message = "Attachment ${meta.name} gives a block volume of security zone ${zone::of(ref::target(attrs.volume_id))} to an instance outside of that zone."
    at            = attrs.instance_id
  }

  why    = "The data of the zone can be read, copied and changed from an instance that no rule of the zone binds."
  remedy = "Attach the volume to an instance whose compartment is in the same zone, or attach another volume."

  implements = { "oci-security-zones" = ["deny block_volume_in_security_zone_attach_to_instance_not_in_security_zone"] }
}

rule "oci-instance-attaches-outside-volume" {
  title     = "Instances of a security zone attach block volumes of that zone only"
  resource  = ["oci_core_volume_attachment"]
  principle = "association"
  severity  = "high"
  bound_by  = ref::target(attrs.instance_id)

  enforce {
    condition     = zone::same(ref::target(attrs.instance_id), ref::target(attrs.volume_id))
    error_message = "Attachment ${meta.name} gives an instance of security zone ${zone::of(ref::target(attrs.instance_id))} a block volume from outside of that zone."
    at            = attrs.volume_id
  }

  why    = "What the instance writes to that volume leaves the zone, and what it reads from it nobody in the zone has vouched for."
  remedy = "Attach a volume whose compartment is in the zone of the instance."

  implements = { "oci-security-zones" = ["deny block_volume_not_in_security_zone_attach_to_instance_in_security_zone"] }
}

rule "oci-volume-attached-at-launch-outside-zone" {
  title     = "Instances outside of a security zone are not launched with its block volumes"
  resource  = ["oci_core_instance"]
  principle = "association"
  severity  = "high"
  # A volume that exists is where it is; one that the launch creates goes to the compartment that is named.
  bound_by = concat(
    [for a in attrs.launch_volume_attachments : ref::target(a.volume_id)],
    flatten([for a in attrs.launch_volume_attachments : [for d in a.launch_create_volume_details : ref::target(d.compartment_id)]]),
  )

  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = each.value.volume_id == null || each.value.volume_id == "" || !zone::contains(ref::target(each.value.volume_id)) || zone::same(ref::target(each.value.volume_id), self)
    error_message = "Instance ${meta.name} is launched with a block volume of a security zone that it is not in."
  }

  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = alltrue([for d in each.value.launch_create_volume_details : d.compartment_id == null || d.compartment_id == "" || !zone::contains(d.compartment_id) || zone::of(d.compartment_id) == zone::of(self)])
    error_message = "Instance ${meta.name} creates a block volume in a security zone that it is not in."
  }

  why    = "The data of the zone can be read, copied and changed from an instance that no rule of the zone binds."
  remedy = "Launch the instance in a compartment of the zone of the volume, or with another volume."

  implements = { "oci-security-zones" = ["deny block_volume_in_security_zone_attach_to_instance_not_in_security_zone"] }
}

rule "oci-instance-launched-with-outside-volume" {
  title     = "Instances of a security zone are launched with block volumes of that zone only"
  resource  = ["oci_core_instance"]
  principle = "association"
  severity  = "high"

  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = each.value.volume_id == null || each.value.volume_id == "" || zone::same(self, ref::target(each.value.volume_id))
    error_message = "Instance ${meta.name} is launched with a block volume from outside of its security zone."
  }

  # A volume that the launch creates may go to another compartment than the instance.
  enforce {
    for_each      = attrs.launch_volume_attachments
    condition     = alltrue([for d in each.value.launch_create_volume_details : d.compartment_id == null || d.compartment_id == "" || zone::of(d.compartment_id) == zone::of(self)])
    error_message = "Instance ${meta.name} creates a block volume in a compartment outside of its security zone."
  }

  why    = "What the instance writes to that volume leaves the zone, and what it reads from it nobody in the zone has vouched for."
  remedy = "Use a volume of the zone, and leave compartment_id out of launch_create_volume_details."

  implements = { "oci-security-zones" = ["deny block_volume_not_in_security_zone_attach_to_instance_in_security_zone"] }
}

rule "oci-volume-detached" {
  title      = "Block volumes of a security zone are not detached"
  resource   = ["oci_core_volume_attachment"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["delete", "replace"]
  # The zone of the instance may forbid it, and so may that of the volume.
  bound_by = [ref::target(prior_attrs.instance_id), ref::target(prior_attrs.volume_id)]

  enforce {
    condition     = false
    error_message = "Attachment ${meta.name} would be removed, and its block volume detached."
  }

  why    = "A detached volume can be attached elsewhere, and the instance loses its data while it runs."
  remedy = "Keep the attachment. If a changed argument forces a replacement, undo that change; if the volume must go, ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny detach_volume"] }
}
