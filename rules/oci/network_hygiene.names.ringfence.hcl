zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["oci-net-*"]
}

param "approved_peers" {
  value = ["hub"]
}
