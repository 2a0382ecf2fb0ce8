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

variable "compartment_id" {
  type = string
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_instance_pool" "untouched" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2
  display_name              = "same"

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

# violates: oci-compute-management-changed
resource "oci_core_instance_pool" "changed" {
  compartment_id            = oci_identity_compartment.zone.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2
  display_name              = "after"

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

resource "oci_core_instance_pool" "outside" {
  compartment_id            = oci_identity_compartment.open.id
  instance_configuration_id = "ocid1.instanceconfiguration.oc1.iad.app"
  size                      = 2
  display_name              = "after"

  placement_configurations {
    availability_domain = "Uocm:IAD-AD-1"
    primary_subnet_id   = oci_core_subnet.inside.id
  }
}

# violates: oci-compute-management-changed
resource "oci_core_instance_configuration" "created" {
  compartment_id = oci_identity_compartment.zone.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

resource "oci_core_instance_configuration" "outside" {
  compartment_id = oci_identity_compartment.open.id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

# undecided: oci-compute-management-changed
# undecided: oci-instance-configuration-subnet-outside-zone
# undecided: oci-instance-configuration-unsanctioned-image
resource "oci_core_instance_configuration" "unsure" {
  compartment_id = var.compartment_id

  instance_details {
    instance_type = "compute"

    launch_details {
      shape = "VM.Standard.E4.Flex"

      create_vnic_details {
        subnet_id = oci_core_subnet.inside.id
      }

      source_details {
        source_type = "image"
        image_id    = "ocid1.image.oc1.iad.linux"
        kms_key_id  = "ocid1.key.oc1.iad.vault.data"
      }
    }
  }
}

