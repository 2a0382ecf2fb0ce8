# Networks of one name in several projects.

variable "stage" {
  type = string
}

resource "google_project" "app" {
  name       = "app"
  project_id = "app-${var.stage}"
}

resource "google_project" "data" {
  name       = "data"
  project_id = "data-${var.stage}"
}

resource "google_compute_firewall" "gate_deny" {
  name          = "gate-deny"
  project       = "shop"
  network       = "gate"
  priority      = 900
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# The provider's project may be the one with the deny.
# undecided: gcp-firewall-ssh-open
resource "google_compute_firewall" "gate" {
  name          = "gate"
  network       = "gate"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "gate_of_shop" {
  name          = "gate-of-shop"
  project       = "shop"
  network       = "gate"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "gate_of_bank" {
  name          = "gate-of-bank"
  project       = "bank"
  network       = "gate"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# --- projects that are known only after apply

resource "google_compute_firewall" "later_deny" {
  name          = "later-deny"
  project       = google_project.app.project_id
  network       = "later"
  priority      = 900
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "later" {
  name          = "later"
  project       = google_project.app.project_id
  network       = "later"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "later_elsewhere" {
  name          = "later-elsewhere"
  project       = google_project.data.project_id
  network       = "later"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# undecided: gcp-firewall-ssh-open
resource "google_compute_firewall" "later_perhaps" {
  name          = "later-perhaps"
  project       = "app-test"
  network       = "later"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
