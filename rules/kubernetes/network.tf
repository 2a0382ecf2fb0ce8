# Network policies and services: what the baseline says, and what an organisation can ask for besides.

variable "office" {
  type = string
}

# violates: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "world" {
  metadata {
    name = "world"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        ip_block {
          cidr = "10.0.0.0/8"
        }
      }
    }

    ingress {
      from {
        ip_block {
          cidr = "0.0.0.0/0"
        }
      }
    }
  }
}

# violates: k8s-network-policy-open
resource "kubernetes_network_policy" "halves" {
  metadata {
    name = "halves"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        ip_block {
          cidr = "0.0.0.0/1"
        }
      }

      from {
        ip_block {
          cidr = "128.0.0.0/1"
        }
      }
    }
  }
}

# violates: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "everything" {
  metadata {
    name = "everything"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {}
  }
}

resource "kubernetes_network_policy_v1" "inside" {
  metadata {
    name = "inside"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        namespace_selector {
          match_labels = {
            team = "web"
          }
        }
      }
    }

    ingress {
      from {
        pod_selector {}
      }

      ports {
        port     = "8443"
        protocol = "TCP"
      }
    }
  }
}

resource "kubernetes_network_policy_v1" "nothing" {
  metadata {
    name = "nothing"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]
  }
}

# undecided: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "office" {
  metadata {
    name = "office"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        ip_block {
          cidr = var.office
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "cluster" {
  metadata {
    name = "cluster"
  }

  spec {
    type = "ClusterIP"

    port {
      port = 80
    }
  }
}

# Without sources it is about all of them.
# violates: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "port" {
  metadata {
    name = "port"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      ports {
        port     = "22"
        protocol = "TCP"
      }
    }
  }
}

# What it says of incoming traffic does not count.
resource "kubernetes_network_policy_v1" "out" {
  metadata {
    name = "out"
  }

  spec {
    pod_selector {}
    policy_types = ["Egress"]

    ingress {}
  }
}

# Sources of several kinds.
resource "kubernetes_network_policy_v1" "of_several_kinds" {
  metadata {
    name = "of-several-kinds"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        namespace_selector {}
      }

      from {
        ip_block {
          cidr   = "10.0.0.0/8"
          except = ["10.1.0.0/16"]
        }
      }

      ports {
        port = "443"
      }

      ports {
        port     = "8443"
        protocol = "TCP"
      }
    }
  }
}

# violates: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "of_several_kinds_and_all" {
  metadata {
    name = "of-several-kinds-and-all"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        namespace_selector {}
      }

      from {
        ip_block {
          cidr = "0.0.0.0/0"
        }
      }
    }
  }
}

# The finding points at the rule that names no sources, not at the one before.
# violates: k8s-network-policy-open
resource "kubernetes_network_policy_v1" "one_of_two" {
  metadata {
    name = "one-of-two"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {
      from {
        pod_selector {}
      }
    }

    ingress {
      ports {
        port = "22"
      }
    }
  }
}
