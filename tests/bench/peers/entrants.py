# SPDX-License-Identifier: GPL-3.0-or-later
"""Who runs: each entrant is a program, a variant of it, and the shapes on which that variant has something to say."""
import dataclasses
import json
import math
import os
import pathlib
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
EVERY_SHAPE = ("seed", "mnist_like", "wide")
BIG = ("mnist_like", "wide")  # where low precision and several threads can pay


class Refused(Exception):
    """Why an entrant gave no figure."""


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"


def json_of(command, given, variables=None):
    """The JSON document on a program's standard output; (document, command as it may be shown)."""
    done = subprocess.run([str(part) for part in command], env={**os.environ, **(variables or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=given.time_limit, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Refused(f"exit status {done.returncode}: {last_line(done.stderr)}") from None


@dataclasses.dataclass(frozen=True)
class Peer:
    """A peer's program inside its environment."""
    label: str
    script: str
    environment: str
    variant: str
    precision: str = "float32"
    shapes: tuple = EVERY_SHAPE
    strong: bool = False  # the variants that --short keeps

    @property
    def name(self):
        return f"{self.environment}-{self.variant}"

    def runs(self, shape):
        return shape in self.shapes

    def launch(self, place, given, environment):
        options = ["--variant", self.variant, "--measure", given.measure]
        command = [environment.python, HERE / self.script, "--bundle", place, *options, "--origin", time.monotonic()]
        result = json_of(command, given, {**environment.variables(), "PYTHONDONTWRITEBYTECODE": "1"})
        shown = f"python {self.script} --bundle {place.name} " + " ".join(map(str, options))
        return {**result, "command": shown}


@dataclasses.dataclass(frozen=True)
class Accelbench:
    """One accelerator of the experiment of a shape."""
    label: str
    accelerator: str
    precision: str = "float32"
    environment: str = ""
    shapes: tuple = EVERY_SHAPE
    strong: bool = True

    @property
    def name(self):
        return f"accelbench-{self.accelerator}"

    def runs(self, shape):
        return shape in self.shapes

    def launch(self, place, given, _):
        experiment = f"{place.name}.accel.yaml"
        options = ["--accelerator", self.accelerator, "--measure", str(given.measure), "--json"]
        with tempfile.TemporaryDirectory(prefix="accelbench-peers-") as folder:
            results = pathlib.Path(folder)
            command = [given.cli, "run", HERE.parent / "experiments" / experiment, *options, "--output",
                       results / "run.accelresults", "--events", results / "events.jsonl"]
            begin = time.monotonic()
            document = json_of(command, given)
            wall = time.monotonic() - begin
            losses = losses_of(results / "events.jsonl")
        shown = f"accelbench-cli run {experiment} " + " ".join(options)
        return {**figures_of(document, wall), "losses": losses, "command": shown}


def losses_of(events):
    """The losses of all epochs, from the events `epoch` and `epochs` (several at once)."""
    losses = []
    for line in events.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "epoch":
            losses.append(event["loss"])
        elif event["event"] == "epochs":
            losses += event["loss"]
    return losses


def with_finite_losses(launch):
    """The launch; a training that diverged did not do the work, and its speed means nothing."""
    for epoch, loss in enumerate(launch["losses"], start=1):
        if loss is None or not math.isfinite(loss):
            raise Refused(f"diverged: the loss of epoch {epoch} is not a finite number")
    return launch


def figures_of(document, wall):
    """What a launch reports, from the one run of a `run --json`."""
    run = document["runs"][0]
    if run["status"] != "completed":
        raise Refused(run["reason"] or run["status"])
    step_us = run["step_us"]["median"]
    if step_us is None:
        raise Refused("no steady window: measure longer")
    started = wall - run["total_s"]  # start and end of the program around the run: an upper bound of its start
    return {"step_us": step_us, "time_to_first_step_s": started + run["time_to_first_step_s"],
            "compile_s": run["compile_s"], "process_s": wall,
            "versions": {"accelbench": document["machine"]["program"].removeprefix("Accelbench ")}, "summary": run}


def ceilings(given):
    """What the machine can give at most, measured beside the others."""
    try:
        return {"ceilings": json_of([given.ceilings, min(given.measure, 0.5)], given)}
    except (Refused, OSError, subprocess.TimeoutExpired) as error:
        return {"skipped": f"no ceilings: {error}"}


def torch(label, variant, **more):
    return Peer(label, "torch_peer.py", "torch", variant, **more)


def keras(label, variant, **more):
    return Peer(label, "keras_peer.py", "tensorflow", variant, **more)


def jax(label, environment, variant, **more):
    return Peer(label, "jax_peer.py", environment, variant, **more)


LOW = {"precision": "bfloat16", "shapes": BIG}

ENTRANTS = [
    Accelbench("Accelbench, 1 thread", "float32-1"),
    Accelbench("Accelbench, all threads", "float32-all"),
    Accelbench("Accelbench bfloat16, 1 thread", "bfloat16-1", **LOW),
    Accelbench("Accelbench bfloat16, all threads", "bfloat16-all", **LOW),
    torch("PyTorch eager, 1 thread", "eager-1"),
    torch("PyTorch eager, all threads", "eager-all", strong=True),
    torch("PyTorch compiled, 1 thread", "compiled-1", shapes=("seed",)),
    torch("PyTorch compiled, all threads", "compiled-all", shapes=BIG),
    torch("PyTorch compiled, fused Adam, 1 thread", "compiled-fused-1", shapes=("seed",)),
    torch("PyTorch compiled, fused Adam, all threads", "compiled-fused-all", shapes=BIG),
    torch("PyTorch bfloat16 autocast", "bfloat16-all", strong=True, **LOW),
    torch("PyTorch bfloat16 autocast, compiled", "bfloat16-compiled-all", **LOW),
    keras("Keras fit", "fit-all"),
    keras("Keras tuned fit", "tuned-all", strong=True),
    keras("Keras tuned fit, bfloat16", "bfloat16-all", **LOW),
    keras("Keras compiled loop, 1 thread", "loop-1", shapes=("seed",), strong=True),
    keras("Keras compiled loop, all threads", "loop-all", shapes=BIG),
    jax("JAX scan, 1 thread", "jax", "scan-1", strong=False),
    jax("JAX scan, all threads", "jax", "scan-all", strong=True),
    jax("JAX scan, bfloat16", "jax", "bfloat16-all", **LOW),
    jax("JAX 0.4.31 scan, 1 thread", "jax-0.4.31", "scan-1", shapes=("seed",), strong=True),
    jax("JAX 0.4.31 scan, all threads", "jax-0.4.31", "scan-all"),
]
