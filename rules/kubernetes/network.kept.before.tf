resource "kubernetes_service_v1" "forgotten" {
  metadata {
    name = "forgotten"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-scheme" = "internet-facing"
      "service.beta.kubernetes.io/aws-load-balancer-type"   = "external"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "closed" {
  metadata {
    name = "closed"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-scheme" = "internet-facing"
      "service.beta.kubernetes.io/aws-load-balancer-type"   = "external"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}
