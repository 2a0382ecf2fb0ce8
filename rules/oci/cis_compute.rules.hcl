# Instances: section 3 of the CIS benchmark for Oracle Cloud, and secrets in what instances are started with.

locals {
  bare_metal = "BM."
}

rule "oci-instance-legacy-metadata" {
  title     = "Instances answer only version 2 of the metadata service"
  resource  = ["oci_core_instance"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    condition = anytrue([
      for o in attrs.instance_options[*] : try(o.are_legacy_imds_endpoints_disabled, null) == true
    ])
    error_message = "Instance ${meta.name} answers version 1 of the metadata service."
  }

  why    = "Version 1 needs no header, so one forged request through a web application on the instance reads the credentials of the instance."
  remedy = "Add instance_options with are_legacy_imds_endpoints_disabled = true, after making sure that the image and its agents use version 2."

  controls = { "cis-oci-3.0" = ["3.1"] }
  aliases  = ["CKV_OCI_5"]
}

rule "oci-instance-configuration-legacy-metadata" {
  title     = "Instance configurations allow only version 2 of the metadata service"
  resource  = ["oci_core_instance_configuration"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    condition = alltrue(flatten([
      for d in attrs.instance_details[*] : [
        for l in d.launch_details[*] : anytrue([for o in try(l.instance_options, null)[*] : try(o.are_legacy_imds_endpoints_disabled, null) == true])
      ]
    ]))
    error_message = "Instances of configuration ${meta.name} answer version 1 of the metadata service."
  }

  why    = "Every instance of every pool that uses the configuration hands out its credentials to one forged request."
  remedy = "Add instance_options with are_legacy_imds_endpoints_disabled = true to launch_details."

  controls = { "cis-oci-3.0" = ["3.1"] }
}

rule "oci-instance-secure-boot" {
  title     = "Instances boot securely"
  resource  = ["oci_core_instance"]
  principle = "approved-configuration"
  severity  = "low"
  baseline  = true

  enforce {
    condition = anytrue([
      for p in attrs.platform_config[*] : try(p.is_secure_boot_enabled, null) == true
    ])
    error_message = "Instance ${meta.name} starts without secure boot."
  }

  why    = "Secure boot refuses boot loaders and kernels that nobody signed, which is where a rootkit would live."
  remedy = "Add platform_config with is_secure_boot_enabled = true. Shape and image must support it, and the instance is replaced."

  controls = { "cis-oci-3.0" = ["3.2"] }
}

