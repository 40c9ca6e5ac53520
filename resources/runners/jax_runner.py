# SPDX-License-Identifier: GPL-3.0-or-later
"""JAX: an epoch is one compiled scan over its full batches, with donated state; the short last batch is a step alone.

Learning rates come in for each step, already with Adam's bias correction, which float32 would blur. Epochs that last
longer than a tenth of a second are scanned in several parts, so that a stop is seen.
"""
import time

import jax
import jax.numpy as jnp
import numpy as np

from metrics import Sums, needed_sums
from steps import StepTrainer
from wire import Refused

LONGEST_SCAN_S = 0.1


def versions():
    return f"JAX {jax.__version__}, NumPy {np.__version__}"


def check(request):
    if request.precision not in ("float32", "bfloat16"):
        raise Refused("unavailable", f"precision {request.precision}: the JAX runner trains in float32, or with "
                      "bfloat16 products; choose one of these")
    if request.mode != "scan":
        raise Refused("unavailable", f"mode {request.mode}: the JAX runner has one way only; leave mode out")
    if request.devices and jax.devices()[0].platform != "gpu":
        raise Refused("unavailable", f"devices {request.devices}: this JAX sees no CUDA device; leave devices out to "
                      "train on the processor")


# Gradients at 0 as in Keras: the left side's for leaky_relu.
ACTIVATIONS = {
    "linear": lambda z: z, "relu": jax.nn.relu, "leaky_relu": lambda z: jnp.where(z > 0, z, 0.2 * z),
    "elu": jax.nn.elu, "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    "gelu_tanh": lambda z: jax.nn.gelu(z, approximate=True), "sigmoid": jax.nn.sigmoid, "silu": jax.nn.silu,
    "softplus": jax.nn.softplus, "tanh": jnp.tanh, "softmax": lambda z: jax.nn.softmax(z, axis=1)}


def huber(error):
    size = jnp.abs(error)
    return jnp.where(size <= 1.0, 0.5 * error * error, size - 0.5)


LOSSES = {  # of outputs [n, units] and y as in the bundle: the mean
    "mse": lambda z, y: jnp.mean((z - y) ** 2), "mae": lambda z, y: jnp.mean(jnp.abs(z - y)),
    "huber": lambda z, y: jnp.mean(huber(z - y)),
    "binary_crossentropy": lambda z, y: jnp.mean(jax.nn.softplus(z[:, 0]) - z[:, 0] * y),
    "categorical_crossentropy": lambda z, y: jnp.mean(
        jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, y[:, None], axis=1)[:, 0])}


def answered_right(loss, z, y):
    if loss == "binary_crossentropy":
        return (z[:, 0] > 0) == (y > 0)
    if loss == "categorical_crossentropy":
        return z.argmax(axis=1) == y
    return (z > 0.5)[:, 0] == y[:, 0] if z.shape[1] == 1 else z.argmax(axis=1) == y.argmax(axis=1)


def tells(work, z, y):
    """The sums that the metrics of this work need, of one batch."""
    sums = {"correct": lambda: answered_right(work.loss, z, y).sum(), "absolute": lambda: jnp.abs(z - y).sum(),
            "squared": lambda: ((z - y) ** 2).sum()}
    return [sums[name]().astype(jnp.float32) for name in needed_sums(work.metrics)]


class Model:
    """Pure functions of the layers [(weight [inputs, units], bias)]."""

    def __init__(self, work, low):
        self.work, self.low = work, low

    def product(self, a, b):
        if self.low:
            return jnp.dot(a.astype(jnp.bfloat16), b.astype(jnp.bfloat16), preferred_element_type=jnp.float32)
        return a @ b

    def outputs(self, layers, x, key=None):
        """With a key, outputs are dropped as in training."""
        for k, ((weight, bias), layer) in enumerate(zip(layers, self.work.layers)):
            x = ACTIVATIONS[layer["activation"]](self.product(x, weight) + bias)
            rate = layer.get("dropout", 0.0)
            if key is not None and rate > 0.0:
                kept = jax.random.bernoulli(jax.random.fold_in(key, k), 1.0 - rate, x.shape)
                x = jnp.where(kept, x / (1.0 - rate), 0.0)
        return x

    def loss(self, layers, x, y, key=None):
        """(loss with the penalties of the trained weights, what the metrics need)."""
        z = self.outputs(layers, x, key)
        loss = LOSSES[self.work.loss](z, y)
        for weight, _ in self.work.trained(layers) if self.work.l1 or self.work.l2 else []:
            loss += self.work.l1 * jnp.abs(weight).sum() + self.work.l2 * (weight * weight).sum()
        return loss, tells(self.work, z, y)


