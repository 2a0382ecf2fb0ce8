rule "oci-load-balancer-public" {
  title     = "Load balancers are private"
  resource  = ["oci_load_balancer_load_balancer", "oci_network_load_balancer_network_load_balancer"]
  principle = "public-access"
  severity  = "critical"
  baseline  = true

  # What holds when nobody wrote it differs between the two types: the provider table says.
  enforce {
    condition     = attrs.is_private == true
    error_message = "Load balancer ${coalesce(attrs.display_name, meta.name)} has a public address."
    at            = attrs.is_private
  }

  why    = "Everyone on the internet can reach what stands behind it. A load balancer (not a network load balancer) is public when nobody says otherwise."
  remedy = "Set is_private = true, which replaces the load balancer, or put the public entrance into a compartment that is meant for it."

  implements = { "oci-security-zones" = ["deny public_load_balancer"] }
}
