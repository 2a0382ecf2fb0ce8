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

variable "compartment_id" {
  type = string
}

# Exists and is not touched.
resource "oci_bastion_bastion" "untouched" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

# violates: oci-bastion-changed
resource "oci_bastion_bastion" "changed" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["0.0.0.0/0"]
}

# violates: oci-bastion-changed
resource "oci_bastion_bastion" "created" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.zone.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

resource "oci_bastion_bastion" "outside" {
  bastion_type                 = "STANDARD"
  compartment_id               = oci_identity_compartment.open.id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["192.168.0.0/16"]
}

# undecided: oci-bastion-changed
resource "oci_bastion_bastion" "unsure" {
  bastion_type                 = "STANDARD"
  compartment_id               = var.compartment_id
  target_subnet_id             = "ocid1.subnet.oc1.iad.app"
  client_cidr_block_allow_list = ["10.0.0.0/8"]
}

# A session is where its bastion is.
# violates: oci-bastion-changed
resource "oci_bastion_session" "inside" {
  bastion_id = oci_bastion_bastion.untouched.id

  key_details {
    public_key_content = "ssh-ed25519 AAAA example"
  }

  target_resource_details {
    session_type                       = "PORT_FORWARDING"
    target_resource_private_ip_address = "10.0.0.5"
  }
}

resource "oci_bastion_session" "outside" {
  bastion_id = oci_bastion_bastion.outside.id

  key_details {
    public_key_content = "ssh-ed25519 AAAA example"
  }

  target_resource_details {
    session_type                       = "PORT_FORWARDING"
    target_resource_private_ip_address = "10.0.0.5"
  }
}

