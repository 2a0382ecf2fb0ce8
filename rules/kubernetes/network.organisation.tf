# What a zone can ask for besides.

variable "office" {
  type = string
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "open" {
  metadata {
    name = "open"
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 22
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service" "halves" {
  metadata {
    name = "halves"
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = ["0.0.0.0/1", "128.0.0.0/1"]

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "office" {
  metadata {
    name = "office"
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = ["198.51.100.0/24"]

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "internal" {
  metadata {
    name = "internal"

    annotations = {
      "service.beta.kubernetes.io/azure-load-balancer-internal" = "true"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# undecided: k8s-service-public
resource "kubernetes_service_v1" "unknown" {
  metadata {
    name = "unknown"
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = [var.office]

    port {
      port = 443
    }
  }
}

# Without a type it is reached within the cluster only.
resource "kubernetes_service_v1" "plain" {
  metadata {
    name = "plain"
  }

  spec {
    port {
      port = 80
    }
  }
}
