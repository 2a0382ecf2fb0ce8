# Zones and recipes that change.

resource "oci_identity_compartment" "deleted" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "deleted"
  description    = "its zone goes"
}

resource "oci_identity_compartment" "swapped" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "swapped"
  description    = "its zone gets a weaker recipe"
}

resource "oci_identity_compartment" "stronger" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "stronger"
  description    = "its zone gets a stronger recipe"
}

resource "oci_identity_compartment" "renamed" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "renamed"
  description    = "its zone gets another name"
}

resource "oci_identity_compartment" "unsure" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "unsure"
  description    = "its zone gets a recipe that nobody knows"
}

variable "recipe_id" {
  type = string
}

resource "oci_cloud_guard_security_recipe" "weak" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "weak"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa"]
}

resource "oci_cloud_guard_security_recipe" "strict" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "strict"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa", "ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

# violates: oci-security-zone-weakened
resource "oci_cloud_guard_security_zone" "swapped" {
  compartment_id          = oci_identity_compartment.swapped.id
  display_name            = "swapped"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.weak.id
}

resource "oci_cloud_guard_security_zone" "stronger" {
  compartment_id          = oci_identity_compartment.stronger.id
  display_name            = "stronger"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.strict.id
}

resource "oci_cloud_guard_security_zone" "renamed" {
  compartment_id          = oci_identity_compartment.renamed.id
  display_name            = "renamed-now"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.strict.id
}

# undecided: oci-security-zone-weakened
resource "oci_cloud_guard_security_zone" "unsure" {
  compartment_id          = oci_identity_compartment.unsure.id
  display_name            = "unsure"
  security_zone_recipe_id = var.recipe_id
}

# A policy more is no weakening.
resource "oci_cloud_guard_security_recipe" "grows" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "grows"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaa5ocyo7jqjzgjenvccch46buhpaaofplzxlp3xbxfcdwwk2tyrwqa", "ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

resource "oci_identity_compartment" "fresh" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "fresh"
  description    = "gets a zone with this plan"
}

resource "oci_cloud_guard_security_zone" "fresh" {
  compartment_id          = oci_identity_compartment.fresh.id
  display_name            = "fresh"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.grows.id
}

# violates: oci-cloud-guard-target-on-zone
resource "oci_cloud_guard_security_zone" "with_target" {
  compartment_id          = oci_identity_compartment.with_target.id
  display_name            = "with_target"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.grows.id
}

resource "oci_identity_compartment" "with_target" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "with_target"
  description    = "has a zone and a target"
}

resource "oci_cloud_guard_target" "with_target" {
  compartment_id       = oci_identity_compartment.with_target.id
  display_name         = "with_target"
  target_resource_id   = oci_identity_compartment.with_target.id
  target_resource_type = "COMPARTMENT"
}
