# Network security groups: rules within the group, and rules as resources. They are tried in the order of their
# priorities, and the first that fits decides.

locals {
  # The rules of the group; or this rule, and those of the same group that come before it and deny.
  in_order = meta.type == "azurerm_network_security_group" ? net::ingress(attrs, meta.type) : local.entries

  # The attribute with the sources, where a rule is a resource; else its block.
  place = (
    meta.type == "azurerm_network_security_group" ? each.value :
    length(coalesce(attrs.source_address_prefixes, [])) > 0 ? attrs.source_address_prefixes : attrs.source_address_prefix
  )

  # The sources that open it; all of them, where none does so alone.
  open_peers = [for p in net::peers(each.value) : p if rule::certain(p == "the internet" || try(net::is_internet(p), false))]
  peers      = join(", ", length(local.open_peers) > 0 ? local.open_peers : net::peers(each.value))

  # A rule that opens everything is told once, by the rule for it below, and not for each port again.
  opens_all = rule::certain(
    net::port_count(each.value) >= 65535 &&
    (net::allows(each.value, net::internet(), "tcp", null) || net::allows(each.value, net::internet(), "udp", null)) &&
    (net::allows_any(local.in_order, net::internet(), "tcp", "all") || net::allows_any(local.in_order, net::internet(), "udp", "all"))
  )

  # Where sources do not write a priority, the order is open. Names that are not known yet are told apart by what they
  # are names of.
  entries = meta.type == "azurerm_network_security_group" ? [] : concat(
    net::ingress(attrs, meta.type),
    flatten([
      for r in ref::resources("azurerm_network_security_rule") : net::ingress({
        access                                     = r.access
        direction                                  = r.direction
        priority                                   = r.priority
        protocol                                   = r.protocol
        source_address_prefix                      = r.source_address_prefix
        source_address_prefixes                    = r.source_address_prefixes
        source_application_security_group_ids      = r.source_application_security_group_ids
        source_port_range                          = r.source_port_range
        source_port_ranges                         = r.source_port_ranges
        destination_address_prefix                 = r.destination_address_prefix
        destination_address_prefixes               = r.destination_address_prefixes
        destination_application_security_group_ids = r.destination_application_security_group_ids
        destination_port_range                     = r.destination_port_range
        destination_port_ranges                    = r.destination_port_ranges
      }, "azurerm_network_security_rule")
      if lower(r.access) == "deny" && coalesce(r.priority, 0) < coalesce(attrs.priority, 4097) &&
      (rule::certain(r.network_security_group_name == attrs.network_security_group_name) || (
        !rule::certain(!(r.network_security_group_name == attrs.network_security_group_name)) &&
        ref::same(r.network_security_group_name, attrs.network_security_group_name)
      )) &&
      (rule::certain(r.resource_group_name == attrs.resource_group_name) || (
        !rule::certain(!(r.resource_group_name == attrs.resource_group_name)) &&
        ref::same(r.resource_group_name, attrs.resource_group_name)
      ))
    ]),
  )
}

rule "azure-nsg-ssh-open" {
  title     = "Network security groups do not open SSH to the internet"
  resource  = ["azurerm_network_security_group", "azurerm_network_security_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), "tcp", 22) ||
      !net::allows_any(local.in_order, net::internet(), "tcp", 22) || local.opens_all
    )
    error_message = "${meta.address} opens SSH (TCP port 22) to ${local.peers}."
    at            = local.place
  }

  # A source cut into pieces that are each too small to mean the internet. A rule of its own has no others beside it.
  enforce {
    condition = (
      !net::allows_any(local.in_order, net::internet(), "tcp", 22) ||
      meta.type != "azurerm_network_security_group" ||
      anytrue([for r in net::ingress(attrs, meta.type) : net::allows(r, net::internet(), "tcp", 22)])
    )
    error_message = "The rules of ${meta.address} together open SSH (TCP port 22) to a great part of the internet."
  }

  why    = "Every address of the internet is probed for SSH all day. One weak password or one unpatched server is enough."
  remedy = "Name the addresses that need it as source, or drop the rule and use Azure Bastion."

  controls = { "cis-azure-3.0" = ["7.2"] }
  aliases  = ["CKV_AZURE_10", "AZU-0050"]
}

rule "azure-nsg-rdp-open" {
  title     = "Network security groups do not open RDP to the internet"
  resource  = ["azurerm_network_security_group", "azurerm_network_security_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !(net::allows(each.value, net::internet(), "tcp", 3389) || net::allows(each.value, net::internet(), "udp", 3389)) ||
      !(net::allows_any(local.in_order, net::internet(), "tcp", 3389) || net::allows_any(local.in_order, net::internet(), "udp", 3389)) ||
      local.opens_all
    )
    error_message = "${meta.address} opens RDP (port 3389) to ${local.peers}."
    at            = local.place
  }

  enforce {
    condition = (
      !(net::allows_any(local.in_order, net::internet(), "tcp", 3389) || net::allows_any(local.in_order, net::internet(), "udp", 3389)) ||
      meta.type != "azurerm_network_security_group" ||
      anytrue([for r in net::ingress(attrs, meta.type) :
        net::allows(r, net::internet(), "tcp", 3389) || net::allows(r, net::internet(), "udp", 3389)
      ])
    )
    error_message = "The rules of ${meta.address} together open RDP (port 3389) to a great part of the internet."
  }

  why    = "Remote desktops that answer to everybody are the commonest way in for ransomware. RDP uses UDP as well as TCP."
  remedy = "Name the addresses that need it as source, or drop the rule and use Azure Bastion."

  controls = { "cis-azure-3.0" = ["7.1"] }
  aliases  = ["CKV_AZURE_9", "AZU-0048"]
}

rule "azure-nsg-ingress-any-open" {
  title     = "Network security groups do not open all protocols or all ports to the internet"
  resource  = ["azurerm_network_security_group", "azurerm_network_security_rule"]
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
    at            = local.place
  }

  # All ports cut into ranges, or all sources into pieces.
  enforce {
    condition = (
      !net::allows_any(local.in_order, net::internet(), null, null) ||
      !(net::allows_any(local.in_order, net::internet(), "tcp", "all") || net::allows_any(local.in_order, net::internet(), "udp", "all")) ||
      meta.type != "azurerm_network_security_group" ||
      anytrue([for r in net::ingress(attrs, meta.type) :
        net::allows(r, net::internet(), "tcp", "all") || net::allows(r, net::internet(), "udp", "all")
      ])
    )
    error_message = "The rules of ${meta.address} together open every port to a great part of the internet."
  }

  why    = "Whatever starts listening behind this group, now or later, can be reached by anyone."
  remedy = "Write one rule for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-azure-3.0" = ["7.1", "7.2"] }
  aliases  = ["AZU-0047"]
}
