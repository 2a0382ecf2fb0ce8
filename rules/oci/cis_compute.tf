# Instances without any zone: what the baseline says.

variable "switch" {
  description = "Nobody sets it here."
  type        = bool
}

variable "shape" {
  type = string
}

variable "attachment" {
  type = string
}

variable "user_data" {
  type = string
}

resource "oci_core_instance" "good" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = true
  extended_metadata                   = {}

  metadata = {
    ssh_authorized_keys = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDK2 opc@host"
    user_data           = base64encode("#cloud-config\npackages: [httpd]\n")
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# violates: oci-instance-legacy-metadata, oci-instance-secure-boot, oci-instance-in-transit-encryption
# violates: oci-instance-monitoring-disabled
resource "oci_core_instance" "bad" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = false
  metadata                            = {}
  extended_metadata                   = {}

  instance_options {
    are_legacy_imds_endpoints_disabled = false
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = false
  }
  launch_options {
    is_pv_encryption_in_transit_enabled = false
  }
  agent_config {
    is_monitoring_disabled = true
  }
}

# Encryption in launch_options counts.
resource "oci_core_instance" "launch_options" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = false
  metadata                            = {}
  extended_metadata                   = {}

  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  launch_options {
    is_pv_encryption_in_transit_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# Bare metal has no paravirtualized volumes.
resource "oci_core_instance" "bare_metal" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "BM.Standard.E4.128"
  is_pv_encryption_in_transit_enabled = false
  metadata                            = {}
  extended_metadata                   = {}

  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_MILAN_BM"
    is_secure_boot_enabled = true
  }
  launch_options {
    is_pv_encryption_in_transit_enabled = false
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# undecided: oci-instance-legacy-metadata, oci-instance-secure-boot, oci-instance-in-transit-encryption
# undecided: oci-instance-monitoring-disabled, oci-user-data-secret
resource "oci_core_instance" "unknown" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = var.switch
  extended_metadata                   = {}

  metadata = {
    user_data = var.user_data
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = var.switch
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = var.switch
  }
  launch_options {
    is_pv_encryption_in_transit_enabled = false
  }
  agent_config {
    is_monitoring_disabled = var.switch
  }
}

# A public key is no credential, whichever it is going to be.
resource "oci_core_instance" "public_key" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = true
  extended_metadata                   = {}

  metadata = {
    ssh_authorized_keys = var.user_data
    user_data           = base64encode("#!/bin/bash\necho hello\n")
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# The wrong half of the pair.
# violates: oci-user-data-secret
resource "oci_core_instance" "private_key" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = true
  extended_metadata                   = {}

  metadata = {
    ssh_authorized_keys = "-----BEGIN OPENSSH PRIVATE KEY-----\nnot a real one\n-----END OPENSSH PRIVATE KEY-----\n"
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# violates: oci-user-data-secret
resource "oci_core_instance" "secret_in_base64" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = true
  extended_metadata                   = {}

  metadata = {
    user_data = base64encode("#!/bin/bash\nexport DB_PASSWORD=Tiger-Lily-7\n/opt/app/run\n")
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

# violates: oci-user-data-secret
resource "oci_core_instance" "secret_by_name" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = "VM.Standard.E4.Flex"
  is_pv_encryption_in_transit_enabled = true
  metadata                            = {}

  extended_metadata = {
    db_password = "Tiger-Lily-7"
  }
  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

resource "oci_core_instance_configuration" "good" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape                               = "VM.Standard.E4.Flex"
      is_pv_encryption_in_transit_enabled = true
      metadata                            = {}
      extended_metadata                   = {}

      instance_options {
        are_legacy_imds_endpoints_disabled = true
      }
    }
  }
}

# violates: oci-instance-configuration-legacy-metadata, oci-instance-configuration-in-transit-encryption
# violates: oci-instance-configuration-user-data-secret
resource "oci_core_instance_configuration" "bad" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape                               = "VM.Standard.E4.Flex"
      is_pv_encryption_in_transit_enabled = false
      extended_metadata                   = {}

      metadata = {
        user_data = base64encode("#cloud-config\nchpasswd:\n  expire: false\npassword: Tiger-Lily-7\n")
      }
      instance_options {
        are_legacy_imds_endpoints_disabled = false
      }
      launch_options {
        is_pv_encryption_in_transit_enabled = false
      }
    }
  }
}

# undecided: oci-instance-configuration-legacy-metadata, oci-instance-configuration-in-transit-encryption
# undecided: oci-instance-configuration-user-data-secret
resource "oci_core_instance_configuration" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape                               = "VM.Standard.E4.Flex"
      is_pv_encryption_in_transit_enabled = var.switch
      extended_metadata                   = {}

      metadata = {
        user_data = var.user_data
      }
      instance_options {
        are_legacy_imds_endpoints_disabled = var.switch
      }
      launch_options {
        is_pv_encryption_in_transit_enabled = false
      }
    }
  }
}

