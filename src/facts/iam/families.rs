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

/// Permissions that destroy what is stored: name, resource type, least verb that holds it.
const PERMISSIONS: &[(&str, &str, Verb)] = &[
    ("BUCKET_DELETE", "buckets", Verb::Manage),
    ("OBJECT_DELETE", "objects", Verb::Manage),
    ("VOLUME_DELETE", "volumes", Verb::Manage),
    ("VOLUME_BACKUP_DELETE", "volume-backups", Verb::Manage),
    ("BOOT_VOLUME_BACKUP_DELETE", "boot-volume-backups", Verb::Manage),
    ("FILE_SYSTEM_DELETE", "file-systems", Verb::Manage),
    ("FILE_SYSTEM_DELETE_SNAPSHOT", "file-systems", Verb::Manage),
    ("MOUNT_TARGET_DELETE", "mount-targets", Verb::Manage),
    ("EXPORT_SET_DELETE", "export-sets", Verb::Manage),
    ("VAULT_DELETE", "vaults", Verb::Manage),
    ("KEY_DELETE", "keys", Verb::Manage),
    ("SECRET_DELETE", "secrets", Verb::Manage),
];

/// The resource type that a permission belongs to and the least verb that holds it.
pub(super) fn permission(name: &str) -> Option<(&'static str, Verb)> {
    PERMISSIONS.iter().find(|(n, ..)| n.eq_ignore_ascii_case(name)).map(|(_, resource, verb)| (*resource, *verb))
}
