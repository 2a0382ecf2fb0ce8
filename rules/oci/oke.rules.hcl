rule "oci-oke-changed" {
  title      = "Kubernetes clusters are not managed in the security zone"
  resource   = ["oci_containerengine_cluster", "oci_containerengine_node_pool", "oci_containerengine_virtual_node_pool", "oci_containerengine_addon"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would be created, changed or removed in a security zone that does not allow Kubernetes clusters."
  }

  why    = "Kubernetes makes instances, volumes and load balancers by itself, and no plan shows them."
  remedy = "Put the cluster into a compartment outside of the zone, or ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny manage_oke_service"] }
}

rule "oci-node-pool-boot-volume-customer-managed-key" {
  title     = "Boot volumes of Kubernetes nodes use a customer-managed key"
  resource  = ["oci_containerengine_node_pool"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = anytrue([for c in attrs.node_config_details : c.kms_key_id != null && c.kms_key_id != ""])
    error_message = "The boot volumes of node pool ${attrs.name} are encrypted with a key that Oracle manages."
  }

  why    = "Images, logs and secrets of every workload lie on the boot volume of its node. Whoever holds the key decides who can read them."
  remedy = "Set kms_key_id in node_config_details to the id of an oci_kms_key."

  implements = { "oci-security-zones" = ["deny boot_volume_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.2.2"] }
}

# What data sources of the plan have listed. Platform images have no compartment.
locals {
  platform_images = flatten(concat(
    [for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id == null || i.compartment_id == ""]],
    # Images for nodes are listed by the service.
    [for d in ref::resources("data.oci_containerengine_node_pool_option") : d.sources[*].image_id],
  ))
  custom_images = flatten([for d in ref::resources("data.oci_core_images") : [for i in d.images : i.id if i.compartment_id != null && i.compartment_id != ""]])

  # Which of these an image of the plan itself may be is asked one by one, hence only where there is such an image.
  makes_images      = length(ref::resources("oci_core_image")) > 0
  images_beside_own = [for i in local.platform_images : i if local.makes_images]
}

rule "oci-node-pool-unsanctioned-image" {
  title     = "Kubernetes nodes of a security zone start from images of the platform"
  resource  = ["oci_containerengine_node_pool"]
  principle = "approved-configuration"
  severity  = "high"

  # An OCID alone does not tell platform from custom, hence undecided unless it is listed or comes from a data source
  # that was read. An image that the plan makes has no OCID that a list could hold: ref::same knows that, == does not.
  enforce {
    for_each = attrs.node_source_details
    condition = (
      anytrue([for i in param.sanctioned_images : i == each.value.image_id && ref::same(each.value.image_id, i)]) ||
      !local.makes_images && contains(local.platform_images, each.value.image_id) ||
      anytrue([for i in local.images_beside_own : i == each.value.image_id && ref::same(each.value.image_id, i)]) ||
      (contains(param.sanctioned_images, each.value.image_id) || contains(local.platform_images, each.value.image_id)) && ref::type(ref::target(each.value.image_id)) != "oci_core_image" ||
      !anytrue([for i in local.custom_images : i == each.value.image_id]) && (
        ref::type(ref::target(each.value.image_id)) != "oci_core_image" ? ref::type(ref::target(each.value.image_id)) == "oci_containerengine_node_pool_option" :
        can(regex("(^|[.])data[.]", ref::address(ref::target(each.value.image_id)))) && (ref::target(each.value.image_id).compartment_id == null || ref::target(each.value.image_id).compartment_id == "")
      )
    )
    error_message = "Nodes of pool ${attrs.name} start from an image that is not one of Oracle's platform images."
  }

  # The older argument.
  enforce {
    condition = attrs.node_image_id == null || attrs.node_image_id == "" || length(attrs.node_source_details) > 0 || (
      anytrue([for i in param.sanctioned_images : i == attrs.node_image_id && ref::same(attrs.node_image_id, i)]) ||
      !local.makes_images && contains(local.platform_images, attrs.node_image_id) ||
      anytrue([for i in local.images_beside_own : i == attrs.node_image_id && ref::same(attrs.node_image_id, i)]) ||
      (contains(param.sanctioned_images, attrs.node_image_id) || contains(local.platform_images, attrs.node_image_id)) && ref::type(ref::target(attrs.node_image_id)) != "oci_core_image" ||
      !anytrue([for i in local.custom_images : i == attrs.node_image_id]) && (
        ref::type(ref::target(attrs.node_image_id)) != "oci_core_image" ? ref::type(ref::target(attrs.node_image_id)) == "oci_containerengine_node_pool_option" :
        can(regex("(^|[.])data[.]", ref::address(ref::target(attrs.node_image_id)))) && (ref::target(attrs.node_image_id).compartment_id == null || ref::target(attrs.node_image_id).compartment_id == "")
      )
    )
    error_message = "Nodes of pool ${attrs.name} start from an image that is not one of Oracle's platform images."
    at            = attrs.node_image_id
  }

  why    = "Whoever made a custom image decides what runs at first boot, on every node of the pool."
  remedy = "Take the image from data.oci_containerengine_node_pool_option or data.oci_core_images, or list its OCID in param \"sanctioned_images\"."

  implements = { "oci-security-zones" = ["deny instance_without_sanctioned_image"] }
}
