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

resource "kubernetes_service_v1" "internal_network_load_balancer" {
  metadata {
    name = "internal-network-load-balancer"

    annotations = {
      "oci.oraclecloud.com/load-balancer-type"             = "nlb"
      "oci-network-load-balancer.oraclecloud.com/internal" = "true"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# Sources may be named by an annotation, too.
resource "kubernetes_service_v1" "annotated" {
  metadata {
    name = "annotated"

    annotations = {
      "service.beta.kubernetes.io/load-balancer-source-ranges" = "10.0.0.0/8, 192.0.2.0/24"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "annotated_on_azure" {
  metadata {
    name = "annotated-on-azure"

    annotations = {
      "service.beta.kubernetes.io/azure-allowed-ip-ranges" = "10.0.0.0/8,192.0.2.0/24"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "annotated_with_all" {
  metadata {
    name = "annotated-with-all"

    annotations = {
      "service.beta.kubernetes.io/load-balancer-source-ranges" = "10.0.0.0/8,0.0.0.0/0"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "annotated_with_all_on_azure" {
  metadata {
    name = "annotated-with-all-on-azure"

    annotations = {
      "service.beta.kubernetes.io/azure-allowed-ip-ranges" = "0.0.0.0/0"
    }
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = ["10.0.0.0/8"]

    port {
      port = 443
    }
  }
}

# The annotation does not count where the service itself names sources.
resource "kubernetes_service_v1" "overridden" {
  metadata {
    name = "overridden"

    annotations = {
      "service.beta.kubernetes.io/load-balancer-source-ranges" = "0.0.0.0/0"
    }
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = ["10.0.0.0/8"]

    port {
      port = 443
    }
  }
}

# Numbers and booleans are converted.
# violates: k8s-service-public
resource "kubernetes_service_v1" "annotated_with_a_number" {
  metadata {
    name = "annotated-with-a-number"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout" = 3600
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "annotated_with_a_boolean" {
  metadata {
    name = "annotated-with-a-boolean"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-internal" = true
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "annotated_with_nothing" {
  metadata {
    name = "annotated-with-nothing"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-internal" = null
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# AWS Load Balancer Controller makes internal ones unless told otherwise.
resource "kubernetes_service_v1" "of_the_controller" {
  metadata {
    name = "of-the-controller"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-type"            = "external"
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type" = "ip"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

resource "kubernetes_service_v1" "of_the_controller_by_class" {
  metadata {
    name = "of-the-controller-by-class"
  }

  spec {
    type                = "LoadBalancer"
    load_balancer_class = "service.k8s.aws/nlb"

    port {
      port = 443
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "internet_facing" {
  metadata {
    name = "internet-facing"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-internal" = "true"
      "service.beta.kubernetes.io/aws-load-balancer-scheme"   = "internet-facing"
      "service.beta.kubernetes.io/aws-load-balancer-type"     = "nlb-ip"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}

# violates: k8s-service-public
resource "kubernetes_service_v1" "not_internal" {
  metadata {
    name = "not-internal"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-internal" = "false"
    }
  }

  spec {
    type                = "LoadBalancer"
    load_balancer_class = "service.k8s.aws/nlb"

    port {
      port = 443
    }
  }
}

# undecided: k8s-service-public
resource "kubernetes_service_v1" "some_scheme" {
  metadata {
    name = "some-scheme"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-scheme" = var.scheme
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

variable "scheme" {
  type = string
}

# Without the controller a load balancer of AWS is public.
# violates: k8s-service-public
resource "kubernetes_service_v1" "in_tree" {
  metadata {
    name = "in-tree"

    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-type" = "nlb"
    }
  }

  spec {
    type = "LoadBalancer"

    port {
      port = 443
    }
  }
}