# -------- Keras' update rules: (weight, gradient, m, v, rates) -> (weight, m, v); rates: as it is, and corrected

def adam(o, w, g, m, v, rates):
    m = m + (g - m) * (1.0 - o["beta_1"])
    v = v + (g * g - v) * (1.0 - o["beta_2"])
    return w - rates[1] * m / (jnp.sqrt(v) + o["epsilon"]), m, v


def adamw(o, w, g, m, v, rates):
    return adam(o, w - rates[0] * o["weight_decay"] * w, g, m, v, rates)


def sgd(o, w, g, m, v, rates):
    move = rates[0] * g
    m = o["momentum"] * m - move
    return (w + o["momentum"] * m - move if o["nesterov"] else w + m), m, v


def rmsprop(o, w, g, m, v, rates):
    v = o["rho"] * v + (1.0 - o["rho"]) * g * g
    return w - rates[0] * g / jnp.sqrt(v + o["epsilon"]), m, v


RULES = {"adam": adam, "adamw": adamw, "sgd": sgd, "rmsprop": rmsprop}


def clipped(gradients, longest):
    norm = jnp.sqrt(sum((g * g).sum() for g in jax.tree_util.tree_leaves(gradients)))
    factor = jnp.where(norm > longest, longest / norm, 1.0) + 0.0 * norm  # what is no number stays none
    return jax.tree_util.tree_map(lambda g: g * factor, gradients)


def train_step(model, state, x, y, rows, rates, key):
    """One step; state: (layers, first moments, second moments)."""
    work, (layers, first, second) = model.work, state
    slope = jax.value_and_grad(model.loss, has_aux=True)
    (loss, told), gradients = slope(layers, x[rows], y[rows], key if work.has_dropout else None)
    gradients = {k: gradients[k] for k in range(len(layers)) if k not in work.frozen}
    if work.clip_norm:
        gradients = clipped(gradients, work.clip_norm)
    layers, first, second = list(layers), list(first), list(second)
    rule = RULES[work.optimizer["name"]]
    for k, of_layer in gradients.items():
        parts = zip(layers[k], of_layer, first[k], second[k])
        changed = [rule(work.optimizer, w, g, m, v, rates) for w, g, m, v in parts]
        layers[k], first[k], second[k] = (tuple(parts) for parts in zip(*changed))
    return (layers, first, second), jnp.stack([loss, *told])