resource "oci_core_volume_attachment" "good" {
  attachment_type                     = "paravirtualized"
  instance_id                         = oci_core_instance.good.id
  volume_id                           = "ocid1.volume.oc1.iad.data"
  is_pv_encryption_in_transit_enabled = true
}

# violates: oci-volume-attachment-in-transit-encryption
resource "oci_core_volume_attachment" "default" {
  attachment_type = "paravirtualized"
  instance_id     = oci_core_instance.good.id
  volume_id       = "ocid1.volume.oc1.iad.data"
}

resource "oci_core_volume_attachment" "iscsi" {
  attachment_type = "iscsi"
  instance_id     = oci_core_instance.good.id
  volume_id       = "ocid1.volume.oc1.iad.data"
}

# undecided: oci-volume-attachment-in-transit-encryption
resource "oci_core_volume_attachment" "unknown" {
  attachment_type = var.attachment
  instance_id     = oci_core_instance.good.id
  volume_id       = "ocid1.volume.oc1.iad.data"
}

# undecided: oci-instance-in-transit-encryption
resource "oci_core_instance" "unknown_shape" {
  availability_domain                 = "AD-1"
  compartment_id                      = "ocid1.compartment.oc1..app"
  shape                               = var.shape
  is_pv_encryption_in_transit_enabled = false
  metadata                            = {}
  extended_metadata                   = {}

  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }
  platform_config {
    type                   = "AMD_VM"
    is_secure_boot_enabled = true
  }
  launch_options {
    is_pv_encryption_in_transit_enabled = false
  }
  agent_config {
    is_monitoring_disabled = false
  }
}

resource "oci_containerengine_node_pool" "good" {
  cluster_id     = "ocid1.cluster.oc1.iad.app"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "good"
  node_metadata  = { areLegacyImdsEndpointsDisabled = "true" }
}

# violates: oci-node-pool-user-data-secret
resource "oci_containerengine_node_pool" "secret" {
  cluster_id     = "ocid1.cluster.oc1.iad.app"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "secret"

  node_metadata = {
    user_data = base64encode("#!/bin/bash\ndocker login -u robot --password Tiger-Lily-7 registry\n")
  }
}

# undecided: oci-node-pool-user-data-secret
resource "oci_containerengine_node_pool" "unknown" {
  cluster_id     = "ocid1.cluster.oc1.iad.app"
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "unknown"
  node_metadata  = { user_data = var.user_data }
}

resource "oci_functions_application" "good" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "good"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
  config         = { DB_PASSWORD_SECRET_OCID = "ocid1.vaultsecret.oc1.iad.db" }
}

# violates: oci-container-environment-secret
resource "oci_functions_application" "secret" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "secret"
  subnet_ids     = ["ocid1.subnet.oc1.iad.app"]
  config         = { DB_PASSWORD = "Tiger-Lily-7" }
}

# undecided: oci-container-environment-secret
resource "oci_functions_function" "unknown" {
  application_id = oci_functions_application.good.id
  display_name   = "unknown"
  memory_in_mbs  = 128
  config         = { MODE = var.user_data }
}

# violates: oci-container-environment-secret
resource "oci_container_instances_container_instance" "secret" {
  availability_domain = "AD-1"
  compartment_id      = "ocid1.compartment.oc1..app"
  shape               = "CI.Standard.E4.Flex"

  containers {
    image_url             = "registry/app"
    environment_variables = { DB_PASSWORD = "Tiger-Lily-7" }
  }
  shape_config {
    ocpus = 1
  }
  vnics {
    subnet_id = "ocid1.subnet.oc1.iad.app"
  }
}

resource "oci_container_instances_container_instance" "good" {
  availability_domain = "AD-1"
  compartment_id      = "ocid1.compartment.oc1..app"
  shape               = "CI.Standard.E4.Flex"

  containers {
    image_url             = "registry/app"
    environment_variables = { MODE = "production" }
  }
  shape_config {
    ocpus = 1
  }
  vnics {
    subnet_id = "ocid1.subnet.oc1.iad.app"
  }
}

# Nobody wrote anything.
# violates: oci-instance-legacy-metadata, oci-instance-secure-boot, oci-instance-in-transit-encryption
resource "oci_core_instance" "plain" {
  availability_domain = "AD-1"
  compartment_id      = "ocid1.compartment.oc1..app"
  shape               = "VM.Standard.E4.Flex"
}

# violates: oci-instance-configuration-legacy-metadata, oci-instance-configuration-in-transit-encryption
resource "oci_core_instance_configuration" "plain" {
  compartment_id = "ocid1.compartment.oc1..app"

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"
    }
  }
}
