#!/bin/sh
# Partners of the end-to-end tests: Terraform, Go, and the test provider in a local mirror.
#
#   tests/e2e/setup.sh [DIRECTORY]     default: ${CARGO_TARGET_DIR:-target}/e2e
#
# Everything that is made goes below DIRECTORY (Go's own caches apart). Prebuilt programs are not
# downloaded: what is missing is built from source, or the script fails and says what to do.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dir=${1:-${CARGO_TARGET_DIR:-$root/target}/e2e}
terraform_version=v1.11.4
mkdir -p "$dir/bin"
dir=$(cd "$dir" && pwd)

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

command -v go >/dev/null 2>&1 ||
    fail "go is missing: the tests build a Terraform provider with it. Install Go 1.24 or newer and put it on the path."

# A Terraform of one's own wins over the one on the path. `go install` refuses Terraform since its go.mod
# has replace directives, so it is built in a checkout.
if [ ! -x "$dir/bin/terraform" ] && ! command -v terraform >/dev/null 2>&1; then
    echo "setup.sh: terraform is missing, building $terraform_version from source (some minutes)" >&2
    source="$dir/terraform-source"
    rm -rf "$source"
    { git clone --quiet --depth 1 --branch "$terraform_version" https://github.com/hashicorp/terraform "$source" &&
        (cd "$source" && go build -o "$dir/bin/terraform" .); } ||
        fail "terraform is missing and could not be built. Put terraform (1.11 or newer) on the path, or into $dir/bin."
fi

platform=$(go env GOOS)_$(go env GOARCH)
# install BINARY HOST/NAMESPACE NAME VERSION: into the mirror, as HashiCorp's releases lay packages out.
# A changed binary changes the checksum in lock files: the old one stays while it is the same. It is moved into
# place, so that a run that is under way keeps the file that it has open.
install() {
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
(cd "$here/demo" && go build -trimpath -o "$dir/build/demo" .) ||
    fail "the demo provider could not be built: go needs the modules of tests/e2e/demo/go.sum, from its cache or a module proxy."
install "$dir/build/demo" ringfence.test/acme demo 1.0.0
# The same program serves protocol 5 under this name.
install "$dir/build/demo" ringfence.test/acme five 1.0.0

# A provider that others published. Of HashiCorp's utility providers this is the one whose module path and tags
# let `go install` build a recent release.
time_version=0.14.2
if [ ! -x "$dir/build/time-$time_version" ]; then
    GOBIN="$dir/build" go install -trimpath "github.com/hashicorp/terraform-provider-time@v$time_version" ||
        fail "the provider \`time\` could not be built: go needs a module proxy for it once."
    mv "$dir/build/terraform-provider-time" "$dir/build/time-$time_version"
fi
install "$dir/build/time-$time_version" registry.terraform.io/hashicorp time "$time_version"

cat >"$dir/terraform.rc" <<EOF
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "$dir/plugins"
    include = ["registry.terraform.io/oracle/oci", "registry.terraform.io/hashicorp/time", "ringfence.test/acme/*"]
  }
}
EOF
echo "$dir"
