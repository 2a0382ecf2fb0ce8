# What the rules of security zones need to know about attributes that nobody wrote: as in provider.hcl,
# only where the resource is created and the omission is proved. Every entry is Optional and Computed in
# the provider, so that a plan shows it as unknown. Facts of provider release 8.28.0.

# References that nobody wrote lead nowhere: the service makes no choice among resources of the plan.

default "oci_core_instance" "subnet_id" {
  value  = null
  source = "deprecated in favour of create_vnic_details; nothing but the subnet that is written there is used (provider docs, oci_core_instance)"
}

default "oci_core_instance" "image" {
  value  = null
  source = "deprecated in favour of source_details; without it source_details, or the instance configuration, names the source (provider docs, oci_core_instance)"
}

default "oci_core_instance" "instance_configuration_id" {
  value  = null
  source = "an instance is launched from an instance configuration only if one is named (provider docs, oci_core_instance)"
}

default "oci_core_instance" "create_vnic_details.subnet_id" {
  value  = null
  source = "a VNIC is in the subnet that is named here, or in a VLAN (provider docs, oci_core_instance)"
}

default "oci_core_instance" "boot_volume_id" {
  value  = null
  source = "the boot volume of an instance that is created is a new one, or the one that source_details names (provider docs, oci_core_instance)"
}

default "oci_core_instance" "launch_volume_attachments.volume_id" {
  value  = null
  source = "an existing volume is attached only if it is named (provider docs, oci_core_instance)"
}

