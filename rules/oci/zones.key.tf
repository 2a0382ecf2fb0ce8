# A key that will exist is a key, a variable that is null is none, a condition that nobody can
# answer yet is undecided.

variable "no_key" {
  type    = string
  default = null
}

variable "production" {
  type = bool
}

resource "oci_kms_key" "data" {
  compartment_id      = oci_identity_compartment.zone.id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "keys" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "keys"
  security_policies = ["ocid1.securityzonessecuritypolicy.oc1..aaaaaaaaqmq4jqcxqbjj5cjzb7t5ira66dctyypq2m2o4psxmx6atp45lyda"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.keys.id
}

resource "oci_objectstorage_bucket" "referenced" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "referenced"
  kms_key_id     = oci_kms_key.data.id
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "null_key" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "null_key"
  kms_key_id     = var.no_key
}

# undecided: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "conditional" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "conditional"
  kms_key_id     = var.production ? oci_kms_key.data.id : null
}

