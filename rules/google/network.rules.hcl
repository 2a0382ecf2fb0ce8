# Firewalls of VPC networks. Within a network they are tried in the order of their priorities; at the same priority a
# deny wins.

locals {
  # Nothing in the plan, so that it is open whether it is the one that another firewall names.
  unnamed_project = "the project of the provider"

  # This firewall, and those of the same network that come before it and deny. They count if they deny for every
  # instance and address that this firewall is about. One network of the plan is in one project; of networks of the same
  # name the projects tell.
  in_order = concat(
    net::ingress(attrs, meta.type),
    flatten([
      for r in ref::resources("google_compute_firewall") : net::ingress({
        allow                   = r.allow
        deny                    = r.deny
        destination_ranges      = r.destination_ranges
        direction               = r.direction
        disabled                = r.disabled
        network                 = r.network
        priority                = r.priority
        source_ranges           = r.source_ranges
        source_service_accounts = r.source_service_accounts
        source_tags             = r.source_tags
        target_service_accounts = r.target_service_accounts
        target_tags             = r.target_tags
      }, "google_compute_firewall")
      if length(r.deny[*]) > 0 && coalesce(r.priority, 1000) <= coalesce(attrs.priority, 1000) && !ref::same(r, self) &&
      (rule::certain(r.network == attrs.network) || ref::same(r.network, attrs.network)) && (
        rule::certain(ref::same(ref::target(r.network), ref::target(attrs.network))) ||
        rule::certain(r.project == attrs.project) || (
          r.project == null || attrs.project == null ? ref::target(local.unnamed_project) != null :
          !rule::certain(!(r.project == attrs.project)) && ref::same(ref::target(r.project), ref::target(attrs.project))
        )
      )
    ]),
  )
}

locals {
  # The sources that open it; all of them, where none does so alone.
  open_peers = [for p in net::peers(attrs) : p if rule::certain(p == "the internet" || try(net::is_internet(p), false))]
  peers      = join(", ", length(local.open_peers) > 0 ? local.open_peers : net::peers(attrs))
}

# A firewall that opens everything is told once, by the rule for it below, and not for each port again.
locals {
  opens_all = rule::certain(
    (net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", "all") ||
    net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", "all")) &&
    (net::allows_any(local.in_order, net::internet(), "tcp", "all") || net::allows_any(local.in_order, net::internet(), "udp", "all"))
  )
}

rule "gcp-firewall-ssh-open" {
  title     = "Firewalls do not open SSH to the internet"
  resource  = ["google_compute_firewall"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 22) ||
      !net::allows_any(local.in_order, net::internet(), "tcp", 22) || local.opens_all
    )
    error_message = "${meta.address} opens SSH (TCP port 22) to ${local.peers}."
    at            = attrs.source_ranges
  }

  why    = "Every address of the internet is probed for SSH all day. One weak password or one unpatched server is enough."
  remedy = "Name the addresses that need it in source_ranges, or allow 35.235.240.0/20 alone and use Identity-Aware Proxy."

  controls = { "cis-gcp-4.0" = ["3.6"] }
  aliases  = ["CKV_GCP_2", "GCP-0071"]
}

rule "gcp-firewall-rdp-open" {
  title     = "Firewalls do not open RDP to the internet"
  resource  = ["google_compute_firewall"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    condition = (
      !(net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 3389) ||
      net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", 3389)) ||
      !(net::allows_any(local.in_order, net::internet(), "tcp", 3389) ||
      net::allows_any(local.in_order, net::internet(), "udp", 3389)) ||
      local.opens_all
    )
    error_message = "${meta.address} opens RDP (port 3389) to ${local.peers}."
    at            = attrs.source_ranges
  }

  why    = "Remote desktops that answer to everybody are the commonest way in for ransomware. RDP uses UDP as well as TCP."
  remedy = "Name the addresses that need it in source_ranges, or allow 35.235.240.0/20 alone and use Identity-Aware Proxy."

  controls = { "cis-gcp-4.0" = ["3.7"] }
  aliases  = ["CKV_GCP_3", "GCP-0070"]
}

rule "gcp-firewall-ingress-any-open" {
  title     = "Firewalls do not open all protocols or all ports to the internet"
  resource  = ["google_compute_firewall"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      net::port_count(each.value) < 65535 ||
      !(net::allows(each.value, net::internet(), "tcp", null) || net::allows(each.value, net::internet(), "udp", null)) ||
      !(net::allows_any(local.in_order, net::internet(), "tcp", "all") || net::allows_any(local.in_order, net::internet(), "udp", "all"))
    )
    error_message = "${meta.address} opens every port${net::all_protocols(each.value) ? " of every protocol" : ""} to ${local.peers}."
    at            = attrs.source_ranges
  }

  # All ports cut into several blocks.
  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), null, null) ||
      !(net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", "all") ||
      net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", "all")) ||
      !(net::allows_any(local.in_order, net::internet(), "tcp", "all") || net::allows_any(local.in_order, net::internet(), "udp", "all")) ||
      anytrue([for r in net::ingress(attrs, meta.type) :
        net::allows(r, net::internet(), "tcp", "all") || net::allows(r, net::internet(), "udp", "all")
      ])
    )
    error_message = "${meta.address} opens every port to ${local.peers}."
    at            = attrs.source_ranges
  }

  why    = "Whatever starts listening on an instance of the network, now or later, can be reached by anyone."
  remedy = "Write one allow block for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-gcp-4.0" = ["3.6", "3.7"] }
  aliases  = ["CKV2_GCP_12", "GCP-0027", "GCP-0072"]
}
