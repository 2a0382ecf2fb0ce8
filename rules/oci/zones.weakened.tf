# The recipe loses a policy in the same plan that needs it gone: the weakening is reported, and the
# bucket is still judged by what holds today.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

# violates: oci-security-zone-weakened
resource "oci_cloud_guard_security_recipe" "main" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "main"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.main.id
}

# violates: oci-bucket-public
resource "oci_objectstorage_bucket" "opened" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "opened"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
  access_type    = "ObjectRead"
}

