# Instance configurations and pools: the policies for instances, applied to what they launch.
# Instances of a configuration are placed in the compartment of the configuration. What is launched
# stands either directly in instance_details or, for the type "instance_options", in each of its options.

rule "oci-instance-configuration-boot-volume-customer-managed-key" {
  title     = "Boot volumes of instance configurations use a customer-managed key"
  resource  = ["oci_core_instance_configuration"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for l in each.value.launch_details : [for s in l.source_details : (s.kms_key_id != null && s.kms_key_id != "") || lower(s.source_type) == "bootvolume"]]))
    error_message = "Instances launched from configuration ${meta.name} get a boot volume that is encrypted with a key that Oracle manages."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for s in l.source_details : (s.kms_key_id != null && s.kms_key_id != "") || lower(s.source_type) == "bootvolume"]]]))
    error_message = "Instances launched from configuration ${meta.name} get a boot volume that is encrypted with a key that Oracle manages."
  }

  why    = "Every instance of every pool that uses the configuration starts without your key."
  remedy = "Set kms_key_id in source_details of launch_details to the id of an oci_kms_key."

  implements = { "oci-security-zones" = ["deny boot_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.2"] }
}

rule "oci-instance-configuration-volume-customer-managed-key" {
  title     = "Block volumes of instance configurations use a customer-managed key"
  resource  = ["oci_core_instance_configuration"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for b in each.value.block_volumes : [for d in b.create_details : d.kms_key_id != null && d.kms_key_id != ""]]))
    error_message = "Instances launched from configuration ${meta.name} get a block volume that is encrypted with a key that Oracle manages."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for b in o.block_volumes : [for d in b.create_details : d.kms_key_id != null && d.kms_key_id != ""]]]))
    error_message = "Instances launched from configuration ${meta.name} get a block volume that is encrypted with a key that Oracle manages."
  }

  why    = "Every instance of every pool that uses the configuration gets a volume without your key."
  remedy = "Set kms_key_id in create_details of block_volumes to the id of an oci_kms_key."

  implements = { "oci-security-zones" = ["deny block_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.1"] }
}

# What data sources of the plan have listed. Platform images have no compartment.
locals {
  platform_images = flatten([for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id == null || i.compartment_id == ""]])
  custom_images   = flatten([for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id != null && i.compartment_id != ""]])

  # Which of these an image of the plan itself may be is asked one by one, hence only where there is such an image.
  makes_images      = length(ref::resources("oci_core_image")) > 0
  images_beside_own = [for i in local.platform_images : i if local.makes_images]
}

