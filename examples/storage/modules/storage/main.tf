variable "name" {}
variable "access" {}
variable "compartment_id" {}

resource "oci_objectstorage_bucket" "this" {
  compartment_id = var.compartment_id
  namespace      = "acme"
  name           = var.name
  access_type    = var.access
  # ringfence:ignore oci-bucket-customer-managed-key reason="test data" until=2027-01-01
}
