# Rules for the provider beside this directory.

rule "demo-access" {
  title     = "Things are not open to everybody"
  resource  = ["demo_thing", "five_thing"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.access != "everybody"
    error_message = "thing ${attrs.name} is open to everybody."
    at            = attrs.access
  }

  why    = "Whoever finds it can read it."
  remedy = "Set access to \"nobody\", or leave it out."
}

rule "demo-label" {
  title     = "Labels do not say that a thing is public"
  resource  = ["demo_thing", "five_thing"]
  principle = "governance"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.label == null || attrs.label != "public"
    error_message = "thing ${attrs.name} is labelled public."
    at            = attrs.label
  }

  why    = "What is labelled public is published at night."
  remedy = "Choose another label."
}

rule "demo-port" {
  title     = "Rules do not open port 22 to everybody"
  resource  = ["demo_thing", "five_thing"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.rule
    condition     = each.value.port != 22 || each.value.source != "0.0.0.0/0"
    error_message = "thing ${attrs.name} opens port 22 to everybody."
    at            = each.value.port
  }

  why    = "Everybody will try passwords there."
  remedy = "Name the addresses that may come in."
}

rule "demo-locked" {
  title     = "Vaults have a lock"
  resource  = ["demo_thing", "five_thing"]
  principle = "approved-configuration"
  severity  = "high"
  baseline  = true
  filter    = attrs.label == "vault"

  enforce {
    condition     = anytrue([for l in ref::referrers(["demo_lock", "five_lock"], "target") : l.access == "nobody"])
    error_message = "vault ${attrs.name} has no lock that keeps everybody out."
  }

  why    = "A vault without a lock is a box."
  remedy = "Add a demo_lock whose target is the id of the vault, with access \"nobody\"."
}

rule "demo-secret" {
  title     = "Secrets are long"
  resource  = ["demo_thing", "five_thing"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.secret == null || length(attrs.secret) >= 12
    error_message = "the secret of thing ${attrs.name} (${attrs.secret}) is short."
    at            = attrs.secret
  }

  why    = "Short secrets are guessed."
  remedy = "Make it longer."
}

rule "demo-minor" {
  title     = "Things have a home"
  resource  = ["demo_thing"]
  principle = "governance"
  severity  = "low"
  baseline  = true

  enforce {
    condition     = attrs.home != null
    error_message = "thing ${attrs.name} has no home."
    at            = attrs.home
  }

  why    = "Nobody knows where to look for it."
  remedy = "Set home."
}

rule "demo-echo" {
  title     = "Echoes are not public"
  resource  = ["demo_thing", "five_thing"]
  principle = "governance"
  severity  = "medium"
  baseline  = true
  filter    = attrs.label == "echoing"

  enforce {
    condition     = attrs.echo != "public"
    error_message = "thing ${attrs.name} answers in public."
    at            = attrs.echo
  }

  why    = "Only the provider knows what it answers, and it knows it late."
  remedy = "Ask for another answer."
}

rule "demo-range" {
  title     = "Networks are within 10.0.0.0/8"
  resource  = ["demo_thing"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = attrs.home == "network"

  enforce {
    condition     = net::overlaps(attrs.label, "10.0.0.0/8")
    error_message = "thing ${attrs.name} is a network outside of 10.0.0.0/8."
    at            = attrs.label
  }

  why    = "Other addresses are not routed."
  remedy = "Choose a block within 10.0.0.0/8."
}
