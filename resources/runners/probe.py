# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells what this Python has of an engine, as one JSON object on descriptor 1.

`python -I -B probe.py look ENGINE` reads names and versions of packages and imports none of them;
`probe ENGINE` imports the engine and lists its devices.
"""
import importlib.metadata
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

import backends  # noqa: E402
from backends import version_of  # noqa: E402

OLDEST_PYTHON = (3, 9)
# Of each engine: the packages that it needs with the oldest version that will do, the engine's own first.
NEEDED = {
    "keras": {"keras": "3.0", "numpy": "1.22"},
    "pytorch": {"torch": "1.13", "numpy": "1.22"},
    "jax": {"jax": "0.4.20", "jaxlib": "0.4.20", "numpy": "1.22"},
    "h2o": {"h2o": "3.46"},
}


class Missing(Exception):
    """Ends the questions with a state and its reason."""

    def __init__(self, state, reason):
        super().__init__(reason)
        self.state = state


def numbers(version):
    """The leading numbers of a version: 2.11.0+cu130 is 2, 11, 0."""
    found = []
    for part in version.split("+")[0].split("."):
        digits = part[:len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
    return found


def check_python():
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise Missing("too old", f"Python {sys.version.split()[0]} found, expected "
                      f"{'.'.join(map(str, OLDEST_PYTHON))} or newer")


def look(engine, packages):
    """Fills `packages`, the engine's own first."""
    check_python()
    for name, oldest in NEEDED[engine].items():
        version = version_of(name)
        if version is None:
            raise Missing("not installed", f"not installed: {sys.executable} has no package {name}")
        packages[name] = version
        if numbers(version) < numbers(oldest):
            raise Missing("too old", f"too old: {name} {version} found, expected {oldest} or newer")
    if engine == "keras":
        found = backends.installed()
        packages.update(found)
        if not found:
            raise Missing("not installed", "not installed: Keras is there, and none of its back ends TensorFlow, "
                          "PyTorch and JAX")


def devices_of_tensorflow():
    import tensorflow
    found = {"cpu": "processor"}
    for number, device in enumerate(tensorflow.config.list_physical_devices("GPU")):
        found[f"cuda:{number}"] = tensorflow.config.experimental.get_device_details(device).get("device_name", "GPU")
    return found


def devices_of_torch():
    import torch
    found = {"cpu": "processor"}
    for number in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        found[f"cuda:{number}"] = torch.cuda.get_device_name(number)
    return found


def devices_of_jax():
    import jax
    found = {"cpu": "processor"}
    gpus = [device for device in jax.devices() if device.platform in ("gpu", "cuda")]
    found.update({f"cuda:{number}": device.device_kind for number, device in enumerate(gpus)})
    return found


DEVICES = {"tensorflow": devices_of_tensorflow, "torch": devices_of_torch, "jax": devices_of_jax}


def jar_of_h2o():
    """The package needs no import: its jar is what runs."""
    for entry in importlib.metadata.files("h2o") or []:
        if entry.name == "h2o.jar" and os.path.isfile(entry.locate()):
            return {"cpu": "processor"}
    raise Missing("broken", "broken: the package h2o holds no h2o.jar")


def probe(engine, packages):
    """Imports the engine; its devices."""
    if engine == "h2o":
        return jar_of_h2o()
    framework = {"pytorch": "torch", "jax": "jax"}.get(engine)
    if engine == "keras":
        found = {name: packages[name] for name in backends.BACKENDS if name in packages}
        framework = backends.chosen(found)
        if framework not in found:  # a row may name another than KERAS_BACKEND
            framework = next(iter(found))
        os.environ["KERAS_BACKEND"] = framework
        import keras  # noqa: F401: whether it can be imported is the question
    return DEVICES[framework]()


def answer(question, engine):
    packages, devices, state, reason = {}, {}, "ready", ""
    try:
        look(engine, packages)
        if question == "probe":
            devices = probe(engine, packages)
    except Missing as missing:
        state, reason = missing.state, str(missing)
    except Exception as problem:  # whatever importing a stranger's package ends with
        state, reason = "broken", f"cannot be imported: {type(problem).__name__}: {problem}"
    rests_on = [folder for folder in sys.path[1:] if os.path.isdir(folder)]
    backend = ""
    if engine == "keras":
        backend = backends.chosen(backends.installed())
        rests_on.append(backends.users_file())
    return {"state": state, "reason": reason, "python": sys.version.split()[0], "packages": packages,
            "backend": backend, "devices": devices, "probed": question == "probe" and state == "ready",
            "rests_on": rests_on}


def main():
    output = os.dup(1)
    os.dup2(2, 1)  # what packages print is no answer
    question, engine = sys.argv[1:]
    line = json.dumps(answer(question, engine)) + "\n"
    os.write(output, line.encode())
    os._exit(0)  # threads of frameworks may otherwise keep the process waiting


if __name__ == "__main__":
    main()
