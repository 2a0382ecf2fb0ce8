# Whether the rules are enabled, anybody subscribes, Cloud Guard runs and the tag is the right one, nobody knows.
# undecided: oci-tenancy-notification-topic
# undecided: oci-tenancy-cloud-guard, oci-tenancy-default-tag
# undecided: oci-tenancy-notifies-identity-provider-changes, oci-tenancy-notifies-idp-group-mapping-changes
# undecided: oci-tenancy-notifies-group-changes, oci-tenancy-notifies-policy-changes
# undecided: oci-tenancy-notifies-user-changes, oci-tenancy-notifies-vcn-changes
# undecided: oci-tenancy-notifies-route-table-changes, oci-tenancy-notifies-security-list-changes
# undecided: oci-tenancy-notifies-network-security-group-changes, oci-tenancy-notifies-gateway-changes
# undecided: oci-tenancy-notifies-cloud-guard-problems, oci-tenancy-notifies-sign-ons

variable "switch" {
  type = bool
}

variable "text" {
  type = string
}

resource "oci_ons_notification_topic" "alerts" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "alerts"
}

resource "oci_ons_subscription" "team" {
  count          = var.switch ? 1 : 0
  compartment_id = "ocid1.tenancy.oc1..root"
  topic_id       = oci_ons_notification_topic.alerts.id
  protocol       = "EMAIL"
  endpoint       = "team@example.com"
}

resource "oci_identity_tag_default" "created_by" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  tag_definition_id = "ocid1.tagdefinition.oc1..createdby"
  value             = var.text
}

# undecided: oci-cloud-guard-disabled
resource "oci_cloud_guard_cloud_guard_configuration" "tenancy" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  reporting_region = "us-ashburn-1"
  status           = var.text
}

resource "oci_cloud_guard_target" "root" {
  compartment_id       = "ocid1.tenancy.oc1..root"
  display_name         = "root"
  target_resource_id   = "ocid1.tenancy.oc1..root"
  target_resource_type = "COMPARTMENT"
}

resource "oci_events_rule" "all" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "all"
  is_enabled     = var.switch
  condition      = jsonencode({ eventType = [
      "com.oraclecloud.identitycontrolplane.createidentityprovider",
      "com.oraclecloud.identitycontrolplane.deleteidentityprovider",
      "com.oraclecloud.identitycontrolplane.updateidentityprovider",
      "com.oraclecloud.identitycontrolplane.addidpgroupmapping",
      "com.oraclecloud.identitycontrolplane.removeidpgroupmapping",
      "com.oraclecloud.identitycontrolplane.updateidpgroupmapping",
      "com.oraclecloud.identitycontrolplane.creategroup",
      "com.oraclecloud.identitycontrolplane.deletegroup",
      "com.oraclecloud.identitycontrolplane.updategroup",
      "com.oraclecloud.identitycontrolplane.createpolicy",
      "com.oraclecloud.identitycontrolplane.deletepolicy",
      "com.oraclecloud.identitycontrolplane.updatepolicy",
      "com.oraclecloud.identitycontrolplane.createuser",
      "com.oraclecloud.identitycontrolplane.deleteuser",
      "com.oraclecloud.identitycontrolplane.updateuser",
      "com.oraclecloud.identitycontrolplane.updateusercapabilities",
      "com.oraclecloud.identitycontrolplane.updateuserstate",
      "com.oraclecloud.virtualnetwork.createvcn",
      "com.oraclecloud.virtualnetwork.deletevcn",
      "com.oraclecloud.virtualnetwork.updatevcn",
      "com.oraclecloud.virtualnetwork.changeroutetablecompartment",
      "com.oraclecloud.virtualnetwork.createroutetable",
      "com.oraclecloud.virtualnetwork.deleteroutetable",
      "com.oraclecloud.virtualnetwork.updateroutetable",
      "com.oraclecloud.virtualnetwork.changesecuritylistcompartment",
      "com.oraclecloud.virtualnetwork.createsecuritylist",
      "com.oraclecloud.virtualnetwork.deletesecuritylist",
      "com.oraclecloud.virtualnetwork.updatesecuritylist",
      "com.oraclecloud.virtualnetwork.changenetworksecuritygroupcompartment",
      "com.oraclecloud.virtualnetwork.createnetworksecuritygroup",
      "com.oraclecloud.virtualnetwork.deletenetworksecuritygroup",
      "com.oraclecloud.virtualnetwork.updatenetworksecuritygroup",
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
      "com.oraclecloud.cloudguard.problemdetected",
      "com.oraclecloud.cloudguard.problemdismissed",
      "com.oraclecloud.cloudguard.problemremediated",
      "com.oraclecloud.identitysignon.interactivelogin",
    ] })

  actions {
    actions {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.alerts.id
    }
  }
}
