# Blocks with arguments that have a default.

resource "oci_core_vcn" "net" {
  compartment_id = "ocid1.compartment.oc1..net"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_security_list" "list" {
  for_each       = toset(["a", "b"])
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id
  display_name   = each.key

  # ringfence:ignore own-open reason="a bastion"
  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"

    tcp_options {
      min = 22
      max = 22
    }
  }
}

resource "oci_core_security_list" "bare" {
  compartment_id = "ocid1.compartment.oc1..net"
  vcn_id         = oci_core_vcn.net.id
  display_name   = "bare"

  ingress_security_rules {
    protocol = "6"
    source   = "0.0.0.0/0"
  }
}
