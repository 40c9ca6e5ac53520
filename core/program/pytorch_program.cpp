// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/program/words.h"

namespace accelbench::program {
namespace {

constexpr std::string_view text = R"python("""Trains "@NAME@" with PyTorch, as the accelerator @ID@ does.

First:  accelbench-cli work @FILE@ --output work --epochs @EPOCHS@
Then:   python THIS_PROGRAM work
"""
import json
import math
import struct
import sys

import numpy as np
import torch
from torch import nn

@THREADS@
torch.manual_seed(@SEED@)
torch.set_flush_denormal(True)
@DETERMINISM@

@READING@


@SHAPE_Y@
inputs, answers = torch.from_numpy(x), as_tensor(y)

model = nn.Sequential(
    @LAYERS@)
linears = [layer for layer in model if isinstance(layer, nn.Linear)]
with torch.no_grad():
    for linear, (weight, bias) in zip(linears, initial_weights()):
        linear.weight.copy_(torch.from_numpy(weight))
        linear.bias.copy_(torch.from_numpy(bias))
@FREEZE@
parameters = [p for p in model.parameters() if p.requires_grad]
loss_of = nn.@LOSS@


class Run:
    learning_rate, stop = @RATE@, False


run = Run()


@OPTIMIZER@


def forward(x):
    @FORWARD@


def loss_with_penalty(outputs, y):
    loss = loss_of(outputs, y)
    @PENALTY@
    return loss


@COMPILE@
def train_step(rows, rates):
    for p in parameters:
        p.grad = None
    outputs = forward(inputs[rows])
    loss = loss_with_penalty(outputs, answers[rows])
    loss.backward()
    @CLIP@
    update(rates)
    return loss.detach(), outputs.detach()


def metrics(outputs, y, prefix=""):
    return @METRICS@
@KEEP_WEIGHTS@
@VALIDATE_FUNCTION@
@CALLBACK_CLASSES@


callbacks = @CALLBACKS@
step = 0
for epoch in range(@EPOCHS@):
    @SCHEDULE@
    total, seen = 0.0, []
    for begin in range(0, len(x), @BATCH@):
        rows = orders[epoch, begin:begin + @BATCH@]
        step += 1
        loss, outputs = train_step(torch.from_numpy(rows), rates_of(step))
        total += loss.item() * len(rows)
        seen.append(outputs.numpy())
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

constexpr std::string_view validation = R"(

def validate():
    model.eval()
    with torch.no_grad():
        outputs = forward(torch.from_numpy(x_val))
        loss = loss_with_penalty(outputs, as_tensor(y_val)).item()
    model.train()
    return {"val_loss": loss} | metrics(outputs.numpy(), y_val, "val_"))";

constexpr std::string_view keeping = R"(

def keep_weights():
    return [p.detach().clone() for p in model.parameters()]


def restore_weights(kept):
    with torch.no_grad():
        for p, value in zip(model.parameters(), kept):
            p.copy_(value))";

std::string_view module_of(Activation activation) {
  switch (activation) {
    case Activation::linear:
      return "";
    case Activation::relu:
      return "nn.ReLU()";
    case Activation::leaky_relu:
      return "nn.LeakyReLU(0.2)";
    case Activation::elu:
      return "nn.ELU()";
    case Activation::gelu:
      return "nn.GELU()";
    case Activation::gelu_tanh:
      return "nn.GELU(approximate=\"tanh\")";
    case Activation::sigmoid:
      return "nn.Sigmoid()";
    case Activation::silu:
      return "nn.SiLU()";
    case Activation::softplus:
      return "nn.Softplus()";
    case Activation::tanh:
      return "nn.Tanh()";
    case Activation::softmax:
      return "nn.Softmax(dim=1)";
  }
  return "";
}

std::string layers_text(const Work& work) {
  std::vector<std::string> lines;
  std::int64_t inputs = work.features();
  for (const LayerSpec& layer : layers_of(work)) {
    lines.push_back(fmt::format("nn.Linear({}, {})", inputs, layer.units));
    if (const auto module = module_of(layer.activation); !module.empty()) lines.emplace_back(module);
    if (layer.dropout > 0) lines.push_back(fmt::format("nn.Dropout({})", number(layer.dropout)));
    inputs = layer.units;
  }
  return fmt::format("{}", fmt::join(lines, ",\n"));
}

std::string_view loss_text(Loss loss) {
  switch (loss) {
    case Loss::mse:
      return "MSELoss()";
    case Loss::mae:
      return "L1Loss()";
    case Loss::huber:
      return "HuberLoss()";
    case Loss::binary_crossentropy:
      return "BCEWithLogitsLoss()";
    case Loss::categorical_crossentropy:
      return "CrossEntropyLoss()";
  }
  return "";
}

/// Targets as the loss wants them.
std::string answers_text(const Work& work) {
  std::string expression = "torch.from_numpy(y)";
  if (training_of(work).loss == Loss::binary_crossentropy) expression += ".float().reshape(-1, 1)";
  if (training_of(work).loss == Loss::categorical_crossentropy) expression += ".long()";
  return "def as_tensor(y):\n    return " + expression + "\n\n";
}

constexpr std::string_view own_adam =
    R"(# One operation for all weights; on the processor from PyTorch 2.4 on.
fused = {"fused": True} if tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 4) else {}
optimizer = torch.optim.@KIND@(parameters, lr=@RATE@, betas=(@BETA_1@, @BETA_2@)@DECAY@, **fused)


def rates_of(step):
    """Epsilon beside the uncorrected root, as in Keras: for PyTorch's form it grows by the correction."""
    return run.learning_rate, @EPSILON@ / math.sqrt(1.0 - @BETA_2@ ** step)


def update(rates):
    for group in optimizer.param_groups:
        group["lr"], group["eps"] = rates
    optimizer.step())";

constexpr std::string_view own_sgd = R"(optimizer = torch.optim.SGD(parameters, lr=@RATE@)


def rates_of(step):
    return (run.learning_rate,)


def update(rates):
    for group in optimizer.param_groups:
        (group["lr"],) = rates
    optimizer.step())";

