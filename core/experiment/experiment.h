// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/experiment/choices.h"
#include "core/math/activation.h"
#include "core/math/loss.h"
#include "core/math/optimizer.h"

// An experiment as plain values: one struct a YAML mapping, one member a key, in the words of the file.
// Every default stands here and nowhere else; what a file leaves out has the value of its member initializer.
namespace accelbench {

struct LayerSpec {
  std::int64_t units = 1;
  Activation activation = Activation::linear;
  double dropout =
      0.0;  ///< share of this layer's outputs set to 0 while training, the rest scaled by 1 / (1 - dropout)
  bool operator==(const LayerSpec&) const = default;
};

/// Weights of an earlier training to start from (pre-training). Shapes must match.
struct StartFrom {
  std::string path;
  std::vector<std::int64_t> layers;  ///< which layers to take; empty: all
  std::vector<std::int64_t> freeze;  ///< which layers not to train
  bool operator==(const StartFrom&) const = default;
};

struct ModelSpec {
  std::vector<LayerSpec> layers;
  Initializer initializer = Initializer::glorot_uniform;
  std::optional<StartFrom> start_from;
  bool operator==(const ModelSpec&) const = default;
};

struct SyntheticData {
  Generator generator = Generator::uniform;
  std::int64_t samples = 100;
  std::int64_t features = 10;
  std::int64_t targets = 1;             ///< outputs of a regression; without meaning where classes is set
  std::optional<std::int64_t> classes;  ///< classification instead of regression
  double noise = 0.0;
  std::uint64_t seed = 42;
  bool operator==(const SyntheticData&) const = default;
};

struct CsvData {
  std::string path;
  std::vector<std::string>
      target;  ///< column names, or numbers from 0 where there is no header; empty: the last column
  Task task = Task::regression;
  std::optional<bool> header;            ///< empty: found out from the first line
  std::optional<std::string> delimiter;  ///< one character; empty: found out (comma, semicolon, tab)
  bool operator==(const CsvData&) const = default;
};

struct NpyData {
  std::string x;
  std::string y;
  bool operator==(const NpyData&) const = default;
};

struct NpzData {
  std::string path;
  std::string x = "x";  ///< keys inside the archive
  std::string y = "y";
  bool operator==(const NpzData&) const = default;
};

struct IdxData {
  std::string images;
  std::string labels;
  bool operator==(const IdxData&) const = default;
};

/// In the order of DataSource.
using DataSourceSpec = std::variant<SyntheticData, CsvData, NpyData, NpzData, IdxData>;

/// A separate validation set instead of a split: the same kind of source as the training data.
struct ValidationFiles {
  std::string path;  ///< csv, npz
  std::string x;     ///< npy; npz: key
  std::string y;
  std::string images;  ///< idx
  std::string labels;
  bool operator==(const ValidationFiles&) const = default;
};

struct DataSpec {
  DataSourceSpec source;
  bool standardize = false;       ///< (x - mean) / deviation, fitted on the training part
  double validation_split = 0.0;  ///< share of the last samples kept for validation, before any shuffling
  std::optional<ValidationFiles> validation;
  DataSource kind() const { return static_cast<DataSource>(source.index()); }
  bool operator==(const DataSpec&) const = default;
};

/// As in Keras; a file that leaves the learning rate out gets it.
constexpr double default_learning_rate(OptimizerKind kind) {
  return kind == OptimizerKind::sgd ? 0.01 : 0.001;
}

/// Constants of every optimizer; each kind uses and writes its own (see schema.h).
struct OptimizerSpec {
  OptimizerKind name = OptimizerKind::adam;
  double learning_rate = default_learning_rate(OptimizerKind::adam);
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  double weight_decay = 0.004;
  double momentum = 0.0;
  bool nesterov = false;
  double rho = 0.9;
  bool operator==(const OptimizerSpec&) const = default;
};

struct CosineSchedule {
  std::int64_t warmup_epochs = 0;
  double final = 0.0;  ///< learning rate at the last epoch
  bool operator==(const CosineSchedule&) const = default;
};
struct StepSchedule {
  std::int64_t every_epochs = 10;
  double factor = 0.1;
  bool operator==(const StepSchedule&) const = default;
};
struct ExponentialSchedule {
  double factor = 0.95;  ///< each epoch
  bool operator==(const ExponentialSchedule&) const = default;
};
using ScheduleSpec = std::variant<StepSchedule, ExponentialSchedule, CosineSchedule>;

struct CheckpointSpec {
  std::int64_t every_epochs = 10;
  std::int64_t keep = 2;
  bool operator==(const CheckpointSpec&) const = default;
};

/// Monitors are "loss", "val_loss", a metric's name, or "val_" and a metric's name.
struct ReduceLrOnPlateau {
  std::string monitor = "val_loss";
  double factor = 0.1;
  std::int64_t patience = 10;
  double min_delta = 1e-4;
  std::int64_t cooldown = 0;
  double min_lr = 0.0;
  bool operator==(const ReduceLrOnPlateau&) const = default;
};
struct EarlyStopping {
  std::string monitor = "val_loss";
  std::int64_t patience = 0;
  double min_delta = 0.0;
  bool restore_best_weights = false;
  std::int64_t start_from_epoch = 0;
  bool operator==(const EarlyStopping&) const = default;
};
struct TargetCallback {
  std::string monitor = "loss";
  std::optional<double> at_most;   ///< for losses and errors
  std::optional<double> at_least;  ///< for accuracy and r2
  bool stop = false;
  bool operator==(const TargetCallback&) const = default;
};
using CallbackSpec = std::variant<ReduceLrOnPlateau, EarlyStopping, TargetCallback>;

struct TrainingSpec {
  Loss loss = Loss::mse;
  std::vector<Metric> metrics;
  OptimizerSpec optimizer;
  std::int64_t batch_size = 32;
  std::int64_t epochs = 1;
  bool shuffle = true;
  std::uint64_t seed = 42;
  std::optional<ScheduleSpec> schedule;
  std::optional<CheckpointSpec> checkpoint;
  std::optional<double> clip_norm;
  double l1 = 0.0;
  double l2 = 0.0;
  std::vector<CallbackSpec> callbacks;
  bool operator==(const TrainingSpec&) const = default;
};

/// One thing compared. Keys that an engine has no use for are refused by the reader, so each stays at its
/// default.
struct AcceleratorSpec {
  std::string id;
  EngineKind engine = EngineKind::cpu;
  std::string label;  ///< empty: made from engine, precision and devices
  std::string color;  ///< "#rrggbb"; empty: by position
  std::optional<double> price_per_hour;
  std::string currency;  ///< ISO 4217, "USD"
  Precision precision = Precision::float32;
  Determinism determinism = Determinism::strict;
  Recompute recompute = Recompute::none;
  std::optional<std::int64_t> threads;  ///< cpu, h2o; empty: all
  CpuPath path = CpuPath::automatic;    ///< cpu
  bool pin = false;                     ///< cpu
  std::vector<std::string> devices;     ///< cuda, pytorch, jax, keras: numbers or UUIDs
  std::int64_t ranks = 1;               ///< cpu, cuda: one model over several processes
  bool shard_optimizer = false;         ///< cpu, cuda: each rank keeps a part of the optimizer's state
  std::optional<bool> shard_data;  ///< cpu: each rank holds a part of the rows; empty: where they are many
  std::string cluster;             ///< name in the user's settings
  std::string mode;                ///< keras: fit|tuned; pytorch: eager|compiled|graph
  std::string backend;             ///< keras: tensorflow|torch|jax
  bool exact_work = false;         ///< h2o
  std::int64_t nodes = 1;          ///< h2o
  bool operator==(const AcceleratorSpec&) const = default;
};

/// What an experiment that names no accelerators is trained on: the processor, with all its threads.
inline std::vector<AcceleratorSpec> default_accelerators() {
  AcceleratorSpec processor;
  processor.id = "cpu";
  return {processor};
}

struct RoundsSpec {
  std::int64_t min = 6;
  std::int64_t max = 30;
  bool until_resolved = true;  ///< false: exactly `max` rounds
  bool operator==(const RoundsSpec&) const = default;
};

struct ComparisonSpec {
  std::string baseline;  ///< id of an accelerator; empty: the first
  Quantity quantity = Quantity::throughput;
  RoundsSpec rounds;
  double resolution = 0.03;
  double measure_s = 2.0;
  double time_limit_s = 600.0;
  bool operator==(const ComparisonSpec&) const = default;
};

struct SweepAxis {
  std::string key;                  ///< dotted, as for --set
  std::vector<std::string> values;  ///< one YAML flow value each
  bool operator==(const SweepAxis&) const = default;
};

struct Experiment {
  std::string name;
  std::string description;
  ModelSpec model;
  DataSpec data;
  TrainingSpec training;
  std::vector<AcceleratorSpec> accelerators = default_accelerators();
  ComparisonSpec comparison;
  std::vector<SweepAxis> sweep;
  bool operator==(const Experiment&) const = default;
};

/// The seed experiment of the guide: synthetic uniform data, 10-64-32-1, mse, adam, 100 epochs, with three
/// CPU rows.
Experiment seed_experiment();

/// "CPU", "Keras", "PyTorch", "H2O".
std::string_view display_name(EngineKind engine);
/// "CPU float32, 1 thread": the label given, or one made from engine, precision, threads and devices.
std::string display_label(const AcceleratorSpec& accelerator);

/// The accelerator of this id, or null.
const AcceleratorSpec* find_accelerator(const Experiment& experiment, std::string_view id);

}  // namespace accelbench
