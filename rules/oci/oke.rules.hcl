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

rule "oci-node-pool-unsanctioned-image" {
  title     = "Kubernetes nodes of a security zone start from images of the platform"
  resource  = ["oci_containerengine_node_pool"]
  principle = "approved-configuration"
  severity  = "high"

  # Images for nodes are listed by the service, in data.oci_containerengine_node_pool_option.
  enforce {
    for_each = attrs.node_source_details
    condition = anytrue([for sanctioned in param.sanctioned_images : sanctioned == each.value.image_id]) || (
      ref::type(ref::target(each.value.image_id)) == "data.oci_core_images" ?
      alltrue([for i in ref::target(each.value.image_id).images : i.compartment_id == null]) :
      ref::type(ref::target(each.value.image_id)) == "data.oci_containerengine_node_pool_option"
    )
    error_message = "Nodes of pool ${attrs.name} start from an image that is not one of Oracle's platform images."
  }

  # The older argument.
  enforce {
    condition = attrs.node_image_id == null || attrs.node_image_id == "" || length(attrs.node_source_details) > 0 || anytrue([for sanctioned in param.sanctioned_images : sanctioned == attrs.node_image_id]) || (
      ref::type(ref::target(attrs.node_image_id)) == "data.oci_core_images" ?
      alltrue([for i in ref::target(attrs.node_image_id).images : i.compartment_id == null]) :
      ref::type(ref::target(attrs.node_image_id)) == "data.oci_containerengine_node_pool_option"
    )
    error_message = "Nodes of pool ${attrs.name} start from an image that is not one of Oracle's platform images."
    at            = attrs.node_image_id
  }

  why    = "Whoever made a custom image decides what runs at first boot, on every node of the pool."
  remedy = "Take the image from data.oci_containerengine_node_pool_option or data.oci_core_images, or list its OCID in param \"sanctioned_images\"."

  implements = { "oci-security-zones" = ["deny instance_without_sanctioned_image"] }
}
