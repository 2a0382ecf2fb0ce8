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

# violates: oci-service-gateway-changed
resource "oci_core_service_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"

  services {
    service_id = "ocid1.service.oc1.iad.all"
  }
}

# violates: oci-route-table-changed
resource "oci_core_route_table" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"
}

# violates: oci-nat-gateway-created
resource "oci_core_nat_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"
}

# violates: oci-peering-created
resource "oci_core_local_peering_gateway" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
  display_name   = "after"
}

# violates: oci-peering-created
resource "oci_core_remote_peering_connection" "inside" {
  compartment_id = oci_identity_compartment.zone.id
  drg_id         = "ocid1.drg.oc1.iad.main"
  display_name   = "after"
}

resource "oci_core_service_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "after"

  services {
    service_id = "ocid1.service.oc1.iad.all"
  }
}

resource "oci_core_route_table" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "after"
}

resource "oci_core_nat_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "after"
}

resource "oci_core_local_peering_gateway" "outside" {
  compartment_id = oci_identity_compartment.open.id
  vcn_id         = oci_core_vcn.outside.id
  display_name   = "after"
}

resource "oci_core_remote_peering_connection" "outside" {
  compartment_id = oci_identity_compartment.open.id
  drg_id         = "ocid1.drg.oc1.iad.main"
  display_name   = "after"
}

variable "compartment_id" {
  type = string
}

resource "oci_core_nat_gateway" "untouched" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.inside.id
}

# The default route table is where its VCN is.
# violates: oci-route-table-changed
resource "oci_core_default_route_table" "inside" {
  manage_default_resource_id = oci_core_vcn.inside.default_route_table_id
}

resource "oci_core_default_route_table" "outside" {
  manage_default_resource_id = oci_core_vcn.outside.default_route_table_id
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = oci_core_vcn.inside.id
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-route-table-changed
resource "oci_core_route_table_attachment" "inside" {
  subnet_id      = oci_core_subnet.inside.id
  route_table_id = oci_core_route_table.inside.id
}

# undecided: oci-service-gateway-changed
resource "oci_core_service_gateway" "unsure" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.outside.id

  services {
    service_id = "ocid1.service.oc1.iad.all"
  }
}

# undecided: oci-route-table-changed
resource "oci_core_route_table" "unsure" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.outside.id
}

# undecided: oci-nat-gateway-created
resource "oci_core_nat_gateway" "unsure" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.outside.id
}

# undecided: oci-peering-created
resource "oci_core_local_peering_gateway" "unsure" {
  compartment_id = var.compartment_id
  vcn_id         = oci_core_vcn.outside.id
}
