# A configuration that sets up the tenancy, and has what it needs.

resource "oci_identity_compartment" "app" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "app"
  description    = "an application"
}

resource "oci_identity_dynamic_group" "instances" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "instances"
  description    = "instances of the application"
  matching_rule  = "instance.compartment.id = 'ocid1.compartment.oc1..app'"
}
