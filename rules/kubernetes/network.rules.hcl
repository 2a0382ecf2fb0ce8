# Who may reach what runs in a cluster: network policies, and services with a load balancer of the cloud.

locals {
  # Annotations by which the clouds make a load balancer an internal one, each with the values that do
  # (documentation of Amazon EKS, Azure AKS, Google GKE and Oracle OKE).
  internal = {
    "service.beta.kubernetes.io/aws-load-balancer-internal"   = ["true", "0.0.0.0/0"]
    "service.beta.kubernetes.io/aws-load-balancer-scheme"     = ["internal"]
    "service.beta.kubernetes.io/azure-load-balancer-internal" = ["true"]
    "networking.gke.io/load-balancer-type"                    = ["internal"]
    "cloud.google.com/load-balancer-type"                     = ["internal"]
    "service.beta.kubernetes.io/oci-load-balancer-internal"   = ["true"]
    "oci-network-load-balancer.oraclecloud.com/internal"      = ["true"]
  }
  # Sources may write numbers and booleans, which Terraform converts.
  annotations = {
    for name, value in merge([for m in attrs.metadata[*] : try(coalesce(m.annotations, {}), {})]...) : name => value == null ? "" : tostring(value)
  }

  before = prior_attrs == null ? [] : prior_attrs.metadata[*]
  annotations_before = {
    for name, value in merge([for m in local.before : try(coalesce(m.annotations, {}), {})]...) : name => value == null ? "" : tostring(value)
  }

  # What AWS Load Balancer Controller looks after is internal unless its scheme is another, and scheme counts before the older
  # annotation. Where neither is there, a load balancer that exists stays as it is (documentation of the controller since
  # v2.2.0: guide/service/nlb, "secure by default", and guide/service/annotations).
  by_controller = (
    contains(["external", "nlb-ip"], lookup(local.annotations, "service.beta.kubernetes.io/aws-load-balancer-type", "")) ||
    anytrue([for s in attrs.spec[*] : try(coalesce(s.load_balancer_class, ""), "") == "service.k8s.aws/nlb"])
  )
  schemes = [
    for a in [local.annotations, local.annotations_before] :
    lookup(a, "service.beta.kubernetes.io/aws-load-balancer-scheme", "") != "" ? lookup(a, "service.beta.kubernetes.io/aws-load-balancer-scheme", "") :
    contains(["false", "f", "0"], lower(lookup(a, "service.beta.kubernetes.io/aws-load-balancer-internal", ""))) ? "internet-facing" :
    lookup(a, "service.beta.kubernetes.io/aws-load-balancer-internal", "") != "" ? "internal" : ""
  ]
  is_internal = (
    local.by_controller ? coalesce(concat(local.schemes, ["internal"])...) == "internal" :
    anytrue([for name, values in local.internal : contains(values, lower(lookup(local.annotations, name, "-")))])
  )

  # Sources may be named by annotations, too: the first counts where the service itself names none (Kubernetes, cloud
  # providers), the second beside what it names (documentation of Azure AKS).
  sources = [
    for t in split(",", lookup(local.annotations, "service.beta.kubernetes.io/load-balancer-source-ranges", "")) :
    trimspace(t) if trimspace(t) != ""
  ]
  sources_of_azure = [
    for t in split(",", lookup(local.annotations, "service.beta.kubernetes.io/azure-allowed-ip-ranges", "")) :
    trimspace(t) if trimspace(t) != ""
  ]

  # What a policy says of incoming traffic counts only if that is among the types of the policy.
  types       = try(coalesce(attrs.spec[0].policy_types, []), [])
  egress_only = length(local.types) > 0 && !contains(local.types, "Ingress")
}

rule "k8s-network-policy-open" {
  title     = "Network policies do not admit the internet"
  resource  = ["kubernetes_network_policy", "kubernetes_network_policy_v1"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = !local.egress_only

  enforce {
    for_each = attrs.spec[0].ingress[*]
    condition = !net::is_internet(flatten([
      for f in try(each.value.from[*], []) : [
        for b in try(f.ip_block[*], []) : b.cidr
        if length(try(coalesce(b.except, []), [])) == 0 || !net::within(b.cidr, try(coalesce(b.except, []), []))
      ]
    ]))
    error_message = "${meta.address} admits the internet."
  }

  # A rule that names no sources admits all (Kubernetes API, NetworkPolicyIngressRule): to its ports, or to every port.
  enforce {
    for_each      = attrs.spec[0].ingress[*]
    condition     = length(try(each.value.from[*], [])) > 0
    error_message = "${meta.address} admits everybody to ${length(try(each.value.ports[*], [])) > 0 ? "port ${join(", port ", [for p in each.value.ports : try(coalesce(p.port, "any"), "any")])}" : "every port"}."
    at            = each.value
  }

  why    = "A policy is the wall around a workload when the load balancer or the firewall of the cloud is opened by mistake."
  remedy = "Name the namespaces, the pods or the addresses that need it in from."

  aliases = ["KUBE-0001"]
}

rule "k8s-service-public" {
  title     = "Services with a load balancer name who may reach them"
  resource  = ["kubernetes_service", "kubernetes_service_v1"]
  principle = "public-access"
  severity  = "high"
  filter    = anytrue([for s in attrs.spec[*] : try(s.type, "ClusterIP") == "LoadBalancer"])

  enforce {
    condition = (
      local.is_internal ||
      alltrue([
        for s in attrs.spec[*] :
        anytrue([for named in [try(coalesce(s.load_balancer_source_ranges, []), []), local.sources, local.sources_of_azure] : length(named) > 0]) &&
        !net::is_internet(concat(
          length(try(coalesce(s.load_balancer_source_ranges, []), [])) > 0 ? s.load_balancer_source_ranges : local.sources,
          local.sources_of_azure,
        ))
      ])
    )
    error_message = "${meta.address} is reached from the whole internet through a load balancer."
    at            = attrs.spec[0].load_balancer_source_ranges
  }

  why    = "The load balancer gets a public address, and without load_balancer_source_ranges it lets everybody in."
  remedy = "List the addresses that need it in load_balancer_source_ranges, or make the load balancer an internal one with the annotation of your cloud."
}
