# As zones.own.tf, where the rules for buckets are those of this file: what the weaker zone does not
# hold is not reported, and neither is anything outside of all zones.

resource "oci_identity_compartment" "parent" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "parent"
  description    = "has a strict zone"
}

resource "oci_identity_compartment" "child" {
  compartment_id = oci_identity_compartment.parent.id
  name           = "child"
  description    = "has a zone of its own"
}

resource "oci_identity_compartment" "grandchild" {
  compartment_id = oci_identity_compartment.child.id
  name           = "grandchild"
  description    = "inherits that of the child"
}

resource "oci_cloud_guard_security_recipe" "strict" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "strict"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda", "ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa"]
}

resource "oci_cloud_guard_security_recipe" "weak" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "weak"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa"]
}

resource "oci_cloud_guard_security_zone" "parent" {
  compartment_id          = oci_identity_compartment.parent.id
  display_name            = "parent"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.strict.id
}

resource "oci_cloud_guard_security_zone" "child" {
  compartment_id          = oci_identity_compartment.child.id
  display_name            = "child"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.weak.id
}

resource "oci_objectstorage_bucket" "in_child" {
  compartment_id = oci_identity_compartment.child.id
  namespace      = "acme"
  name           = "in_child"
}

resource "oci_objectstorage_bucket" "in_grandchild" {
  compartment_id = oci_identity_compartment.grandchild.id
  namespace      = "acme"
  name           = "in_grandchild"
}

# What the weaker recipe holds does hold.
# violates: oci-bucket-public
resource "oci_objectstorage_bucket" "public_in_child" {
  compartment_id = oci_identity_compartment.child.id
  namespace      = "acme"
  name           = "public_in_child"
  access_type    = "ObjectRead"
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "in_parent" {
  compartment_id = oci_identity_compartment.parent.id
  namespace      = "acme"
  name           = "in_parent"
}


resource "oci_identity_compartment" "beside" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "beside"
  description    = "in no zone"
}

resource "oci_objectstorage_bucket" "beside" {
  compartment_id = oci_identity_compartment.beside.id
  namespace      = "acme"
  name           = "beside"
  access_type    = "ObjectRead"
}
