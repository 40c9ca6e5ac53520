// SPDX-License-Identifier: GPL-3.0-or-later
// Both paths of the CPU engine against the float64 reference, and how one of them is chosen.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/cpu/path_choice.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

std::unique_ptr<Executable> on_path(const Work& work, CpuPath path, std::int64_t threads = 1) {
  AcceleratorSpec accelerator = cpu_accelerator(Precision::float32, threads);
  accelerator.path = path;
  auto executable = make_cpu_engine()->compile(work, accelerator);
  if (!executable) throw std::runtime_error(to_string(executable.error()));
  return std::move(*executable);
}

/// ‖a − b‖ / ‖b‖ over all weights and biases.
double relative_distance(const std::vector<Parameters>& a, const std::vector<Parameters>& b) {
  double difference = 0, size = 0;
  const auto add = [&](const std::vector<double>& of, const std::vector<double>& reference) {
    for (std::size_t i = 0; i < of.size(); ++i) {
      difference += (of[i] - reference[i]) * (of[i] - reference[i]);
      size += reference[i] * reference[i];
    }
  };
  for (std::size_t k = 0; k < a.size(); ++k) {
    add(a[k].weight, b[k].weight);
    add(a[k].bias, b[k].bias);
  }
  return std::sqrt(difference / size);
}

/// Plain descent: weights move along the gradient, so that rounding is not blown up as Adam's division does.
Work descending(const SampleShape& shape, Loss loss = Loss::mse, std::int64_t batch = 8) {
  Work work = make_sample_work(shape);
  TrainingSpec& training = work.experiment.training;
  training.loss = loss;
  training.batch_size = batch;
  training.optimizer.name = OptimizerKind::sgd;
  training.optimizer.learning_rate = 0.05;
  return work;
}

/// Three epochs in float32 against float64: 2^-24 a rounding, sums of some hundred terms; 1e-5 leaves an
/// order of magnitude and shows any wrong term.
void expect_agreement(const Work& work, const std::string& what) {
  const auto fused = on_path(work, CpuPath::fused);
  const auto reference = compiled(work, Precision::float64);
  const auto losses = train(*fused, 3), expected = train(*reference, 3);
  for (std::size_t epoch = 0; epoch < losses.size(); ++epoch)
    EXPECT_NEAR(mean_loss(losses[epoch]), mean_loss(expected[epoch]),
                1e-5 * std::abs(mean_loss(expected[epoch])))
        << what;
  EXPECT_LT(relative_distance(read_all(*fused, work), read_all(*reference, work)), 1e-5) << what;
  if (work.data.validation.samples == 0) return;
  const double seen = mean_loss(evaluate(*fused)), wanted = mean_loss(evaluate(*reference));
  EXPECT_NEAR(seen, wanted, 1e-5 * std::abs(wanted)) << what;
}

using enum Activation;

TEST(FusedPath, AgreesWithTheReferenceForAnyShape) {
  const std::vector<std::pair<std::int64_t, std::vector<LayerSpec>>> models = {
      {1, {{1, linear, 0}}},
      {1, {{1, relu, 0}, {1, linear, 0}}},
      {13, {{77, relu, 0}, {5, linear, 0}}},
      {10, {{64, relu, 0}, {32, relu, 0}, {1, linear, 0}}},
      {3, {{17, tanh, 0}, {9, sigmoid, 0}, {4, linear, 0}}},
      {33, {{1, tanh, 0}, {40, relu, 0}, {1, sigmoid, 0}}},
      {5, {{100, leaky_relu, 0}, {100, elu, 0}, {100, relu, 0}, {2, linear, 0}}}};
  for (const auto& [features, layers] : models)
    for (const std::int64_t samples : {1, 7, 29, 64})
      expect_agreement(descending({features, layers, samples, 11}),
                       fmt::format("{}-…-{}, {} samples", features, layers.back().units, samples));
}

TEST(FusedPath, AgreesWithTheReferenceForEveryActivation) {
  for (const auto& named : Names<Activation>::table) {
    if (named.value == softmax) continue;  // in the last layer alone, below
    expect_agreement(descending({7, {{19, named.value, 0}, {6, named.value, 0}, {1, named.value, 0}}, 30, 9}),
                     std::string(named.name));
  }
  expect_agreement(descending({7, {{19, relu, 0}, {6, softmax, 0}}, 30, 9}), "softmax");
}

