# SPDX-License-Identifier: GPL-3.0-or-later
"""JAX on the CPU: scan-1, scan-all, bfloat16-all; run in two versions, which differ much on small steps.

All epochs of a call are one compiled scan over the steps with donated state; Adam is written out in Keras' form. The
orders are drawn by NumPy within the timed call, which is quicker than sorting on the device.
"""
import os
import sys

import launch

VARIANT = sys.argv[sys.argv.index("--variant") + 1]
THREADS = launch.threads_of(VARIANT)
os.environ["JAX_PLATFORMS"] = "cpu"
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])

import jax  # noqa: E402  (settings must stand before)
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402


def product(a, b):
    if "bfloat16" in VARIANT:
        return jnp.dot(a.astype(jnp.bfloat16), b.astype(jnp.bfloat16), preferred_element_type=jnp.float32)
    return a @ b


def loss_of(bundle, layers, x, y):
    for (weight, bias), activation in zip(layers, bundle.activations()):
        x = product(x, weight) + bias
        x = jax.nn.relu(x) if activation == "relu" else x
    if not bundle.classes:
        return jnp.mean((x - y) ** 2)
    chosen = jnp.take_along_axis(x, y[:, None], axis=1)[:, 0]
    return jnp.mean(jax.nn.logsumexp(x, axis=1) - chosen)


def adam(settings, state, gradients):
    """Kingma and Ba's second form, as Keras has it: epsilon beside the uncorrected root."""
    layers, first, second, number = state
    number = number + 1
    beta_1, beta_2 = settings["beta_1"], settings["beta_2"]
    rate = settings["learning_rate"] * jnp.sqrt(1 - beta_2 ** number) / (1 - beta_1 ** number)
    each = jax.tree_util.tree_map
    first = each(lambda m, g: beta_1 * m + (1 - beta_1) * g, first, gradients)
    second = each(lambda v, g: beta_2 * v + (1 - beta_2) * g * g, second, gradients)
    layers = each(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + settings["epsilon"]), layers, first, second)
    return layers, first, second, number


def prepare(bundle, _):
    x, y = jnp.array(bundle.x), jnp.array(bundle.y)
    layers = [(jnp.array(weight.T), jnp.array(bias)) for weight, bias in bundle.layers]
    zeros = [jax.tree_util.tree_map(jnp.zeros_like, layers) for _ in range(2)]
    state = (layers, *zeros, jnp.zeros((), jnp.float32))
    random = np.random.default_rng(bundle.work["seed"])
    gradient = jax.value_and_grad(lambda weights, *batch: loss_of(bundle, weights, *batch))

    def run(state, orders, x, y):  # data are arguments: a captured array would be compiled in as a constant
        def step(state, rows):
            loss, gradients = gradient(state[0], x[rows], y[rows])
            return adam(bundle.optimizer, state, gradients), loss

        return jax.lax.scan(step, state, orders)

    compiled = jax.jit(run, donate_argnums=0)

    def train(epochs):
        nonlocal state
        orders = np.tile(np.arange(len(bundle.x), dtype=np.int32), (epochs, 1))
        random.permuted(orders, axis=1, out=orders)
        state, losses = compiled(state, orders.reshape(epochs * bundle.steps, bundle.batch), x, y)
        return np.asarray(losses).reshape(epochs, bundle.steps).mean(axis=1)

    return train


if __name__ == "__main__":
    launch.main(prepare, lambda: {"jax": jax.__version__, "threads": THREADS})
