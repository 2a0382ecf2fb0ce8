resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

resource "oci_bastion_bastion" "untouched" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

resource "oci_bastion_bastion" "changed" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

# violates: oci-bastion-changed
resource "oci_bastion_bastion" "removed" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

resource "oci_bastion_bastion" "outside" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.open.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

