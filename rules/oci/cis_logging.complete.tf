# A configuration that sets up the tenancy, and has what it needs.

resource "oci_ons_notification_topic" "alerts" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "alerts"
}

resource "oci_ons_subscription" "team" {
  compartment_id = "ocid1.tenancy.oc1..root"
  topic_id       = oci_ons_notification_topic.alerts.id
  protocol       = "EMAIL"
  endpoint       = "team@example.com"
}

resource "oci_identity_tag_default" "created_by" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  tag_definition_id = "ocid1.tagdefinition.oc1..createdby"
  value             = "$${iam.principal.name}"
}

resource "oci_cloud_guard_cloud_guard_configuration" "tenancy" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  reporting_region = "us-ashburn-1"
  status           = "ENABLED"
}

resource "oci_cloud_guard_target" "root" {
  compartment_id       = "ocid1.tenancy.oc1..root"
  display_name         = "root"
  target_resource_id   = "ocid1.tenancy.oc1..root"
  target_resource_type = "COMPARTMENT"
}

resource "oci_events_rule" "identity" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "identity"
  is_enabled     = true
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
    ] })

  actions {
    actions {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.alerts.id
    }
  }
}

resource "oci_events_rule" "network" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "network"
  is_enabled     = true
  condition      = jsonencode({ eventType = "com.oraclecloud.virtualnetwork.*" })

  actions {
    actions {
      action_type = "ons"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.alerts.id
    }
  }
}

resource "oci_events_rule" "gateways" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "gateways"
  is_enabled     = true
  condition      = jsonencode({ eventType = [
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
    ] })

  actions {
    actions {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.alerts.id
    }
  }
}

# The newer form of conditions and actions.
resource "oci_events_rule" "guard" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "guard"
  is_enabled     = true

  condition_details {
    event_types = [
      "com.oraclecloud.cloudguard.problemdetected",
      "com.oraclecloud.cloudguard.problemdismissed",
      "com.oraclecloud.cloudguard.problemremediated",
      "com.oraclecloud.identitysignon.interactivelogin",
    ]
  }
  actions {
    action {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.alerts.id
    }
  }
}
