variable "name" {
  type = string
}

variable "access" {
  type = string
}

variable "compartment_id" {
  type = string
}

variable "key_id" {
  type    = string
  default = null
}

resource "oci_objectstorage_bucket" "this" {
  compartment_id = var.compartment_id
  namespace      = "acme"
  name           = var.name
  access_type    = var.access
  kms_key_id     = var.key_id
}
