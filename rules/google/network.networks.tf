# Networks whose names are known only after apply.

variable "stage" {
  type = string
}

resource "google_compute_network" "app" {
  name = "app-${var.stage}"
}

resource "google_compute_network" "data" {
  name = "data-${var.stage}"
}

resource "google_compute_firewall" "app_deny" {
  name          = "app-deny"
  project       = "shop"
  network       = google_compute_network.app.id
  priority      = 900
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# The same network, and therefore the same project.
resource "google_compute_firewall" "app" {
  name          = "app"
  network       = google_compute_network.app.name
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# violates: gcp-firewall-ssh-open
resource "google_compute_firewall" "data" {
  name          = "data"
  project       = "shop"
  network       = google_compute_network.data.name
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
