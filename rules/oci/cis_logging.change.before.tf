resource "oci_logging_log" "switched_off" {
  display_name = "switched-off"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "CUSTOM"
  is_enabled   = true
}

resource "oci_logging_log" "was_off" {
  display_name = "was-off"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "CUSTOM"
  is_enabled   = false
}

resource "oci_logging_log" "renamed" {
  display_name = "old"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "CUSTOM"
  is_enabled   = true
}

resource "oci_logging_log" "unknown" {
  display_name = "unknown"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "CUSTOM"
  is_enabled   = true
}

resource "oci_events_rule" "switched_off" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "switched-off"
  is_enabled     = true
  condition      = jsonencode({ eventType = ["com.oraclecloud.identitycontrolplane.createpolicy"] })

  actions {
    actions {
      action_type = "ONS"
      is_enabled  = true
      topic_id    = "ocid1.onstopic.oc1.iad.alerts"
    }
  }
}
