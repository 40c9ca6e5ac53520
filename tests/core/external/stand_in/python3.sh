#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A Python whose environments are one program, and whose pip does as PIP_DOES says.
case "$*" in
  *ensurepip*) echo "${PYTHON_IS:-3.12.1}" ;;
  *"-m venv"*)
    for folder; do :; done
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python"
    ;;
  *"-m pip install"*)
    echo "Downloading jax-1.0-py3-none-any.whl (12.5 MB)"
    case "$PIP_DOES" in
      fail) echo "ERROR: No matching distribution found for jax" >&2; exit 1 ;;
      sleep) sleep 1000 ;;
    esac
    ;;
  *probe.py*)
    printf '{"state": "%s", "reason": "", "python": "3.12.1", "packages": {"jax": "1.0"},' "${PROBE_SAYS:-ready}"
    echo '"devices": {"cpu": "processor"}, "probed": true, "rests_on": []}'
    ;;
esac
