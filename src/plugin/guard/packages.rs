//! The providers that the toolchain would start, found as it finds them, and their checksums, which it does not
//! verify for providers that it does not start itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use sha2::{Digest, Sha256};

use crate::hcl::ast::{Expr, ExprKind};
use crate::text::{FileId, Str};

/// A provider that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `registry.terraform.io/oracle/oci`
    pub source: Str,
    /// Its program.
    pub binary: PathBuf,
    /// How it is known to be the right one.
    pub trust: Trust,
}

/// How a package is known to be the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Its checksum is in the lock file.
    Locked,
    /// The user's CLI configuration puts a directory in its place (`dev_overrides`).
    Override,
}

/// Why a provider cannot be guarded; the run stops.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// The lock file or what stands in it cannot be read.
    #[error("{file}: {reason}")]
    Lock {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// Not installed.
    #[error("provider {0} is in the lock file but not installed here; run `terraform init`")]
    Missing(Str),
    /// The lock file cannot vouch for it.
    #[error(
        "the lock file has no checksum of the installed package of {0} (h1:...), so it cannot be verified; \
         run `terraform init`, which records it"
    )]
    NoChecksum(Str),
    /// Somebody changed it.
    #[error(
        "provider {source_address} at {dir} is not what the lock file says (its checksum is {actual}); it was \
         changed after `terraform init`. Nothing was run. Remove it and run `terraform init` again"
    )]
    Tampered {
        /// The provider.
        source_address: Str,
        /// Where it is.
        dir: String,
        /// `h1:...`
        actual: String,
    },
    /// Cannot be read.
    #[error("provider {0}: {1}")]
    Unreadable(Str, String),
}

/// Where things are.
#[derive(Clone, Debug)]
pub struct Places {
    /// The working directory.
    pub directory: PathBuf,
    /// `.terraform`, or what `TF_DATA_DIR` says.
    pub data: PathBuf,
    /// The files of the CLI configuration.
    pub cli_config: Vec<PathBuf>,
    /// Whose rules hold.
    pub toolchain: Toolchain,
}

/// Terraform and its fork differ in where they look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// Terraform.
    Terraform,
    /// OpenTofu.
    OpenTofu,
}

impl Places {
    /// As the toolchain of the name `program` would look, run in `directory`.
    pub fn of(directory: &Path, program: &OsStr) -> Places {
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let data = set("TF_DATA_DIR").map_or_else(|| directory.join(".terraform"), |d| directory.join(d));
        let toolchain = match program.to_string_lossy().contains("tofu") {
            true => Toolchain::OpenTofu,
            false => Toolchain::Terraform,
        };
        // Relative to where the toolchain is started, not to -chdir.
        let cli_config = match set("TF_CLI_CONFIG_FILE").or_else(|| set("TERRAFORM_CONFIG")) {
            Some(only) => vec![only],
            None => usual_config(&set("HOME").unwrap_or_default(), toolchain),
        };
        Places { directory: directory.to_path_buf(), data, cli_config, toolchain }
    }

    /// The kind of a backend that runs operations elsewhere (`cloud`, `remote`), if that is configured.
    pub fn remote_backend(&self) -> Option<String> {
        let text = fs::read_to_string(self.data.join("terraform.tfstate")).ok()?;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        let kind = json.get("backend")?.get("type")?.as_str()?;
        matches!(kind, "remote" | "cloud").then(|| kind.to_string())
    }
}

/// The CLI configuration where no variable names one: a file in the home directory, and a directory of files.
fn usual_config(home: &Path, toolchain: Toolchain) -> Vec<PathBuf> {
    let names: &[&str] = match toolchain {
        Toolchain::Terraform => &[".terraformrc"],
        Toolchain::OpenTofu => &[".tofurc", ".terraformrc", ".config/opentofu/tofurc"],
    };
    let mut found: Vec<PathBuf> = names.iter().map(|n| home.join(n)).find(|p| p.is_file()).into_iter().collect();
    let mut more: Vec<PathBuf> = [".terraform.d", ".config/opentofu"]
        .iter()
        .flat_map(|dir| fs::read_dir(home.join(dir)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.to_string_lossy();
            name.ends_with(".tfrc") || name.ends_with(".tfrc.json")
        })
        .collect();
    more.sort();
    found.extend(more);
    found
}

