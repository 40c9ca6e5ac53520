# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch on the CPU: eager, compiled and compiled-fused, each -1 or -all; bfloat16-all, bfloat16-compiled-all.

Data is one tensor in memory, indexed by randperm; fused Adam; no loss is read before its epoch ends. The compiled
variants compile the whole step: gather, forward, backward, and Adam, which compiled-fused takes ready-made.
"""
import os
import sys

import launch

THREADS = launch.threads_of(sys.argv[sys.argv.index("--variant") + 1])
os.environ["OMP_NUM_THREADS"] = str(THREADS)
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import torch  # noqa: E402  (the number of threads must stand before)
from torch.nn import functional  # noqa: E402


def network(bundle):
    layers = []
    for (weight, bias), activation in zip(bundle.layers, bundle.activations()):
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(weight))
            linear.bias.copy_(torch.tensor(bias))
        layers.append(linear)
        if activation == "relu":
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def whole_step(bundle, variant):
    """step(rows) -> loss of the batch, as a tensor that nobody reads yet."""
    model = network(bundle)
    x, y = torch.tensor(bundle.x), torch.tensor(bundle.y)
    y = y.long() if bundle.classes else y
    loss_of = functional.cross_entropy if bundle.classes else functional.mse_loss
    settings = bundle.optimizer
    compiled = "compiled" in variant
    # Fused Adam is one ready-made operation, also within a compiled step; foreach is compiled with the rest.
    kind = {"foreach": True} if compiled and "fused" not in variant else {"fused": True}
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learning_rate"],
                                 betas=(settings["beta_1"], settings["beta_2"]), eps=settings["epsilon"], **kind)
    low = "bfloat16" in variant

    def step(rows):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=low):
            outputs = model(x[rows])
        loss = loss_of(outputs.float(), y[rows])
        loss.backward()
        optimizer.step()
        return loss.detach()

    return torch.compile(step) if compiled else step


def prepare(bundle, variant):
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)
    torch.manual_seed(bundle.work["seed"])
    step = whole_step(bundle, variant)
    samples = len(bundle.x)

    def epoch():
        total = torch.zeros(())
        for rows in torch.randperm(samples).split(bundle.batch):
            total += step(rows)
        return total / bundle.steps

    return lambda epochs: torch.stack([epoch() for _ in range(epochs)]).tolist()


if __name__ == "__main__":
    launch.main(prepare, lambda: {"torch": torch.__version__, "threads": torch.get_num_threads()})
