// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/base/clock.h"
#include "core/h2o/server.h"
#include "core/run/engines.h"
#include "core/work/safetensors.h"
#include "h2o_samples.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/run/scripted.h"

// The real server, where Java and the jar are on this machine (ACCELBENCH_H2O_JAR, or the private
// environment); skipped with the reason elsewhere.
namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::exact_experiment;
using test::exact_row;
using test::h2o_row;
using test::KeepingSink;
using test::work_of;

class RealServer : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto found = h2o::find_installation(test::real_places());
    if (!found) GTEST_SKIP() << to_string(found.error());
    engine = make_h2o_engine({}, test::real_places());
  }
  RunSummary run(const Work& work, const AcceleratorSpec& accelerator, const std::string& weights = {},
                 std::stop_token stop = {}, double measure_s = 0) {
    EventStream events("h2o", monotonic_ns(), sink);
    SingleRun one{work, *engine, accelerator};
    one.weights_out = weights;
    one.measure_s = measure_s;
    RunSummary summary = run_once(one, events, std::move(stop));
    events.finish(summary);
    return summary;
  }
  std::unique_ptr<Engine> engine;
  KeepingSink sink;
};

/// The weights that our own engine reaches, in float64.
std::vector<TrainedLayer> reference_weights(const Work& work, const std::string& file) {
  AcceleratorSpec accelerator;
  accelerator.id = "cpu";
  accelerator.precision = Precision::float64;
  accelerator.threads = 1;
  KeepingSink sink;
  EventStream events("cpu", monotonic_ns(), sink);
  SingleRun one{work, *engines().find(EngineKind::cpu), accelerator};
  one.weights_out = file;
  const RunSummary summary = run_once(one, events, {});
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
  return read_weights(file).value();
}

double farthest(const std::vector<TrainedLayer>& found, const std::vector<TrainedLayer>& expected) {
  double distance = found.size() == expected.size() ? 0 : INFINITY;
  for (std::size_t k = 0; k < std::min(found.size(), expected.size()); ++k) {
    for (std::size_t i = 0; i < expected[k].weight.size(); ++i)
      distance = std::max(distance, std::abs(found[k].weight.at(i) - expected[k].weight[i]));
    for (std::size_t i = 0; i < expected[k].bias.size(); ++i)
      distance = std::max(distance, std::abs(found[k].bias.at(i) - expected[k].bias[i]));
  }
  return distance;
}

double moved(const Work& work, const std::vector<TrainedLayer>& weights) {
  double distance = 0;
  for (std::size_t k = 0; k < weights.size(); ++k)
    for (std::size_t i = 0; i < weights[k].weight.size(); ++i)
      distance = std::max(
          distance, std::abs(weights[k].weight[i] - static_cast<double>(work.initial_weights[k].weight[i])));
  return distance;
}

TEST_F(RealServer, TrainsTheSeedExperimentWithAnotherAlgorithm) {
  const Work work = work_of(seed_experiment());
  const RunSummary summary = run(work, h2o_row());
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
  EXPECT_NE(summary.algorithm.find("ADADELTA in place of adam"), std::string::npos) << summary.algorithm;
  EXPECT_NE(summary.algorithm.find("no reduce_lr_on_plateau"), std::string::npos) << summary.algorithm;
  const auto epochs = sink.epochs();
  ASSERT_EQ(epochs.size(), 100U);
  for (std::size_t e = 0; e < 100; ++e) {
    EXPECT_EQ(epochs[e].epoch, static_cast<std::int64_t>(e) + 1);
    EXPECT_EQ(epochs[e].step, epochs[e].epoch * 90);
    EXPECT_TRUE(std::isfinite(epochs[e].loss));
    EXPECT_TRUE(std::isfinite(epochs[e].val_loss));
  }
  // The data are noise: targets uniform in [0, 1) have a variance of 1/12 = 0.083; 100 epochs of learning
  // by heart go below it.
  EXPECT_LT(summary.final_loss.value_or(1), 0.0834);
  EXPECT_FALSE(summary.final_metrics.front().second) << "accuracy of a regression is not told by H2O";
  EXPECT_GT(summary.samples_per_second.value_or(0), 0);
  fmt::print(
      "{}\n  launch {:.2f} load {:.2f} compile {:.2f} train {:.2f} scoring {:.2f} total {:.2f}, {:.0f} "
      "samples/s\n",
      summary.algorithm, summary.launch_s.value_or(-1), summary.load_s.value_or(-1),
      summary.compile_s.value_or(-1), summary.train_s.value_or(-1), summary.evaluate_s.value_or(-1),
      summary.total_s.value_or(-1), summary.samples_per_second.value_or(-1));
}

