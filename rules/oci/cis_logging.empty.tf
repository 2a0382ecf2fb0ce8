# A configuration that sets up the tenancy, and has set up nothing that watches over it.
# violates: oci-tenancy-cloud-guard, oci-tenancy-default-tag
# violates: oci-tenancy-notification-topic, oci-tenancy-notifies-identity-provider-changes
# violates: oci-tenancy-notifies-idp-group-mapping-changes, oci-tenancy-notifies-group-changes
# violates: oci-tenancy-notifies-policy-changes, oci-tenancy-notifies-user-changes
# violates: oci-tenancy-notifies-vcn-changes, oci-tenancy-notifies-route-table-changes
# violates: oci-tenancy-notifies-security-list-changes, oci-tenancy-notifies-network-security-group-changes
# violates: oci-tenancy-notifies-gateway-changes, oci-tenancy-notifies-cloud-guard-problems
# violates: oci-tenancy-notifies-sign-ons

resource "oci_identity_tag_default" "other" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  tag_definition_id = "ocid1.tagdefinition.oc1..owner"
  value             = "unknown"
}

# It tells nobody: there is no subscription, and the second rule is switched off.
resource "oci_ons_notification_topic" "unread" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "unread"
}

resource "oci_events_rule" "unread" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "unread"
  is_enabled     = true
  condition      = jsonencode({ eventType = ["com.oraclecloud.identitycontrolplane.*"] })

  actions {
    actions {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = oci_ons_notification_topic.unread.id
    }
  }
}
