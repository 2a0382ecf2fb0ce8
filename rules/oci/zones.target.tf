# A Cloud Guard target that may be on the compartment of a zone.

variable "target_id" {
  type = string
}

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "main" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "main"
  security_policies = ["deny public_buckets"]
}

# undecided: oci-cloud-guard-target-on-zone
resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.main.id
}

resource "oci_cloud_guard_target" "unsure" {
  compartment_id       = "ocid1.tenancy.oc1..root"
  display_name         = "unsure"
  target_resource_id   = var.target_id
  target_resource_type = "COMPARTMENT"
}