/// All providers that the toolchain would start here.
///
/// # Errors
/// [`PackageError`] for the first that is not there, or not what the lock file says.
pub fn find(places: &Places) -> Result<Vec<Package>, PackageError> {
    let overrides = overrides(places)?;
    let mut packages = Vec::new();
    for (source, dir) in &overrides {
        let binary = executable(dir, source).ok_or_else(|| {
            let text = format!("the CLI configuration overrides it with {}, where it is not", dir.display());
            PackageError::Unreadable(source.clone(), text)
        })?;
        packages.push(Package { source: source.clone(), binary, trust: Trust::Override });
    }
    for locked in lock_file(&places.directory.join(".terraform.lock.hcl"))? {
        if !overrides.contains_key(&locked.source) {
            packages.push(installed(places, &locked)?);
        }
    }
    Ok(packages)
}

/// The providers that the lock file names now; none if it cannot be read.
pub fn sources(places: &Places) -> Vec<Str> {
    let locked = lock_file(&places.directory.join(".terraform.lock.hcl")).unwrap_or_default();
    locked.into_iter().map(|l| l.source).collect()
}

/// An entry of the lock file.
#[derive(Debug, PartialEq, Eq)]
struct Locked {
    source: Str,
    version: Str,
    hashes: BTreeSet<Str>,
}

fn lock_file(path: &Path) -> Result<Vec<Locked>, PackageError> {
    let failed = |reason: String| PackageError::Lock { file: path.display().to_string(), reason };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        // Then no provider is installed either, or the toolchain itself says what is missing.
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(e.to_string())),
    };
    let (body, problems) = crate::hcl::parse(FileId(0), &text);
    if let Some(problem) = problems.first() {
        return Err(failed(format!("{} ({})", problem.summary, problem.detail)));
    }
    body.blocks_of("provider")
        .map(|block| {
            let source = block.labels.first().map(|l| l.name.clone());
            let version = block.body.attribute("version").and_then(|a| text_of(&a.expr));
            let (Some(source), Some(version)) = (source, version) else {
                return Err(failed("a provider has no version".into()));
            };
            let hashes = match block.body.attribute("hashes").map(|a| &a.expr.kind) {
                Some(ExprKind::Tuple(items)) => items.iter().filter_map(text_of).collect(),
                _ => BTreeSet::new(),
            };
            Ok(Locked { source, version, hashes })
        })
        .collect()
}

fn text_of(expr: &Expr) -> Option<Str> {
    match &expr.kind {
        ExprKind::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn installed(places: &Places, locked: &Locked) -> Result<Package, PackageError> {
    let dir = places.data.join("providers").join(&*locked.source).join(&*locked.version).join(platform());
    let missing = || PackageError::Missing(locked.source.clone());
    let binary = executable(&dir, &locked.source).ok_or_else(missing)?;
    if !locked.hashes.iter().any(|h| h.starts_with("h1:")) {
        return Err(PackageError::NoChecksum(locked.source.clone()));
    }
    let actual = package_hash(&dir).map_err(|e| PackageError::Unreadable(locked.source.clone(), e.to_string()))?;
    if !locked.hashes.contains(actual.as_str()) {
        let dir = dir.display().to_string();
        return Err(PackageError::Tampered { source_address: locked.source.clone(), dir, actual });
    }
    Ok(Package { source: locked.source.clone(), binary, trust: Trust::Locked })
}

/// `linux_amd64`, in Go's words.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{os}_{arch}")
}

/// The program in a package: `terraform-provider-TYPE`, with `_vVERSION` or not.
fn executable(dir: &Path, source: &str) -> Option<PathBuf> {
    let prefix = format!("terraform-provider-{}", source.rsplit('/').next()?);
    let mut names: Vec<String> =
        fs::read_dir(dir).ok()?.flatten().filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    let name = names.into_iter().find(|name| {
        name.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '.']))
            && dir.join(name).is_file()
    })?;
    // The relay starts it in another directory.
    fs::canonicalize(dir.join(name)).ok()
}