rule "oci-instance-configuration-unsanctioned-image" {
  title     = "Instance configurations of a security zone name platform images"
  resource  = ["oci_core_instance_configuration"]
  principle = "approved-configuration"
  severity  = "high"

  # An OCID alone does not tell platform from custom, hence undecided unless it is listed or comes from a data source
  # that was read. An image that the plan makes has no OCID that a list could hold: ref::same knows that, == does not.
  enforce {
    for_each = attrs.instance_details
    condition = alltrue(flatten([for l in each.value.launch_details : [for s in l.source_details :
      s.image_id == null || s.image_id == "" || lower(s.source_type) != "image" || (
        anytrue([for i in param.sanctioned_images : i == s.image_id && ref::same(s.image_id, i)]) ||
        !local.makes_images && contains(local.platform_images, s.image_id) ||
        anytrue([for i in local.images_beside_own : i == s.image_id && ref::same(s.image_id, i)]) ||
        (contains(param.sanctioned_images, s.image_id) || contains(local.platform_images, s.image_id)) && ref::type(ref::target(s.image_id)) != "oci_core_image" ||
        !contains(local.custom_images, s.image_id) && (
          ref::type(ref::target(s.image_id)) != "oci_core_image" ? false :
          can(regex("(^|[.])data[.]", ref::address(ref::target(s.image_id)))) && (ref::target(s.image_id).compartment_id == null || ref::target(s.image_id).compartment_id == "")
        )
      )
    ]]))
    error_message = "Instances launched from configuration ${meta.name} start from an image that is not one of Oracle's platform images."
  }

  enforce {
    for_each = attrs.instance_details
    condition = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for s in l.source_details :
      s.image_id == null || s.image_id == "" || lower(s.source_type) != "image" || (
        anytrue([for i in param.sanctioned_images : i == s.image_id && ref::same(s.image_id, i)]) ||
        !local.makes_images && contains(local.platform_images, s.image_id) ||
        anytrue([for i in local.images_beside_own : i == s.image_id && ref::same(s.image_id, i)]) ||
        (contains(param.sanctioned_images, s.image_id) || contains(local.platform_images, s.image_id)) && ref::type(ref::target(s.image_id)) != "oci_core_image" ||
        !contains(local.custom_images, s.image_id) && (
          ref::type(ref::target(s.image_id)) != "oci_core_image" ? false :
          can(regex("(^|[.])data[.]", ref::address(ref::target(s.image_id)))) && (ref::target(s.image_id).compartment_id == null || ref::target(s.image_id).compartment_id == "")
        )
      )
    ]]]))
    error_message = "Instances launched from configuration ${meta.name} start from an image that is not one of Oracle's platform images."
  }

  # Which image the filter finds is known at launch only.
  enforce {
    for_each = attrs.instance_details
    condition = alltrue(flatten([for l in each.value.launch_details : [for s in l.source_details :
      (s.image_id != null && s.image_id != "") || lower(s.source_type) != "image" || length(s.instance_source_image_filter_details) == 0 || (
        ref::target("the image that instance_source_image_filter_details finds at launch") != null
      )
    ]]))
    error_message = "Instances launched from configuration ${meta.name} start from an image that a filter finds, which may not be one of Oracle's platform images."
  }

  enforce {
    for_each = attrs.instance_details
    condition = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for s in l.source_details :
      (s.image_id != null && s.image_id != "") || lower(s.source_type) != "image" || length(s.instance_source_image_filter_details) == 0 || (
        ref::target("the image that instance_source_image_filter_details finds at launch") != null
      )
    ]]]))
    error_message = "Instances launched from configuration ${meta.name} start from an image that a filter finds, which may not be one of Oracle's platform images."
  }

  why    = "Whoever made a custom image decides what runs at first boot, on every instance of the pool."
  remedy = "Take image_id from data.oci_core_images (platform images), or list the OCID of the image in param \"sanctioned_images\"."

  implements = { "oci-security-zones" = ["deny instance_without_sanctioned_image"] }
}

rule "oci-instance-configuration-outside-boot-volume" {
  title     = "Instance configurations of a security zone launch from boot volumes of that zone"
  resource  = ["oci_core_instance_configuration"]
  principle = "association"
  severity  = "high"

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for l in each.value.launch_details : [for s in l.source_details : s.boot_volume_id == null || s.boot_volume_id == "" || zone::same(self, ref::target(s.boot_volume_id))]]))
    error_message = "Instances launched from configuration ${meta.name} start from a boot volume outside of its security zone."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for s in l.source_details : s.boot_volume_id == null || s.boot_volume_id == "" || zone::same(self, ref::target(s.boot_volume_id))]]]))
    error_message = "Instances launched from configuration ${meta.name} start from a boot volume outside of its security zone."
  }

  why    = "The disk was written where no rule of the zone held: what it starts, nobody in the zone has vouched for."
  remedy = "Start from a platform image, or from a boot volume whose compartment is in the zone."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_launch_from_boot_volume_not_in_security_zone"] }
}

rule "oci-outside-instance-configuration-zone-boot-volume" {
  title     = "Instance configurations outside of a security zone do not launch from its boot volumes"
  resource  = ["oci_core_instance_configuration"]
  principle = "association"
  severity  = "high"
  bound_by = concat(
    flatten([for c in attrs.instance_details : [for l in c.launch_details : [for s in l.source_details : ref::target(s.boot_volume_id)]]]),
    flatten([for c in attrs.instance_details : [for o in c.options : [for l in o.launch_details : [for s in l.source_details : ref::target(s.boot_volume_id)]]]]),
  )

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for l in each.value.launch_details : [for s in l.source_details : s.boot_volume_id == null || s.boot_volume_id == "" || !zone::contains(ref::target(s.boot_volume_id)) || zone::same(ref::target(s.boot_volume_id), self)]]))
    error_message = "Instances launched from configuration ${meta.name} start from a boot volume of a security zone that they are not in."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for s in l.source_details : s.boot_volume_id == null || s.boot_volume_id == "" || !zone::contains(ref::target(s.boot_volume_id)) || zone::same(ref::target(s.boot_volume_id), self)]]]))
    error_message = "Instances launched from configuration ${meta.name} start from a boot volume of a security zone that they are not in."
  }

  why    = "Whoever may log in to such an instance reads the disk of the zone."
  remedy = "Put the configuration into a compartment of the zone of the boot volume, or launch from another source."

  implements = { "oci-security-zones" = ["deny instance_not_in_security_zone_launch_from_boot_volume_in_security_zone"] }
}