class Trainer(StepTrainer):
    def __init__(self, request, work):
        super().__init__(work)
        self.model = Model(work, request.precision == "bfloat16")
        self.x, self.y = jnp.asarray(work.x), jnp.asarray(work.y)
        layers = [(jnp.array(weight.T), jnp.array(bias)) for weight, bias in work.initial]
        zeros = [jax.tree_util.tree_map(jnp.zeros_like, layers) for _ in range(2)]
        self.state, self.steps, self.rate = (layers, *zeros), 0, 0.0
        self.full = work.samples // work.batch_size
        self.key = jax.random.key(request.seed & (1 << 63) - 1)
        self.compile()
        self.warm_up()

    def compile(self):
        model = self.model

        def scan(state, x, y, rows, rates, key):  # data are arguments: a captured array would become a constant
            keys = jax.random.split(key, len(rows)) if model.work.has_dropout else None

            def step(state, inputs):
                return train_step(model, state, x, y, *inputs)
            state, told = jax.lax.scan(step, state, (rows, rates, keys))
            return state, told, sum(part.sum() for part in jax.tree_util.tree_leaves(state[0]))

        self.scan = jax.jit(scan, donate_argnums=0)
        self.told = jax.jit(lambda layers, x, y: model.loss(layers, x, y))

    def warm_up(self):
        """Compiles both sizes of batch on copies; a long epoch is cut into parts of equal length."""
        order = np.arange(self.work.samples, dtype=np.int32)
        kept = self.snapshot()
        self.begin_epoch(order)
        self.scanned = self.steps_of_scan() if self.full else 0
        for count in {self.scanned, self.full % max(self.scanned, 1)} - {0}:
            self.run_steps(0, count)
        if self.full < self.work.steps_per_epoch:
            self.run_steps(self.full, 1)
        self.restore(kept)
        for count in {self.rows_evaluated(), self.work.samples_val % self.rows_evaluated()} - {0}:
            if count <= self.work.samples_val:
                self.evaluate(0, count)

    def steps_of_scan(self):
        self.run_steps(0, 1)
        begin = time.monotonic()
        self.run_steps(0, 1)
        parts = max(1, round((time.monotonic() - begin) * self.full / LONGEST_SCAN_S))
        return -(-self.full // parts)

    def rates(self, count):
        """[count, 2]: the learning rate of each step, as it is and with Adam's correction."""
        plain = np.full(count, self.rate)
        o, t = self.work.optimizer, np.arange(self.steps + 1, self.steps + count + 1, dtype=np.float64)
        if "beta_1" not in o:
            return np.stack([plain, plain], axis=1).astype(np.float32)
        corrected = self.rate * np.sqrt(1.0 - o["beta_2"] ** t) / (1.0 - o["beta_1"] ** t)
        return np.stack([plain, corrected], axis=1).astype(np.float32)

    def inputs(self, done, count):
        """Rows, learning rates and the key of steps; one step may be the short one."""
        size = self.work.batch_size
        rows = self.order[done * size:(done + count) * size].reshape(count, -1)
        return rows, self.rates(count), jax.random.fold_in(self.key, self.steps) if self.work.has_dropout else self.key

    # -------- what steps.py and loop.py ask

    def next_chunk(self, done):
        return min(self.scanned, self.full - done) if done < self.full else 1

    def begin_epoch(self, order):
        self.order = order

    def run_steps(self, done, count):
        self.state, told, total = self.scan(self.state, self.x, self.y, *self.inputs(done, count))
        self.steps += count
        told, self.total = np.asarray(told, dtype=np.float64), total
        sizes = self.sizes[done:done + count]
        named = dict(zip(needed_sums(self.work.metrics), told[:, 1:].sum(axis=0).tolist()))
        return told[:, 0], Sums(int(sizes.sum()), float(told[:, 0] @ sizes), **named)

    def evaluate(self, begin, end):
        loss, told = self.told(self.state[0], self.work.x_val[begin:end], self.work.y_val[begin:end])
        named = dict(zip(needed_sums(self.work.metrics), map(float, told)))
        return Sums(end - begin, float(loss) * (end - begin), **named)

    def set_learning_rate(self, rate):
        self.rate = rate

    def finite(self):
        """After a gradient that is no number no weight of its layer is one."""
        return bool(np.isfinite(self.total))

    def snapshot(self):
        return jax.tree_util.tree_map(jnp.copy, self.state), self.steps

    def restore(self, kept):
        self.state, self.steps = jax.tree_util.tree_map(jnp.copy, kept[0]), kept[1]

    def weights(self):
        return [(np.asarray(weight).T, np.asarray(bias)) for weight, bias in self.state[0]]


def build(request, work, events):
    trainer = Trainer(request, work)
    events.message("info", f"threads {request.threads}, device {jax.devices()[0].platform}, {trainer.scanned} of "
                           f"{work.steps_per_epoch} steps a scan, deterministic operations, "
                           f"{work.optimizer['name']} written out")
    return trainer


def train(loop):
    loop.train(lambda: build(loop.request, loop.work, loop.events))
