variable "name" {}
variable "compartment_id" {}
variable "key_id" {
  default = null
}

resource "oci_objectstorage_bucket" "this" {
  compartment_id = var.compartment_id
  namespace      = "acme"
  name           = var.name
  kms_key_id     = var.key_id
}
