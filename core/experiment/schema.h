// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <concepts>
#include <initializer_list>
#include <string_view>
#include <type_traits>

#include "core/experiment/experiment.h"
#include "core/experiment/limits.h"

// The list of an experiment's fields: one line a key with its member, what it allows, and one line of help.
// Reader, writer, checks, --set and the guide all walk these functions; a new key is one new line here.
namespace accelbench {

/// A key of a mapping, and whether it has a meaning beside the values of the other keys.
struct Key {
  std::string_view name;
  bool required = false;
  bool applies = true;
  std::string_view users;  ///< who has a use for it, where not everybody has: "adam and adamw"

  // NOLINTNEXTLINE(google-explicit-constructor): a plain key is written as its name.
  constexpr Key(const char* text) : name(text) {}
  constexpr Key(std::string_view text, bool is_required, bool is_used, std::string_view used_by)
      : name(text), required(is_required), applies(is_used), users(used_by) {}
};
constexpr Key required(std::string_view name) { return {name, true, true, ""}; }
constexpr Key only_for(std::string_view users, bool applies, std::string_view name) {
  return {name, false, applies, users};
}

template <class Value, class Struct>
concept Of = std::same_as<std::remove_const_t<Value>, Struct>;

inline constexpr double most_units = 1 << 20;
inline constexpr double most_samples = 1e10;
inline constexpr double most_epochs = 1e9;
inline constexpr double most_rate = 1e6;
inline constexpr double most_path = 4096;
inline constexpr double most_name = 200;

template <class Archive, Of<LayerSpec> Value>
void describe(Archive& field, Value& layer) {
  field(required("units"), layer.units, from_to(1, most_units), "outputs of the layer");
  field("activation", layer.activation, any, "what is done to each output");
  field("dropout", layer.dropout, from_below(0, 1), "share of the outputs set to 0 while training");
}

template <class Archive, Of<StartFrom> Value>
void describe(Archive& field, Value& start) {
  field(required("path"), start.path, bytes_to(most_path), "a safetensors file; shapes must match");
  field("layers", start.layers, from_to(0, 1023), "which layers to take, from 0; none named: all");
  field("freeze", start.freeze, from_to(0, 1023), "which layers not to train");
}

template <class Archive, Of<ModelSpec> Value>
void describe(Archive& field, Value& model) {
  field(required("layers"), model.layers, from_to(1, 1024),
        "from the first to the last; the input width comes from the data");
  field("initializer", model.initializer, any, "how weights are drawn; biases start at 0");
  field("start_from", model.start_from, any,
        "weights of an earlier training: a path, or a mapping with path");
}

template <class Archive, Of<SyntheticData> Value>
void describe(Archive& field, Value& data) {
  field("generator", data.generator, any, "how samples are made");
  field("samples", data.samples, from_to(1, most_samples), "rows, training and validation together");
  field("features", data.features, from_to(1, most_units), "inputs of the first layer");
  field("classes", data.classes, from_to(2, most_units), "classes of a classification, instead of targets");
  field(only_for("data without classes", !data.classes, "targets"), data.targets, from_to(1, most_units),
        "outputs of a regression");
  field("noise", data.noise, from_to(0, most_rate), "deviation of what is added to the targets or points");
  field("seed", data.seed, any, "of the samples");
}

template <class Archive, Of<CsvData> Value>
void describe(Archive& field, Value& data) {
  field(required("path"), data.path, bytes_to(most_path), "the table, relative to the experiment");
  field("target", data.target, from_to(0, 65536).as(Form::columns),
        "columns to predict, by name, or by number from 0 without header; none named: the last");
  field("task", data.task, any, "what the target is");
  field("header", data.header, any, "whether the first line holds names; left out: found out");
  field("delimiter", data.delimiter, bytes_to(1), "one character; left out: found out");
}

template <class Archive, Of<NpyData> Value>
void describe(Archive& field, Value& data) {
  field(required("x"), data.x, bytes_to(most_path), "array of samples by features");
  field(required("y"), data.y, bytes_to(most_path), "array of targets or classes");
}

template <class Archive, Of<NpzData> Value>
void describe(Archive& field, Value& data) {
  field(required("path"), data.path, bytes_to(most_path), "the archive");
  field("x", data.x, bytes_to(most_name), "key of the samples inside the archive");
  field("y", data.y, bytes_to(most_name), "key of the targets inside the archive");
}

template <class Archive, Of<IdxData> Value>
void describe(Archive& field, Value& data) {
  field(required("images"), data.images, bytes_to(most_path), "samples, scaled to 0…1");
  field(required("labels"), data.labels, bytes_to(most_path), "one class a sample");
}

template <class Archive, Of<ValidationFiles> Value>
void describe(Archive& field, Value& files) {
  field("path", files.path, bytes_to(most_path), "csv, npz: the file");
  field("x", files.x, bytes_to(most_path), "npy: the file of the samples; npz: their key");
  field("y", files.y, bytes_to(most_path), "npy: the file of the targets; npz: their key");
  field("images", files.images, bytes_to(most_path), "idx: the file of the samples");
  field("labels", files.labels, bytes_to(most_path), "idx: the file of the classes");
}

template <class Archive, Of<DataSpec> Value>
void describe(Archive& field, Value& data) {
  field.tagged(required("source"), data.source, "where samples come from");
  field("standardize", data.standardize, any, "(x - mean) / deviation, fitted on the training part");
  field("validation_split", data.validation_split, from_below(0, 1),
        "share of the last samples kept for validation, before any shuffling");
  field("validation", data.validation, any, "a separate validation set of the same kind, instead of a split");
}

template <class Archive, Of<OptimizerSpec> Value>
void describe(Archive& field, Value& optimizer) {
  using enum OptimizerKind;
  const auto only = [&](std::string_view users, std::string_view name,
                        std::initializer_list<OptimizerKind> kinds) {
    return only_for(users, std::find(kinds.begin(), kinds.end(), optimizer.name) != kinds.end(), name);
  };
  field("name", optimizer.name, any, "how weights follow their gradients");
  field.default_of(optimizer.learning_rate, default_learning_rate(optimizer.name));
  field("learning_rate", optimizer.learning_rate, above_to(0, most_rate),
        "0.01 for sgd, 0.001 for the others");
  field(only("adam and adamw", "beta_1", {adam, adamw}), optimizer.beta_1, from_below(0, 1),
        "decay of the mean gradient");
  field(only("adam and adamw", "beta_2", {adam, adamw}), optimizer.beta_2, from_below(0, 1),
        "decay of the mean square");
  field(only("adam, adamw and rmsprop", "epsilon", {adam, adamw, rmsprop}), optimizer.epsilon, above_to(0, 1),
        "keeps the division finite");
  field(only("adamw", "weight_decay", {adamw}), optimizer.weight_decay, from_to(0, 1000),
        "share of the weights taken off, times the learning rate");
  field(only("sgd", "momentum", {sgd}), optimizer.momentum, from_below(0, 1), "share of the last step kept");
  field(only("sgd", "nesterov", {sgd}), optimizer.nesterov, any, "look ahead along the momentum");
  field(only("rmsprop", "rho", {rmsprop}), optimizer.rho, from_below(0, 1), "decay of the mean square");
}

template <class Archive, Of<StepSchedule> Value>
void describe(Archive& field, Value& schedule) {
  field("every_epochs", schedule.every_epochs, from_to(1, most_epochs), "epochs between two drops");
  field("factor", schedule.factor, above_to(0, 1), "the learning rate is multiplied by it");
}

template <class Archive, Of<ExponentialSchedule> Value>
void describe(Archive& field, Value& schedule) {
  field("factor", schedule.factor, above_to(0, 1), "the learning rate is multiplied by it after each epoch");
}

template <class Archive, Of<CosineSchedule> Value>
void describe(Archive& field, Value& schedule) {
  field("warmup_epochs", schedule.warmup_epochs, from_to(0, most_epochs), "epochs of rising first");
  field("final", schedule.final, from_to(0, most_rate), "learning rate at the last epoch");
}

template <class Archive, Of<CheckpointSpec> Value>
void describe(Archive& field, Value& checkpoint) {
  field("every_epochs", checkpoint.every_epochs, from_to(1, most_epochs), "epochs between two checkpoints");
  field("keep", checkpoint.keep, from_to(1, 1000), "how many of the last ones stay");
}

template <class Archive, Of<ReduceLrOnPlateau> Value>
void describe(Archive& field, Value& callback) {
  field("monitor", callback.monitor, bytes_to(most_name), "loss, a metric, or val_ and either");
  field("factor", callback.factor, between(0, 1), "the learning rate is multiplied by it");
  field("patience", callback.patience, from_to(0, most_epochs), "epochs without improvement before that");
  field("min_delta", callback.min_delta, from_to(0, 1e12), "smallest change that counts as improvement");
  field("cooldown", callback.cooldown, from_to(0, most_epochs), "epochs of rest afterwards");
  field("min_lr", callback.min_lr, from_to(0, most_rate), "the learning rate stays at or above it");
}

template <class Archive, Of<EarlyStopping> Value>
void describe(Archive& field, Value& callback) {
  field("monitor", callback.monitor, bytes_to(most_name), "loss, a metric, or val_ and either");
  field("patience", callback.patience, from_to(0, most_epochs), "epochs without improvement before the end");
  field("min_delta", callback.min_delta, from_to(0, 1e12), "smallest change that counts as improvement");
  field("restore_best_weights", callback.restore_best_weights, any, "end with the weights of the best epoch");
  field("start_from_epoch", callback.start_from_epoch, from_to(0, most_epochs),
        "epochs before it begins to watch");
}

template <class Archive, Of<TargetCallback> Value>
void describe(Archive& field, Value& callback) {
  field("monitor", callback.monitor, bytes_to(most_name), "loss, a metric, or val_ and either");
  field("at_most", callback.at_most, any, "reached at or below it: losses and errors");
  field("at_least", callback.at_least, any, "reached at or above it: accuracy and r2");
  field("stop", callback.stop, any, "end the training there");
}

template <class Archive, Of<TrainingSpec> Value>
void describe(Archive& field, Value& training) {
  field("loss", training.loss, any, "what is minimised");
  field("metrics", training.metrics, from_to(0, 5), "what else is measured");
  field("optimizer", training.optimizer, any, "a mapping with name and constants, or the name alone");
  field("batch_size", training.batch_size, from_to(1, 2147483647),
        "rows a step; the last batch of an epoch is short, never dropped");
  field("epochs", training.epochs, from_to(1, most_epochs), "passes over the training part");
  field("shuffle", training.shuffle, any, "a new order each epoch");
  field("seed", training.seed, any, "of initial weights, order and dropout");
  field("schedule", training.schedule, any, "learning rate by epoch; not together with reduce_lr_on_plateau");
  field("checkpoint", training.checkpoint, any, "weights kept while training");
  field("clip_norm", training.clip_norm, above_to(0, 1e12), "longest gradient; left out: none");
  field("l1", training.l1, from_to(0, most_rate), "weight of the sum of absolute weights in the loss");
  field("l2", training.l2, from_to(0, most_rate), "weight of the sum of squared weights in the loss");
  field("callbacks", training.callbacks, from_to(0, 64), "at the end of each epoch, in this order");
}

inline std::vector<std::string_view> modes_of(EngineKind engine) {
  if (engine == EngineKind::keras) return {"fit", "tuned"};
  if (engine == EngineKind::pytorch) return {"eager", "compiled", "graph"};
  return {"fit", "tuned", "eager", "compiled", "graph"};
}

template <class Archive, Of<AcceleratorSpec> Value>
void describe(Archive& field, Value& row) {
  using enum EngineKind;
  const auto only = [&row](std::string_view users, std::string_view name,
                           std::initializer_list<EngineKind> engines) {
    return only_for(users, std::find(engines.begin(), engines.end(), row.engine) != engines.end(), name);
  };
  field(required("id"), row.id, bytes_to(64), "its name in results: letters, digits, _ . -");
  field("engine", row.engine, any, "what does the training");
  field(only("cpu, keras, pytorch, jax and h2o", "threads", {cpu, keras, pytorch, jax, h2o}), row.threads,
        from_to(1, 4096).as(Form::or_all), "a number, or all");
  field(only("cpu", "path", {cpu}), row.path, any, "how the cpu engine computes");
  field(only("cpu", "pin", {cpu}), row.pin, any, "each thread stays on one core");
  field(only("cuda, keras, pytorch and jax", "devices", {cuda, keras, pytorch, jax}), row.devices,
        from_to(0, 64).as(Form::number_or_text), "numbers in PCI order, or UUIDs; none named: the first");
  field(only("cpu and cuda", "ranks", {cpu, cuda}), row.ranks, from_to(1, 4096),
        "one model over so many processes");
  field(only("cpu and cuda", "shard_optimizer", {cpu, cuda}), row.shard_optimizer, any,
        "each rank keeps the optimizer's state of its part of the weights alone: less memory");
  field(only("cpu", "shard_data", {cpu}), row.shard_data, any,
        "each rank holds a part of the rows; left out: where they take more than 256 MiB");
  field(only("cpu, cuda and h2o", "cluster", {cpu, cuda, h2o}), row.cluster, bytes_to(most_name),
        "several hosts, by their name in the user's settings");
  field(only("keras and pytorch", "mode", {keras, pytorch}), row.mode, one_of(modes_of(row.engine)),
        "keras: fit or tuned; pytorch: eager, compiled or graph; left out: the engine's default");
  field(only("keras", "backend", {keras}), row.backend, one_of({"tensorflow", "torch", "jax"}),
        "left out: the one that Keras is set to");
  field(only("h2o", "exact_work", {h2o}), row.exact_work, any, "as close to the same work as H2O can");
  field(only("h2o", "nodes", {h2o}), row.nodes, from_to(1, 4096), "nodes of a cluster on this machine");
  field("precision", row.precision, any, "of the products");
  field("determinism", row.determinism, any, "whether reruns give the same bits");
  field("recompute", row.recompute, any, "less memory for more time");
  field("label", row.label, bytes_to(most_name), "its name in charts; left out: made from the other keys");
  field("color", row.color, bytes_to(7), "\"#rrggbb\"; left out: by position");
  field("price_per_hour", row.price_per_hour, from_to(0, 1e9), "what an hour costs, in the currency");
  field("currency", row.currency, bytes_to(3), "three letters, ISO 4217: USD");
}

template <class Archive, Of<RoundsSpec> Value>
void describe(Archive& field, Value& rounds) {
  field("min", rounds.min, from_to(1, 10000), "no verdict before");
  field("max", rounds.max, from_to(1, 10000), "no round beyond");
  field("until", rounds.until_resolved, any.as(Form::resolved),
        "resolved: end as soon as every pair is; a plain number of rounds: exactly so many");
}

template <class Archive, Of<ComparisonSpec> Value>
void describe(Archive& field, Value& comparison) {
  field("baseline", comparison.baseline, bytes_to(64),
        "id of the accelerator that others are set against; left out: the first");
  field("quantity", comparison.quantity, any, "what decides");
  field("rounds", comparison.rounds, any, "a number, or a mapping of min, max and until");
  field("resolution", comparison.resolution, between(0, 1), "half-width at which a pair counts as resolved");
  field("measure_s", comparison.measure_s, from_to(0, 3600),
        "seconds of the window that steady figures come from");
  field("time_limit_s", comparison.time_limit_s, above_to(0, 1e9), "seconds for the whole comparison");
}

template <class Archive, Of<SweepAxis> Value>
void describe(Archive& field, Value& axis) {
  field(required("key"), axis.key, bytes_to(most_name), "a dotted key: model.layers.0.units");
  field(required("values"), axis.values, from_to(1, 1000).as(Form::flow_value),
        "what it takes, one after another");
}

template <class Archive, Of<Experiment> Value>
void describe(Archive& field, Value& experiment) {
  field(required("name"), experiment.name, bytes_to(most_name), "what the experiment is called");
  field("description", experiment.description, bytes_to(65536), "in as many words as it takes");
  field(required("model"), experiment.model, any, "the network");
  field(required("data"), experiment.data, any, "what it learns from");
  field("training", experiment.training, any, "how it learns");
  field("accelerators", experiment.accelerators, from_to(0, 64),
        "what is compared, a list of mappings; left out: [{id: cpu}]");
  field("comparison", experiment.comparison, any, "how it is compared");
  field("sweep", experiment.sweep, from_to(0, 8),
        "one variant of the experiment for each combination of values");
}

/// Alternatives that are written as a mapping of one key: `cosine: {…}`, in the order of the variant.
template <class Variant>
struct Alternatives;
template <>
struct Alternatives<ScheduleSpec> {
  static constexpr std::array<std::string_view, 3> names = {"step", "exponential", "cosine"};
};
template <>
struct Alternatives<CallbackSpec> {
  static constexpr std::array<std::string_view, 3> names = {"reduce_lr_on_plateau", "early_stopping",
                                                            "target"};
};

/// Mappings that may be written as the value of one of their keys: `optimizer: adam`.
template <class Struct>
inline constexpr std::string_view short_form = "";
template <>
inline constexpr std::string_view short_form<OptimizerSpec> = "name";
template <>
inline constexpr std::string_view short_form<StartFrom> = "path";

}  // namespace accelbench