/// The checksum of an unpacked package: `h1:` and base64 of SHA-256 over a sorted list of its files' digests
/// (`Hash1` of golang.org/x/mod/sumdb/dirhash).
///
/// # Errors
/// If a file cannot be read.
pub fn package_hash(dir: &Path) -> std::io::Result<String> {
    let mut files = Vec::new();
    list(&fs::canonicalize(dir)?, "", &mut files)?;
    files.sort();
    let mut total = Sha256::new();
    for (name, path) in files {
        let mut digest = Sha256::new();
        let mut file = fs::File::open(path)?;
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                n => digest.update(&buffer[..n]),
            }
        }
        let hex: String = digest.finalize().iter().map(|b| format!("{b:02x}")).collect();
        total.update(format!("{hex}  {name}\n"));
    }
    Ok(format!("h1:{}", base64::engine::general_purpose::STANDARD.encode(total.finalize())))
}

fn list(dir: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list(&entry.path(), &format!("{name}/"), files)?,
            false => files.push((name, entry.path())),
        }
    }
    Ok(())
}

fn overrides(places: &Places) -> Result<BTreeMap<Str, PathBuf>, PackageError> {
    let mut found = BTreeMap::new();
    for path in &places.cli_config {
        match fs::read_to_string(path) {
            Ok(text) => {
                found.extend(dev_overrides(&text).into_iter().map(|(s, dir)| (full_source(&s, places.toolchain), dir)));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(PackageError::Lock { file: path.display().to_string(), reason: e.to_string() }),
        }
    }
    Ok(found)
}

/// `dev_overrides { "acme/demo" = "/dir" }` of a CLI configuration, as HCL 1 or as JSON: neither is the language of
/// modules.
fn dev_overrides(text: &str) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let words = words(text);
    let mut at = words.iter();
    while let Some(word) = at.next() {
        if !matches!(word, Word::Bare(name) | Word::Quoted(name) if name == "dev_overrides") {
            continue;
        }
        let mut rest = at.clone().skip_while(|w| matches!(w, Word::Bare(b) if b == "="));
        if rest.next() != Some(&Word::Bare("{".into())) {
            continue;
        }
        while let (Some(Word::Quoted(source)), Some(_), Some(Word::Quoted(dir))) =
            (rest.next(), rest.next(), rest.next())
        {
            found.insert(source.clone(), PathBuf::from(dir));
        }
    }
    found
}

