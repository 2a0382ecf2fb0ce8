param "sanctioned_images" {
  type        = list(string)
  default     = []
  description = "OCIDs of images that count as approved in addition to Oracle's platform images."
}

# --- keys of boot volumes -----------------------------------------------------------------

rule "oci-instance-boot-volume-customer-managed-key" {
  title     = "Boot volumes of instances use a customer-managed key"
  resource  = ["oci_core_instance"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.source_details
    condition     = (each.value.kms_key_id != null && each.value.kms_key_id != "") || lower(each.value.source_type) == "bootvolume"
    error_message = "The boot volume of instance ${meta.name} is encrypted with a key that Oracle manages."
  }

  # Launched from a boot volume that exists, an instance has that volume's key.
  enforce {
    for_each      = attrs.source_details
    condition     = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "bootvolume" || (ref::target(each.value.source_id).kms_key_id != null && ref::target(each.value.source_id).kms_key_id != "")
    error_message = "Instance ${meta.name} starts from a boot volume that is encrypted with a key that Oracle manages."
  }

  # The older argument `image` has no place for a key.
  enforce {
    condition     = length(attrs.source_details) > 0 || attrs.image == null
    error_message = "Instance ${meta.name} names its image outside of source_details, so its boot volume is encrypted with a key that Oracle manages."
    at            = attrs.image
  }

  why    = "A boot volume holds the operating system's secrets: host keys, credentials, logs. Whoever holds its key decides who can read them."
  remedy = "Set kms_key_id in source_details to the id of an oci_kms_key, and allow the Block Volume service to use that key."

  implements = { "oci-security-zones" = ["deny boot_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.2"] }
}

# --- images -------------------------------------------------------------------------------

# What data sources of the plan have listed. Platform images have no compartment.
locals {
  platform_images = flatten([for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id == null || i.compartment_id == ""]])
  custom_images   = flatten([for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id != null && i.compartment_id != ""]])

  # Which of these an image of the plan itself may be is asked one by one, hence only where there is such an image.
  makes_images      = length(ref::resources("oci_core_image")) > 0
  images_beside_own = [for i in local.platform_images : i if local.makes_images]
}

rule "oci-instance-unsanctioned-image" {
  title     = "Instances of a security zone start from platform images"
  resource  = ["oci_core_instance"]
  principle = "approved-configuration"
  severity  = "high"

  # An OCID alone does not tell platform from custom, hence undecided unless it is listed or comes from a data source
  # that was read. An image that the plan makes has no OCID that a list could hold: ref::same knows that, == does not.
  enforce {
    for_each = attrs.source_details
    condition = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "image" || (
      anytrue([for i in param.sanctioned_images : i == each.value.source_id && ref::same(each.value.source_id, i)]) ||
      !local.makes_images && contains(local.platform_images, each.value.source_id) ||
      anytrue([for i in local.images_beside_own : i == each.value.source_id && ref::same(each.value.source_id, i)]) ||
      (contains(param.sanctioned_images, each.value.source_id) || contains(local.platform_images, each.value.source_id)) && ref::type(ref::target(each.value.source_id)) != "oci_core_image" ||
      !contains(local.custom_images, each.value.source_id) && (
        ref::type(ref::target(each.value.source_id)) != "oci_core_image" ? false :
        can(regex("(^|[.])data[.]", ref::address(ref::target(each.value.source_id)))) && (ref::target(each.value.source_id).compartment_id == null || ref::target(each.value.source_id).compartment_id == "")
      )
    )
    error_message = "Instance ${meta.name} starts from an image that is not one of Oracle's platform images."
  }

  # Which image the filter finds is known at launch only.
  enforce {
    for_each = attrs.source_details
    condition = (each.value.source_id != null && each.value.source_id != "") || lower(each.value.source_type) != "image" || length(each.value.instance_source_image_filter_details) == 0 || (
      ref::target("the image that instance_source_image_filter_details finds at launch") != null
    )
    error_message = "Instance ${meta.name} starts from an image that a filter finds, which may not be one of Oracle's platform images."
  }

  why    = "Whoever made a custom image decides what runs at first boot; a platform image is kept patched and known to be unchanged."
  remedy = "Take source_id from data.oci_core_images (platform images), or list the OCID of the image in param \"sanctioned_images\"."

  implements = { "oci-security-zones" = ["deny instance_without_sanctioned_image"] }
}

