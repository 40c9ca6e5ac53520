# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains one work bundle with one framework, for a parent process: a request on stdin, events on descriptor 1.

Started as `python -I -B -u main.py`. The engine is named by the request; its module is imported only after the
request has decided the number of threads and the devices, because frameworks read those while they are imported.
"""
import importlib
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

import backends  # noqa: E402
import wire  # noqa: E402

MODULES = {"keras": "keras_runner", "pytorch": "pytorch_runner", "jax": "jax_runner"}


def prepare_environment(request):
    """What must stand before the framework is imported: threads of BLAS and OpenMP, and which devices it sees."""
    threads = str(request.threads)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = threads
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"
    os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(request.devices)
    if not request.devices:
        os.environ["JAX_PLATFORMS"] = "cpu"
    if request.engine == "keras":
        prepare_keras(request)
    if "jax" in (request.engine, request.backend):  # JAX has as many threads as it may use cores
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:request.threads])


def prepare_keras(request):
    """The back end asked for, or the user's; his other defaults (floatx, epsilon) are not part of the work."""
    if request.backend is None:
        request.backend = backends.chosen(backends.installed())
    os.environ["KERAS_BACKEND"] = request.backend
    os.environ["KERAS_HOME"] = os.path.join(os.getcwd(), "keras")


def import_engine(request, events, summary):
    """The module of the engine, with the framework imported; `wire.Refused` where that is not possible."""
    begin = time.monotonic()
    try:
        module = importlib.import_module(MODULES[request.engine])
    except ImportError as problem:
        raise wire.Refused("unavailable", f"{request.engine}: {problem}; install it with "
                           f"`accelbench-cli engines install {request.engine}`") from problem
    summary.values["import_s"] = time.monotonic() - begin
    events.message("info", f"{module.versions()} imported in {summary.values['import_s']:.2f} s")
    return module


def train(request, events, control, summary):
    import loop  # NumPy, too, reads the number of threads when imported
    engine = import_engine(request, events, summary)
    engine.check(request)
    work = loop.load(request, events)
    summary.describe(request, work)
    loop.check_monitors(work)
    events.started(summary, work)
    engine.train(loop.Loop(request, work, events, control, summary))


def run(request, events, control, summary):
    """Whatever happens, it becomes the status and the reason of the summary."""
    try:
        train(request, events, control, summary)
    except wire.Refused as refused:
        summary.end(refused.status, str(refused))
    except MemoryError:
        summary.end("failed", "not enough memory for this model and batch; use a smaller model or batch_size")
    except Exception as problem:  # the boundary of a run: any error of a framework ends its own row
        traceback.print_exc()
        lines = str(problem).strip().splitlines() or ["no message"]
        summary.end("failed", f"{request.engine}: {type(problem).__name__}: {lines[0][:500]}")


def main():
    output = wire.take_standard_output()
    wire.die_with_parent()
    try:
        request = wire.read_request()
    except wire.Refused as refused:
        print(f"runner: {refused}", file=sys.stderr)
        return 2
    prepare_environment(request)
    summary = wire.Summary(request)
    events = wire.Events(request, output)
    control = wire.Control(events, summary)
    run(request, events, control, summary)
    events.finish(summary)
    sys.stderr.flush()
    os._exit(0)  # threads of frameworks may otherwise keep the process waiting


if __name__ == "__main__":
    sys.exit(main())
