# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What Accelbench needs from the distribution, and how to get it. Sourced by run.sh and test.sh.
# "a|b": the first of these that the distribution has (names differ between Debian 12, Debian 13 and Ubuntu 24.04).

packages_to_build=(
  build-essential cmake ninja-build pkg-config
  libyaml-cpp-dev nlohmann-json3-dev libexpected-dev libfmt-dev libssl-dev libsqlite3-dev libhwy-dev libcli11-dev
  libdnnl-dev libboost-dev zlib1g-dev libcurl4-openssl-dev
  libopenmpi-dev  # several ranks
)
packages_for_the_window=(
  qt6-base-dev "libqt6opengl6-dev|qt6-base-dev" qt6-charts-dev qt6-svg-dev "qt6-svg-plugins|libqt6svg6"
  qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libgl-dev fonts-dejavu-core
  qt6-translations-l10n "fonts-noto-cjk|fonts-wqy-microhei"  # 简体中文: the words of Qt, and its characters
)
packages_to_test=(
  libgtest-dev libbenchmark-dev python3-numpy sqlite3
  desktop-file-utils appstream libxml2-utils groff-base
  librsvg2-bin poppler-utils  # drawings and documents that the window exports are opened
  openmpi-bin  # ranks: the product needs it only where several are asked for
  iproute2 util-linux procps  # several hosts on one machine, in network namespaces
)

say() { printf 'accelbench: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "cannot run as root: $*"; say "run it yourself as root, then start this script again"; exit 3; fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
is_offered() { [ -n "$(apt-cache policy "$1" 2>/dev/null | awk '/Candidate:/ && $2 != "(none)"')" ]; }

# Prints the packages of the arguments that are not installed; of alternatives, the one to install.
missing_packages() {
  local wanted name found
  for wanted in "$@"; do
    found=
    for name in ${wanted//|/ }; do if is_installed "$name"; then found=yes; break; fi; done
    [ -n "$found" ] && continue
    for name in ${wanted//|/ }; do if is_offered "$name"; then found=$name; break; fi; done
    echo "${found:-${wanted%%|*}}"
  done | sort -u
}

check_distribution() {
  command -v apt-get >/dev/null || {
    say "this script knows Debian's packages only (apt-get is not here); the README lists what to install"
    exit 3
  }
  local id version
  id=$(. /etc/os-release && echo "${ID:-}") version=$(. /etc/os-release && echo "${VERSION_ID:-}")
  case "$id-$version" in
    debian-12 | debian-13) ;;
    ubuntu-24.04) say "Ubuntu 24.04 is best effort: it is not tested there" ;;
    *) say "tested on Debian 12 and 13 only; this is ${id:-unknown} $version" ;;
  esac
}

# Installs what is missing of the arguments; says first what that is, and nothing when nothing is missing.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" = 0 ] && return
  check_distribution
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
    say "refreshing the list of packages (apt-get update)"
    as_root apt-get update -qq
  fi
  mapfile -t missing < <(missing_packages "$@")
  say "installing ${#missing[@]} packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  }
}

# Several sources are compiled as one: a whole build takes a third of the time. A name that stands twice in files of one
# room is told here and not in a build by hand; give one of them a better name, or put what they share in one place.
whole_build=(-DCMAKE_UNITY_BUILD=ON)
# Where ccache is installed: objects are shared by all build folders and clones.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
