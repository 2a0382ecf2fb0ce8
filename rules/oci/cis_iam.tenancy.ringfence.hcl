param "owns_tenancy_baseline" { value = true }
param "administrator_groups" { value = ["Administrators", "Ops"] }
