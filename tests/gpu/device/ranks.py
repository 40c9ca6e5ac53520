# SPDX-License-Identifier: GPL-3.0-or-later
"""One model over 2 … N devices against one device: losses, equal reruns, time.

    ranks.py ACCELBENCH_CLI DEVICES

Prints a table; status 1 where losses differ by more than 1e-5 or reruns by a bit. Needs mpirun, accelbench-mpi.so and
NCCL; nothing but the standard library of Python.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "resources/experiments"
LIMIT = 1e-5  # relative, of the contract, after ten epochs
WIDE = """accelbench: 1
name: wide
model:
  layers: [{units: 4096, activation: relu}, {units: 4096, activation: relu}, {units: 1024}]
data: {source: synthetic, generator: uniform, samples: 16384, features: 1024, targets: 1024, validation_split: 0.0}
training: {loss: mse, batch_size: 4096, epochs: 40}
"""


def accelerators(devices):
    rows = [f"  - {{id: d{n}, engine: cuda, devices: [{', '.join(map(str, range(n)))}]}}" for n in range(1, devices + 1)]
    return "accelerators:\n" + "\n".join(rows) + "\n"


def run(cli, folder, arguments):
    command = [cli, "run", "e.accel.yaml", "--json", "--no-progress", "--force", "--output", "r.accelresults", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    try:
        return json.loads(done.stdout)["runs"]
    except ValueError:
        sys.exit(f"ranks: {' '.join(command)} said {done.stderr}")


def weights(folder, devices):
    return [(folder / f"d{n}.safetensors").read_bytes() for n in range(1, devices + 1)]


def check_losses(cli, folder, name, devices):
    """Prints a line for each number of devices; whether all hold."""
    text = (EXAMPLES / f"{name}.accel.yaml").read_text()
    (folder / "e.accel.yaml").write_text(text[:text.index("accelerators:")] + accelerators(devices))
    arguments = ["--set", "training.epochs=10", "--weights", "{id}.safetensors"]
    first = run(cli, folder, arguments)
    failed = [one for one in first if one["status"] != "completed"]
    if failed:
        print(f"{name}: {failed[0]['accelerator']} {failed[0]['status']}: {failed[0]['reason']}")
        return False
    kept = weights(folder, devices)
    run(cli, folder, arguments)
    same = [a == b for a, b in zip(kept, weights(folder, devices))]
    good = True
    for n, one in enumerate(first, 1):
        away = max(abs(one["final"][key] / first[0]["final"][key] - 1) for key in ("loss", "val_loss"))
        good = good and away <= LIMIT and same[n - 1]
        print(f"{name}: {n} device(s), losses {away:.1e} from those of one, "
              f"{'the same bits again' if same[n - 1] else 'OTHER BITS in the rerun'}")
    return good


def time_wide(cli, folder, devices):
    """All-reduce moves 2 (n - 1) / n of the gradients: a lower bound of the bandwidth, as most of it is hidden."""
    (folder / "e.accel.yaml").write_text(WIDE + accelerators(devices))
    gradient_bytes = 4 * (1024 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 1024 + 1024)
    alone = None
    for n, one in enumerate(run(cli, folder, ["--measure", "3"]), 1):
        if one["status"] != "completed":
            print(f"wide: {n} device(s) {one['status']}: {one['reason']}")
            continue
        step_us = one["step_us"]["median"]
        alone = alone or step_us
        line = f"wide: {n} device(s), {step_us:.0f} us a step, {alone / step_us:.2f} times one"
        exchanged = 2 * (n - 1) / n * gradient_bytes
        print(line if n == 1 else f"{line}; at least {exchanged / step_us * 1e-3:.1f} GB/s exchanged")


def main():
    cli, devices = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(EXAMPLES / "digits", folder / "digits")
        good = [check_losses(cli, folder, example, devices) for example in ("seed", "digits")]
        if "--losses" not in sys.argv:
            time_wide(cli, folder, devices)
    sys.exit(0 if all(good) else 1)


main()
