# SPDX-License-Identifier: GPL-3.0-or-later
"""A parent that will be killed: starts a runner, passes its own stdin on, prints the runner's pid and then its events.

The runner's stdin is a copy that this process and its own parent hold open, so that only the kernel tells it of a death.
"""
import subprocess
import sys

runner = subprocess.Popen([sys.argv[1], "-I", "-B", "-u", sys.argv[2]], stdin=sys.stdin, stdout=subprocess.PIPE)
print(runner.pid, flush=True)
for line in runner.stdout:
    print(line.decode(), end="", flush=True)
