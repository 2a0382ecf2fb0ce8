# Without a scheme a load balancer that exists stays as it is.
# violates: k8s-service-public
resource "kubernetes_service_v1" "forgotten" {
  metadata {
    name = "forgotten"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-type" = "external"
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
      "service.beta.kubernetes.io/aws-load-balancer-scheme" = "internal"
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
