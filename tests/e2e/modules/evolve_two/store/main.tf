resource "oci_objectstorage_bucket" "this" {
  compartment_id = "ocid1.compartment.oc1..home"
  namespace      = "acme"
  name           = "store"
}
