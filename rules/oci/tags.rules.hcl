# Tags: who owns a resource, who pays for it, how secret its data is.

param "required_tags" {
  type        = list(object({ key = string, pattern = string }))
  default     = []
  description = "Tags that every resource carries, such as { key = \"Owner\", pattern = \".+@example\\\\.com\" }. A key with a dot names a defined tag (NAMESPACE.KEY), one without a free-form tag; pattern is a regular expression for its value. While it is empty, the rule about it does not apply."
}

param "exemption_namespace" {
  type        = string
  default     = "Exempt"
  description = "Namespace of the defined tags that exempt a resource from rules of the organisation; its tag Until holds the last day, as YYYY-MM-DD."
}

rule "oci-tag-required" {
  title     = "Resources carry the tags of the organisation"
  resource  = ["oci_*"]
  principle = "governance"
  severity  = "low"
  # Types without tags have none of these attributes.
  filter = length(param.required_tags) > 0 && (attrs.freeform_tags != null || attrs.defined_tags != null)

  # Tag defaults of a compartment, or of one above, are set by the service when the resource is made. One
  # that is required only says that somebody must give a value.
  locals {
    defaults = [
      for d in ref::resources("oci_identity_tag_default") :
      "${ref::target(ref::target(d.tag_definition_id).tag_namespace_id).name}.${ref::target(d.tag_definition_id).name}"
      if zone::covers(d.compartment_id, self) && d.is_required != true
    ]
  }

  enforce {
    for_each = [for t in param.required_tags : t if !strcontains(t.key, ".")]
    condition = (
      attrs.freeform_tags != null &&
      length(regexall("^(?:${each.value.pattern})$", lookup(attrs.freeform_tags, each.value.key, ""))) > 0
    )
    error_message = "${meta.address} has no free-form tag ${each.value.key} that matches ${each.value.pattern}."
    at            = attrs.freeform_tags
  }

  enforce {
    for_each = [for t in param.required_tags : t if strcontains(t.key, ".")]
    condition = (
      attrs.defined_tags != null && length(regexall("^(?:${each.value.pattern})$", lookup(attrs.defined_tags, each.value.key, ""))) > 0 ||
      !contains(keys(attrs.defined_tags == null ? {} : attrs.defined_tags), each.value.key) && contains(local.defaults, each.value.key)
    )
    error_message = "${meta.address} has no defined tag ${each.value.key} that matches ${each.value.pattern}."
    at            = attrs.defined_tags
  }

  why    = "A resource without an owner is one whose findings nobody mends and whose costs nobody questions."
  remedy = "Write the tags in defined_tags or freeform_tags, or give the compartment an oci_identity_tag_default."
}

rule "oci-tag-exemption-until" {
  title     = "Exemption tags say when they end"
  resource  = ["oci_*"]
  principle = "governance"
  severity  = "medium"
  filter = attrs.defined_tags != null && anytrue([
    for k in keys(attrs.defined_tags == null ? {} : attrs.defined_tags) : startswith(k, "${param.exemption_namespace}.")
  ])

  enforce {
    condition     = length(regexall("^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$", lookup(attrs.defined_tags, "${param.exemption_namespace}.Until", ""))) > 0
    error_message = "${meta.address} is tagged as exempt without ${param.exemption_namespace}.Until as YYYY-MM-DD."
    at            = attrs.defined_tags
  }

  why    = "An exemption without an end stays for ever, long after its reason is gone."
  remedy = "Add the tag Until of the same namespace, with the last day as YYYY-MM-DD."
}