default "oci_core_instance" "launch_volume_attachments.launch_create_volume_details.compartment_id" {
  value  = null
  source = "the volume is created beside the instance unless another compartment is named (provider docs, oci_core_instance)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.create_vnic_details.subnet_id" {
  value  = null
  source = "no subnet is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.secondary_vnics.create_vnic_details.subnet_id" {
  value  = null
  source = "no subnet is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.create_vnic_details.subnet_id" {
  value  = null
  source = "no subnet is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.secondary_vnics.create_vnic_details.subnet_id" {
  value  = null
  source = "no subnet is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.source_details.boot_volume_id" {
  value  = null
  source = "no boot volume is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.source_details.image_id" {
  value  = null
  source = "no image is taken unless it is named, or described by a filter (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.source_details.boot_volume_id" {
  value  = null
  source = "no boot volume is taken unless it is named (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.source_details.image_id" {
  value  = null
  source = "no image is taken unless it is named, or described by a filter (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_pool" "placement_configurations.primary_subnet_id" {
  value  = null
  source = "instances are placed in the subnets that are named (provider docs, oci_core_instance_pool)"
}

default "oci_core_vnic_attachment" "create_vnic_details.subnet_id" {
  value  = null
  source = "a VNIC is in the subnet that is named here, or in a VLAN (provider docs, oci_core_vnic_attachment)"
}

default "oci_containerengine_node_pool" "node_image_id" {
  value  = null
  source = "deprecated in favour of node_source_details (provider docs, oci_containerengine_node_pool)"
}

default "oci_file_storage_file_system" "source_snapshot_id" {
  value  = null
  source = "a file system is a clone only if a snapshot is named (provider docs, oci_file_storage_file_system)"
}

default "oci_database_db_system" "source_db_system_id" {
  value  = null
  source = "a DB system is a clone only if its source is named (provider docs, oci_database_db_system)"
}

default "oci_database_db_system" "backup_subnet_id" {
  value  = null
  source = "only Exadata and RAC systems have a backup network, and it is named (provider docs, oci_database_db_system)"
}

default "oci_database_db_system" "db_home.database.backup_id" {
  value  = null
  source = "a database is restored from a backup only if one is named (provider docs, oci_database_db_system)"
}

default "oci_database_db_system" "db_home.database.database_id" {
  value  = null
  source = "a database is made from another only if that one is named (provider docs, oci_database_db_system)"
}

default "oci_database_db_home" "db_system_id" {
  value  = null
  source = "the home is on the system or cluster that is named (provider docs, oci_database_db_home)"
}

default "oci_database_db_home" "vm_cluster_id" {
  value  = null
  source = "the home is on the system or cluster that is named (provider docs, oci_database_db_home)"
}

default "oci_database_db_home" "database.backup_id" {
  value  = null
  source = "a database is restored from a backup only if one is named (provider docs, oci_database_db_home)"
}

default "oci_database_autonomous_database" "source" {
  value  = null
  source = "without a source the database is a new one (provider docs, oci_database_autonomous_database)"
}

default "oci_database_autonomous_database" "source_id" {
  value  = null
  source = "a database has a source only if one is named (provider docs, oci_database_autonomous_database)"
}

default "oci_database_autonomous_database" "autonomous_database_id" {
  value  = null
  source = "a database is restored from another only if that one is named (provider docs, oci_database_autonomous_database)"
}

default "oci_database_autonomous_database" "autonomous_database_backup_id" {
  value  = null
  source = "a database is restored from a backup only if one is named (provider docs, oci_database_autonomous_database)"
}

default "oci_database_autonomous_database" "autonomous_container_database_id" {
  value  = null
  source = "only a database on dedicated infrastructure has a container database, and it is named (provider docs, oci_database_autonomous_database)"
}

default "oci_database_autonomous_container_database" "cloud_autonomous_vm_cluster_id" {
  value  = null
  source = "required for dedicated Exadata in the cloud; other places to run on are named by other arguments (provider docs, oci_database_autonomous_container_database)"
}

default "oci_database_data_guard_association" "peer_db_system_id" {
  value  = null
  source = "an existing system becomes the standby only if it is named (provider docs, oci_database_data_guard_association)"
}

default "oci_database_data_guard_association" "peer_vm_cluster_id" {
  value  = null
  source = "an existing cluster gets the standby only if it is named (provider docs, oci_database_data_guard_association)"
}

default "oci_database_data_guard_association" "subnet_id" {
  value  = null
  source = "a standby system is created only in a subnet that is named (provider docs, oci_database_data_guard_association)"
}

# Nothing is dedicated, reclaimable or scaled unless somebody says so.

default "oci_database_autonomous_database" "is_dedicated" {
  value  = false
  source = "an Autonomous Database is serverless unless this is true (provider docs, oci_database_autonomous_database)"
}

default "oci_nosql_table" "is_auto_reclaimable" {
  value  = false
  source = "a table is reclaimed after an idle period only if this is true (provider docs, oci_nosql_table)"
}

# Keys at places that the first table leaves out.

default "oci_core_instance_configuration" "instance_details.options.launch_details.source_details.kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.block_volumes.create_details.kms_key_id" {
  value  = null
  source = "Block Volume: without kms_key_id the data is encrypted with a key that Oracle holds (provider docs, oci_core_instance_configuration)"
}

# Network of Data Science: without a subnet of one's own, that of the service.

default "oci_datascience_model_deployment" "model_deployment_configuration_details.model_configuration_details.instance_configuration.subnet_id" {
  value  = null
  source = "without a subnet the deployment is on the network that the service manages (Data Science documentation, policies for security zones)"
}

default "oci_datascience_model_deployment" "model_deployment_configuration_details.infrastructure_configuration_details.instance_configuration.subnet_id" {
  value  = null
  source = "without a subnet the deployment is on the network that the service manages (Data Science documentation, policies for security zones)"
}

default "oci_datascience_job" "job_infrastructure_configuration_details.subnet_id" {
  value  = null
  source = "without a subnet the job is on the network that the service manages (Data Science documentation, policies for security zones)"
}

default "oci_datascience_job" "job_node_configuration_details.job_network_configuration.subnet_id" {
  value  = null
  source = "without a subnet the nodes are on the network that the service manages (Data Science documentation, policies for security zones)"
}

default "oci_datascience_notebook_session" "notebook_session_config_details.subnet_id" {
  value  = null
  source = "without a subnet the session is on the network that the service manages (Data Science documentation, policies for security zones)"
}

default "oci_datascience_pipeline" "step_details.step_infrastructure_configuration_details.subnet_id" {
  value  = null
  source = "without a subnet the step is on the network that the service manages (Data Science documentation, policies for security zones)"
}

# Blocks that nobody wrote are not there.

default "oci_core_instance" "create_vnic_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance)"
}

default "oci_core_instance" "source_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance)"
}

default "oci_core_instance" "launch_volume_attachments" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance)"
}

default "oci_core_instance" "launch_volume_attachments.launch_create_volume_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance)"
}

default "oci_core_instance_configuration" "instance_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.create_vnic_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.launch_details.source_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.block_volumes" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.block_volumes.create_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.secondary_vnics" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.secondary_vnics.create_vnic_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.create_vnic_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.launch_details.source_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.block_volumes" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.block_volumes.create_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.secondary_vnics" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_configuration" "instance_details.options.secondary_vnics.create_vnic_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_configuration)"
}

default "oci_core_instance_pool" "placement_configurations.primary_vnic_subnets" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_pool)"
}

default "oci_core_instance_pool" "placement_configurations.secondary_vnic_subnets" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_core_instance_pool)"
}

