# A zone on the parent, a child made in the same plan: the bucket is in the zone although
# every identifier is still unknown.

resource "oci_identity_compartment" "parent" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "parent"
  description    = "has the zone"
}

resource "oci_identity_compartment" "child" {
  compartment_id = oci_identity_compartment.parent.id
  name           = "child"
  description    = "inherits it"
}

resource "oci_identity_compartment" "beside" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "beside"
  description    = "in no zone"
}

resource "oci_cloud_guard_security_recipe" "keys" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "keys"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

resource "oci_cloud_guard_security_zone" "parent" {
  compartment_id          = oci_identity_compartment.parent.id
  display_name            = "parent"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.keys.id
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "in_child" {
  compartment_id = oci_identity_compartment.child.id
  namespace      = "acme"
  name           = "in_child"
}

# Outside of all zones no policy of a zone holds.
resource "oci_objectstorage_bucket" "beside" {
  compartment_id = oci_identity_compartment.beside.id
  namespace      = "acme"
  name           = "beside"
}

