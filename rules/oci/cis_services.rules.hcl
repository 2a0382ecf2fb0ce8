# Managed services with endpoints of their own: 2.6 and 2.7 of the CIS benchmark for Oracle Cloud
# (2.8, Autonomous Database, is a rule of the database file).

rule "oci-integration-instance-open" {
  title     = "Integration instances admit chosen sources only"
  resource  = ["oci_integration_integration_instance"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  locals {
    endpoints = attrs.network_endpoint_details
    addresses = flatten([
      for e in local.endpoints : concat(
        e.allowlisted_http_ips[*],
        flatten(e.allowlisted_http_vcns[*].allowlisted_ips[*]),
        flatten(e.design_time[*].allowlisted_http_ips[*]),
        flatten(e.runtime[*].allowlisted_http_ips[*]),
      )
    ])
  }

  enforce {
    condition     = length(local.endpoints[*]) > 0
    error_message = "Integration instance ${coalesce(attrs.display_name, meta.name)} answers the whole internet: it has no list of admitted sources."
  }

  enforce {
    condition     = !net::is_internet([for a in local.addresses : a if a != null])
    error_message = "Integration instance ${coalesce(attrs.display_name, meta.name)} admits the whole internet."
  }

  why    = "Integrations hold credentials of the systems that they join; their endpoint is where an attacker of any of them begins."
  remedy = "Add network_endpoint_details with the addresses and VCNs that need to connect."

  controls = { "cis-oci-3.0" = ["2.6"] }
}

rule "oci-analytics-instance-open" {
  title     = "Analytics instances are private or admit chosen sources only"
  resource  = ["oci_analytics_analytics_instance"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = length(attrs.network_endpoint_details[*]) > 0
    error_message = "Analytics instance ${attrs.name} answers the whole internet: it has no list of admitted sources."
  }

  enforce {
    for_each = attrs.network_endpoint_details
    condition = upper(each.value.network_endpoint_type) != "PUBLIC" || (
      (length(each.value.whitelisted_ips[*]) > 0 || length(each.value.whitelisted_vcns[*]) > 0) &&
      !net::is_internet(each.value.whitelisted_ips[*])
    )
    error_message = "Analytics instance ${attrs.name} has a public endpoint that admits the whole internet."
  }

  why    = "Reports and data sets are a copy of what the databases behind them protect."
  remedy = "Set network_endpoint_type to \"PRIVATE\" with a subnet, or list the admitted addresses in whitelisted_ips."

  controls = { "cis-oci-3.0" = ["2.7"] }
}
