# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments of the peers: made once from the package index that pip is configured for, kept, reused.

The versions are fixed, so that a report names what was measured; edit REQUIREMENTS to measure others. An environment
that cannot be made is a reason for skipping its peers, never an error of the run.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

TORCH_PARTS = ["filelock", "typing-extensions", "sympy", "mpmath", "networkx", "jinja2", "fsspec", "markupsafe",
               "numpy", "setuptools"]
REQUIREMENTS = {
    "torch": [["torch==2.11.0", "numpy"]],
    "tensorflow": [["tensorflow-cpu==2.21.*", "keras==3.15.1"]],
    "jax": [["jax[cpu]==0.10.2"]],
    "jax-0.4.31": [["jax[cpu]==0.4.31"]],
}
# The index's torch for x86-64 is built for CUDA 13 and brings gigabytes of its libraries. Beside an installed toolkit
# three small ones are enough: what torch only loads, and never calls on the CPU, comes from the toolkit.
TORCH_BESIDE_TOOLKIT = [
    ["--no-deps", "torch==2.11.0"], TORCH_PARTS,
    ["--no-deps", "nvidia-cusparselt-cu13", "nvidia-nvshmem-cu13==3.4.5", "nvidia-cufile"],
]


class EnvironmentFailed(Exception):
    """Why an environment could not be made."""


def default_folder():
    """The cache of this user, as XDG has it."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "accelbench" / "peers"


def toolkit_libraries():
    """The folder with the libraries of an installed CUDA 13 toolkit, or None."""
    for folder in sorted(pathlib.Path("/usr/local").glob("cuda*/lib64")):
        if (folder / "libcudart.so.13").exists() and (folder / "libcublas.so.13").exists():
            return folder
    return None


class Environment:
    """One virtual environment: a Python and the variables that it needs."""

    def __init__(self, folder, name):
        self.name = name
        self.folder = pathlib.Path(folder) / name
        self.stamp = self.folder / "complete.json"
        self.python = self.folder / "bin" / "python"

    def steps(self):
        if self.name == "torch" and toolkit_libraries():
            return TORCH_BESIDE_TOOLKIT
        return REQUIREMENTS[self.name]

    def is_complete(self):
        """Made by this very list of requirements?"""
        try:
            return json.loads(self.stamp.read_text())["steps"] == self.steps()
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def make(self):
        if self.is_complete():
            return
        print(f"making the environment {self.name} in {self.folder}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.call([sys.executable, "-m", "venv", str(self.folder)])
        for step in self.steps():
            self.call([str(self.python), "-m", "pip", "install", "--quiet", *step])
        self.stamp.write_text(json.dumps({"steps": self.steps()}))

    def call(self, command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            last = [line for line in done.stdout.splitlines() if line.strip()][-1:]
            raise EnvironmentFailed(f"{' '.join(command[1:4])} … failed: {last[0] if last else 'no message'}")

    def variables(self):
        """What a program of this environment needs beside the caller's variables."""
        if self.name != "torch" or not toolkit_libraries():
            return {}
        own = self.folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages" / "nvidia"
        folders = [str(toolkit_libraries()), *(str(path) for path in sorted(own.glob("*/lib")))]
        return {"LD_LIBRARY_PATH": ":".join(folders + [os.environ.get("LD_LIBRARY_PATH", "")]).rstrip(":")}


def make_all(folder, names):
    """{name: Environment} of those that could be made, and {name: reason} of the others."""
    made, failed = {}, {}
    for name in names:
        environment = Environment(folder, name)
        try:
            environment.make()
            made[name] = environment
        except (EnvironmentFailed, OSError) as error:
            failed[name] = f"environment not made: {error}"
    return made, failed


if __name__ == "__main__":
    ready, reasons = make_all(sys.argv[1] if len(sys.argv) > 1 else default_folder(), REQUIREMENTS)
    print(json.dumps({"made": sorted(ready), "failed": reasons}, indent=2))
