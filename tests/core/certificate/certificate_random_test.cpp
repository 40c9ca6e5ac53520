// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/experiment/yaml.h"
#include "tests/core/certificate/certified.h"

// No false alarm: the honest cpu engine is certified on whatever an experiment may hold.
namespace accelbench {
namespace {

using namespace test;

/// Small experiments in which every setting that a certificate touches varies.
class RandomTraining {
 public:
  explicit RandomTraining(std::uint64_t seed) : engine_(seed) {}

  Experiment make() {
    Experiment experiment;
    experiment.name = "random";
    const bool classes = coin();
    experiment.data.source = data(classes);
    experiment.data.standardize = coin();
    experiment.data.validation_split = coin() ? 0 : 0.2;
    model(experiment.model, classes);
    training(experiment.training, classes, experiment.data.validation_split > 0);
    if (experiment.training.loss == Loss::binary_crossentropy) two_classes(experiment);
    return experiment;
  }
  AcceleratorSpec accelerator() {
    static const std::vector<Precision> precisions = {Precision::float32, Precision::float32,
                                                      Precision::float64, Precision::bfloat16};
    return cpu_row(one_of(precisions), whole(1, 2));
  }

 private:
  bool coin() { return engine_() % 2 == 0; }
  std::int64_t whole(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  template <class Value>
  Value one_of(const std::vector<Value>& values) {
    return values[engine_() % values.size()];
  }
  /// Between these, evenly on a logarithmic scale.
  double size(double least, double most) {
    return least * std::pow(most / least, static_cast<double>(engine_() >> 11) * 0x1p-53);
  }

  SyntheticData data(bool classes) {
    SyntheticData data;
    data.samples = whole(10, 400);
    data.features = whole(5, 20);
    data.noise = coin() ? 0.1 : 0;
    data.seed = engine_();
    data.generator = one_of<Generator>({Generator::uniform, Generator::teacher, Generator::friedman1});
    if (!classes) {
      if (data.generator != Generator::friedman1) data.targets = whole(1, 3);
      outputs_ = data.targets;
      return data;
    }
    data.generator = Generator::blobs;
    data.classes = whole(2, 6);
    outputs_ = *data.classes;
    return data;
  }

  void model(ModelSpec& model, bool classes) {
    const std::vector<Activation> activations = {Activation::relu,  Activation::tanh, Activation::sigmoid,
                                                 Activation::gelu,  Activation::elu,  Activation::leaky_relu,
                                                 Activation::linear};
    model.initializer = Names<Initializer>::table[engine_() % Names<Initializer>::table.size()].value;
    for (std::int64_t i = whole(0, 3); i > 0; --i)
      model.layers.push_back({whole(1, 70), one_of(activations), whole(0, 3) == 0 ? 0.3 : 0});
    model.layers.push_back({outputs_, Activation::linear, 0});
    if (!classes && whole(0, 4) == 0) model.layers.back().activation = Activation::sigmoid;
  }

  void training(TrainingSpec& training, bool classes, bool validation) {
    training.loss = classes ? one_of<Loss>({Loss::categorical_crossentropy, Loss::binary_crossentropy})
                            : one_of<Loss>({Loss::mse, Loss::mae, Loss::huber});
    if (classes && coin()) training.metrics = {Metric::accuracy};
    if (!classes && coin()) training.metrics = {Metric::mae, Metric::rmse, Metric::r2, Metric::accuracy};
    optimizer(training.optimizer);
    training.batch_size = one_of<std::int64_t>({1, 2, 3, 7, 16, 32, 64, 500});
    training.epochs = one_of<std::int64_t>({1, 2, 3, 50});
    training.shuffle = whole(0, 3) != 0;
    training.seed = engine_();
    if (whole(0, 2) == 0) training.clip_norm = size(1e-3, 10);
    if (whole(0, 2) == 0) training.l1 = size(1e-6, 1e-2);
    if (whole(0, 2) == 0) training.l2 = size(1e-6, 1e-2);
    callbacks(training, validation);
  }

  void optimizer(OptimizerSpec& optimizer) {
    optimizer.name = Names<OptimizerKind>::table[engine_() % Names<OptimizerKind>::table.size()].value;
    optimizer.learning_rate = size(1e-5, 0.3);
    optimizer.beta_1 = one_of<double>({0, 0.5, 0.9, 0.99});
    // Not 0: v = (g² − v) + v then loses in float32 what is left of a g² that is small beside the last one.
    optimizer.beta_2 = one_of<double>({0.5, 0.9, 0.999});
    optimizer.epsilon = size(1e-10, 1e-3);
    optimizer.weight_decay = one_of<double>({0, 0.004, 0.1});
    optimizer.momentum = one_of<double>({0, 0.5, 0.9});
    optimizer.nesterov = coin();
    optimizer.rho = one_of<double>({0.5, 0.9, 0.99});
  }

  void callbacks(TrainingSpec& training, bool validation) {
    const std::string monitor = validation && coin() ? "val_loss" : "loss";
    switch (whole(0, 4)) {
      case 0:
        training.schedule = StepSchedule{whole(1, 3), 0.5};
        break;
      case 1:
        training.schedule = ExponentialSchedule{0.7};
        break;
      case 2:
        training.schedule =
            CosineSchedule{whole(0, std::min<std::int64_t>(5, training.epochs - 1)), coin() ? 1e-4 : 0.0};
        break;
      default:
        training.callbacks.push_back(
            ReduceLrOnPlateau{monitor, 0.3, whole(0, 5), 1e-4, whole(0, 2), coin() ? 1e-6 : 0.0});
    }
    if (coin()) training.callbacks.push_back(EarlyStopping{monitor, whole(0, 5), 0, coin(), whole(0, 2)});
    if (coin()) training.callbacks.push_back(TargetCallback{monitor, size(1e-3, 10), std::nullopt, coin()});
  }

  void two_classes(Experiment& experiment) {
    std::get<SyntheticData>(experiment.data.source).classes = 2;
    experiment.model.layers.back().units = 1;
  }

  std::mt19937_64 engine_;
  std::int64_t outputs_ = 1;
};

TEST(CertificateRandom, FiftyExperimentsWithoutAFalseAlarm) {
  int judged = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    RandomTraining random(seed);
    const Experiment experiment = random.make();
    ASSERT_TRUE(check(experiment).empty()) << seed << to_string(check(experiment).front());
    const auto record = certified(experiment, random.accelerator());
    if (record.status == RunStatus::unavailable) continue;  // bfloat16 elsewhere
    ++judged;
    EXPECT_TRUE(record.comparable) << seed << " " << told(record) << write_experiment(experiment);
  }
  EXPECT_GT(judged, 30);
}

}  // namespace
}  // namespace accelbench
