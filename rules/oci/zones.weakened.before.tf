resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "main" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "main"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda", "ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.main.id
}

resource "oci_objectstorage_bucket" "opened" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "opened"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
  access_type    = "NoPublicAccess"
}