# --- moves --------------------------------------------------------------------------------

rule "oci-instance-leaves-zone" {
  title      = "Instances stay in their security zone"
  resource   = ["oci_core_instance"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Instance ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Its memory, its disks and its network cards still belong to the zone, but nothing of the zone binds the instance any more."
  remedy = "Leave compartment_id in a compartment of the zone, and create a new instance where you need one."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-instance-enters-zone" {
  title      = "Instances are created in a security zone, never moved into it"
  resource   = ["oci_core_instance"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "entered"
  filter     = zone::of(self) != null

  enforce {
    condition     = zone::before(self) == zone::of(self)
    error_message = "Instance ${meta.name} would move into security zone ${zone::of(self)}."
    at            = attrs.compartment_id
  }

  why    = "What was installed or left behind on the instance before it came under the rules of the zone, nobody checked."
  remedy = "Create a new instance in the zone from a platform image, and remove the old one."

  implements = { "oci-security-zones" = ["deny instance_not_in_security_zone_move_to_compartment_in_security_zone"] }
}

rule "oci-instance-terminated" {
  title      = "Instances of a security zone are not terminated"
  resource   = ["oci_core_instance", "oci_core_instance_pool"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would be terminated."
  }

  why    = "A terminated instance takes its local data and its evidence with it. Where the zone forbids it, the apply stops in the middle."
  remedy = "Keep the resource. If a changed argument forces a replacement, or a smaller count removes it, undo that change; else ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny terminate_instance"] }
}

rule "oci-instance-pool-shrinks" {
  title      = "Instance pools of a security zone do not shrink"
  resource   = ["oci_core_instance_pool"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["update"]

  enforce {
    condition     = attrs.size >= prior_attrs.size
    error_message = "Instance pool ${meta.name} would shrink from ${prior_attrs.size} to ${attrs.size} instances, and terminate the difference."
    at            = attrs.size
  }

  why    = "A smaller pool terminates instances, which the zone forbids."
  remedy = "Keep the size of the pool, or ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny terminate_instance"] }
}

rule "oci-autoscaling-terminates-instances" {
  title     = "Autoscaling in a security zone does not scale in"
  resource  = ["oci_autoscaling_auto_scaling_configuration"]
  principle = "approved-configuration"
  severity  = "medium"

  enforce {
    for_each      = attrs.policies
    condition     = alltrue(flatten([for r in each.value.rules : [for a in r.action : a.value == null ? true : a.value >= 0]]))
    error_message = "Autoscaling ${meta.name} would terminate instances when it scales in."
  }

  why    = "Scaling in terminates instances. Where the zone forbids that, autoscaling fails when it is needed."
  remedy = "Keep only actions with a positive value, or leave the policy against termination out of the recipe of this zone."

  implements = { "oci-security-zones" = ["deny terminate_instance"] }
}

# --- boot volumes and instances -----------------------------------------------------------

rule "oci-instance-launched-from-outside-boot-volume" {
  title     = "Instances of a security zone start from boot volumes of that zone"
  resource  = ["oci_core_instance"]
  principle = "association"
  severity  = "high"
  # A boot volume that is put into an existing instance is the case of the replacement rules below.
  filter = prior_attrs == null ? true : prior_attrs.source_details[*].source_id == attrs.source_details[*].source_id

  enforce {
    for_each      = attrs.source_details
    condition     = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "bootvolume" || zone::same(self, ref::target(each.value.source_id))
    error_message = "Instance ${meta.name} starts from a boot volume outside of its security zone."
  }

  why    = "The disk was written where no rule of the zone held: what it starts, nobody in the zone has vouched for."
  remedy = "Start from a platform image, or from a boot volume whose compartment is in the zone."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_launch_from_boot_volume_not_in_security_zone"] }
}

