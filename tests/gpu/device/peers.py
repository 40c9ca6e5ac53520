# SPDX-License-Identifier: GPL-3.0-or-later
"""The same shapes in PyTorch and JAX on the same card, each with the settings that an expert would take.

    peers.py SHAPES.json [SECONDS]        one line of JSON a shape, precision and peer

A step is: choose the batch's rows on the device, forward, mean squared error, backward, Adam. Data lie on the device;
nothing waits for the device inside of a window. bfloat16: float32 master weights under autocast.
"""

import json
import statistics
import sys
import time

COMPILED = {"784-256-256-10", "1024-2048-2048-1024", "4096-8192-8192-4096"}
GRAPH_STEPS = 8  # unrolled into one graph


def emit(shape, peer, precision, **figures):
    line = {"shape": shape["name"], "batch": shape["batch"], "engine": peer, "precision": precision, **figures}
    print(json.dumps(line), flush=True)


def windows(run, seconds, steps_each, wait):
    """Microseconds a step: median, least, most of nine windows after a warm-up."""
    def window(length):
        wait()
        begin, done = time.perf_counter(), 0
        while done == 0 or time.perf_counter() - begin < length:
            run()
            done += steps_each
            if done % (64 * steps_each) == 0:
                wait()  # launches must not run ahead without an end
        wait()
        return (time.perf_counter() - begin) / done * 1e6
    window(seconds / 2)
    times = sorted(window(seconds / 9) for _ in range(9))
    return {"step_us": statistics.median(times), "step_us_least": times[0], "step_us_most": times[-1]}


def torch_model(torch, shape):
    layers, inputs = [], shape["features"]
    for units in shape["widths"]:
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
        inputs = units
    return torch.nn.Sequential(*layers[:-1]).cuda()


def samples_of(shape):
    return shape["batch"] * max(4, min(64, (1 << 20) // shape["batch"]))


class TorchStep:
    def __init__(self, torch, shape, precision):
        torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
        self.torch, self.batch = torch, shape["batch"]
        self.model = torch_model(torch, shape)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-4, eps=1e-7, fused=True, capturable=True)
        self.narrow = precision == "bfloat16"
        self.samples = samples_of(shape)
        kind = torch.bfloat16 if self.narrow else torch.float32
        self.x = torch.rand(self.samples, shape["features"], device="cuda", dtype=kind)
        self.y = torch.rand(self.samples, shape["widths"][-1], device="cuda")
        self.order = torch.randperm(self.samples, device="cuda")
        self.position = torch.zeros((), dtype=torch.long, device="cuda")
        self.offsets = torch.arange(self.batch, device="cuda")

    def __call__(self):
        torch = self.torch
        rows = self.order[(self.position + self.offsets) % self.samples]
        self.position.add_(self.batch)
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16, enabled=self.narrow):
            answer = self.model(self.x[rows])
        loss = torch.nn.functional.mse_loss(answer.float(), self.y[rows])
        loss.backward()
        self.optimizer.step()
        return loss


def torch_graph(torch, step):
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    step.optimizer.zero_grad(set_to_none=True)
    with torch.cuda.graph(graph):
        for _ in range(GRAPH_STEPS):
            step()
    return graph.replay


def torch_peers(shapes, seconds):
    import torch
    wait = torch.cuda.synchronize
    for shape in shapes:
        for precision in ("float32", "tf32", "bfloat16"):
            for peer in ("torch eager", "torch graph", "torch compile"):
                if peer == "torch compile" and shape["name"] not in COMPILED:
                    continue
                try:
                    begin = time.perf_counter()
                    step = TorchStep(torch, shape, precision)
                    run, steps = step, 1
                    if peer == "torch graph":
                        run, steps = torch_graph(torch, step), GRAPH_STEPS
                    if peer == "torch compile":
                        run = torch.compile(step, mode="max-autotune")
                        run(), wait()
                    compile_s = time.perf_counter() - begin
                    emit(shape, peer, precision, compile_s=compile_s, **windows(run, seconds, steps, wait))
                except Exception as error:  # a peer that cannot is a line, not the end
                    emit(shape, peer, precision, error=str(error)[:300])
                torch.cuda.empty_cache()


def jax_peer(shapes, seconds):
    import os
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    import jax
    import jax.numpy as jnp
    from functools import partial

    def forward(weights, x, kind):
        for index, (w, b) in enumerate(weights):
            x = jnp.matmul(x, w.astype(kind), preferred_element_type=jnp.float32) + b
            x = jax.nn.relu(x).astype(kind) if index + 1 < len(weights) else x
        return x

    for shape in shapes:
        for precision in ("float32", "tf32", "bfloat16"):
            kind = jnp.bfloat16 if precision == "bfloat16" else jnp.float32
            exact = "highest" if precision == "float32" else "default"
            batch, samples = shape["batch"], samples_of(shape)
            steps = min(8, samples // batch)
            key = jax.random.key(1)
            x = jax.random.uniform(key, (samples, shape["features"]), dtype=jnp.float32).astype(kind)
            y = jax.random.uniform(key, (samples, shape["widths"][-1]), dtype=jnp.float32)
            weights, inputs = [], shape["features"]
            for units in shape["widths"]:
                weights.append((jax.random.normal(key, (inputs, units)) / inputs**0.5, jnp.zeros(units)))
                inputs = units
            zeros = jax.tree.map(jnp.zeros_like, weights)

            def one(state, rows):
                weights, m, v, t = state
                loss, gradients = jax.value_and_grad(
                    lambda w: jnp.mean((forward(w, x[rows], kind) - y[rows]) ** 2))(weights)
                t = t + 1
                m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradients)
                v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradients)
                rate = 1e-4 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                weights = jax.tree.map(lambda w, a, b: w - rate * a / (jnp.sqrt(b) + 1e-7), weights, m, v)
                return (weights, m, v, t), loss

            @partial(jax.jit, donate_argnums=0)
            def scan(state, key):
                rows = jax.random.permutation(key, samples)[:steps * batch].reshape(steps, batch)
                return jax.lax.scan(one, state, rows)

            try:
                with jax.default_matmul_precision(exact):
                    state = (weights, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros(()))
                    begin = time.perf_counter()
                    state, losses = scan(state, key)
                    losses.block_until_ready()
                    holder = [state, losses]

                    def run():
                        holder[0], holder[1] = scan(holder[0], key)

                    figures = windows(run, seconds, steps, lambda: holder[1].block_until_ready())
                emit(shape, "jax scan", precision, compile_s=time.perf_counter() - begin - 1.5 * seconds, **figures)
            except Exception as error:
                emit(shape, "jax scan", precision, error=str(error)[:300])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        shapes = json.load(file)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    for peer in (torch_peers, jax_peer):
        try:
            peer(shapes, seconds)
        except ImportError as error:
            print(json.dumps({"engine": peer.__name__, "error": str(error)}), flush=True)


if __name__ == "__main__":
    main()
