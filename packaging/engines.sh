# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The outside engines that tests train with, each in a virtual environment below build/engines: about 5 GB on disk and
# two minutes the first time, kept afterwards. Sourced by test.sh; what cannot be installed is said, and its tests are
# skipped with the reason.
packages_for_engines=(python3-venv)
command -v java >/dev/null || packages_for_engines+=(default-jre-headless)
engines=build/engines

# has ENGINE DISTRIBUTION: whether the environment holds the package.
has() { "$engines/$1/bin/python" -I -c "import importlib.metadata as m; m.version('$2')" >/dev/null 2>&1; }

# install ENGINE DISTRIBUTION PIP-ARGUMENTS...: into an environment of Debian's Python.
install() {
  local engine=$1 distribution=$2
  shift 2
  has "$engine" "$distribution" && return
  say "installing $distribution into $engines/$engine"
  [ -x "$engines/$engine/bin/python" ] || /usr/bin/python3 -m venv "$engines/$engine"
  "$engines/$engine/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# PyTorch from the package index is made for CUDA. Beside a CUDA 13 toolkit it runs on the toolkit's libraries, without
# the gigabytes of its own; elsewhere Debian's build for the processor will do.
install_pytorch() {
  local toolkit=/usr/local/cuda/lib64 own
  if [ ! -e "$toolkit/libcudart.so.13" ]; then
    install_packages python3-torch
    [ -x "$engines/pytorch/bin/python" ] || /usr/bin/python3 -m venv --system-site-packages "$engines/pytorch"
    return
  fi
  has pytorch torch && return
  install pytorch filelock filelock typing-extensions sympy mpmath networkx jinja2 fsspec markupsafe numpy setuptools
  install pytorch nvidia-cusparselt-cu13 --no-deps nvidia-cusparselt-cu13 nvidia-nvshmem-cu13==3.4.5 nvidia-cufile
  install pytorch torch --no-deps torch==2.11.0
  own=$("$engines"/pytorch/bin/python -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/nvidia/cu13/lib
  find "$toolkit"/ -maxdepth 1 -name '*.so.*' -exec ln -sf -t "$own" {} +
}

install_engines() {
  install_packages "${packages_for_engines[@]}"
  mkdir -p "$engines"
  install keras tensorflow-cpu tensorflow-cpu keras || say "keras cannot be installed here"
  install jax jax 'jax[cpu]' || say "jax cannot be installed here"
  install h2o pandas h2o numpy pandas || say "h2o cannot be installed here"
  install_pytorch || say "pytorch cannot be installed here"
}