rule "oci-outside-instance-launched-from-zone-boot-volume" {
  title     = "Instances outside of a security zone do not start from its boot volumes"
  resource  = ["oci_core_instance"]
  principle = "association"
  severity  = "high"
  bound_by  = [for s in attrs.source_details : ref::target(s.source_id) if lower(s.source_type) == "bootvolume"]
  filter    = prior_attrs == null ? true : prior_attrs.source_details[*].source_id == attrs.source_details[*].source_id

  enforce {
    for_each      = attrs.source_details
    condition     = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "bootvolume" || zone::same(ref::target(each.value.source_id), self)
    error_message = "Instance ${meta.name} starts from a boot volume of a security zone that it is not in."
  }

  why    = "Whoever may log in to the instance reads the disk of the zone."
  remedy = "Create the instance in a compartment of the zone of the boot volume, or start it from another source."

  implements = { "oci-security-zones" = ["deny instance_not_in_security_zone_launch_from_boot_volume_in_security_zone"] }
}

rule "oci-instance-gets-outside-boot-volume" {
  title      = "Instances of a security zone get no boot volume from outside"
  resource   = ["oci_core_instance"]
  principle  = "association"
  severity   = "high"
  operations = ["update"]
  filter     = prior_attrs.source_details[*].source_id != attrs.source_details[*].source_id

  enforce {
    for_each      = attrs.source_details
    condition     = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "bootvolume" || zone::same(self, ref::target(each.value.source_id))
    error_message = "Instance ${meta.name} would get a boot volume from outside of its security zone."
  }

  why    = "The disk was written where no rule of the zone held: what it starts, nobody in the zone has vouched for."
  remedy = "Replace the boot volume with one whose compartment is in the zone."

  implements = { "oci-security-zones" = ["deny boot_volume_not_in_security_zone_attach_to_instance_in_security_zone"] }
}

rule "oci-outside-instance-gets-zone-boot-volume" {
  title      = "Instances outside of a security zone get no boot volume of it"
  resource   = ["oci_core_instance"]
  principle  = "association"
  severity   = "high"
  operations = ["update"]
  bound_by   = [for s in attrs.source_details : ref::target(s.source_id) if lower(s.source_type) == "bootvolume"]
  filter     = prior_attrs.source_details[*].source_id != attrs.source_details[*].source_id

  enforce {
    for_each      = attrs.source_details
    condition     = each.value.source_id == null || each.value.source_id == "" || lower(each.value.source_type) != "bootvolume" || zone::same(ref::target(each.value.source_id), self)
    error_message = "Instance ${meta.name} would get a boot volume of a security zone that it is not in."
  }

  why    = "Whoever may log in to the instance reads the disk of the zone."
  remedy = "Give the instance a boot volume of its own compartment."

  implements = { "oci-security-zones" = ["deny boot_volume_in_security_zone_attach_to_instance_not_in_security_zone"] }
}

# --- subnets of instances -----------------------------------------------------------------

rule "oci-instance-subnet-outside-zone" {
  title     = "Instances of a security zone use subnets of that zone"
  resource  = ["oci_core_instance"]
  principle = "association"
  severity  = "high"

  enforce {
    for_each      = attrs.create_vnic_details
    condition     = each.value.subnet_id == null || each.value.subnet_id == "" || zone::same(self, ref::target(each.value.subnet_id))
    error_message = "Instance ${meta.name} uses a subnet outside of its security zone."
  }

  enforce {
    condition     = attrs.subnet_id == null || attrs.subnet_id == "" || zone::same(self, ref::target(attrs.subnet_id))
    error_message = "Instance ${meta.name} uses a subnet outside of its security zone."
    at            = attrs.subnet_id
  }

  why    = "The subnet decides about routes, gateways and public addresses; outside of the zone others may open it at any time."
  remedy = "Use a subnet whose own compartment (not only its VCN's) is in the zone of the instance. Two zones with the same recipe are still two zones."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_in_subnet_not_in_security_zone"] }
}

rule "oci-vnic-subnet-outside-zone" {
  title     = "Secondary VNICs of instances of a security zone use subnets of that zone"
  resource  = ["oci_core_vnic_attachment"]
  principle = "association"
  severity  = "high"
  bound_by  = ref::target(attrs.instance_id)

  enforce {
    for_each      = attrs.create_vnic_details
    condition     = each.value.subnet_id == null || each.value.subnet_id == "" || zone::same(ref::target(attrs.instance_id), ref::target(each.value.subnet_id))
    error_message = "VNIC attachment ${meta.name} connects an instance of a security zone to a subnet outside of that zone."
  }

  why    = "A second network card is a bridge: traffic of the zone leaves through a network that others control."
  remedy = "Use a subnet whose own compartment is in the zone of the instance."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_in_subnet_not_in_security_zone"] }
}
