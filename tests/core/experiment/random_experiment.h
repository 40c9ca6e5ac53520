// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cmath>
#include <random>

#include "core/experiment/experiment.h"

// Experiments without problems, with every key at random.
namespace accelbench {

class RandomExperiment {
 public:
  explicit RandomExperiment(std::uint64_t seed) : engine_(seed) {}

  Experiment make() {
    Experiment experiment;
    experiment.name = text(false);
    experiment.description = text(true);
    fill(experiment.data);
    fill(experiment.training, experiment.data);
    fill(experiment.model, experiment);
    for (std::int64_t i = whole(0, 4); i > 0; --i) experiment.accelerators.push_back(row(i));
    fill(experiment.comparison, experiment);
    if (coin())
      experiment.sweep = {{"training.batch_size", {"16", "32"}},
                          {"training.optimizer", {"{name: sgd, momentum: 0.5}", "adam"}}};
    return experiment;
  }

 private:
  bool coin() { return engine_() % 2 == 0; }
  std::int64_t whole(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  /// In (0, 1), over many magnitudes.
  double share() {
    const double unit = (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53;
    return coin() ? unit : std::ldexp(unit, -static_cast<int>(whole(0, 60)));
  }
  template <class E>
  E any_of() {
    return Names<E>::table[engine_() % Names<E>::table.size()].value;
  }
  std::string text(bool may_be_empty) {
    static const std::vector<std::string> texts = {
        "plain", "a: b",        "yes",   "1.0", "64",  "a\nb\n", "two  spaces", "ünï",  "a #b",
        "\"q\"", "back\\slash", " lead", "#x",  "- a", "null",   "x, y",        "a\tb", "'"};
    return may_be_empty && coin() ? "" : texts[engine_() % texts.size()];
  }

  void fill(DataSpec& data) {
    data.standardize = coin();
    switch (whole(0, 4)) {
      case 0:
        data.source = synthetic();
        break;
      case 1:
        data.source = csv();
        break;
      case 2:
        data.source = NpyData{"x.npy", "y/" + text(false)};
        break;
      case 3:
        data.source = NpzData{"a.npz", "k", "l"};
        break;
      default:
        data.source = IdxData{"i", "l"};
    }
    if (coin())
      data.validation_split = 0.1 + 0.5 * share();
    else if (data.kind() == DataSource::csv || data.kind() == DataSource::npz)
      data.validation = ValidationFiles{"v", {}, {}, {}, {}};
  }

  SyntheticData synthetic() {
    SyntheticData data;
    data.samples = whole(20, 10'000'000'000);
    data.features = whole(5, 100);
    data.noise = share();
    data.seed = engine_();
    if (coin()) data.classes = 2, data.generator = coin() ? Generator::xor_ : Generator::spirals;
    return data;
  }

  CsvData csv() {
    CsvData data;
    data.path = "data/" + text(false);
    if (coin()) data.target = {text(false)};
    if (coin()) data.header = coin();
    if (coin()) data.delimiter = "\t";
    data.task = any_of<Task>();
    return data;
  }

  void fill(TrainingSpec& training, const DataSpec& data) {
    const auto* synthetic_data = std::get_if<SyntheticData>(&data.source);
    const auto* csv_data = std::get_if<CsvData>(&data.source);
    const bool classes =
        (synthetic_data && synthetic_data->classes) || (csv_data && csv_data->task == Task::classification);
    training.loss = classes ? Loss::categorical_crossentropy : Loss::huber;
    training.metrics = {Metric::accuracy};
    if (!classes && coin()) training.metrics.push_back(Metric::rmse);
    training.optimizer.name = any_of<OptimizerKind>();
    fill(training.optimizer);
    training.batch_size = whole(1, 100000);
    training.epochs = whole(10, 1000);
    training.shuffle = coin();
    training.seed = engine_();
    training.l1 = coin() ? share() : 0;
    training.l2 = share() * 1000;
    if (coin()) training.clip_norm = share();
    if (coin()) training.checkpoint = CheckpointSpec{whole(1, 50), whole(1, 9)};
    const bool plateau = coin();
    if (!plateau) training.schedule = schedule();
    if (plateau)
      training.callbacks.push_back(
          ReduceLrOnPlateau{"loss", share(), whole(0, 9), share(), whole(0, 9), share()});
    if (coin())
      training.callbacks.push_back(EarlyStopping{"accuracy", whole(0, 9), share(), coin(), whole(0, 9)});
    training.callbacks.push_back(TargetCallback{"loss", -share(), std::nullopt, coin()});
  }

  void fill(OptimizerSpec& optimizer) {
    const bool adam = optimizer.name == OptimizerKind::adam || optimizer.name == OptimizerKind::adamw;
    optimizer.learning_rate = share();
    if (adam) optimizer.beta_1 = share(), optimizer.beta_2 = share();
    if (optimizer.name != OptimizerKind::sgd) optimizer.epsilon = share();
    if (optimizer.name == OptimizerKind::adamw) optimizer.weight_decay = share();
    if (optimizer.name == OptimizerKind::sgd) optimizer.momentum = share(), optimizer.nesterov = coin();
    if (optimizer.name == OptimizerKind::rmsprop) optimizer.rho = share();
  }

  ScheduleSpec schedule() {
    if (coin()) return StepSchedule{whole(1, 9), share()};
    if (coin()) return ExponentialSchedule{share()};
    return CosineSchedule{whole(0, 9), share()};
  }

  void fill(ModelSpec& model, const Experiment& experiment) {
    const auto* data = std::get_if<SyntheticData>(&experiment.data.source);
    for (std::int64_t i = whole(0, 5); i > 0; --i) {
      const auto activation = any_of<Activation>();
      model.layers.push_back(
          {whole(1, 2000), activation == Activation::softmax ? Activation::elu : activation, share()});
    }
    model.layers.push_back(
        {data ? data->classes.value_or(data->targets) : whole(1, 9), Activation::linear, 0.0});
    model.initializer = any_of<Initializer>();
    if (coin()) model.start_from = StartFrom{"weights/" + text(false), {}, {}};
    if (model.start_from && coin()) model.start_from->freeze = {0};
  }

  AcceleratorSpec row(std::int64_t number) {
    AcceleratorSpec row;
    row.id = "row." + std::to_string(number);
    row.engine = any_of<EngineKind>();
    row.label = text(true);
    if (coin()) row.color = "#00fFa9";
    if (coin()) row.price_per_hour = share(), row.currency = "USD";
    row.precision = any_of<Precision>();
    row.determinism = any_of<Determinism>();
    row.recompute = any_of<Recompute>();
    const bool is_cpu = row.engine == EngineKind::cpu;
    if ((is_cpu || row.engine == EngineKind::h2o) && coin()) row.threads = whole(1, 64);
    if (is_cpu) row.path = any_of<CpuPath>(), row.pin = coin(), row.ranks = whole(1, 8);
    if (row.engine == EngineKind::cuda) row.devices = {"0", "GPU-12ab", "7"}, row.cluster = text(true);
    if (row.engine == EngineKind::keras) row.mode = coin() ? "fit" : "", row.backend = coin() ? "torch" : "";
    if (row.engine == EngineKind::pytorch) row.mode = "graph";
    if (row.engine == EngineKind::h2o) row.exact_work = coin(), row.nodes = whole(1, 5);
    return row;
  }

  void fill(ComparisonSpec& comparison, const Experiment& experiment) {
    if (!experiment.accelerators.empty()) comparison.baseline = experiment.accelerators[0].id;
    comparison.quantity = coin() ? Quantity::final_loss : Quantity::time_to_target;
    const std::int64_t least = whole(1, 30);
    comparison.rounds =
        coin() ? RoundsSpec{least, least + whole(0, 30), true} : RoundsSpec{least, least, false};
    comparison.resolution = share();
    comparison.measure_s = share() * 100;
    comparison.time_limit_s = share() * 1e6;
  }

  std::mt19937_64 engine_;
};

inline Experiment random_experiment(std::uint64_t seed) { return RandomExperiment(seed).make(); }

}  // namespace accelbench