rule "oci-instance-in-transit-encryption" {
  title     = "Instances encrypt what goes to their boot volume"
  resource  = ["oci_core_instance"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true

  # Bare metal shapes have no paravirtualized attachment.
  filter = !startswith(upper(attrs.shape), local.bare_metal)

  enforce {
    condition = (
      attrs.is_pv_encryption_in_transit_enabled == true ||
      anytrue([for o in attrs.launch_options[*] : try(o.is_pv_encryption_in_transit_enabled, null) == true])
    )
    error_message = "Instance ${meta.name} does not encrypt the traffic to its boot volume."
    at            = attrs.is_pv_encryption_in_transit_enabled
  }

  why    = "Between the instance and its volume the data crosses the network of the data centre."
  remedy = "Set is_pv_encryption_in_transit_enabled = true. On an instance that exists, set it in launch_options, which needs no replacement."

  controls = { "cis-oci-3.0" = ["3.3"] }
  aliases  = ["CKV_OCI_4"]
}

rule "oci-instance-configuration-in-transit-encryption" {
  title     = "Instance configurations encrypt what goes to boot volumes"
  resource  = ["oci_core_instance_configuration"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true

  enforce {
    condition = alltrue(flatten([
      for d in attrs.instance_details[*] : [
        for l in d.launch_details[*] : startswith(upper(coalesce(try(l.shape, null), "-")), local.bare_metal) || try(l.is_pv_encryption_in_transit_enabled, null) == true ||
        anytrue([for o in try(l.launch_options, null)[*] : try(o.is_pv_encryption_in_transit_enabled, null) == true])
      ]
    ]))
    error_message = "Instances of configuration ${meta.name} do not encrypt the traffic to their boot volumes."
  }

  why    = "Between the instance and its volume the data crosses the network of the data centre."
  remedy = "Set is_pv_encryption_in_transit_enabled = true in launch_details."

  controls = { "cis-oci-3.0" = ["3.3"] }
}

rule "oci-volume-attachment-in-transit-encryption" {
  title     = "Paravirtualized volume attachments are encrypted"
  resource  = ["oci_core_volume_attachment"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = lower(attrs.attachment_type) == "paravirtualized"

  enforce {
    condition     = attrs.is_pv_encryption_in_transit_enabled == true
    error_message = "Volume attachment ${meta.name} sends data to its volume in the clear."
    at            = attrs.is_pv_encryption_in_transit_enabled
  }

  why    = "Between the instance and its volume the data crosses the network of the data centre."
  remedy = "Set is_pv_encryption_in_transit_enabled = true; the attachment is replaced."

  controls = { "cis-oci-3.0" = ["3.3"] }
}

rule "oci-instance-monitoring-disabled" {
  title     = "Instances are monitored"
  resource  = ["oci_core_instance"]
  principle = "logging"
  severity  = "low"
  baseline  = true

  enforce {
    condition     = alltrue([for a in attrs.agent_config[*] : try(a.is_monitoring_disabled, null) != true])
    error_message = "Instance ${meta.name} has its monitoring switched off."
  }

  why    = "A machine that sends no metrics is one on which a miner runs unnoticed."
  remedy = "Remove is_monitoring_disabled from agent_config."

  aliases = ["CKV_OCI_6"]
}

rule "oci-user-data-secret" {
  title     = "User data holds no credentials"
  resource  = ["oci_core_instance"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = !secret::found(attrs.metadata) && !secret::found(attrs.extended_metadata)
    error_message = "The metadata of instance ${meta.name} holds what looks like a credential."
    at            = attrs.metadata
  }

  why    = "Every process on the instance can read its metadata, and so can everyone who may see the instance, its plan or its state."
  remedy = "Put the credential into a secret of a vault, and let the instance fetch it as an instance principal at first boot."
}

rule "oci-instance-configuration-user-data-secret" {
  title     = "User data of instance configurations holds no credentials"
  resource  = ["oci_core_instance_configuration"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    condition = !anytrue(flatten([
      for d in attrs.instance_details[*] : [
        for l in d.launch_details[*] : secret::found(try(l.metadata, null)) || secret::found(try(l.extended_metadata, null))
      ]
    ]))
    error_message = "The metadata of instance configuration ${meta.name} holds what looks like a credential."
  }

  why    = "Every process on the instances can read the metadata, and so can everyone who may see the configuration, its plan or its state."
  remedy = "Put the credential into a secret of a vault, and let the instances fetch it as instance principals at first boot."
}

rule "oci-node-pool-user-data-secret" {
  title     = "User data of Kubernetes nodes holds no credentials"
  resource  = ["oci_containerengine_node_pool"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = !secret::found(attrs.node_metadata)
    error_message = "The metadata of node pool ${attrs.name} holds what looks like a credential."
    at            = attrs.node_metadata
  }

  why    = "Every pod that reaches the metadata service of its node can read it."
  remedy = "Put the credential into a secret of a vault, and let the nodes fetch it as instance principals."
}

rule "oci-container-environment-secret" {
  title     = "Environment variables of containers and functions hold no credentials"
  resource  = ["oci_container_instances_container_instance", "oci_functions_application", "oci_functions_function"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    condition = (
      meta.type == "oci_container_instances_container_instance" ?
      !secret::found([for c in attrs.containers[*] : try(c.environment_variables, null)]) : !secret::found(attrs.config)
    )
    error_message = "The environment of ${meta.address} holds what looks like a credential."
  }

  why    = "Environment variables are shown by the console, inherited by every child process, and written into crash dumps and state files."
  remedy = "Pass the OCID of a secret of a vault instead, and let the program fetch it as a resource principal."
}