rule "oci-instance-configuration-subnet-outside-zone" {
  title     = "Instance configurations of a security zone use subnets of that zone"
  resource  = ["oci_core_instance_configuration"]
  principle = "association"
  severity  = "high"

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for l in each.value.launch_details : [for v in l.create_vnic_details : v.subnet_id == null || v.subnet_id == "" || zone::same(self, ref::target(v.subnet_id))]]))
    error_message = "Instances launched from configuration ${meta.name} use a subnet outside of its security zone."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for n in each.value.secondary_vnics : [for v in n.create_vnic_details : v.subnet_id == null || v.subnet_id == "" || zone::same(self, ref::target(v.subnet_id))]]))
    error_message = "Instances launched from configuration ${meta.name} use a subnet outside of its security zone."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for l in o.launch_details : [for v in l.create_vnic_details : v.subnet_id == null || v.subnet_id == "" || zone::same(self, ref::target(v.subnet_id))]]]))
    error_message = "Instances launched from configuration ${meta.name} use a subnet outside of its security zone."
  }

  enforce {
    for_each      = attrs.instance_details
    condition     = alltrue(flatten([for o in each.value.options : [for n in o.secondary_vnics : [for v in n.create_vnic_details : v.subnet_id == null || v.subnet_id == "" || zone::same(self, ref::target(v.subnet_id))]]]))
    error_message = "Instances launched from configuration ${meta.name} use a subnet outside of its security zone."
  }

  why    = "The subnet decides about routes, gateways and public addresses; outside of the zone others may open it at any time."
  remedy = "Use subnets whose own compartment is in the zone of the configuration, for secondary VNICs too."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_in_subnet_not_in_security_zone"] }
}

rule "oci-instance-pool-subnet-outside-zone" {
  title     = "Instance pools of a security zone use subnets of that zone"
  resource  = ["oci_core_instance_pool"]
  principle = "association"
  severity  = "high"

  enforce {
    for_each      = attrs.placement_configurations
    condition     = each.value.primary_subnet_id == null || each.value.primary_subnet_id == "" || zone::same(self, ref::target(each.value.primary_subnet_id))
    error_message = "Instance pool ${meta.name} places instances in a subnet outside of its security zone."
  }

  enforce {
    for_each      = attrs.placement_configurations
    condition     = alltrue([for v in each.value.primary_vnic_subnets : zone::same(self, ref::target(v.subnet_id))])
    error_message = "Instance pool ${meta.name} places instances in a subnet outside of its security zone."
  }

  enforce {
    for_each      = attrs.placement_configurations
    condition     = alltrue([for v in each.value.secondary_vnic_subnets : zone::same(self, ref::target(v.subnet_id))])
    error_message = "Instance pool ${meta.name} gives its instances a second network card in a subnet outside of its security zone."
  }

  why    = "The subnet decides about routes, gateways and public addresses; outside of the zone others may open it at any time."
  remedy = "Use subnets whose own compartment is in the zone of the pool, for secondary VNICs too."

  implements = { "oci-security-zones" = ["deny instance_in_security_zone_in_subnet_not_in_security_zone"] }
}

rule "oci-compute-management-changed" {
  title      = "Instance configurations and pools are not managed in the security zone"
  resource   = ["oci_core_instance_configuration", "oci_core_instance_pool"]
  principle  = "approved-configuration"
  severity   = "low"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would be created, changed or removed in a security zone that does not allow compute management."
  }

  why    = "Pools create and terminate instances by themselves, so that nobody decides about a single one of them."
  remedy = "Create single instances, or put the pool into a compartment outside of the zone."

  implements = { "oci-security-zones" = ["SZ-AC-17"] }
}
