param "owns_tenancy_baseline" { value = true }
