# A service gateway of which nobody knows yet which VCN it is for.

variable "vcn" {
  type = string
}

# undecided: oci-net-vcn-service-gateway
resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

resource "oci_core_service_gateway" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = var.vcn

  services {
    service_id = "ocid1.service.oc1.phx.all"
  }
}
