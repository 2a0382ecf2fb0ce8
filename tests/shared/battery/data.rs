use super::{Closed, Open, Table, Undecided};

const KEY: &str = "oci-bucket-customer-managed-key";
const PUBLIC: &str = "oci-bucket-public";
const VERSIONS: &str = "oci-bucket-versioning";
const VOLUME: &str = "oci-volume-customer-managed-key";
const FILES: &str = "oci-file-system-customer-managed-key";
const BOOT: &str = "oci-instance-boot-volume-customer-managed-key";
const POLICY: &str = "oci-volume-backup-policy";
const BACKUP: &str = "oci-db-system-automatic-backup";
const MODE: &str = "oci-key-protection-mode";
const ROTATION: &str = "oci-key-rotation";

/// Keys, access and backups of Oracle Cloud: written in every way, or not at all.
pub const STORED: Table = Table {
    name: "oci data",
    words: &[
        (
            "%BUCKET",
            "resource 'oci_objectstorage_bucket' '@' { compartment_id = 'ocid1.compartment.oc1..c'; namespace = 'n'; name = '@'; ",
        ),
        (
            "%VOLUME",
            "resource 'oci_core_volume' '@' { compartment_id = 'ocid1.compartment.oc1..c'; availability_domain = 'AD-1'; ",
        ),
        (
            "%FILES",
            "resource 'oci_file_storage_file_system' '@' { compartment_id = 'ocid1.compartment.oc1..c'; availability_domain = 'AD-1'; ",
        ),
        (
            "%MACHINE",
            "resource 'oci_core_instance' '@' { compartment_id = 'ocid1.compartment.oc1..c'; availability_domain = 'AD-1'; shape = 'VM.Standard.E5.Flex'; source_details { source_type = 'image'; source_id = 'ocid1.image.oc1..i'; ",
        ),
        (
            "%KEY",
            "resource 'oci_kms_key' '@' { compartment_id = 'ocid1.compartment.oc1..c'; display_name = '@'; management_endpoint = 'https://kms.example.com'; key_shape { algorithm = 'AES'; length = 32 }; ",
        ),
        (
            "%DB",
            "resource 'oci_database_db_system' '@' { compartment_id = 'ocid1.compartment.oc1..c'; availability_domain = 'AD-1'; hostname = 'db'; shape = 'VM.Standard.E5.Flex'; ssh_public_keys = ['k']; subnet_id = 'ocid1.subnet.oc1..s'; db_home { database { admin_password = var.secret; ",
        ),
        (
            "%ASSIGN",
            "resource 'oci_core_volume_backup_policy_assignment' '@' { policy_id = 'ocid1.volumebackuppolicy.oc1..p'; ",
        ),
        ("%K", "'ocid1.key.oc1.iad.v.k'"),
    ],
    common: "resource 'terraform_data' 'later' { input = 'x' }; \
             variable 'secret' { default = 'Not-Shown-1'; sensitive = true }; \
             variable 'none' { type = string; default = null }; variable 'empty' { default = '' }; variable 'key' { default = %K }; variable 'hidden_key' { default = %K; sensitive = true }; variable 'hidden_empty' { default = ''; sensitive = true }; \
             variable 'on' { default = true }; variable 'off' { default = false }; variable 'hidden_on' { default = true; sensitive = true }; \
             resource 'oci_kms_key' 'k' { compartment_id = 'ocid1.compartment.oc1..c'; display_name = 'k'; management_endpoint = 'https://kms.example.com'; key_shape { algorithm = 'AES'; length = 32 } }; ",
    modules: &[
        (
            "bucket",
            "variable 'key' { type = string; default = null }; variable 'access' { default = 'NoPublicAccess' }; %BUCKET kms_key_id = var.key; access_type = var.access }",
        ),
        ("backup", "variable 'volume' { type = string }; %ASSIGN asset_id = var.volume }"),
    ],
    cases: &[
        // A key.
        ("bucket: no key", KEY, "%BUCKET }", Open),
        ("bucket: a null key", KEY, "%BUCKET kms_key_id = null }", Open),
        ("bucket: an empty key", KEY, "%BUCKET kms_key_id = '' }", Open),
        ("bucket: a key", KEY, "%BUCKET kms_key_id = %K }", Closed),
        ("bucket: a key of the plan", KEY, "%BUCKET kms_key_id = oci_kms_key.k.id }", Closed),
        ("bucket: something that is not known", KEY, "%BUCKET kms_key_id = terraform_data.later.output }", Undecided),
        ("bucket: a variable", KEY, "%BUCKET kms_key_id = var.key }", Closed),
        ("bucket: a variable that is null", KEY, "%BUCKET kms_key_id = var.none }", Open),
        ("bucket: a variable that is empty", KEY, "%BUCKET kms_key_id = var.empty }", Open),
        ("bucket: a hidden key", KEY, "%BUCKET kms_key_id = var.hidden_key }", Closed),
        ("bucket: a hidden emptiness", KEY, "%BUCKET kms_key_id = var.hidden_empty }", Open),
        ("bucket: a conditional with a key", KEY, "%BUCKET kms_key_id = var.on ? oci_kms_key.k.id : null }", Closed),
        ("bucket: a conditional without a key", KEY, "%BUCKET kms_key_id = var.off ? oci_kms_key.k.id : null }", Open),
        ("bucket: the first that is there", KEY, "%BUCKET kms_key_id = coalesce(var.none, oci_kms_key.k.id) }", Closed),
        ("bucket: try", KEY, "%BUCKET kms_key_id = try(var.none.key, null) }", Open),
        ("bucket: a module by default", KEY, "module '@' { source = './bucket' }", Open),
        ("bucket: a module with a key", KEY, "module '@' { source = './bucket'; key = oci_kms_key.k.id }", Closed),
        ("bucket: a module that is told null", KEY, "module '@' { source = './bucket'; key = var.none }", Open),
        (
            "bucket: for_each",
            KEY,
            "%BUCKET for_each = { a = 'ocid1.key.oc1..k', b = '' }; kms_key_id = each.value }",
            Open,
        ),
        ("volume: no key", VOLUME, "%VOLUME }", Open),
        ("volume: an empty key", VOLUME, "%VOLUME kms_key_id = '' }", Open),
        ("volume: a null key", VOLUME, "%VOLUME kms_key_id = var.none }", Open),
        ("volume: a key of the plan", VOLUME, "%VOLUME kms_key_id = oci_kms_key.k.id }", Closed),
        (
            "volume: something that is not known",
            VOLUME,
            "%VOLUME kms_key_id = terraform_data.later.output }",
            Undecided,
        ),
        ("files: no key", FILES, "%FILES }", Open),
        ("files: an empty key", FILES, "%FILES kms_key_id = '' }", Open),
        ("files: a key", FILES, "%FILES kms_key_id = var.key }", Closed),
        ("files: a null key", FILES, "%FILES kms_key_id = null }", Open),
        ("files: something that is not known", FILES, "%FILES kms_key_id = terraform_data.later.output }", Undecided),
        ("machine: no key", BOOT, "%MACHINE } }", Open),
        ("machine: an empty key", BOOT, "%MACHINE kms_key_id = '' } }", Open),
        ("machine: a null key", BOOT, "%MACHINE kms_key_id = var.none } }", Open),
        ("machine: a key", BOOT, "%MACHINE kms_key_id = oci_kms_key.k.id } }", Closed),
        (
            "machine: something that is not known",
            BOOT,
            "%MACHINE kms_key_id = terraform_data.later.output } }",
            Undecided,
        ),
        // Access.
        ("access: nothing", PUBLIC, "%BUCKET }", Closed),
        ("access: null", PUBLIC, "%BUCKET access_type = null }", Closed),
        ("access: empty", PUBLIC, "%BUCKET access_type = '' }", Closed),
        ("access: none", PUBLIC, "%BUCKET access_type = 'NoPublicAccess' }", Closed),
        ("access: objects", PUBLIC, "%BUCKET access_type = 'ObjectRead' }", Open),
        ("access: objects without a list", PUBLIC, "%BUCKET access_type = 'ObjectReadWithoutList' }", Open),
        ("access: not known", PUBLIC, "%BUCKET access_type = terraform_data.later.output }", Undecided),
        ("access: a conditional", PUBLIC, "%BUCKET access_type = var.on ? 'ObjectRead' : 'NoPublicAccess' }", Open),
        ("access: a module", PUBLIC, "module '@' { source = './bucket'; access = 'ObjectRead' }", Open),
        ("access: a module by default", PUBLIC, "module '@' { source = './bucket' }", Closed),
        // Versions.
        ("versions: nothing", VERSIONS, "%BUCKET }", Open),
        ("versions: null", VERSIONS, "%BUCKET versioning = null }", Open),
        ("versions: empty", VERSIONS, "%BUCKET versioning = '' }", Open),
        ("versions: on", VERSIONS, "%BUCKET versioning = 'Enabled' }", Closed),
        ("versions: off", VERSIONS, "%BUCKET versioning = 'Disabled' }", Open),
        ("versions: not known", VERSIONS, "%BUCKET versioning = terraform_data.later.output }", Undecided),
        // Backups.
        ("volume: no policy", POLICY, "%VOLUME }", Open),
        (
            "volume: a policy of its own",
            POLICY,
            "%VOLUME backup_policy_id = 'ocid1.volumebackuppolicy.oc1..p' }",
            Closed,
        ),
        ("volume: an empty policy", POLICY, "%VOLUME backup_policy_id = '' }", Open),
        ("volume: an assignment", POLICY, "%VOLUME }; %ASSIGN asset_id = oci_core_volume.@.id }", Closed),
        (
            "volume: an assignment that is not made",
            POLICY,
            "%VOLUME }; %ASSIGN count = var.off ? 1 : 0; asset_id = oci_core_volume.@.id }",
            Open,
        ),
        (
            "volume: an assignment by for_each",
            POLICY,
            "%VOLUME }; %ASSIGN for_each = toset(['a']); asset_id = oci_core_volume.@.id }",
            Closed,
        ),
        (
            "volume: an assignment in a module",
            POLICY,
            "%VOLUME }; module '@' { source = './backup'; volume = oci_core_volume.@.id }",
            Closed,
        ),
        (
            "volumes: an assignment for each",
            POLICY,
            "%VOLUME for_each = toset(['a', 'b']) }; %ASSIGN for_each = oci_core_volume.@; asset_id = each.value.id }",
            Closed,
        ),
        (
            "volumes: an assignment for one",
            POLICY,
            "%VOLUME count = 2 }; %ASSIGN asset_id = oci_core_volume.@[0].id }",
            Open,
        ),
        ("database: no block", BACKUP, "%DB } } }", Open),
        ("database: an empty block", BACKUP, "%DB db_backup_config { } } } }", Open),
        ("database: off", BACKUP, "%DB db_backup_config { auto_backup_enabled = false } } } }", Open),
        (
            "database: null",
            BACKUP,
            "%DB db_backup_config { auto_backup_enabled = null; recovery_window_in_days = 30 } } } }",
            Open,
        ),
        ("database: on", BACKUP, "%DB db_backup_config { auto_backup_enabled = true } } } }", Closed),
        ("database: on, as text", BACKUP, "%DB db_backup_config { auto_backup_enabled = 'true' } } } }", Closed),
        ("database: a variable", BACKUP, "%DB db_backup_config { auto_backup_enabled = var.on } } } }", Closed),
        (
            "database: a variable that is off",
            BACKUP,
            "%DB db_backup_config { auto_backup_enabled = var.off } } } }",
            Open,
        ),
        (
            "database: a hidden variable",
            BACKUP,
            "%DB db_backup_config { auto_backup_enabled = var.hidden_on } } } }",
            Closed,
        ),
        (
            "database: not known",
            BACKUP,
            "%DB db_backup_config { auto_backup_enabled = terraform_data.later.output } } } }",
            Undecided,
        ),
        (
            "database: a dynamic block",
            BACKUP,
            "%DB dynamic 'db_backup_config' { for_each = var.on ? [1] : []; content { auto_backup_enabled = true } } } } }",
            Closed,
        ),
        (
            "database: a dynamic block over nothing",
            BACKUP,
            "%DB dynamic 'db_backup_config' { for_each = var.off ? [1] : []; content { auto_backup_enabled = true } } } } }",
            Open,
        ),
        // Keys themselves.
        ("key: no mode", MODE, "%KEY }", Closed),
        ("key: a null mode", MODE, "%KEY protection_mode = null }", Closed),
        ("key: an empty mode", MODE, "%KEY protection_mode = '' }", Closed),
        ("key: hardware", MODE, "%KEY protection_mode = 'HSM' }", Closed),
        ("key: software", MODE, "%KEY protection_mode = 'SOFTWARE' }", Open),
        ("key: a mode that is not known", MODE, "%KEY protection_mode = terraform_data.later.output }", Undecided),
        ("key: never rotated", ROTATION, "%KEY }", Open),
        ("key: rotated", ROTATION, "%KEY is_auto_rotation_enabled = true }", Closed),
        ("key: not rotated", ROTATION, "%KEY is_auto_rotation_enabled = false }", Open),
        ("key: rotated or not", ROTATION, "%KEY is_auto_rotation_enabled = terraform_data.later.output }", Undecided),
    ],
};
