zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["oci-tag-*"]
}

param "required_tags" {
  value = [
    { key = "Owner", pattern = ".+@example\\.com" },
    { key = "Finance.CostCenter", pattern = "[0-9]+" },
  ]
}
