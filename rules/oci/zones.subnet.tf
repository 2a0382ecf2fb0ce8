# An instance and its subnet are in two zones that share one recipe: two zones all the same.

resource "oci_identity_compartment" "app" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "app"
  description    = "has a zone"
}

resource "oci_identity_compartment" "network" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "network"
  description    = "has another zone"
}

resource "oci_cloud_guard_security_recipe" "shared" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "shared"
  security_policies = ["deny instance_in_security_zone_in_subnet_not_in_security_zone"]
}

resource "oci_cloud_guard_security_zone" "app" {
  compartment_id          = oci_identity_compartment.app.id
  display_name            = "app"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.shared.id
}

resource "oci_cloud_guard_security_zone" "network" {
  compartment_id          = oci_identity_compartment.network.id
  display_name            = "network"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.shared.id
}

resource "oci_core_subnet" "shared" {
  compartment_id             = oci_identity_compartment.network.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "own" {
  compartment_id             = oci_identity_compartment.app.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-instance-subnet-outside-zone
resource "oci_core_instance" "in_shared" {
  compartment_id      = oci_identity_compartment.app.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.shared.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

resource "oci_core_instance" "in_own" {
  compartment_id      = oci_identity_compartment.app.id
  availability_domain = "Uocm:IAD-AD-1"
  shape               = "VM.Standard.E4.Flex"

  create_vnic_details {
    subnet_id = oci_core_subnet.own.id
  }

  source_details {
    source_type = "image"
    source_id   = "ocid1.image.oc1.iad.linux"
    kms_key_id  = "ocid1.key.oc1.iad.vault.data"
  }
}