TEST(FusedPath, AgreesWithTheReferenceForEveryLoss) {
  for (const Loss loss : {Loss::mse, Loss::mae, Loss::huber}) {
    expect_agreement(descending({7, {{19, relu, 0}, {1, linear, 0}}, 30, 9}, loss),
                     std::string(name_of(loss)));
    expect_agreement(descending({7, {{19, relu, 0}, {3, linear, 0}}, 30, 9}, loss),
                     std::string(name_of(loss)));
  }
  expect_agreement(descending({7, {{19, relu, 0}, {1, linear, 0}}, 30, 9, 2}, Loss::binary_crossentropy),
                   "binary");
  expect_agreement(descending({7, {{19, relu, 0}, {5, linear, 0}}, 30, 9, 5}, Loss::categorical_crossentropy),
                   "categorical");
}

TEST(FusedPath, AgreesWithTheReferenceForEveryOptimizer) {
  for (const auto& named : Names<OptimizerKind>::table)
    for (const bool nesterov : {false, true}) {
      Work work = descending({7, {{19, tanh, 0}, {3, linear, 0}}, 30, 9});
      work.experiment.training.optimizer.name = named.value;
      work.experiment.training.optimizer.momentum = named.value == OptimizerKind::sgd ? 0.9 : 0;
      work.experiment.training.optimizer.nesterov = nesterov;
      // Adam and RMSprop divide by a root that is small at first: an epsilon of 0.01 keeps that from blowing
      // up.
      work.experiment.training.optimizer.epsilon = 0.01;
      expect_agreement(work, std::string(named.name));
    }
}

TEST(FusedPath, AgreesWithTheReferenceWithPenaltiesClippingDropoutAndFrozenLayers) {
  Work work = descending({7, {{19, relu, 0.25}, {12, gelu, 0}, {1, linear, 0}}, 30, 9});
  work.experiment.training.seed = 7;
  expect_agreement(work, "dropout");
  work.experiment.training.l1 = 0.001;
  work.experiment.training.l2 = 0.01;
  expect_agreement(work, "dropout and penalties");
  work.experiment.training.clip_norm = 0.1;
  expect_agreement(work, "dropout, penalties and clipping");
  work.frozen = {true, false, false};
  expect_agreement(work, "first layer frozen");
  work.frozen = {false, true, true};
  expect_agreement(work, "last layers frozen");
}

TEST(FusedPath, HandsOutAnEpochInAnyChunksWithTheSameBits) {
  const Work work = descending({10, {{64, relu, 0}, {32, relu, 0}, {1, linear, 0}}, 90, 10}, Loss::mse, 32);
  const auto whole = on_path(work, CpuPath::fused), single = on_path(work, CpuPath::fused);
  BatchSums at_once, one_by_one;
  whole->begin_epoch(0), single->begin_epoch(0);
  whole->run_steps(3, at_once);
  for (int i = 0; i < 3; ++i) single->run_steps(1, one_by_one);
  EXPECT_EQ(at_once.loss, one_by_one.loss);
  EXPECT_EQ(at_once.samples, 90);
  EXPECT_EQ(read_all(*whole, work), read_all(*single, work));
}

TEST(FusedPath, SnapshotsAndMomentsGoBackToTheSameBits) {
  Work work = descending({10, {{24, relu, 0}, {1, linear, 0}}, 90, 10});
  work.experiment.training.optimizer.name = OptimizerKind::adam;
  const auto executable = on_path(work, CpuPath::fused), copy = on_path(work, CpuPath::fused);
  train(*executable, 2);
  for (std::size_t layer = 0; layer < 2; ++layer) {
    Parameters state = read(*executable, work, layer);
    copy->write_layer(layer, state.weight, state.bias);
    for (int moment = 0; moment < executable->moments(); ++moment) {
      executable->read_moment(moment, layer, state.weight, state.bias);
      copy->write_moment(moment, layer, state.weight, state.bias);
    }
  }
  copy->set_steps(executable->steps());
  const auto snapshot = executable->snapshot();
  const double loss = mean_loss(train(*executable, 1)[0]);
  EXPECT_EQ(mean_loss(train(*copy, 1)[0]), loss);
  executable->restore(*snapshot);
  EXPECT_EQ(mean_loss(train(*executable, 1)[0]), loss);
}

TEST(FusedPath, SaysWhatIsNotFinite) {
  Work work = descending({4, {{8, relu, 0}, {1, linear, 0}}, 16});
  work.experiment.training.optimizer.learning_rate = 1e30;
  const auto executable = on_path(work, CpuPath::fused);
  EXPECT_TRUE(executable->finite());
  train(*executable, 3);
  EXPECT_FALSE(executable->finite());
}

