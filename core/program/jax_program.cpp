// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/program/words.h"

namespace accelbench::program {
namespace {

constexpr std::string_view text = R"python("""Trains "@NAME@" with JAX, as the accelerator @ID@ does.

First:  accelbench-cli work @FILE@ --output work --epochs @EPOCHS@
Then:   python THIS_PROGRAM work
"""
import functools
import json
import struct
import sys

import jax
import jax.numpy as jnp
import numpy as np

@READING@


activations = [@ACTIVATIONS@]


@PRODUCT@


def forward(layers, x, key=None):
    for k, ((weight, bias), activation) in enumerate(zip(layers, activations)):
        x = activation(product(x, weight) + bias)
        @DROPOUT@
    return x


def loss_of(layers, x, y, key=None):
    z = forward(layers, x, key)
    loss = @LOSS@
    @PENALTY@
    return loss, z


def update(w, g, m, v, rates):
    """@WHAT@, with Keras' formula: new weights and moments. rates: the learning rate, and with Adam's correction."""
    @RULE@
    return w, m, v


def step(state, x, y, rows, rates, key):
    layers, first, second = (list(part) for part in state)
    (loss, outputs), gradients = jax.value_and_grad(loss_of, has_aux=True)(layers, x[rows], y[rows], key)
    trained = [@TRAINED@]
    @CLIP@
    for k in trained:
        changed = [update(*parts, rates) for parts in zip(layers[k], gradients[k], first[k], second[k])]
        layers[k], first[k], second[k] = (tuple(parts) for parts in zip(*changed))
    return (layers, first, second), (loss, outputs)


@functools.partial(jax.jit, donate_argnums=0)
def steps(state, x, y, rows, rates, key):
    """One scan over batches of equal size; rows [batches, size]."""
    keys = jax.random.split(key, len(rows))
    return jax.lax.scan(lambda state, one: step(state, x, y, *one), state, (rows, rates, keys))


class Run:
    learning_rate, stop = @RATE@, False


run = Run()


def rates_of(first_step, count):
    number = np.arange(first_step, first_step + count)
    return np.stack([np.full(count, run.learning_rate), run.learning_rate * @CORRECTION@ * np.ones(count)],
                    axis=1).astype(np.float32)


def metrics(outputs, y, prefix=""):
    return @METRICS@
@KEEP_WEIGHTS@
@CALLBACK_CLASSES@


callbacks = @CALLBACKS@
layers = [(jnp.array(weight.T), jnp.array(bias)) for weight, bias in initial_weights()]
state = (layers, *(jax.tree_util.tree_map(jnp.zeros_like, layers) for _ in range(2)))
inputs, answers, key = jnp.asarray(x), jnp.asarray(y), jax.random.key(@SEED@)
full = len(x) // @BATCH@ * @BATCH@  # samples in full batches; the others are a batch of their own
done = 0
for epoch in range(@EPOCHS@):
    @SCHEDULE@
    total, seen = 0.0, []
    for rows in (orders[epoch, :full].reshape(-1, @BATCH@), orders[epoch, full:].reshape(1, -1)):
        if rows.size == 0:
            continue
        key, dropped = jax.random.split(key)
        state, (losses, outputs) = steps(state, inputs, answers, rows, rates_of(done + 1, len(rows)), dropped)
        done += len(rows)
        total += float(np.asarray(losses, np.float64).sum()) * rows.shape[1]
        seen.append(np.asarray(outputs).reshape(rows.size, -1))
    values = {"loss": total / len(x)} | metrics(np.concatenate(seen), y[orders[epoch]])
    @VALIDATE@
    print(f"epoch {epoch + 1}", *(f"{name} {value:.6g}" for name, value in values.items()))
    for callback in callbacks:
        callback(epoch, values)
    if run.stop:
        break
@RESTORE@
print(f"final loss {values['loss']:.9g}")
)python";

constexpr std::string_view keeping = R"(

def keep_weights():
    return jax.tree_util.tree_map(jnp.copy, state[0])


def restore_weights(kept):
    global state
    state = (kept, *state[1:]))";

std::string_view function_of(Activation activation) {
  switch (activation) {
    case Activation::linear:
      return "lambda z: z";
    case Activation::relu:
      return "jax.nn.relu";
    case Activation::leaky_relu:
      return "lambda z: jnp.where(z > 0, z, 0.2 * z)";
    case Activation::elu:
      return "jax.nn.elu";
    case Activation::gelu:
      return "lambda z: jax.nn.gelu(z, approximate=False)";
    case Activation::gelu_tanh:
      return "lambda z: jax.nn.gelu(z, approximate=True)";
    case Activation::sigmoid:
      return "jax.nn.sigmoid";
    case Activation::silu:
      return "jax.nn.silu";
    case Activation::softplus:
      return "jax.nn.softplus";
    case Activation::tanh:
      return "jnp.tanh";
    case Activation::softmax:
      return "jax.nn.softmax";
  }
  return "";
}

std::string_view loss_text(Loss loss) {
  switch (loss) {
    case Loss::mse:
      return "jnp.mean((z - y) ** 2)";
    case Loss::mae:
      return "jnp.mean(jnp.abs(z - y))";
    case Loss::huber:
      return "jnp.mean(jnp.where(jnp.abs(z - y) <= 1.0, 0.5 * (z - y) ** 2, jnp.abs(z - y) - 0.5))";
    case Loss::binary_crossentropy:
      return "jnp.mean(jax.nn.softplus(z[:, 0]) - z[:, 0] * y)";
    case Loss::categorical_crossentropy:
      return "jnp.mean(jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, y[:, None], axis=1)[:, 0])";
  }
  return "";
}

std::string activations_text(const Work& work) {
  std::vector<std::string_view> functions;
  for (const LayerSpec& layer : layers_of(work)) functions.push_back(function_of(layer.activation));
  return fmt::format("{}", fmt::join(functions, ", "));
}

std::string rule_text(const OptimizerSpec& o) {
  const std::string adam =
      fmt::format("m = m + (g - m) * {}\nv = v + (g * g - v) * {}\nw = w - rates[1] * m / (jnp.sqrt(v) + {})",
                  rest(o.beta_1), rest(o.beta_2), number(o.epsilon));
  switch (o.name) {
    case OptimizerKind::adam:
      return adam;
    case OptimizerKind::adamw:
      return fmt::format("w = w - rates[0] * {} * w\n", number(o.weight_decay)) + adam;
    case OptimizerKind::sgd:
      return fmt::format("m = {} * m - rates[0] * g\n", number(o.momentum)) +
             (o.nesterov ? fmt::format("w = w + {} * m - rates[0] * g", number(o.momentum)) : "w = w + m");
    case OptimizerKind::rmsprop:
      return fmt::format("v = {} * v + {} * g * g\nw = w - rates[0] * g / jnp.sqrt(v + {})", number(o.rho),
                         rest(o.rho), number(o.epsilon));
  }
  return {};
}

std::string correction_text(const OptimizerSpec& o) {
  if (o.name != OptimizerKind::adam && o.name != OptimizerKind::adamw) return "1.0";
  return fmt::format("np.sqrt(1.0 - {} ** number) / (1.0 - {} ** number)", number(o.beta_2),
                     number(o.beta_1));
}

std::string dropout_text(const Work& work) {
  std::vector<double> rates;
  bool any = false;
  for (const LayerSpec& layer : layers_of(work)) {
    rates.push_back(layer.dropout);
    any = any || layer.dropout > 0;
  }
  if (!any) return {};
  return fmt::format(
      "rate = [{}][k]\nif key is not None and rate > 0:\n    kept = "
      "jax.random.bernoulli(jax.random.fold_in(key, k), 1.0 - rate, x.shape)\n    x = jnp.where(kept, x "
      "/ (1.0 - rate), 0.0)",
      fmt::join(rates, ", "));
}

std::string trained_text(const Work& work) {
  std::vector<std::size_t> trained;
  for (std::size_t k = 0; k < layers_of(work).size(); ++k)
    if (k >= work.frozen.size() || !work.frozen[k]) trained.push_back(k);
  return fmt::format("{}", fmt::join(trained, ", "));
}

std::string penalty_text(const Work& work) {
  if (!has_penalty(work)) return {};
  return fmt::format(
      "for k in [{}]:\n    loss += {} * jnp.abs(layers[k][0]).sum() + {} * (layers[k][0] ** 2).sum()",
      trained_text(work), number(training_of(work).l1), number(training_of(work).l2));
}

std::string clip_text(const Work& work) {
  if (!training_of(work).clip_norm) return {};
  return fmt::format(
      "norm = jnp.sqrt(sum((g * g).sum() for k in trained for g in gradients[k]))\nfactor = "
      "jnp.where(norm > {0}, {0} / norm, 1.0)\ngradients = [tuple(g * factor for g in layer) for layer "
      "in gradients]",
      number(*training_of(work).clip_norm));
}

std::string_view product_text(const AcceleratorSpec& accelerator) {
  if (accelerator.precision != Precision::bfloat16) return "def product(a, b):\n    return a @ b";
  return "def product(a, b):\n    return jnp.dot(a.astype(jnp.bfloat16), b.astype(jnp.bfloat16), "
         "preferred_element_type=jnp.float32)";
}

}  // namespace

std::string jax_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces) {
  const OptimizerSpec& optimizer = training_of(work).optimizer;
  pieces["KEEP_WEIGHTS"] = keeping;
  add_loop_pieces(work, pieces);
  pieces["ACTIVATIONS"] = activations_text(work);
  pieces["PRODUCT"] = product_text(accelerator);
  pieces["DROPOUT"] = dropout_text(work);
  pieces["LOSS"] = loss_text(training_of(work).loss);
  pieces["PENALTY"] = penalty_text(work);
  pieces["WHAT"] = name_of(optimizer.name);
  pieces["RULE"] = rule_text(optimizer);
  pieces["CORRECTION"] = correction_text(optimizer);
  pieces["TRAINED"] = trained_text(work);
  pieces["CLIP"] = clip_text(work);
  pieces["VALIDATE"] = validates(work)
                           ? "loss, outputs = loss_of(state[0], x_val, y_val)\nvalues |= {\"val_loss\": "
                             "float(loss)} | metrics(np.asarray(outputs), y_val, \"val_\")"
                           : "";
  return filled(text, pieces);
}

}  // namespace accelbench::program
