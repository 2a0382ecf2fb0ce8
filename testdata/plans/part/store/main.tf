terraform {
  required_providers {
    oci = {
      source = "oracle/oci"
    }
  }
}

variable "name" {
  type = string
}

variable "access_type" {
  type = string
}

variable "compartment" {
  type = string
}

variable "key" {
  type = string
}

resource "oci_objectstorage_bucket" "this" {
  compartment_id = var.compartment
  namespace      = "acme"
  name           = var.name
  access_type    = var.access_type
  kms_key_id     = var.key
}