struct ExactCase {
  const char* name;
  std::int64_t samples;
  std::int64_t epochs;
  Activation activation;
  double momentum;
  std::optional<std::int64_t> classes;
};

/// Works on one server for all of them, which is to the engine a cluster of the settings.
class ExactWork : public RealServer, public ::testing::WithParamInterface<ExactCase> {
 protected:
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    RealServer::SetUp();
    if (IsSkipped()) return;
    if (!server)
      server = h2o::Server::start({h2o::find_installation(test::real_places()).value()}, {}).value();
    Settings settings;
    const auto password = folder.file("password", server->login().password + "\n");
    chmod(password.c_str(), 0600);
    settings.clusters["shared"] = {server->address(), server->login().user, password.string()};
    engine = make_h2o_engine(settings, test::real_places());
  }
  static AcceleratorSpec row() {
    AcceleratorSpec accelerator = exact_row();
    accelerator.cluster = "shared";
    return accelerator;
  }
  testing::TemporaryFolder folder;
  static std::unique_ptr<h2o::Server> server;
};
std::unique_ptr<h2o::Server> ExactWork::server;

TEST_P(ExactWork, WeightsAreThoseOfOurEngine) {
  const ExactCase& one = GetParam();
  Experiment experiment = exact_experiment();
  auto& data = std::get<SyntheticData>(experiment.data.source);
  data.samples = one.samples;
  data.classes = one.classes;
  if (one.classes) {
    data.generator = Generator::blobs;
    experiment.model.layers.back().units = *one.classes;
    experiment.training.loss = Loss::categorical_crossentropy;
    experiment.training.metrics = {Metric::accuracy};
  }
  for (std::size_t k = 0; k < 2; ++k) experiment.model.layers[k].activation = one.activation;
  experiment.training.epochs = one.epochs;
  experiment.training.optimizer.momentum = one.momentum;
  const Work work = work_of(experiment);
  const std::string file = (folder.path() / "h2o.safetensors").string();
  const RunSummary summary = run(work, row(), file);
  ASSERT_EQ(summary.status, RunStatus::completed) << summary.reason;
  EXPECT_EQ(summary.algorithm, "same");
  const auto expected = reference_weights(work, (folder.path() / "cpu.safetensors").string());
  // Float32 there, float64 here: 1e-5 is some hundred roundings of weights around 1, and a thousandth of
  // what the training moves them.
  EXPECT_LE(farthest(read_weights(file).value(), expected), 1e-5);
  EXPECT_GT(moved(work, expected), 5e-4);
}

INSTANTIATE_TEST_SUITE_P(All, ExactWork,
                         ::testing::Values(ExactCase{"Relu", 100, 4, Activation::relu, 0, {}},
                                           ExactCase{"Tanh", 100, 4, Activation::tanh, 0, {}},
                                           ExactCase{"OddEpochs", 60, 3, Activation::relu, 0, {}},
                                           ExactCase{"EachEpoch", 1200, 3, Activation::relu, 0, {}},
                                           ExactCase{"Momentum", 100, 4, Activation::relu, 0.5, {}},
                                           ExactCase{"TwelveClasses", 240, 2, Activation::relu, 0, 12},
                                           ExactCase{"TwoClasses", 100, 2, Activation::relu, 0, 2},
                                           ExactCase{"OneSample", 2, 1, Activation::relu, 0, {}}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace accelbench
