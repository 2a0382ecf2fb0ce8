zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["k8s-service-public"]
}
