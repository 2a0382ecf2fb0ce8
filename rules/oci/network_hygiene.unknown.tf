# References that are not known yet: nobody can say what is missing.

variable "vcn" {
  type = string
}

variable "lists" {
  type = list(string)
}

variable "peers" {
  type = string
}

# undecided: oci-vcn-default-security-list-unmanaged
resource "oci_core_vcn" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_default_security_list" "main" {
  manage_default_resource_id = var.vcn
}

# undecided: oci-net-security-list-unused
resource "oci_core_security_list" "main" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.main.id
}

# undecided: oci-net-subnet-security-lists
resource "oci_core_subnet" "main" {
  compartment_id    = "ocid1.compartment.oc1..app"
  vcn_id            = oci_core_vcn.main.id
  cidr_block        = "10.0.1.0/24"
  security_list_ids = var.lists
}