constexpr std::string_view written_out = R"(first = [torch.zeros_like(p) for p in parameters]
second = [torch.zeros_like(p) for p in parameters]


def rates_of(step):
    """The learning rate, as it is and with Adam's correction; tensors, so that a compiled step stays compiled."""
    corrected = @CORRECTION@
    return torch.tensor(run.learning_rate), torch.tensor(run.learning_rate * corrected)


@torch.no_grad()
def update(rates):
    """@WHAT@, with Keras' formula."""
    rate, corrected = rates
    for p, m, v in zip(parameters, first, second):
        @RULE@)";

/// In the words of Keras' rule; p.grad is the gradient.
std::string rule_text(const OptimizerSpec& o) {
  const std::string adam = fmt::format(
      "m.lerp_(p.grad, {})\nv.mul_({}).addcmul_(p.grad, p.grad, value={})\np.sub_(corrected * m / (v.sqrt() "
      "+ {}))",
      rest(o.beta_1), number(o.beta_2), rest(o.beta_2), number(o.epsilon));
  switch (o.name) {
    case OptimizerKind::adam:
      return adam;
    case OptimizerKind::adamw:
      return fmt::format("p.sub_(rate * {} * p)\n", number(o.weight_decay)) + adam;
    case OptimizerKind::sgd:
      return fmt::format("m.mul_({}).sub_(rate * p.grad)\n", number(o.momentum)) +
             (o.nesterov ? fmt::format("p.add_({} * m - rate * p.grad)", number(o.momentum)) : "p.add_(m)");
    case OptimizerKind::rmsprop:
      return fmt::format(
          "v.mul_({}).addcmul_(p.grad, p.grad, value={})\np.sub_(rate * p.grad / (v + {}).sqrt())",
          number(o.rho), rest(o.rho), number(o.epsilon));
  }
  return {};
}

std::string optimizer_text(const Work& work, bool compiled, Pieces pieces) {
  const OptimizerSpec& o = training_of(work).optimizer;
  const bool is_adam = o.name == OptimizerKind::adam || o.name == OptimizerKind::adamw;
  pieces["KIND"] = o.name == OptimizerKind::adam ? "Adam" : "AdamW";
  pieces["BETA_1"] = number(o.beta_1);
  pieces["BETA_2"] = number(o.beta_2);
  pieces["EPSILON"] = number(o.epsilon);
  pieces["DECAY"] = o.name == OptimizerKind::adamw ? ", weight_decay=" + number(o.weight_decay) : "";
  pieces["WHAT"] = name_of(o.name);
  pieces["RULE"] = rule_text(o);
  pieces["CORRECTION"] = is_adam ? fmt::format("math.sqrt(1.0 - {0} ** step) / (1.0 - {1} ** step)",
                                               number(o.beta_2), number(o.beta_1))
                                 : "1.0";
  std::string_view chosen = written_out;
  if (!compiled && is_adam) chosen = own_adam;
  if (!compiled && o.name == OptimizerKind::sgd && o.momentum == 0) chosen = own_sgd;
  std::string result = filled(chosen, pieces);
  result.pop_back();
  return result;
}

std::string penalty_text(const Work& work) {
  if (!has_penalty(work)) return {};
  const TrainingSpec& training = training_of(work);
  return fmt::format(
      "for linear in linears:\n    if linear.weight.requires_grad:\n        loss = loss + {} * "
      "linear.weight.abs().sum() + {} * (linear.weight ** 2).sum()",
      number(training.l1), number(training.l2));
}

std::string clip_text(const Work& work) {
  if (!training_of(work).clip_norm) return {};
  return fmt::format(
      "norm = torch.sqrt(sum((p.grad ** 2).sum() for p in parameters))\nfor p in parameters:\n    "
      "p.grad.mul_(torch.clamp({} / norm, max=1.0))",
      number(*training_of(work).clip_norm));
}

}  // namespace

std::string pytorch_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces) {
  const bool compiled = accelerator.mode == "compiled";
  pieces["KEEP_WEIGHTS"] = keeping;
  add_loop_pieces(work, pieces);
  pieces["THREADS"] =
      accelerator.threads ? fmt::format("torch.set_num_threads({})", *accelerator.threads) : "";
  pieces["DETERMINISM"] =
      accelerator.determinism == Determinism::strict ? "torch.use_deterministic_algorithms(True)" : "";
  pieces["LAYERS"] = layers_text(work);
  pieces["LOSS"] = loss_text(training_of(work).loss);
  pieces["SHAPE_Y"] = answers_text(work);
  pieces["OPTIMIZER"] = optimizer_text(work, compiled, pieces);
  pieces["FREEZE"] = lines_of_frozen(work, "linears[{}].requires_grad_(False)");
  pieces["PENALTY"] = penalty_text(work);
  pieces["CLIP"] = clip_text(work);
  pieces["COMPILE"] = compiled ? "@torch.compile(dynamic=False)" : "";
  pieces["FORWARD"] = accelerator.precision == Precision::bfloat16
                          ? "with torch.autocast(\"cpu\", torch.bfloat16):\n    return model(x).float()"
                          : "return model(x)";
  pieces["VALIDATE_FUNCTION"] = validates(work) ? validation : "";
  pieces["VALIDATE"] = validates(work) ? "values |= validate()" : "";
  return filled(text, pieces);
}

}  // namespace accelbench::program
