# Default lists after the change.

variable "vcn" {
  type = string
}

# violates: oci-vcn-default-security-list-unmanaged
resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}
