resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "other" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "ledger"
  description    = "in a zone of its own, with the same recipe"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

variable "subnet_id" {
  type = string
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_datascience_model_deployment" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  model_deployment_configuration_details {
    deployment_type = "SINGLE_MODEL"

    model_configuration_details {
      model_id = "ocid1.datasciencemodel.oc1.iad.main"

      instance_configuration {
        instance_shape_name = "VM.Standard.E4.Flex"
        subnet_id           = oci_core_subnet.inside.id
      }
    }
  }
}

# violates: oci-model-deployment-public-network
resource "oci_datascience_model_deployment" "managed" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  model_deployment_configuration_details {
    deployment_type = "SINGLE_MODEL"

    model_configuration_details {
      model_id = "ocid1.datasciencemodel.oc1.iad.main"

      instance_configuration {
        instance_shape_name = "VM.Standard.E4.Flex"
      }
    }
  }
}

# undecided: oci-model-deployment-public-network
resource "oci_datascience_model_deployment" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  model_deployment_configuration_details {
    deployment_type = "SINGLE_MODEL"

    model_configuration_details {
      model_id = "ocid1.datasciencemodel.oc1.iad.main"

      instance_configuration {
        instance_shape_name = "VM.Standard.E4.Flex"
        subnet_id           = var.subnet_id
      }
    }
  }
}

resource "oci_datascience_model_deployment" "outside" {
  compartment_id = oci_identity_compartment.open.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  model_deployment_configuration_details {
    deployment_type = "SINGLE_MODEL"

    model_configuration_details {
      model_id = "ocid1.datasciencemodel.oc1.iad.main"

      instance_configuration {
        instance_shape_name = "VM.Standard.E4.Flex"
      }
    }
  }
}

resource "oci_datascience_notebook_session" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  notebook_session_config_details {
    shape     = "VM.Standard.E4.Flex"
    subnet_id = oci_core_subnet.inside.id
  }
}

# violates: oci-notebook-public-network
resource "oci_datascience_notebook_session" "managed" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  notebook_session_config_details {
    shape = "VM.Standard.E4.Flex"
  }
}

# undecided: oci-notebook-public-network
resource "oci_datascience_notebook_session" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  notebook_session_config_details {
    shape     = "VM.Standard.E4.Flex"
    subnet_id = var.subnet_id
  }
}

resource "oci_datascience_notebook_session" "outside" {
  compartment_id = oci_identity_compartment.open.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  notebook_session_config_details {
    shape = "VM.Standard.E4.Flex"
  }
}

resource "oci_datascience_pipeline" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    shape_name                = "VM.Standard.E4.Flex"
    subnet_id                 = oci_core_subnet.inside.id
  }

  step_details {
    step_name = "train"
    step_type = "CUSTOM_SCRIPT"
  }
}

# violates: oci-pipeline-managed-egress
resource "oci_datascience_pipeline" "managed" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    shape_name                = "VM.Standard.E4.Flex"
  }

  step_details {
    step_name = "train"
    step_type = "CUSTOM_SCRIPT"
  }
}

# undecided: oci-pipeline-managed-egress
resource "oci_datascience_pipeline" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    shape_name                = "VM.Standard.E4.Flex"
    subnet_id                 = var.subnet_id
  }

  step_details {
    step_name = "train"
    step_type = "CUSTOM_SCRIPT"
  }
}

resource "oci_datascience_pipeline" "outside" {
  compartment_id = oci_identity_compartment.open.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    shape_name                = "VM.Standard.E4.Flex"
  }

  step_details {
    step_name = "train"
    step_type = "CUSTOM_SCRIPT"
  }
}

resource "oci_datascience_job" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    job_infrastructure_type   = "STANDALONE"
    shape_name                = "VM.Standard.E4.Flex"
    subnet_id                 = oci_core_subnet.inside.id
  }
}

# violates: oci-job-managed-egress
resource "oci_datascience_job" "managed" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    job_infrastructure_type   = "ME_STANDALONE"
    shape_name                = "VM.Standard.E4.Flex"
  }
}

# undecided: oci-job-managed-egress
resource "oci_datascience_job" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    job_infrastructure_type   = "STANDALONE"
    shape_name                = "VM.Standard.E4.Flex"
    subnet_id                 = var.subnet_id
  }
}

resource "oci_datascience_job" "outside" {
  compartment_id = oci_identity_compartment.open.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    job_infrastructure_type   = "ME_STANDALONE"
    shape_name                = "VM.Standard.E4.Flex"
  }
}

# Nodes of a distributed job that bring no network of their own.
# violates: oci-job-managed-egress
resource "oci_datascience_job" "nodes" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_node_configuration_details {
    job_node_type = "MULTI_NODE"

    job_network_configuration {
      job_network_type = "DEFAULT_NETWORK"
    }
  }
}

# A step with an infrastructure of its own, that has no subnet.
# violates: oci-pipeline-managed-egress
resource "oci_datascience_pipeline" "own_step" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  infrastructure_configuration_details {
    block_storage_size_in_gbs = 50
    shape_name                = "VM.Standard.E4.Flex"
    subnet_id                 = oci_core_subnet.inside.id
  }

  step_details {
    step_name = "train"
    step_type = "CUSTOM_SCRIPT"

    step_infrastructure_configuration_details {
      block_storage_size_in_gbs = 50
      shape_name                = "VM.Standard.E4.Flex"
    }
  }
}

# The provider takes kinds of infrastructure and of steps in any case of letters.
# violates: oci-job-managed-egress
resource "oci_datascience_job" "managed_in_lower_case" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  job_configuration_details {
    job_type = "DEFAULT"
  }

  job_infrastructure_configuration_details {
    job_infrastructure_type   = "me_standalone"
    shape_name                = "VM.Standard.E4.Flex"
    block_storage_size_in_gbs = 50
    subnet_id                 = oci_core_subnet.inside.id
  }
}

resource "oci_datascience_pipeline" "steps_in_lower_case" {
  compartment_id = oci_identity_compartment.zone.id
  project_id     = "ocid1.datascienceproject.oc1.iad.main"

  step_details {
    step_name = "train"
    step_type = "ml_job"
    job_id    = oci_datascience_job.managed_in_lower_case.id
  }
}
