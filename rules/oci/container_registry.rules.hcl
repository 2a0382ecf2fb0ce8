# Images: who may pull them. What is in them is scanned: vulnerability_scanning.

rule "oci-container-repository-public" {
  title     = "Container repositories are not public"
  resource  = ["oci_artifacts_container_repository"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.is_public != true
    error_message = "Images of repository ${attrs.display_name} can be pulled by anyone on the internet."
    at            = attrs.is_public
  }

  why    = "Images hold code, configuration and often credentials in one of their layers, and a public repository asks nobody who they are."
  remedy = "Set is_public = false, and let clusters and pipelines pull with an auth token or as principals. Images that are meant for everybody are an exemption with a reason."
}
