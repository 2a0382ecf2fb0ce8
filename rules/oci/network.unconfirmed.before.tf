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

resource "oci_core_vcn" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "outside" {
  compartment_id = oci_identity_compartment.open.id
  cidr_blocks    = ["10.1.0.0/16"]
}

resource "oci_core_service_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"

  services {
    service_id = "ocid1.service.oc1.iad.all"
  }
}

resource "oci_core_route_table" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"
}

resource "oci_core_nat_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"
}

resource "oci_core_local_peering_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "before"
}

resource "oci_core_remote_peering_connection" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  drg_id         = "ocid1.drg.oc1.iad.main"
  display_name   = "before"
}

resource "oci_core_service_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "before"

  services {
    service_id = "ocid1.service.oc1.iad.all"
  }
}

resource "oci_core_route_table" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "before"
}

resource "oci_core_nat_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "before"
}

resource "oci_core_local_peering_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "before"
}

resource "oci_core_remote_peering_connection" "outside" {
  compartment_id = oci_identity_compartment.open.id
  drg_id         = "ocid1.drg.oc1.iad.main"
  display_name   = "before"
}

resource "oci_core_nat_gateway" "untouched" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

# violates: oci-nat-gateway-created
resource "oci_core_nat_gateway" "removed" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}
