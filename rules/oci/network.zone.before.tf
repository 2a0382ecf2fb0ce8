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

resource "oci_core_subnet" "leaves" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "stays" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "enters" {
  compartment_id             = oci_identity_compartment.open.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.2.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "unsure" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.3.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-vcn-deleted
resource "oci_core_vcn" "removed_inside" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.2.0.0/16"]
}

# violates: oci-security-list-deleted
resource "oci_core_security_list" "removed_inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

# violates: oci-network-security-group-deleted
resource "oci_core_network_security_group" "removed_inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

resource "oci_core_vcn" "removed_outside" {
  compartment_id = oci_identity_compartment.open.id
  cidr_blocks    = ["10.2.0.0/16"]
}

resource "oci_core_security_list" "removed_outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

resource "oci_core_network_security_group" "removed_outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

resource "oci_core_vcn" "replaced" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.3.0.0/16"]
  dns_label      = "before"
}

resource "oci_core_security_list" "kept" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"
}

resource "oci_core_network_security_group" "kept" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"
}

variable "former_compartment_id" {
  description = "Where these were, nobody knows."
  type        = string
}

# undecided: oci-vcn-deleted
resource "oci_core_vcn" "removed_somewhere" {
  compartment_id = var.former_compartment_id
  cidr_blocks    = ["10.4.0.0/16"]
}

# undecided: oci-security-list-deleted
resource "oci_core_security_list" "removed_somewhere" {
  compartment_id = var.former_compartment_id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

# undecided: oci-network-security-group-deleted
resource "oci_core_network_security_group" "removed_somewhere" {
  compartment_id = var.former_compartment_id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

resource "oci_core_vcn" "replaced_into" {
  compartment_id = oci_identity_compartment.open.id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "before"
}

resource "oci_core_security_list" "replaced_into" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
}

resource "oci_core_network_security_group" "replaced_into" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
}

resource "oci_core_vcn" "replaced_out" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "before"
}

resource "oci_core_security_list" "replaced_out" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

resource "oci_core_network_security_group" "replaced_out" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

resource "oci_core_vcn" "replaced_from_somewhere" {
  compartment_id = var.former_compartment_id
  cidr_blocks    = ["10.5.0.0/16"]
  dns_label      = "before"
}

resource "oci_core_security_list" "replaced_from_somewhere" {
  compartment_id = var.former_compartment_id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}

resource "oci_core_network_security_group" "replaced_from_somewhere" {
  compartment_id = var.former_compartment_id
  vcn_id         = "ocid1.vcn.oc1.iad.other"
}
