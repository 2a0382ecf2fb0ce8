resource "oci_identity_compartment" "parent" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "parent"
  description    = "has a zone"
}

resource "oci_identity_compartment" "weaker" {
  compartment_id = oci_identity_compartment.parent.id
  name           = "weaker"
  description    = "in that zone"
}

resource "oci_identity_compartment" "stricter" {
  compartment_id = oci_identity_compartment.parent.id
  name           = "stricter"
  description    = "in that zone"
}

resource "oci_cloud_guard_security_recipe" "two" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "two"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda", "ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa"]
}

resource "oci_cloud_guard_security_zone" "parent" {
  compartment_id          = oci_identity_compartment.parent.id
  display_name            = "parent"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.two.id
}
