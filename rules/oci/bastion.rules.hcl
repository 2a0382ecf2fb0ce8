rule "oci-bastion-changed" {
  title      = "Bastions are not managed in the security zone"
  resource   = ["oci_bastion_bastion", "oci_bastion_session"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would be created, changed or removed in a security zone that does not allow bastions."
  }

  why    = "A bastion is a way from the internet to machines that have no public address."
  remedy = "Use the bastion of a compartment outside of the zone, or ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny manage_bastion_resource"] }
}
