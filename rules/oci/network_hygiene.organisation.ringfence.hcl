zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["oci-net-*"]
}

param "approved_autonomous_database_cidrs" {
  value = ["203.0.113.0/24"]
}

param "corporate_cidrs" {
  value = ["203.0.113.0/24"]
}

param "approved_peers" {
  value = ["hub", "ocid1.localpeeringgateway.oc1..hub"]
}

param "approved_public_ips" {
  value = ["entrance"]
}

param "approved_shared_buckets" {
  value = ["brochures"]
}
