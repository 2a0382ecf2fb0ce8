resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "payments-data"
  description    = "below the first, hence in its zone"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

resource "oci_core_vcn" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "outside" {
  compartment_id = oci_identity_compartment.open.id
  cidr_blocks    = ["10.1.0.0/16"]
}

variable "compartment_id" {
  type = string
}

# violates: oci-subnet-leaves-zone
resource "oci_core_subnet" "leaves" {
  compartment_id             = oci_identity_compartment.open.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

# Another compartment of the same zone.
resource "oci_core_subnet" "stays" {
  compartment_id             = oci_identity_compartment.below.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "enters" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.2.0/24"
  prohibit_public_ip_on_vnic = true
}

# undecided: oci-subnet-leaves-zone
resource "oci_core_subnet" "unsure" {
  compartment_id             = var.compartment_id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.3.0/24"
  prohibit_public_ip_on_vnic = true
}

# The label of a VCN cannot be changed: Terraform deletes it and makes another.
# violates: oci-vcn-deleted
resource "oci_core_vcn" "replaced" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.3.0.0/16"]
  dns_label      = "after"
}

resource "oci_core_security_list" "kept" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"
}

resource "oci_core_network_security_group" "kept" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"
}

# violates: oci-internet-gateway
resource "oci_core_internet_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

# Switched off, it is still there to be switched on.
# violates: oci-internet-gateway
resource "oci_core_internet_gateway" "disabled" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  enabled        = false
}

# Its own compartment is outside, the network that it opens is not.
# violates: oci-internet-gateway-of-zone-network
resource "oci_core_internet_gateway" "opens_zone" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.inside.id
}

resource "oci_core_internet_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
}

# undecided: oci-internet-gateway
resource "oci_core_internet_gateway" "unsure" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.outside.id
}

# violates: oci-drg-created
resource "oci_core_drg" "inside" {
  compartment_id = oci_identity_compartment.zone.id
}

resource "oci_core_drg" "outside" {
  compartment_id = oci_identity_compartment.open.id
}

# undecided: oci-drg-created
resource "oci_core_drg" "unsure" {
  compartment_id = var.compartment_id
}

# Policies whose identifier is not confirmed are not in the recipe: no finding.
resource "oci_core_nat_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

variable "vcn_id" {
  type = string
}

# undecided: oci-internet-gateway-of-zone-network
resource "oci_core_internet_gateway" "of_some_network" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = var.vcn_id
}

# A network that is nowhere in the plan: the gateway's own compartment decides.
resource "oci_core_internet_gateway" "of_other_network" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = "ocid1.vcn.oc1.iad.elsewhere"
}

# Outside of the zone it is removed, and in the zone a new one is made.
resource "oci_core_vcn" "replaced_into" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "after"
}

resource "oci_core_security_list" "replaced_into" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

resource "oci_core_network_security_group" "replaced_into" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

# The zone that it leaves by being replaced still forbids that.
# violates: oci-vcn-deleted
resource "oci_core_vcn" "replaced_out" {
  compartment_id = oci_identity_compartment.open.id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "after"
}

# violates: oci-security-list-deleted
resource "oci_core_security_list" "replaced_out" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
}

# violates: oci-network-security-group-deleted
resource "oci_core_network_security_group" "replaced_out" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
}

# undecided: oci-vcn-deleted
resource "oci_core_vcn" "replaced_from_somewhere" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "after"
}

# undecided: oci-security-list-deleted
resource "oci_core_security_list" "replaced_from_somewhere" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = "ocid1.vcn.oc1.iad.another"
}

# undecided: oci-network-security-group-deleted
resource "oci_core_network_security_group" "replaced_from_somewhere" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = "ocid1.vcn.oc1.iad.another"
}