TEST(PathChoice, TellsWhichPathAndWhy) {
  const Work small = descending({10, {{64, relu, 0}, {32, relu, 0}, {1, linear, 0}}, 96}, Loss::mse, 32);
  EXPECT_EQ(on_path(small, CpuPath::fused)->details().path, "fused");
  EXPECT_EQ(on_path(small, CpuPath::fused)->details().path_reason, "asked for");
  EXPECT_EQ(on_path(small, CpuPath::blocked, 2)->details().path, "blocked");
  EXPECT_EQ(compiled(small, Precision::float64)->details().path_reason,
            "the fused path trains in float32, not in float64");
}

TEST(PathChoice, RefusesTheFusedPathWhereTheStateDoesNotFitTheCache) {
  // (1 000 · 1 000 + 1 000 + 1 000 + 1) · 3 · 4 bytes: more than any second cache of today
  Work wide = descending({1000, {{1000, relu, 0}, {1, linear, 0}}, 4});
  wide.experiment.training.optimizer.name = OptimizerKind::adam;
  AcceleratorSpec accelerator = cpu_accelerator(Precision::float32);
  accelerator.path = CpuPath::fused;
  const Status refused = make_cpu_engine()->can_run(wide, accelerator);
  ASSERT_FALSE(refused);
  EXPECT_NE(to_string(refused.error()).find("weights and optimizer state take 11742 KiB"), std::string::npos)
      << to_string(refused.error());
  EXPECT_EQ(compiled(wide, Precision::float32)->details().path, "blocked");
}

TEST(PathChoice, PredictsTheFusedPathForTinyModels) {
  const Work tiny = descending({10, {{8, relu, 0}, {1, linear, 0}}, 96}, Loss::mse, 32);
  const auto prediction = cpu::predict_paths(tiny, 1);
  EXPECT_LT(prediction.fused_us * 1.5, prediction.blocked_us);
}

/// A data folder of its own: what is remembered must not come from, or go to, that of the user.
class PathMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / fmt::format("path-memory-{}", ::getpid());
    std::filesystem::create_directories(folder_);
    ::setenv("XDG_DATA_HOME", folder_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("XDG_DATA_HOME");
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path file() const { return folder_ / "accelbench/cpu_paths.json"; }
  std::filesystem::path folder_;
};

TEST_F(PathMemory, KeepsAChoiceByShapeAndThreads) {
  const Work work = descending({64, {{128, relu, 0}, {10, linear, 0}}, 320}, Loss::mse, 32);
  EXPECT_FALSE(cpu::remembered_choice(work, 2));
  cpu::remember_choice(work, 2, {CpuPath::fused, "measured 18 µs a step against 23 µs"});
  const auto choice = cpu::remembered_choice(work, 2);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->path, CpuPath::fused);
  EXPECT_EQ(choice->reason, "measured 18 µs a step against 23 µs");
  EXPECT_FALSE(cpu::remembered_choice(work, 1));
}

TEST_F(PathMemory, IsEmptyWhereTheFileIsDamagedOrAnotherMachines) {
  const Work work = descending({64, {{128, relu, 0}, {10, linear, 0}}, 320}, Loss::mse, 32);
  std::filesystem::create_directories(file().parent_path());
  for (const char* text : {"", "{", "[]", R"({"machine": "another", "choices": {}})", R"({"choices": 3})"}) {
    std::ofstream(file()) << text;
    EXPECT_FALSE(cpu::remembered_choice(work, 2)) << text;
  }
  cpu::remember_choice(work, 2, {CpuPath::blocked, "measured"});
  EXPECT_EQ(cpu::remembered_choice(work, 2)->path, CpuPath::blocked);
}

TEST_F(PathMemory, ATrialLeavesNothingBehindInTheTraining) {
  // Close enough for a trial on any machine: whichever path wins, it starts from the initial weights.
  const Work work = descending({64, {{128, relu, 0}, {10, linear, 0}}, 320}, Loss::mse, 32);
  const auto chosen = on_path(work, CpuPath::automatic);
  const std::string path = chosen->details().path;
  const auto same = on_path(work, path == "fused" ? CpuPath::fused : CpuPath::blocked);
  EXPECT_EQ(chosen->steps(), 0);
  EXPECT_EQ(read_all(*chosen, work), read_all(*same, work));
  EXPECT_EQ(mean_loss(train(*chosen, 1)[0]), mean_loss(train(*same, 1)[0]));
}

}  // namespace
}  // namespace accelbench
