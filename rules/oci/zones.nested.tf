# A zone of its own takes a compartment out of the zone above it, with fewer policies or with as many.

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

resource "oci_identity_compartment" "fresh" {
  compartment_id = oci_identity_compartment.parent.id
  name           = "fresh"
  description    = "made by this plan"
}

resource "oci_cloud_guard_security_recipe" "one" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "one"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

# violates: oci-security-zone-weakened
resource "oci_cloud_guard_security_zone" "weaker" {
  compartment_id          = oci_identity_compartment.weaker.id
  display_name            = "weaker"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.one.id
}

resource "oci_cloud_guard_security_zone" "stricter" {
  compartment_id          = oci_identity_compartment.stricter.id
  display_name            = "stricter"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.two.id
}

# Nothing is there yet that could lose anything.
resource "oci_cloud_guard_security_zone" "fresh" {
  compartment_id          = oci_identity_compartment.fresh.id
  display_name            = "fresh"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.one.id
}
