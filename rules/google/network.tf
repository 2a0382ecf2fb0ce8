# Firewalls of VPC networks: what the baseline says.

variable "office" {
  type = string
}

variable "ports" {
  type = list(string)
}

variable "place" {
  type = number
}

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_firewall" "web" {
  name          = "web"
  network       = google_compute_network.main.id
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["80", "443"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "ssh" {
  name          = "ssh"
  network       = google_compute_network.main.id
  source_ranges = ["10.0.0.0/8", "0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["443", "20-25"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "pieces" {
  name          = "pieces"
  network       = google_compute_network.main.id
  source_ranges = ["0.0.0.0/1", "128.0.0.0/1"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# Whoever has the tag is inside.
resource "google_compute_firewall" "tagged" {
  name        = "tagged"
  network     = google_compute_network.main.id
  source_tags = ["bastion"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-rdp-open
resource "google_compute_firewall" "rdp" {
  name          = "rdp"
  network       = google_compute_network.main.id
  source_ranges = ["::/0"]

  allow {
    protocol = "udp"
    ports    = ["3389"]
  }
}

# violates: gcp-firewall-ingress-any-open
resource "google_compute_firewall" "all" {
  name          = "all"
  network       = google_compute_network.main.id
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "all"
  }
}

# Another firewall of this network denies SSH first.
# violates: gcp-firewall-ingress-any-open
resource "google_compute_firewall" "after_a_deny" {
  name          = "after-a-deny"
  network       = "walled"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
  }
}

resource "google_compute_firewall" "deny" {
  name          = "deny"
  network       = "walled"
  priority      = 900
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "disabled" {
  name          = "disabled"
  network       = google_compute_network.main.id
  source_ranges = ["0.0.0.0/0"]
  disabled      = true

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "out" {
  name      = "out"
  network   = google_compute_network.main.id
  direction = "EGRESS"

  allow {
    protocol = "all"
  }
}

# undecided: gcp-firewall-ssh-open
resource "google_compute_firewall" "office" {
  name          = "office"
  network       = google_compute_network.main.id
  source_ranges = [var.office]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# undecided: gcp-firewall-ssh-open, gcp-firewall-rdp-open, gcp-firewall-ingress-any-open
resource "google_compute_firewall" "ports" {
  name          = "ports"
  network       = google_compute_network.main.id
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = var.ports
  }
}

# A deny for one address of the network leaves the others open.
# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "beside_one_address" {
  name          = "beside-one-address"
  network       = "split"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "deny_one_address" {
  name               = "deny-one-address"
  network            = "split"
  priority           = 900
  source_ranges      = ["0.0.0.0/0"]
  destination_ranges = ["10.0.0.5/32"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "that_address" {
  name               = "that-address"
  network            = "split"
  source_ranges      = ["0.0.0.0/0"]
  destination_ranges = ["10.0.0.5/32"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# A deny for the same instances comes first; for others it does not count.
resource "google_compute_firewall" "databases" {
  name          = "databases"
  network       = "labelled"
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["db"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "databases_and_more" {
  name          = "databases-and-more"
  network       = "labelled"
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["db", "web"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "instances_of_an_account" {
  name                    = "instances-of-an-account"
  network                 = "labelled"
  source_ranges           = ["0.0.0.0/0"]
  target_service_accounts = ["db"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "deny_databases" {
  name          = "deny-databases"
  network       = "labelled"
  priority      = 900
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["db", "cache"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# Every port, in two blocks.
# violates: gcp-firewall-ingress-any-open
resource "google_compute_firewall" "ports_in_two_blocks" {
  name          = "ports-in-two-blocks"
  network       = "ranges"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "udp"
    ports    = ["0-32767"]
  }

  allow {
    protocol = "udp"
    ports    = ["32768-65535"]
  }
}

resource "google_compute_firewall" "ports_with_a_gap" {
  name          = "ports-with-a-gap"
  network       = "ranges"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "udp"
    ports    = ["0-3388"]
  }

  allow {
    protocol = "udp"
    ports    = ["3390-65000"]
  }
}

# What is left of everything is one port.
resource "google_compute_firewall" "all_but_denied" {
  name          = "all-but-denied"
  network       = "gate"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "deny_most" {
  name          = "deny-most"
  network       = "gate"
  priority      = 900
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
    ports    = ["0-442", "444-65535"]
  }

  deny {
    protocol = "udp"
  }
}

# Whether the deny comes first is open, but every port is not open anyhow.
# undecided: gcp-firewall-ssh-open
resource "google_compute_firewall" "beside_deny_somewhere" {
  name          = "beside-deny-somewhere"
  network       = "crossing"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "deny_somewhere" {
  name          = "deny-somewhere"
  network       = "crossing"
  priority      = var.place
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
  }
}

# What is named is what opens.
# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "open_and_narrow" {
  name          = "open-and-narrow"
  network       = "named"
  source_ranges = ["10.0.0.0/8", "20.0.0.0/6", "192.0.2.0/24"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
