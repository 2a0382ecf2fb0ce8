moved {
  from = oci_objectstorage_bucket.open
  to   = oci_objectstorage_bucket.opened
}
