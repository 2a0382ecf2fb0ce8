# Logging, notifications and what watches over a tenancy: section 4 of the CIS benchmark for Oracle Cloud.

locals {
  # Rules that are switched on and tell a topic which somebody reads.
  subscriptions = ref::resources("oci_ons_subscription")
  notifying = [
    for r in ref::resources("oci_events_rule") : r
    if r.is_enabled && (
      anytrue(flatten([for a in r.actions : [
        for b in a.actions[*] : b.is_enabled && upper(b.action_type) == "ONS" && anytrue([
          for s in local.subscriptions : s.topic_id == b.topic_id || ref::same(ref::target(s.topic_id), ref::target(b.topic_id))
        ])
      ]])) ||
      anytrue(flatten([for a in r.actions : [
        for b in a.action[*] : b.is_enabled && upper(b.action_type) == "ONS" && anytrue([
          for s in local.subscriptions : s.topic_id == b.topic_id || ref::same(ref::target(s.topic_id), ref::target(b.topic_id))
        ])
      ]]))
    )
  ]
  # Event types, which may end in *, of the JSON condition or of its newer form.
  notified = flatten([
    for r in local.notifying : length(r.condition_details[*]) > 0 ? flatten([for c in r.condition_details[*] : try(c.event_types, null)[*]]) : flatten([
      lookup(jsondecode(coalesce(r.condition, "{}")), "eventType", [])
    ])
  ])
}

# --- what runs ----------------------------------------------------------------------------

rule "oci-subnet-flow-log" {
  title     = "Subnets have flow logs"
  resource  = ["oci_core_subnet"]
  principle = "logging"
  severity  = "low"
  baseline  = true

  locals {
    # A flow log is of a subnet, or of the whole network.
    logs = [
      for l in concat(
        ref::referrers("oci_logging_log", "configuration.source.resource"),
        ref::referrers("oci_logging_log", "configuration.source.resource", ref::target(attrs.vcn_id)),
      ) : l if anytrue(flatten([for c in l.configuration[*] : [for s in c.source : s.service == "flowlogs"]]))
    ]
  }

  enforce {
    condition     = anytrue([for l in local.logs : l.is_enabled != false])
    error_message = "Subnet ${meta.name} has no flow log."
  }

  why    = "After an incident, flow logs are the only record of who spoke to whom; they cannot be made afterwards."
  remedy = "Add an oci_logging_log with service = \"flowlogs\" whose resource is the subnet (category all) or its VCN (category vcn)."

  controls = { "cis-oci-3.0" = ["4.13"] }
}

rule "oci-bucket-write-log" {
  title     = "Writes to buckets are logged"
  resource  = ["oci_objectstorage_bucket"]
  principle = "logging"
  severity  = "low"
  baseline  = true

  locals {
    # Logs name a bucket by its name.
    logs = concat(
      ref::referrers("oci_logging_log", "configuration.source.resource"),
      ref::referrers("oci_logging_log", "configuration.source.resource", attrs.name),
    )
    of_writes = [
      for l in local.logs : l if anytrue(flatten([
        for c in l.configuration[*] : [for s in c.source : s.service == "objectstorage" && s.category == "write"]
      ]))
    ]
  }

  enforce {
    condition     = anytrue([for l in local.of_writes : l.is_enabled != false])
    error_message = "Writes to bucket ${attrs.name} are not logged."
  }

  why    = "Without write logs nobody can say which object was replaced or deleted, by whom and when."
  remedy = "Add an oci_logging_log with service = \"objectstorage\", category = \"write\" and the name of the bucket as resource."

  controls = { "cis-oci-3.0" = ["4.17"] }
}

rule "oci-log-disabled" {
  title     = "Logs are enabled"
  resource  = ["oci_logging_log"]
  principle = "logging"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.is_enabled != false
    error_message = "Log ${coalesce(attrs.display_name, meta.name)} is switched off."
    at            = attrs.is_enabled
  }

  why    = "A log that is switched off looks like one in every listing, and records nothing."
  remedy = "Remove is_enabled = false, or remove the log."

  controls = { "cis-oci-3.0" = ["4.13", "4.17"] }
}

rule "oci-logging-weakened" {
  title      = "Logs and notifications are not switched off"
  resource   = ["oci_logging_log", "oci_events_rule"]
  principle  = "logging"
  severity   = "medium"
  baseline   = true
  operations = ["update"]
  filter     = prior_attrs.is_enabled == true

  enforce {
    condition     = attrs.is_enabled != false
    error_message = "${meta.address} works now and would be switched off."
    at            = attrs.is_enabled
  }

  why    = "Switching off the record is the first step of whoever does not want to be seen."
  remedy = "Leave it on. If it is too noisy, narrow what it records."
}

