# A configuration that sets up the tenancy, and has forgotten compartments and dynamic groups.
# violates: oci-no-dynamic-group, oci-no-compartment

# The second group of administrators is one by agreement.
resource "oci_identity_policy" "ops" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "ops"
  description    = "operations"
  statements     = ["Allow group Ops to manage all-resources in tenancy"]
}
