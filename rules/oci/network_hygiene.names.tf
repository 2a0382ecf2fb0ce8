# Peers that are approved by their display names, and a group that nothing may be in.

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_default_security_list" "main" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

# violates: oci-net-nsg-unused
resource "oci_core_network_security_group" "nobody" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_network_security_group" "cards" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_core_subnet" "main" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.1.0/24"
  security_list_ids = [oci_core_security_list.main.id]
}

resource "oci_core_security_list" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

resource "oci_file_storage_mount_target" "main" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "AD-1"
  subnet_id           = oci_core_subnet.main.id
  nsg_ids             = [oci_core_network_security_group.cards.id]
}

resource "oci_core_drg" "hub" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "hub"
}

resource "oci_core_drg" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "other"
}

resource "oci_core_drg_attachment" "hub" {
  drg_id = oci_core_drg.hub.id
  vcn_id = oci_core_vcn.main.id
}

# violates: oci-net-drg-attachment-approved
resource "oci_core_drg_attachment" "other" {
  drg_id = oci_core_drg.other.id
  vcn_id = oci_core_vcn.main.id
}

# violates: oci-net-peering-approved
resource "oci_core_local_peering_gateway" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "other"
  peer_id        = oci_core_local_peering_gateway.far.id
}

# No peer: it waits for the other side to connect.
resource "oci_core_local_peering_gateway" "far" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
  display_name   = "far"
}
