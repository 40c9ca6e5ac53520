// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/program/words.h"

namespace accelbench::program {
namespace {

constexpr std::string_view text = R"python("""Trains "@NAME@" with Keras, as the accelerator @ID@ does.

First:  accelbench-cli work @FILE@ --output work --epochs @EPOCHS@
Then:   python THIS_PROGRAM work
"""
import json
@IMPORT_OS@
import struct
import sys

@BACKEND@
import keras
import numpy as np

@THREADS@
keras.utils.set_random_seed(@SEED@)
@PRECISION@

@READING@


@SHAPE_Y@
model = keras.Sequential([
    keras.Input((x.shape[1],)),
    @LAYERS@])
dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
for layer, (weight, bias) in zip(dense, initial_weights()):
    layer.set_weights([weight.T, bias])
@FREEZE@

steps = -(-len(x) // @BATCH@)
model.compile(
    optimizer=keras.optimizers.@OPTIMIZER@,
    loss=keras.losses.@LOSS@,
    @METRICS@)


def batches():
    """In the order of the bundle; the last batch of an epoch is short."""
    for order in orders:
        for begin in range(0, len(order), @BATCH@):
            rows = order[begin:begin + @BATCH@]
            yield x[rows], y[rows]
@CALLBACK_CLASSES@


history = model.fit(
    batches(), epochs=@EPOCHS@, steps_per_epoch=steps, verbose=2,
    @VALIDATE@
    callbacks=[@CALLBACKS@])
print(f"final loss {history.history['loss'][-1]:.9g}")
)python";

constexpr std::string_view target = R"(

class Target(keras.callbacks.Callback):
    """Ends the training when a value is good enough."""

    def __init__(self, monitor, sign, bound):
        super().__init__()
        self.monitor, self.sign, self.bound = monitor, sign, bound

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training |= self.sign * logs[self.monitor] <= self.sign * self.bound
)";

std::string activation_text(Activation activation) {
  if (activation == Activation::leaky_relu) return "lambda z: keras.ops.leaky_relu(z, 0.2)";
  if (activation == Activation::gelu_tanh) return "lambda z: keras.ops.gelu(z, approximate=True)";
  return python_text(name_of(activation));
}

std::string layers_text(const Work& work, bool mixed) {
  const TrainingSpec& training = training_of(work);
  const std::string penalty = has_penalty(work)
                                  ? fmt::format(", kernel_regularizer=keras.regularizers.L1L2({}, {})",
                                                number(training.l1), number(training.l2))
                                  : "";
  std::vector<std::string> lines;
  for (const LayerSpec& layer : layers_of(work)) {
    lines.push_back(fmt::format("keras.layers.Dense({}, activation={}{})", layer.units,
                                activation_text(layer.activation), penalty));
    if (layer.dropout > 0) lines.push_back(fmt::format("keras.layers.Dropout({})", number(layer.dropout)));
  }
  if (mixed) lines.emplace_back("keras.layers.Activation(\"linear\", dtype=\"float32\")");
  return fmt::format("{}", fmt::join(lines, ",\n"));
}

std::string_view loss_text(Loss loss) {
  switch (loss) {
    case Loss::mse:
      return "MeanSquaredError()";
    case Loss::mae:
      return "MeanAbsoluteError()";
    case Loss::huber:
      return "Huber(delta=1.0)";
    case Loss::binary_crossentropy:
      return "BinaryCrossentropy(from_logits=True)";
    case Loss::categorical_crossentropy:
      return "SparseCategoricalCrossentropy(from_logits=True)";
  }
  return "";
}

std::string accuracy_text(const Work& work) {
  if (training_of(work).loss == Loss::binary_crossentropy)
    return "keras.metrics.MeanMetricWrapper(\n        lambda y, z: keras.ops.cast(keras.ops.equal(y > 0, z > "
           "0), "
           "\"float32\"), name=\"accuracy\")";
  return "\"accuracy\"";
}

std::string metrics_text(const Work& work) {
  std::vector<std::string> words;
  for (const Metric metric : training_of(work).metrics) {
    if (metric == Metric::accuracy) words.push_back(accuracy_text(work));
    if (metric == Metric::mae || metric == Metric::mse) words.push_back(python_text(name_of(metric)));
    if (metric == Metric::rmse) words.emplace_back("keras.metrics.RootMeanSquaredError(name=\"rmse\")");
    // Keras explains each output by itself; of one output that is the same.
    if (metric == Metric::r2)
      words.emplace_back(
          "keras.metrics.R2Score(class_aggregation=\"variance_weighted_average\", name=\"r2\")");
  }
  return fmt::format("metrics=[{}]", fmt::join(words, ", "));
}

std::string optimizer_text(const TrainingSpec& training) {
  const OptimizerSpec& o = training.optimizer;
  const std::string clip =
      training.clip_norm ? fmt::format(", global_clipnorm={}", number(*training.clip_norm)) : "";
  const std::string moments = fmt::format("{}, beta_1={}, beta_2={}, epsilon={}", number(o.learning_rate),
                                          number(o.beta_1), number(o.beta_2), number(o.epsilon));
  switch (o.name) {
    case OptimizerKind::adam:
      return fmt::format("Adam({}{})", moments, clip);
    case OptimizerKind::adamw:
      return fmt::format("AdamW({}, weight_decay={}{})", moments, number(o.weight_decay), clip);
    case OptimizerKind::sgd:
      return fmt::format("SGD({}, momentum={}, nesterov={}{})", number(o.learning_rate), number(o.momentum),
                         truth(o.nesterov), clip);
    case OptimizerKind::rmsprop:
      return fmt::format("RMSprop({}, rho={}, epsilon={}{})", number(o.learning_rate), number(o.rho),
                         number(o.epsilon), clip);
  }
  return {};
}

/// Keras guesses the direction of a monitor by its name; here it is said.
std::string mode_of(const std::string& monitor) { return rises(monitor) ? "\"max\"" : "\"min\""; }

std::string made(const ReduceLrOnPlateau& one) {
  return fmt::format(
      "keras.callbacks.ReduceLROnPlateau({}, factor={}, patience={}, min_delta={}, cooldown={}, "
      "min_lr={}, mode={})",
      python_text(one.monitor), number(one.factor), one.patience, number(one.min_delta), one.cooldown,
      number(one.min_lr), mode_of(one.monitor));
}
std::string made(const EarlyStopping& one) {
  return fmt::format(
      "keras.callbacks.EarlyStopping({}, patience={}, min_delta={}, restore_best_weights={}, "
      "start_from_epoch={}, mode={})",
      python_text(one.monitor), one.patience, number(one.min_delta), truth(one.restore_best_weights),
      one.start_from_epoch, mode_of(one.monitor));
}
std::string made(const TargetCallback& one) {
  return fmt::format("Target({}, {}, {})", python_text(one.monitor), one.at_least ? -1 : 1,
                     number(one.at_most.value_or(one.at_least.value_or(0))));
}

/// A target that stops nothing only tells: this program has no need of it.
bool acts(const CallbackSpec& spec) {
  const auto* one = std::get_if<TargetCallback>(&spec);
  return one == nullptr || one->stop;
}

void add_callbacks(const Work& work, Pieces& pieces) {
  const TrainingSpec& training = training_of(work);
  std::vector<std::string> callbacks;
  std::string classes;
  bool has_target = false;
  if (training.schedule) {
    callbacks.push_back(fmt::format("keras.callbacks.LearningRateScheduler(lambda epoch, _: {})",
                                    rate_text(*training.schedule, pieces["RATE"])));
    classes += rate_function(*training.schedule, pieces);
  }
  for (const CallbackSpec& spec : training.callbacks) {
    if (!acts(spec)) continue;
    callbacks.push_back(std::visit([](const auto& one) { return made(one); }, spec));
    has_target = has_target || std::holds_alternative<TargetCallback>(spec);
  }
  if (has_target) classes += target;
  if (!classes.empty()) classes.pop_back();
  pieces["CALLBACK_CLASSES"] = classes;
  pieces["CALLBACKS"] = fmt::format("{}", fmt::join(callbacks, ",\n"));
}

std::string threads_text(const AcceleratorSpec& accelerator) {
  const bool on_tensorflow = accelerator.backend.empty() || accelerator.backend == "tensorflow";
  if (!accelerator.threads || !on_tensorflow) return {};
  return fmt::format(
      "import tensorflow as tf\n\ntf.config.threading.set_intra_op_parallelism_threads({0})\n"
      "tf.config.threading.set_inter_op_parallelism_threads({0})",
      *accelerator.threads);
}

std::string_view answers_text(const Work& work) {
  if (training_of(work).loss != Loss::binary_crossentropy) return "";
  return validates(work)
             ? "y, y_val = y.reshape(-1, 1).astype(\"float32\"), y_val.reshape(-1, 1).astype(\"float32\")\n"
             : "y = y.reshape(-1, 1).astype(\"float32\")\n";
}

}  // namespace

std::string keras_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces) {
  const bool mixed = accelerator.precision == Precision::bfloat16;
  pieces["BACKEND"] = accelerator.backend.empty()
                          ? ""
                          : fmt::format("os.environ[\"KERAS_BACKEND\"] = \"{}\"", accelerator.backend);
  pieces["IMPORT_OS"] = accelerator.backend.empty() ? "" : "import os";
  pieces["THREADS"] = threads_text(accelerator);
  pieces["PRECISION"] = mixed ? "keras.mixed_precision.set_dtype_policy(\"mixed_bfloat16\")" : "";
  pieces["SHAPE_Y"] = answers_text(work);
  pieces["LAYERS"] = layers_text(work, mixed);
  pieces["FREEZE"] = lines_of_frozen(work, "dense[{}].trainable = False");
  pieces["OPTIMIZER"] = optimizer_text(training_of(work));
  pieces["LOSS"] = loss_text(training_of(work).loss);
  pieces["METRICS"] = metrics_text(work);
  if (accelerator.mode == "tuned")
    pieces["METRICS"] +=
        ",\nsteps_per_execution=max(k for k in range(1, min(steps, 64) + 1) if steps % k == 0),\n"
        "jit_compile=True";
  pieces["VALIDATE"] =
      validates(work)
          ? fmt::format("validation_data=(x_val, y_val), validation_batch_size={},", pieces["BATCH"])
          : "";
  add_callbacks(work, pieces);
  return filled(text, pieces);
}

}  // namespace accelbench::program
