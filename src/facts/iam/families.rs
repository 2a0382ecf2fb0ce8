//! Which resource types a family stands for, and which permission belongs to which resource type.
//!
//! Source: the service pages of Oracle's "Detailed Service Policy Reference" (resource types, and the
//! tables of verbs with their permissions). Only what rules ask for is here.

use super::oci::Verb;

const FAMILIES: &[(&str, &[&str])] = &[
    ("object-family", &["objectstorage-namespaces", "buckets", "objects"]),
    (
        "volume-family",
        &[
            "volumes",
            "volume-attachments",
            "volume-backups",
            "boot-volume-backups",
            "backup-policies",
            "backup-policy-assignments",
            "volume-groups",
            "volume-group-backups",
        ],
    ),
    (
        "file-family",
        &[
            "file-systems",
            "mount-targets",
            "export-sets",
            "replications",
            "replication-targets",
            "outbound-connectors",
            "filesystem-snapshot-policies",
        ],
    ),
    (
        "instance-family",
        &[
            "app-catalog-listing",
            "console-histories",
            "instances",
            "instance-console-connection",
            "instance-images",
            "volume-attachments",
        ],
    ),
    (
        "compute-management-family",
        &["instance-configurations", "instance-pools", "cluster-networks", "auto-scaling-configurations"],
    ),
    (
        "virtual-network-family",
        &[
            "vcns",
            "subnets",
            "route-tables",
            "network-security-groups",
            "security-lists",
            "dhcp-options",
            "private-ips",
            "public-ips",
            "ipv6s",
            "internet-gateways",
            "nat-gateways",
            "service-gateways",
            "local-peering-gateways",
            "local-peering-from",
            "local-peering-to",
            "remote-peering-connections",
            "remote-peering-from",
            "remote-peering-to",
            "drgs",
            "drg-object",
            "drg-attachments",
            "drg-route-tables",
            "drg-route-distributions",
            "cpes",
            "ipsec-connections",
            "cross-connects",
            "cross-connect-groups",
            "virtual-circuits",
            "vnics",
            "vnic-attachments",
            "vtaps",
            "vlans",
            "byoiprange",
            "publicippool",
            "ipam",
        ],
    ),
    ("secret-family", &["secrets", "secret-versions", "secret-bundles"]),
    ("key-family", &["vaults", "keys", "key-delegate"]),
    ("database-family", &["db-systems", "db-nodes", "db-homes", "databases", "pluggable-databases", "db-backups"]),
    (
        "autonomous-database-family",
        &[
            "autonomous-databases",
            "autonomous-backups",
            "autonomous-container-databases",
            "cloud-autonomous-vmclusters",
        ],
    ),
    ("cluster-family", &["clusters", "cluster-node-pools", "cluster-work-requests", "cluster-virtualnode-pools"]),
    ("functions-family", &["fn-app", "fn-function", "fn-invocation"]),
    ("logging-family", &["log-groups", "log-content", "unified-configuration"]),
];

/// Whether a statement about `granted` speaks of `wanted`, itself a resource type or a family.
pub(super) fn includes(granted: &str, wanted: &str) -> bool {
    granted == wanted
        || granted == "all-resources"
        || FAMILIES.iter().any(|(family, members)| *family == granted && members.contains(&wanted))
}

/// A permission that rules ask for.
pub(super) struct Permission {
    name: &'static str,
    /// The resource type that it belongs to.
    pub resource: &'static str,
    /// The least verb that holds it.
    pub verb: Verb,
    /// What it is feared for: the operations that it lets through and that rules mean when they ask for it.
    pub operations: &'static [&'static str],
}

const fn row(
    name: &'static str,
    resource: &'static str,
    verb: Verb,
    operations: &'static [&'static str],
) -> Permission {
    Permission { name, resource, verb, operations }
}

/// Permissions that destroy what is stored, and those through which people become others.
const PERMISSIONS: &[Permission] = &[
    row("BUCKET_DELETE", "buckets", Verb::Manage, &["DeleteBucket"]),
    row("OBJECT_DELETE", "objects", Verb::Manage, &["DeleteObject", "BatchDeleteObjects"]),
    row("VOLUME_DELETE", "volumes", Verb::Manage, &["DeleteVolume"]),
    row("VOLUME_BACKUP_DELETE", "volume-backups", Verb::Manage, &["DeleteVolumeBackup", "DeleteVolumeGroupBackup"]),
    row(
        "BOOT_VOLUME_BACKUP_DELETE",
        "boot-volume-backups",
        Verb::Manage,
        &["DeleteBootVolumeBackup", "DeleteVolumeGroupBackup"],
    ),
    row("FILE_SYSTEM_DELETE", "file-systems", Verb::Manage, &["DeleteFileSystem"]),
    row("FILE_SYSTEM_DELETE_SNAPSHOT", "file-systems", Verb::Manage, &["DeleteSnapshot"]),
    row("MOUNT_TARGET_DELETE", "mount-targets", Verb::Manage, &["DeleteMountTarget"]),
    row("EXPORT_SET_DELETE", "export-sets", Verb::Manage, &["DeleteExport", "DeleteExportSet", "DeleteMountTarget"]),
    row("VAULT_DELETE", "vaults", Verb::Manage, &["ScheduleVaultDeletion"]),
    row("KEY_DELETE", "keys", Verb::Manage, &["ScheduleKeyDeletion", "ScheduleKeyVersionDeletion"]),
    row("SECRET_DELETE", "secrets", Verb::Manage, &["ScheduleSecretDeletion", "ScheduleSecretVersionDeletion"]),
    // Joining a group takes both.
    row("USER_UPDATE", "users", Verb::Use, &["AddUserToGroup"]),
    row("GROUP_UPDATE", "groups", Verb::Use, &["AddUserToGroup"]),
];

/// What is known of a permission.
pub(super) fn permission(name: &str) -> Option<&'static Permission> {
    PERMISSIONS.iter().find(|p| p.name.eq_ignore_ascii_case(name))
}
