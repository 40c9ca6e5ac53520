# SPDX-License-Identifier: GPL-3.0-or-later
"""Keras' back ends: which of them this Python has, and which one a training takes that names none."""
import importlib.metadata
import json
import os

# Packages of each; the one that a Keras without settings takes comes first.
BACKENDS = {"tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-rocm", "intel-tensorflow", "tf-nightly"),
            "torch": ("torch",), "jax": ("jax",)}


def version_of(*names):
    """Of the first of these packages that is there; nothing is imported."""
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return None


def installed():
    """Names and versions of those that are there."""
    found = {name: version_of(*packages) for name, packages in BACKENDS.items()}
    return {name: version for name, version in found.items() if version}


def users_file():
    """Where Keras looks for its user's settings."""
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    return os.path.join(home, "keras.json")


def usual():
    """What keras.json names; None where it names nothing."""
    try:
        with open(users_file(), encoding="utf-8") as file:
            name = json.load(file).get("backend")
    except (OSError, ValueError, AttributeError):
        return None
    return name if isinstance(name, str) else None


def chosen(found):
    """KERAS_BACKEND, there or not; else that of keras.json if it is there, for Keras itself writes TensorFlow into
    that file when first imported; else the first that is there."""
    named = os.environ.get("KERAS_BACKEND")
    if named in BACKENDS:
        return named
    return usual() if usual() in found else next(iter(found), "tensorflow")
