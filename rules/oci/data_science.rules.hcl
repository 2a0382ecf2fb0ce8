# "Managed networking" is Oracle's: it reaches the internet. A subnet of your own decides for itself.

rule "oci-model-deployment-public-network" {
  title     = "Model deployments of a security zone use a subnet"
  resource  = ["oci_datascience_model_deployment"]
  principle = "public-access"
  severity  = "high"

  enforce {
    for_each = attrs.model_deployment_configuration_details
    condition = (
      anytrue(flatten([for m in each.value.model_configuration_details : [for i in m.instance_configuration : i.subnet_id != null && i.subnet_id != ""]])) ||
      anytrue(flatten([for f in each.value.infrastructure_configuration_details : [for i in f.instance_configuration : i.subnet_id != null && i.subnet_id != ""]]))
    )
    error_message = "Model deployment ${meta.name} uses Oracle's managed network, which reaches the internet."
  }

  why    = "A model, or what it was made to do, can send the data of the zone anywhere."
  remedy = "Set subnet_id in instance_configuration to a private subnet of the zone."

  implements = { "oci-security-zones" = ["deny model_deploy_public_network"] }
}

rule "oci-job-managed-egress" {
  title     = "Data Science jobs of a security zone use a subnet"
  resource  = ["oci_datascience_job"]
  principle = "public-access"
  severity  = "high"

  # "ME" is managed egress. A compute target brings its own network.
  enforce {
    for_each = attrs.job_infrastructure_configuration_details
    condition = upper(each.value.job_infrastructure_type) == "MANAGED_COMPUTE_CLUSTER" || (
      upper(each.value.job_infrastructure_type) != "ME_STANDALONE" && (
        (each.value.subnet_id != null && each.value.subnet_id != "") ||
        anytrue(flatten([for n in attrs.job_node_configuration_details : [for c in n.job_network_configuration : c.subnet_id != null && c.subnet_id != ""]]))
      )
    )
    error_message = "Job ${meta.name} uses Oracle's managed network, which reaches the internet."
  }

  enforce {
    for_each      = attrs.job_node_configuration_details
    condition     = alltrue([for n in each.value.job_network_configuration : n.subnet_id != null && n.subnet_id != ""])
    error_message = "The nodes of job ${meta.name} use Oracle's managed network, which reaches the internet."
  }

  enforce {
    for_each      = attrs.job_node_configuration_details
    condition     = alltrue(flatten([for g in each.value.job_node_group_configuration_details_list : [for i in g.job_infrastructure_configuration_details : upper(i.job_infrastructure_type) != "ME_STANDALONE"]]))
    error_message = "A node group of job ${meta.name} uses Oracle's managed network, which reaches the internet."
  }

  why    = "Code of a job can send the data of the zone anywhere."
  remedy = "Set job_infrastructure_type = \"STANDALONE\" and subnet_id to a private subnet of the zone."

  implements = { "oci-security-zones" = ["deny job_manage_egress_network"] }
}

rule "oci-notebook-public-network" {
  title     = "Notebook sessions of a security zone use a subnet"
  resource  = ["oci_datascience_notebook_session"]
  principle = "public-access"
  severity  = "high"

  enforce {
    condition = (
      anytrue([for c in attrs.notebook_session_config_details : c.subnet_id != null && c.subnet_id != ""]) ||
      anytrue([for c in attrs.notebook_session_configuration_details : c.subnet_id != null && c.subnet_id != ""])
    )
    error_message = "Notebook session ${meta.name} uses Oracle's managed network, which reaches the internet."
  }

  why    = "Whoever works in the notebook can send the data of the zone anywhere, and install packages from anywhere."
  remedy = "Set subnet_id in notebook_session_config_details to a private subnet of the zone."

  implements = { "oci-security-zones" = ["deny notebook_public_network"] }
}

rule "oci-pipeline-managed-egress" {
  title     = "Data Science pipelines of a security zone use a subnet"
  resource  = ["oci_datascience_pipeline"]
  principle = "public-access"
  severity  = "high"

  # Steps without an infrastructure of their own take that of the pipeline. A step of type
  # ML_JOB runs as its job says, one of type DATAFLOW as its application says.
  enforce {
    for_each = attrs.step_details
    condition = contains(["ML_JOB", "DATAFLOW"], upper(each.value.step_type)) || (
      length(each.value.step_infrastructure_configuration_details) > 0 ?
      alltrue([for i in each.value.step_infrastructure_configuration_details : i.subnet_id != null && i.subnet_id != ""]) :
      anytrue([for i in attrs.infrastructure_configuration_details : i.subnet_id != null && i.subnet_id != ""])
    )
    error_message = "A step of pipeline ${meta.name} uses Oracle's managed network, which reaches the internet."
  }

  why    = "Code of a step can send the data of the zone anywhere."
  remedy = "Set subnet_id in infrastructure_configuration_details, and in every step that has details of its own, to a private subnet of the zone."

  implements = { "oci-security-zones" = ["deny pipeline_manage_egress_network"] }
}