default "oci_autoscaling_auto_scaling_configuration" "policies.rules" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_autoscaling_auto_scaling_configuration)"
}

default "oci_autoscaling_auto_scaling_configuration" "policies.rules.action" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_autoscaling_auto_scaling_configuration)"
}

default "oci_containerengine_node_pool" "node_config_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_containerengine_node_pool)"
}

default "oci_containerengine_node_pool" "node_source_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_containerengine_node_pool)"
}

default "oci_database_db_system" "db_home.database.db_backup_config" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_database_db_system)"
}

default "oci_database_db_home" "database" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_database_db_home)"
}

default "oci_database_db_home" "database.db_backup_config" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_database_db_home)"
}

default "oci_database_database" "database.db_backup_config" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_database_database)"
}

default "oci_datascience_model_deployment" "model_deployment_configuration_details.model_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_model_deployment)"
}

default "oci_datascience_model_deployment" "model_deployment_configuration_details.model_configuration_details.instance_configuration" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_model_deployment)"
}

default "oci_datascience_model_deployment" "model_deployment_configuration_details.infrastructure_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_model_deployment)"
}

default "oci_datascience_job" "job_infrastructure_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_job)"
}

default "oci_datascience_job" "job_node_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_job)"
}

default "oci_datascience_job" "job_node_configuration_details.job_network_configuration" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_job)"
}

default "oci_datascience_job" "job_node_configuration_details.job_node_group_configuration_details_list" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_job)"
}

default "oci_datascience_job" "job_node_configuration_details.job_node_group_configuration_details_list.job_infrastructure_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_job)"
}

default "oci_datascience_notebook_session" "notebook_session_config_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_notebook_session)"
}

default "oci_datascience_notebook_session" "notebook_session_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_notebook_session)"
}

default "oci_datascience_pipeline" "infrastructure_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_pipeline)"
}

default "oci_datascience_pipeline" "step_details.step_infrastructure_configuration_details" {
  value  = []
  source = "there is no such block unless it is written (provider docs, oci_datascience_pipeline)"
}

# Databases that are written inside of a system or a home have identifiers of their own, by which
# associations and backups name them.

identity "oci_database_db_system" {
  attributes = ["id", "db_home.id", "db_home.database.id"]
}

identity "oci_database_db_home" {
  attributes = ["id", "database.id"]
}

# An element of the list leads to the data source while that is not read: all that it lists are images of the platform.

identity "oci_containerengine_node_pool_option" {
  attributes = ["id", "sources.image_id"]
}
