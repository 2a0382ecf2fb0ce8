# How Oracle Cloud makes zones (Cloud Guard, Security Zones): which resources declare a zone, its
# recipe and the policies in it. Source: provider documentation of the named types.

zone "oci_cloud_guard_security_zone" {
  container = "compartment_id"
  recipe    = "security_zone_recipe_id"
  name      = "display_name"
  inherited = "inherited_by_compartments"
}

recipe "oci_cloud_guard_security_recipe" {
  policies  = "security_policies"
  name      = "display_name"
  owner     = "owner"
  framework = "oci-security-zones"
}

# Oracle's own recipe is mostly found here: data.oci_cloud_guard_security_recipes.x.security_recipe_collection[0].items[0].id
recipe "data.oci_cloud_guard_security_recipes" {
  items     = "security_recipe_collection.items"
  policies  = "security_policies"
  name      = "display_name"
  owner     = "owner"
  framework = "oci-security-zones"
}

# Landing zones key on friendly_name, other modules on display_name; both hold "deny public_buckets".
policies "data.oci_cloud_guard_security_policies" {
  items = "security_policy_collection.items"
  id    = "id"
  names = ["friendly_name", "display_name"]
}

policies "data.oci_cloud_guard_security_policy" {
  items = ""
  id    = "id"
  names = ["friendly_name", "display_name"]
}

containers "data.oci_identity_compartment" {
  items  = ""
  id     = "id"
  parent = "compartment_id"
}

containers "data.oci_identity_compartments" {
  items  = "compartments"
  id     = "id"
  parent = "compartment_id"
}