rule "oci-cloud-guard-disabled" {
  title     = "Cloud Guard is enabled"
  resource  = ["oci_cloud_guard_cloud_guard_configuration"]
  principle = "logging"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.status == "ENABLED"
    error_message = "Cloud Guard is ${lower(attrs.status)}: no detector runs in the tenancy."
    at            = attrs.status
  }

  why    = "Cloud Guard finds what changes outside of Terraform, and Security Zones depend on it."
  remedy = "Set status to \"ENABLED\"."

  controls = { "cis-oci-3.0" = ["4.14"] }
}

# --- what must exist once in a tenancy ----------------------------------------------------

rule "oci-tenancy-cloud-guard" {
  title     = "Cloud Guard watches the root compartment"
  scope     = "plan"
  principle = "logging"
  severity  = "high"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  enforce {
    condition = (
      anytrue([for c in ref::resources("oci_cloud_guard_cloud_guard_configuration") : c.status == "ENABLED"]) &&
      anytrue([
        for t in ref::resources("oci_cloud_guard_target") :
        upper(t.target_resource_type) == "COMPARTMENT" && startswith(t.target_resource_id, "ocid1.tenancy.")
      ])
    )
    error_message = "Cloud Guard is not enabled with a target on the root compartment."
  }

  why    = "A target on the root compartment covers every compartment, those included that nobody has made yet."
  remedy = "Add an oci_cloud_guard_cloud_guard_configuration with status \"ENABLED\", and an oci_cloud_guard_target whose target_resource_id is the tenancy."

  controls = { "cis-oci-3.0" = ["4.14"] }
}

rule "oci-tenancy-default-tag" {
  title     = "Resources are tagged with who made them"
  scope     = "plan"
  principle = "governance"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  enforce {
    condition = anytrue([
      for t in ref::resources("oci_identity_tag_default") :
      t.value == "$${iam.principal.name}" && startswith(t.compartment_id, "ocid1.tenancy.")
    ])
    error_message = "No default tag of the root compartment records who creates a resource."
  }

  why    = "When something turns up that nobody knows, the tag says whom to ask."
  remedy = "Add an oci_identity_tag_default on the tenancy with the value \"$${iam.principal.name}\" (written with two dollar signs in Terraform)."

  controls = { "cis-oci-3.0" = ["4.1"] }
}

rule "oci-tenancy-notification-topic" {
  title     = "Somebody is subscribed to notifications"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  enforce {
    condition     = length(ref::resources("oci_ons_notification_topic")) > 0 && length(local.subscriptions) > 0
    error_message = "There is no notification topic with a subscription."
  }

  why    = "An alarm without a reader is no alarm."
  remedy = "Add an oci_ons_notification_topic and an oci_ons_subscription to it."

  controls = { "cis-oci-3.0" = ["4.2"] }
}

rule "oci-tenancy-notifies-identity-provider-changes" {
  title     = "Somebody is told of changes of identity providers"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitycontrolplane.createidentityprovider",
      "com.oraclecloud.identitycontrolplane.deleteidentityprovider",
      "com.oraclecloud.identitycontrolplane.updateidentityprovider",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "Whoever adds an identity provider decides who may sign in."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.3"] }
}

rule "oci-tenancy-notifies-idp-group-mapping-changes" {
  title     = "Somebody is told of changes of mappings of groups of identity providers"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitycontrolplane.addidpgroupmapping",
      "com.oraclecloud.identitycontrolplane.removeidpgroupmapping",
      "com.oraclecloud.identitycontrolplane.updateidpgroupmapping",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A mapping turns a group elsewhere into a group here, administrators included."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.4"] }
}

rule "oci-tenancy-notifies-group-changes" {
  title     = "Somebody is told of changes of groups"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitycontrolplane.creategroup",
      "com.oraclecloud.identitycontrolplane.deletegroup",
      "com.oraclecloud.identitycontrolplane.updategroup",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "Groups are what policies grant to: a new one or a renamed one changes who may do what."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.5"] }
}

rule "oci-tenancy-notifies-policy-changes" {
  title     = "Somebody is told of changes of policies"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitycontrolplane.createpolicy",
      "com.oraclecloud.identitycontrolplane.deletepolicy",
      "com.oraclecloud.identitycontrolplane.updatepolicy",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A policy statement is access; one that nobody reviewed is access that nobody granted."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.6"] }
}

rule "oci-tenancy-notifies-user-changes" {
  title     = "Somebody is told of changes of users"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitycontrolplane.createuser",
      "com.oraclecloud.identitycontrolplane.deleteuser",
      "com.oraclecloud.identitycontrolplane.updateuser",
      "com.oraclecloud.identitycontrolplane.updateusercapabilities",
      "com.oraclecloud.identitycontrolplane.updateuserstate",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A new user, or an old one that was enabled again, is how a stolen account becomes permanent."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.7"] }
}

