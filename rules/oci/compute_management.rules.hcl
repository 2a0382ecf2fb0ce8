# Instance configurations and pools: the policies for instances, applied to what they launch.
# Instances of a configuration are placed in the compartment of the configuration.

locals {
  launches = concat(
    flatten(attrs.instance_details[*].launch_details[*]),
    flatten(attrs.instance_details[*].options[*].launch_details[*]),
  )
  launch_sources = flatten(local.launches[*].source_details[*])
  block_volumes = concat(
    flatten(attrs.instance_details[*].block_volumes[*]),
    flatten(attrs.instance_details[*].options[*].block_volumes[*]),
  )
  launch_subnets = [
    for v in concat(
      flatten(local.launches[*].create_vnic_details[*]),
      flatten(attrs.instance_details[*].secondary_vnics[*].create_vnic_details[*]),
      flatten(attrs.instance_details[*].options[*].secondary_vnics[*].create_vnic_details[*]),
    ) : v.subnet_id if v.subnet_id != null
  ]
}

rule "oci-instance-configuration-boot-volume-customer-managed-key" {
  title     = "Boot volumes of instance configurations use a customer-managed key"
  resource  = ["oci_core_instance_configuration"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = [for s in local.launch_sources : s if s.source_type != "bootVolume"]
    condition     = each.value.kms_key_id != null && each.value.kms_key_id != ""
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
    for_each      = flatten(local.block_volumes[*].create_details[*])
    condition     = each.value.kms_key_id != null && each.value.kms_key_id != ""
    error_message = "Instances launched from configuration ${meta.name} get a block volume that is encrypted with a key that Oracle manages."
  }

  why    = "Every instance of every pool that uses the configuration gets a volume without your key."
  remedy = "Set kms_key_id in create_details of block_volumes to the id of an oci_kms_key."

  implements = { "oci-security-zones" = ["deny block_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.1"] }
}

rule "oci-instance-configuration-unsanctioned-image" {
  title     = "Instance configurations of a security zone name platform images"
  resource  = ["oci_core_instance_configuration"]
  principle = "approved-configuration"
  severity  = "high"

  enforce {
    for_each = [for s in local.launch_sources : s.image_id if s.source_type == "image" && s.image_id != null]
    condition = contains(param.sanctioned_images, each.value) || (
      ref::type(ref::target(each.value)) == "data.oci_core_images" ?
      alltrue([for i in ref::target(each.value).images : i.compartment_id == null]) :
      ref::type(ref::target(each.value)) == "data.oci_core_image" ?
      ref::target(each.value).compartment_id == null : false
    )
    error_message = "Instances launched from configuration ${meta.name} start from an image that is not one of Oracle's platform images."
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
    for_each      = [for s in local.launch_sources : s.boot_volume_id if s.boot_volume_id != null]
    condition     = zone::same(self, ref::target(each.value))
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
  bound_by  = [for s in local.launch_sources : ref::target(s.boot_volume_id) if s.boot_volume_id != null]

  enforce {
    for_each      = [for s in local.launch_sources : s.boot_volume_id if s.boot_volume_id != null]
    condition     = !zone::contains(ref::target(each.value)) || zone::same(ref::target(each.value), self)
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
    for_each      = local.launch_subnets
    condition     = zone::same(self, ref::target(each.value))
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
    for_each      = [for p in attrs.placement_configurations : p.primary_subnet_id if p.primary_subnet_id != null]
    condition     = zone::same(self, ref::target(each.value))
    error_message = "Instance pool ${meta.name} places instances in a subnet outside of its security zone."
  }

  enforce {
    for_each      = flatten(attrs.placement_configurations[*].primary_vnic_subnets[*].subnet_id)
    condition     = zone::same(self, ref::target(each.value))
    error_message = "Instance pool ${meta.name} places instances in a subnet outside of its security zone."
  }

  enforce {
    for_each      = flatten(attrs.placement_configurations[*].secondary_vnic_subnets[*].subnet_id)
    condition     = zone::same(self, ref::target(each.value))
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