/// `oracle/oci` is `registry.terraform.io/oracle/oci`, `null` is `registry.terraform.io/hashicorp/null`.
fn full_source(short: &str, toolchain: Toolchain) -> Str {
    let registry = match toolchain {
        Toolchain::Terraform => "registry.terraform.io",
        Toolchain::OpenTofu => "registry.opentofu.org",
    };
    match short.split('/').count() {
        1 => format!("{registry}/hashicorp/{short}").into(),
        2 => format!("{registry}/{short}").into(),
        _ => short.into(),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Word {
    Bare(String),
    Quoted(String),
}

fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '#' => while chars.next_if(|c| *c != '\n').is_some() {},
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|c| *c != '\n').is_some() {},
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in chars.by_ref().skip(1) {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '"' => {
                let mut word = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => word.extend(chars.next()),
                        c => word.push(c),
                    }
                }
                out.push(Word::Quoted(word));
            }
            '{' | '}' => out.push(Word::Bare(c.to_string())),
            '=' | ':' => out.push(Word::Bare("=".into())),
            c if c.is_whitespace() || ",[]".contains(c) => {}
            c => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| !c.is_whitespace() && !"{}[]=:\"#,".contains(*c)) {
                    word.push(c);
                }
                out.push(Word::Bare(word));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_are_read_from_a_cli_configuration() {
        let text = r#"
            # dev_overrides { "no/no" = "/no" }
            plugin_cache_dir = "/cache" /* dev_overrides { "no/no" = "/no" } */
            provider_installation {
              dev_overrides {
                "acme/demo" = "/build/demo" // here
                "registry.opentofu.org/acme/other" = "/build/other"
              }
              direct {}
            }"#;
        let found = dev_overrides(text);
        let expected = [
            ("acme/demo".into(), "/build/demo".into()),
            ("registry.opentofu.org/acme/other".into(), "/build/other".into()),
        ];
        assert_eq!(found, BTreeMap::from(expected.clone()));
        let json = r#"{"provider_installation": [{"dev_overrides": {
            "acme/demo": "/build/demo", "registry.opentofu.org/acme/other": "/build/other"}, "direct": {}}]}"#;
        assert_eq!(dev_overrides(json), BTreeMap::from(expected));
        assert_eq!(&*full_source("acme/demo", Toolchain::Terraform), "registry.terraform.io/acme/demo");
        assert_eq!(&*full_source("null", Toolchain::OpenTofu), "registry.opentofu.org/hashicorp/null");
        assert_eq!(dev_overrides("provider_installation { direct {} }"), BTreeMap::new());
    }

    /// A package as `terraform init` leaves it, with what the lock file says of it.
    fn installed_package(hashes: &str) -> (tempfile::TempDir, Places) {
        let dir = tempfile::tempdir().unwrap();
        let package = dir.path().join(".terraform/providers/example.com/acme/demo/1.2.0").join(platform());
        fs::create_dir_all(package.join("docs")).unwrap();
        fs::write(package.join("terraform-provider-demo_v1.2.0"), "program").unwrap();
        fs::write(package.join("docs/a.md"), "text").unwrap();
        let hash = package_hash(&package).unwrap();
        let lock = format!(
            "provider \"example.com/acme/demo\" {{\n  version = \"1.2.0\"\n  hashes = [\n    {}\n  ]\n}}\n",
            hashes.replace("RIGHT", &hash)
        );
        fs::write(dir.path().join(".terraform.lock.hcl"), lock).unwrap();
        let (directory, data) = (dir.path().to_path_buf(), dir.path().join(".terraform"));
        (dir, Places { directory, data, cli_config: Vec::new(), toolchain: Toolchain::Terraform })
    }

    #[test]
    fn a_package_must_be_what_the_lock_file_says() {
        let (_dir, places) = installed_package("\"zh:00\", \"RIGHT\"");
        let found = find(&places).unwrap();
        assert_eq!((found.len(), found[0].trust), (1, Trust::Locked));
        fs::write(&found[0].binary, "changed").unwrap();
        assert!(matches!(find(&places), Err(PackageError::Tampered { .. })));
        fs::remove_file(&found[0].binary).unwrap();
        assert!(matches!(find(&places), Err(PackageError::Missing(_))));
    }

    #[test]
    fn a_file_more_or_a_checksum_less_is_noticed() {
        let (_dir, places) = installed_package("\"RIGHT\"");
        let binary = find(&places).unwrap()[0].binary.clone();
        fs::write(binary.with_file_name("more"), "").unwrap();
        assert!(matches!(find(&places), Err(PackageError::Tampered { .. })));
        let (_dir, places) = installed_package("\"zh:00\"");
        assert!(matches!(find(&places), Err(PackageError::NoChecksum(_))));
    }

    #[test]
    fn the_checksum_is_that_of_go() {
        // Computed with golang.org/x/mod/sumdb/dirhash.HashDir over the same two files.
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "one").unwrap();
        fs::create_dir(dir.path().join("b")).unwrap();
        fs::write(dir.path().join("b/c"), "two").unwrap();
        assert_eq!(package_hash(dir.path()).unwrap(), "h1:KXgGMUKo/6VCqEzeXvAmGo7Nmd490RhuXS0CDJIvmXg=");
    }
}
