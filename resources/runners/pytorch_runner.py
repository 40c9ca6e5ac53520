# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch: eager (operations from Python), compiled (torch.compile of the whole step), graph (a CUDA graph a step).

The data is one tensor in memory, indexed by our order. No loss is read before its chunk of steps has ended.
"""
import os

import numpy as np

os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")  # no worker processes that could be left over

import torch  # noqa: E402
from torch.nn import functional  # noqa: E402

import torch_updates  # noqa: E402
from metrics import Sums, sums_of  # noqa: E402
from steps import StepTrainer  # noqa: E402
from wire import Refused  # noqa: E402

PRECISIONS = {"float32": None, "bfloat16": torch.bfloat16}


def versions():
    return f"PyTorch {torch.__version__}, NumPy {np.__version__}"


def check(request):
    if request.precision not in PRECISIONS:
        raise Refused("unavailable", f"precision {request.precision}: the PyTorch runner trains in float32, or in "
                      "bfloat16 by autocast; choose one of these")
    if request.mode not in ("eager", "compiled", "graph"):
        raise Refused("unavailable", f"mode {request.mode}: expected eager, compiled or graph")
    if request.mode == "graph" and not request.devices:
        raise Refused("unavailable", "mode graph records a CUDA graph: name a GPU in devices, or use eager or compiled")
    if request.mode == "compiled" and not hasattr(torch, "compile"):
        raise Refused("unavailable", f"mode compiled: PyTorch {torch.__version__} found, expected 2.0 or newer; use "
                      "eager")
    if request.devices and not torch.cuda.is_available():
        raise Refused("unavailable", f"devices {request.devices}: this PyTorch sees no CUDA device; leave devices out "
                      "to train on the processor")


def activation(name):
    """Gradients at 0 as in Keras: 0 for relu, the slope of the left side for leaky_relu."""
    return {
        "linear": lambda z: z, "relu": functional.relu, "leaky_relu": lambda z: functional.leaky_relu(z, 0.2),
        "elu": functional.elu, "gelu": functional.gelu, "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
        "sigmoid": torch.sigmoid, "silu": functional.silu, "softplus": functional.softplus, "tanh": torch.tanh,
        "softmax": lambda z: functional.softmax(z, dim=1)}[name]


LOSSES = {"mse": functional.mse_loss, "mae": functional.l1_loss, "huber": functional.huber_loss,
          "binary_crossentropy": functional.binary_cross_entropy_with_logits,
          "categorical_crossentropy": functional.cross_entropy}


class Network(torch.nn.Module):
    def __init__(self, work):
        super().__init__()
        self.linears, self.settings = torch.nn.ModuleList(), work.layers
        self.activations = [activation(layer["activation"]) for layer in work.layers]
        for k, (weight, bias) in enumerate(work.initial):
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(weight))
                linear.bias.copy_(torch.tensor(bias))
            linear.requires_grad_(k not in work.frozen)
            self.linears.append(linear)

    def forward(self, x):
        for linear, act, layer in zip(self.linears, self.activations, self.settings):
            x = act(linear(x))
            if layer.get("dropout", 0.0) > 0.0:
                x = functional.dropout(x, layer["dropout"], self.training)
        return x


def penalty(work, weights):
    """l1 Σ|w| + l2 Σw² of the trained weights, not of biases."""
    total = 0.0
    for weight in weights:
        total = total + work.l1 * weight.abs().sum() + work.l2 * (weight * weight).sum()
    return total


class Trainer(StepTrainer):
    def __init__(self, request, work, device):
        super().__init__(work)
        self.device, self.low = device, PRECISIONS[request.precision]
        self.model = Network(work).to(device)
        self.x, self.y = (torch.tensor(array, device=device) for array in (work.x, self.answers(work.y)))
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.penalised = [linear.weight for linear in work.trained(self.model.linears)] if work.l1 or work.l2 else []
        self.keeps_outputs = bool(work.metrics)
        explicit = request.mode != "eager"
        self.updates = torch_updates.make(work, self.parameters, explicit, device)
        self.step = self.whole_step

    def answers(self, y):
        """Classes as 64-bit integers; one logit has its answers as float32 [n, 1]."""
        if self.work.loss == "binary_crossentropy":
            return y.reshape(-1, 1).astype(np.float32)
        return y.astype(np.int64) if self.work.classes else y

    def loss_of(self, outputs, y):
        loss = LOSSES[self.work.loss](outputs, y)
        return loss + penalty(self.work, self.penalised) if self.penalised else loss

    def outputs_of(self, x):
        if self.low is None:
            return self.model(x)
        with torch.autocast(self.device.type, self.low):
            return self.model(x).float()

    def whole_step(self, rows):
        """One step; (loss, outputs) as tensors that nobody reads yet."""
        self.updates.zero_grad()
        outputs = self.outputs_of(self.x[rows])
        loss = self.loss_of(outputs, self.y[rows])
        loss.backward()
        if self.work.clip_norm:
            torch_updates.clip(self.parameters, self.work.clip_norm)
        self.updates.update()
        return loss.detach(), outputs.detach()

    # -------- what steps.py asks

    def begin_epoch(self, order):
        self.order = order
        rows = torch.from_numpy(order).to(self.device, torch.int64)  # PyTorch 1 takes no smaller numbers
        self.batches = rows.split(self.work.batch_size)

    def run_steps(self, done, count):
        losses, outputs = [], []
        for rows in self.batches[done:done + count]:
            self.updates.prepare()
            loss, output = self.step(rows)
            losses.append(loss)
            if self.keeps_outputs:
                outputs.append(output)
        losses = torch.stack(losses).cpu().numpy().astype(np.float64)
        sizes = self.sizes[done:done + count]
        return losses, self.sums(done, sizes, float(losses @ sizes), outputs)

    def sums(self, done, sizes, loss_sum, outputs):
        if not outputs:
            return Sums(int(sizes.sum()), loss_sum)
        first = done * self.work.batch_size
        rows = self.order[first:first + int(sizes.sum())]
        return sums_of(self.work, torch.cat(outputs).cpu().numpy(), self.work.y[rows], loss_sum)

    def evaluate(self, begin, end):
        self.model.eval()
        with torch.no_grad():
            x, y = self.work.x_val[begin:end], self.work.y_val[begin:end]
            outputs = self.outputs_of(torch.from_numpy(x).to(self.device))
            loss = self.loss_of(outputs, torch.from_numpy(self.answers(y)).to(self.device)).item()
        self.model.train()
        return sums_of(self.work, outputs.cpu().numpy(), y, loss * (end - begin))

    # -------- what loop.py asks

    def set_learning_rate(self, rate):
        self.updates.learning_rate = rate

    def finite(self):
        kept = [*self.parameters, *(p.grad for p in self.parameters if p.grad is not None)]
        with torch.no_grad():
            return bool(torch.isfinite(torch.stack(torch._foreach_norm(kept)).sum()))

    def snapshot(self):
        return [p.detach().clone() for p in self.model.parameters()], self.updates.snapshot()

    def restore(self, kept):
        with torch.no_grad():
            for p, value in zip(self.model.parameters(), kept[0]):
                p.copy_(value)
        self.updates.restore(kept[1])

    def weights(self):
        return [(linear.weight.detach().cpu().numpy(), linear.bias.detach().cpu().numpy())
                for linear in self.model.linears]


def warm_up(trainer, work):
    """Compiles the step for both sizes of batch, on weights that are put back."""
    kept, order = trainer.snapshot(), np.arange(work.samples, dtype=np.int32)
    trainer.set_learning_rate(0.0)
    trainer.begin_epoch(order)
    trainer.run_steps(0, 1)
    if trainer.sizes[-1] != trainer.sizes[0]:
        trainer.run_steps(work.steps_per_epoch - 1, 1)
    trainer.restore(kept)


def record_graphs(trainer, work):
    """Mode graph: one CUDA graph a size of batch, replayed with new row numbers."""
    graphs = {}

    def record(rows):
        static_rows = rows.clone()
        for _ in range(3):  # before recording, allocations must have happened on this stream
            trainer.whole_step(static_rows)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            results = trainer.whole_step(static_rows)
        return static_rows, graph, results

    def step(rows):
        if len(rows) not in graphs:
            graphs[len(rows)] = record(rows)
        static_rows, graph, (loss, outputs) = graphs[len(rows)]
        static_rows.copy_(rows)
        graph.replay()
        return loss.clone(), outputs.clone()

    trainer.step = step
    warm_up(trainer, work)


def build(request, work, events):
    torch.set_num_threads(request.threads)
    torch.set_flush_denormal(True)
    torch.use_deterministic_algorithms(request.strict)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.manual_seed(request.seed & (1 << 63) - 1)
    trainer = Trainer(request, work, torch.device("cuda:0" if request.devices else "cpu"))
    if request.mode == "compiled":
        trainer.step = torch.compile(trainer.whole_step, dynamic=False)
        warm_up(trainer, work)
    elif request.mode == "graph":
        record_graphs(trainer, work)
    kind = "deterministic" if request.strict else "the fastest"
    events.message("info", f"threads {torch.get_num_threads()}, {kind} operations, denormal numbers flushed, device "
                           f"{trainer.device}, optimizer: {trainer.updates.name}")
    return trainer


def train(loop):
    loop.train(lambda: build(loop.request, loop.work, loop.events))
