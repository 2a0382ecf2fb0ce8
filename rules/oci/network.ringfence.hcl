zone "everything" {
  recipe    = "ports"
  resources = ["*"]
}

recipe "ports" {
  rules    = ["oci-*-restricted-port"]
  baseline = true
}
