rule "oci-bucket-public" {
  title     = "Object Storage buckets are not public"
  resource  = ["oci_objectstorage_bucket"]
  principle = "public-access"
  severity  = "critical"
  baseline  = true

  enforce {
    condition     = attrs.access_type == null || attrs.access_type == "" || attrs.access_type == "NoPublicAccess"
    error_message = "Bucket ${attrs.name} can be read by anyone on the internet."
    at            = attrs.access_type
  }

  why    = "Whoever finds or guesses the URL of an object reads it, without an account and without a trace of who it was."
  remedy = "Set access_type to \"NoPublicAccess\" (or remove the line), and share single objects through pre-authenticated requests that expire."

  implements = { "oci-security-zones" = ["deny public_buckets"] }
  controls   = { "cis-oci-3.0" = ["5.1.1"] }
  aliases    = ["CKV_OCI_10"]
}

rule "oci-bucket-customer-managed-key" {
  title     = "Object Storage buckets use a customer-managed key"
  resource  = ["oci_objectstorage_bucket"]
  principle = "encryption"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.kms_key_id != null && attrs.kms_key_id != ""
    error_message = "Bucket ${attrs.name} is encrypted with a key that Oracle manages."
    at            = attrs.kms_key_id
  }

  why    = "Whoever holds the key decides who can read the data: a key of your own vault can be rotated, audited and withdrawn, one of Oracle's cannot."
  remedy = "Set kms_key_id to the id of an oci_kms_key, and allow the Object Storage service of the region to use that key."

  implements = { "oci-security-zones" = ["deny buckets_without_vault_key"] }
  controls   = { "cis-oci-3.0" = ["5.1.2"] }
  aliases    = ["CKV_OCI_9"]
}

rule "oci-bucket-leaves-zone" {
  title      = "Buckets stay in their security zone"
  resource   = ["oci_objectstorage_bucket"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Bucket ${attrs.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Outside of its zone nothing keeps the bucket private and encrypted with your key any more, while the data in it is the same."
  remedy = "Leave compartment_id in a compartment of the zone. If the data may leave, copy it into a bucket made outside of the zone, and let its owner approve that."

  implements = { "oci-security-zones" = ["deny bucket_in_security_zone_move_to_compartment_not_in_security_zone"] }
}
