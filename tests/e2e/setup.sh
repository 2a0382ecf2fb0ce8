#!/bin/sh
# Partners of the end-to-end tests: Terraform, Go, and providers in a local mirror.
#
#   tests/e2e/setup.sh [DIRECTORY]     default: ${CARGO_TARGET_DIR:-target}/e2e
#
# Everything that is made goes below DIRECTORY (Go's own caches apart). Providers are built with Go; Terraform has to
# be there, or the script fails and says what to do.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dir=${1:-${CARGO_TARGET_DIR:-$root/target}/e2e}
mkdir -p "$dir/bin"
dir=$(cd "$dir" && pwd)

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

command -v go >/dev/null 2>&1 ||
    fail "go is missing: the tests build a Terraform provider with it. Install Go 1.26 or newer and put it on the path."

# A Terraform of one's own wins over the one on the path.
if [ ! -x "$dir/bin/terraform" ] && ! command -v terraform >/dev/null 2>&1; then
    fail "terraform is missing. Put Terraform 1.11 or newer on the path, or into $dir/bin."
fi

platform=$(go env GOOS)_$(go env GOARCH)
# install BINARY HOST/NAMESPACE NAME VERSION: into the mirror, as HashiCorp's releases lay packages out. OpenTofu looks for
# addresses without a host in a registry of its own.
# A changed binary changes the checksum in lock files: the old one stays while it is the same. It is moved into
# place, so that a run that is under way keeps the file that it has open.
install() {
    case $2 in
    registry.terraform.io/*) install "$1" "registry.opentofu.org/${2#*/}" "$3" "$4" ;;
    esac
    mirror="$dir/plugins/$2/$3/$4/$platform"
    file="$mirror/terraform-provider-$3_v$4"
    mkdir -p "$mirror"
    if [ -e "$file" ] && cmp -s "$1" "$file"; then
        return
    fi
    cp "$1" "$mirror/.new"
    mv "$mirror/.new" "$file"
}

mkdir -p "$dir/build"
(cd "$here/provider" && go build -trimpath -o "$dir/build/oci" .) ||
    fail "the test provider could not be built: go needs the modules of tests/e2e/provider/go.sum, from its cache or a module proxy."
install "$dir/build/oci" registry.terraform.io/oracle oci 99.0.0
# It serves whatever types it is told of: those of other clouds, too.
for cloud in aws azurerm google kubernetes; do
    install "$dir/build/oci" registry.terraform.io/hashicorp "$cloud" 99.0.0
done
(cd "$here/demo" && go build -trimpath -o "$dir/build/demo" .) ||
    fail "the demo provider could not be built: go needs the modules of tests/e2e/demo/go.sum, from its cache or a module proxy."
install "$dir/build/demo" ringfence.test/acme demo 1.0.0
# The same program serves protocol 5 under this name.
install "$dir/build/demo" ringfence.test/acme five 1.0.0

# Providers that others published. `go install` builds only what has a module path that agrees with its tag: of
# HashiCorp's utility providers that is `time`; of the others these are revisions between tags (and releases of before
# the modules moved), which the module proxy keeps because others depend on them. The version in the mirror is the tag that
# the revision follows.
# published NAME VERSION MODULE REVISION
published() {
    if [ ! -x "$dir/build/$1-$2" ]; then
        GOBIN="$dir/build" nice go install -trimpath "$3/terraform-provider-$1@$4" ||
            fail "the provider \`$1\` could not be built: go needs a module proxy for it once."
        mv "$dir/build/terraform-provider-$1" "$dir/build/$1-$2"
    fi
    install "$dir/build/$1-$2" registry.terraform.io/hashicorp "$1" "$2"
}
published time 0.14.2 github.com/hashicorp v0.14.2
# On the plugin framework.
published random 3.6.0 github.com/terraform-providers v1.3.2-0.20231204135814-c6e90de46687
published tls 4.0.4 github.com/hashicorp v1.2.1-0.20230117062332-afdd54107aba
# On the first SDK.
published local 1.4.0 github.com/terraform-providers v1.4.0

cat >"$dir/terraform.rc" <<EOF
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "$dir/plugins"
    include = ["registry.terraform.io/*/*", "registry.opentofu.org/*/*", "ringfence.test/acme/*"]
  }
}
EOF
echo "$dir"
