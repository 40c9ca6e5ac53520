# SPDX-License-Identifier: GPL-3.0-or-later
"""What a figure was measured on. Nothing here tells a name of the machine, a user or a path."""
import os
import platform
import re


def first_match(path, pattern):
    try:
        with open(path, encoding="utf-8") as text:
            found = re.search(pattern, text.read(), re.MULTILINE)
    except OSError:
        return None
    return found.group(1).strip() if found else None


def description():
    kernel = re.match(r"[\d.]*\d", platform.release())
    memory = first_match("/proc/meminfo", r"^MemTotal:\s*(\d+) kB")
    return {
        "cpu": first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": int(memory) * 1024 if memory else None,
        "system": f"{first_match('/etc/os-release', r'^PRETTY_NAME=.(.*).$') or platform.system()}, "
                  f"{platform.system()} {kernel.group() if kernel else 'unknown'}",
    }


def load():
    """How many other programs wanted the cores in the last minute: a figure taken beside them is no figure."""
    return {"load_before": os.getloadavg()[0]}
