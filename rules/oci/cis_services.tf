# Managed services without any zone: what the baseline says.

variable "peers" {
  description = "Nobody sets it here, so nobody knows who may connect."
  type        = string
}

resource "oci_integration_integration_instance" "good" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "good"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    allowlisted_http_ips  = ["192.0.2.0/24"]

    allowlisted_http_vcns {
      id              = "ocid1.vcn.oc1.iad.app"
      allowlisted_ips = ["10.0.0.0/16"]
    }
    design_time {
      allowlisted_http_ips = ["192.0.2.0/24"]
    }
    runtime {
      allowlisted_http_ips = ["192.0.2.0/24"]
    }
  }
}

# violates: oci-integration-instance-open
resource "oci_integration_integration_instance" "listed" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "listed"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    allowlisted_http_ips  = ["192.0.2.0/24", "0.0.0.0/0"]
  }
}

# Half of the internet is the internet.
# violates: oci-integration-instance-open
resource "oci_integration_integration_instance" "runtime_only" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "runtime-only"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    allowlisted_http_ips  = ["192.0.2.0/24"]

    runtime {
      allowlisted_http_ips = ["0.0.0.0/1"]
    }
  }
}

# violates: oci-integration-instance-open
resource "oci_integration_integration_instance" "vcn_with_everything" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "vcn-with-everything"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"

    allowlisted_http_vcns {
      id              = "ocid1.vcn.oc1.iad.app"
      allowlisted_ips = ["0.0.0.0/0"]
    }
  }
}

# Each a /9, together the internet.
# violates: oci-integration-instance-open
resource "oci_integration_integration_instance" "pieces" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "pieces"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    allowlisted_http_ips  = ["20.0.0.0/9", "20.128.0.0/9"]
  }
}

# undecided: oci-integration-instance-open
resource "oci_integration_integration_instance" "unknown" {
  compartment_id            = "ocid1.compartment.oc1..app"
  display_name              = "unknown"
  integration_instance_type = "STANDARDX"
  is_byol                   = false
  message_packs             = 1

  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    allowlisted_http_ips  = [var.peers]
  }
}

resource "oci_analytics_analytics_instance" "private" {
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "private"
  feature_set    = "ENTERPRISE_ANALYTICS"
  license_type   = "LICENSE_INCLUDED"

  capacity {
    capacity_type  = "OLPU_COUNT"
    capacity_value = 1
  }
  network_endpoint_details {
    network_endpoint_type = "PRIVATE"
    subnet_id             = "ocid1.subnet.oc1.iad.app"
  }
}

resource "oci_analytics_analytics_instance" "listed" {
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "listed"
  feature_set    = "ENTERPRISE_ANALYTICS"
  license_type   = "LICENSE_INCLUDED"

  capacity {
    capacity_type  = "OLPU_COUNT"
    capacity_value = 1
  }
  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    whitelisted_ips       = ["192.0.2.7"]
  }
}

# violates: oci-analytics-instance-open
resource "oci_analytics_analytics_instance" "open" {
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "open"
  feature_set    = "ENTERPRISE_ANALYTICS"
  license_type   = "LICENSE_INCLUDED"

  capacity {
    capacity_type  = "OLPU_COUNT"
    capacity_value = 1
  }
  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    whitelisted_ips       = ["0.0.0.0/0"]
  }
}

# undecided: oci-analytics-instance-open
resource "oci_analytics_analytics_instance" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  name           = "unknown"
  feature_set    = "ENTERPRISE_ANALYTICS"
  license_type   = "LICENSE_INCLUDED"

  capacity {
    capacity_type  = "OLPU_COUNT"
    capacity_value = 1
  }
  network_endpoint_details {
    network_endpoint_type = "PUBLIC"
    whitelisted_ips       = [var.peers]
  }
}