rule "oci-tenancy-notifies-vcn-changes" {
  title     = "Somebody is told of changes of virtual cloud networks"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.virtualnetwork.createvcn",
      "com.oraclecloud.virtualnetwork.deletevcn",
      "com.oraclecloud.virtualnetwork.updatevcn",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A network that appears outside of the pipeline has no rules that anyone reviewed."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.8"] }
}

rule "oci-tenancy-notifies-route-table-changes" {
  title     = "Somebody is told of changes of route tables"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.virtualnetwork.changeroutetablecompartment",
      "com.oraclecloud.virtualnetwork.createroutetable",
      "com.oraclecloud.virtualnetwork.deleteroutetable",
      "com.oraclecloud.virtualnetwork.updateroutetable",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "One route sends traffic around the firewall, or out to the internet."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.9"] }
}

rule "oci-tenancy-notifies-security-list-changes" {
  title     = "Somebody is told of changes of security lists"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.virtualnetwork.changesecuritylistcompartment",
      "com.oraclecloud.virtualnetwork.createsecuritylist",
      "com.oraclecloud.virtualnetwork.deletesecuritylist",
      "com.oraclecloud.virtualnetwork.updatesecuritylist",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "One rule opens a whole subnet."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.10"] }
}

rule "oci-tenancy-notifies-network-security-group-changes" {
  title     = "Somebody is told of changes of network security groups"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.virtualnetwork.changenetworksecuritygroupcompartment",
      "com.oraclecloud.virtualnetwork.createnetworksecuritygroup",
      "com.oraclecloud.virtualnetwork.deletenetworksecuritygroup",
      "com.oraclecloud.virtualnetwork.updatenetworksecuritygroup",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "One rule opens every machine of the group."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.11"] }
}

rule "oci-tenancy-notifies-gateway-changes" {
  title     = "Somebody is told of changes of network gateways"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.virtualnetwork.createdrg",
      "com.oraclecloud.virtualnetwork.deletedrg",
      "com.oraclecloud.virtualnetwork.updatedrg",
      "com.oraclecloud.virtualnetwork.createdrgattachment",
      "com.oraclecloud.virtualnetwork.deletedrgattachment",
      "com.oraclecloud.virtualnetwork.updatedrgattachment",
      "com.oraclecloud.virtualnetwork.changeinternetgatewaycompartment",
      "com.oraclecloud.virtualnetwork.createinternetgateway",
      "com.oraclecloud.virtualnetwork.deleteinternetgateway",
      "com.oraclecloud.virtualnetwork.updateinternetgateway",
      "com.oraclecloud.virtualnetwork.changelocalpeeringgatewaycompartment",
      "com.oraclecloud.virtualnetwork.createlocalpeeringgateway",
      "com.oraclecloud.virtualnetwork.deletelocalpeeringgateway.end",
      "com.oraclecloud.virtualnetwork.updatelocalpeeringgateway",
      "com.oraclecloud.natgateway.changenatgatewaycompartment",
      "com.oraclecloud.natgateway.createnatgateway",
      "com.oraclecloud.natgateway.deletenatgateway",
      "com.oraclecloud.natgateway.updatenatgateway",
      "com.oraclecloud.servicegateway.attachserviceid",
      "com.oraclecloud.servicegateway.changeservicegatewaycompartment",
      "com.oraclecloud.servicegateway.createservicegateway",
      "com.oraclecloud.servicegateway.deleteservicegateway.end",
      "com.oraclecloud.servicegateway.detachserviceid",
      "com.oraclecloud.servicegateway.updateservicegateway",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A gateway joins the network to the internet, to other networks or to services: each is a way out for data."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.12"] }
}

rule "oci-tenancy-notifies-cloud-guard-problems" {
  title     = "Somebody is told of problems that Cloud Guard finds"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.cloudguard.problemdetected",
      "com.oraclecloud.cloudguard.problemdismissed",
      "com.oraclecloud.cloudguard.problemremediated",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "A detector whose findings nobody hears of protects nothing; a dismissed problem is one that somebody chose not to see."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.15"] }
}

rule "oci-tenancy-notifies-sign-ons" {
  title     = "Somebody is told of sign-ons of local users"
  scope     = "plan"
  principle = "logging"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  locals {
    wanted = [
      "com.oraclecloud.identitysignon.interactivelogin",
    ]
    missing = [
      for e in local.wanted : e
      if !anytrue([for n in local.notified : lower(n) == e || (endswith(n, "*") && startswith(e, lower(trimsuffix(n, "*"))))])
    ]
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "No enabled events rule tells a subscribed topic of: ${join(", ", local.missing)}."
  }

  why    = "Local users bypass the identity provider and its controls: their sign-ons should be rare, and seen."
  remedy = "Add these event types to an enabled oci_events_rule of the root compartment, with an ONS action on a topic that has a subscription."

  controls = { "cis-oci-3.0" = ["4.18"] }
}
