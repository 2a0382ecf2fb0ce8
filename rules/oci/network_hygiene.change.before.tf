# Default lists before the change.

variable "vcn" {
  type = string
}

resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "going" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

# violates: oci-default-security-list-removed
resource "oci_core_default_security_list" "removed" {
  manage_default_resource_id = oci_core_vcn.main.default_security_list_id
}

# It goes with its VCN.
resource "oci_core_default_security_list" "with_vcn" {
  manage_default_resource_id = oci_core_vcn.going.default_security_list_id
}

# Whether its VCN stays is not known here.
# undecided: oci-default-security-list-removed
resource "oci_core_default_security_list" "elsewhere" {
  manage_default_resource_id = "ocid1.securitylist.oc1..elsewhere"
}
