# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers like resources/runners/probe.py, with what ACCELBENCH_TEST_PROBE says, or that everything is there."""
import json
import os
import sys

answer = {"state": "ready", "reason": "", "python": "3.11.2", "packages": {"keras": "3.15.1", "tensorflow": "2.21.0"},
          "devices": {"cpu": "processor"}, "probed": sys.argv[1] == "probe", "rests_on": []}
told = os.environ.get("ACCELBENCH_TEST_PROBE", "")
if told == "garbage":
    print("no answer")
elif told == "dies":
    sys.exit("Segmentation something")
elif told.startswith("usual "):
    packages = {"keras": "3.15.1", "torch": "2.11.0", "jax": "0.10.2"}
    print(json.dumps(answer | {"packages": packages, "backend": told.split()[1]}))
elif told:
    print(json.dumps(answer | {"state": told, "reason": f"{told}: for a test"}))
else:
    print(json.dumps(answer))
