zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["aws-sg-ingress-open-together", "aws-sg-ingress-public-any-port", "aws-sg-egress-any-open", "aws-sg-*description"]
}
