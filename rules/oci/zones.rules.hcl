rule "oci-security-zone-weakened" {
  title      = "Security zones and their recipes are not weakened"
  resource   = ["oci_cloud_guard_security_zone", "oci_cloud_guard_security_recipe"]
  principle  = "governance"
  severity   = "critical"
  baseline   = true
  operations = ["create", "update", "delete", "replace", "forget"]

  # A new zone takes its compartment out of the zone that it was in.
  enforce {
    condition     = length(zone::dropped(self)) == 0
    error_message = "${meta.address} would take away what its security zone forbids today: ${join(", ", zone::dropped(self))}."
  }

  why    = "What a zone forbids protects every resource below it. After this plan the same apply, or the next one, may do what is refused today."
  remedy = "Keep the zone and its recipe. If a policy has to go, let the owner of the zone decide it in a change of its own, before and apart from the resources that need it."
}

rule "oci-compartment-leaves-zone" {
  title      = "Compartments keep what their security zone forbids"
  resource   = ["oci_identity_compartment"]
  principle  = "movement"
  severity   = "high"
  baseline   = true
  operations = ["move"]

  # What the plan shows below it is judged by itself. What it does not show moves all the same.
  enforce {
    condition     = length(zone::dropped(self)) == 0
    error_message = "Compartment ${meta.name} would move, and everything below it lose what its security zone forbids: ${join(", ", zone::dropped(self))}."
    at            = attrs.compartment_id
  }

  why    = "A compartment takes along all that is in it, also what is made elsewhere. None of that changes in this plan, and all of it loses what the zone forbids."
  remedy = "Leave the compartment below the zone, or make a zone with the same policies for it before it moves."
}

rule "oci-cloud-guard-target-on-zone" {
  title     = "A compartment with a security zone has no Cloud Guard target of its own"
  resource  = ["oci_cloud_guard_security_zone"]
  principle = "governance"
  severity  = "low"
  baseline  = true

  # Creating a zone deletes the targets of its compartment and makes one that Terraform does not know.
  enforce {
    condition = alltrue([
      for t in ref::resources("oci_cloud_guard_target") :
      upper(t.target_resource_type) != "COMPARTMENT" || !ref::same(ref::target(t.target_resource_id), ref::target(attrs.compartment_id))
    ])
    error_message = "Security zone ${coalesce(attrs.display_name, meta.name)} and a Cloud Guard target of this configuration are on the same compartment."
    at            = attrs.compartment_id
  }

  why    = "The zone removes the target when it is created, and Terraform puts it back: the two fight with each plan."
  remedy = "Remove the oci_cloud_guard_target; the zone makes its own (security_zone_target_id)."
}
