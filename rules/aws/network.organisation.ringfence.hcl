zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["aws-sg-ingress-public-any-port", "aws-sg-egress-any-open", "aws-sg-*description"]
}
