// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/work.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/sha256.h"
#include "core/work/bundle.h"
#include "core/work/fingerprint.h"
#include "core/work/safetensors.h"
#include "core/work/settings.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::content_of;
using testing::entries_in;
using testing::TemporaryFolder;

// The seed network of the guide, built by hand so that this room does not depend on a sample file.
Experiment seed_network() {
  Experiment experiment;
  experiment.name = "Seed network";
  experiment.model.layers = {
      {64, Activation::relu, 0}, {32, Activation::relu, 0}, {1, Activation::linear, 0}};
  experiment.data.source = SyntheticData{};
  experiment.data.validation_split = 0.1;
  experiment.training.epochs = 100;
  experiment.training.metrics = {Metric::accuracy};
  experiment.training.callbacks = {ReduceLrOnPlateau{.monitor = "loss", .patience = 5}};
  return experiment;
}

Experiment seed_classifier() {
  Experiment experiment = seed_network();
  experiment.data.source =
      SyntheticData{.generator = Generator::blobs, .samples = 30, .features = 2, .classes = 3};
  experiment.model.layers.back().units = 3;
  experiment.training.loss = Loss::categorical_crossentropy;
  return experiment;
}

std::string refusal(const Experiment& experiment, const DataRoots& roots = {}) {
  const auto work = make_work(experiment, roots);
  return work ? "" : to_string(work.error());
}

TEST(Work, SeedNetworkByTheNumbers) {
  const Work work = make_work(seed_network(), {}).value();
  EXPECT_EQ(work.data.train.samples, 90);
  EXPECT_EQ(work.data.validation.samples, 10);
  EXPECT_EQ(work.steps_per_epoch(), 3);  // 32, 32, 26
  EXPECT_EQ(work.parameters(), 2817);    // 640 + 64 + 2048 + 32 + 32 + 1
  EXPECT_EQ(work.features(), 10);
  EXPECT_EQ(work.outputs(), 1);
  EXPECT_EQ(work.fingerprint.size(), 64U);
  EXPECT_EQ(work.frozen, (std::vector<bool>{false, false, false}));
}

// The value itself is a promise: results of different versions and machines name the same work alike. Whoever
// changes the recipe changes the first line of it, too. Recomputed from a written bundle by
// fingerprint_peer.py.
TEST(Work, FingerprintOfTheSeedNetwork) {
  EXPECT_EQ(make_work(seed_network(), {})->fingerprint,
            "9f1fb9fed08032401ca366783e8bc0b74c5f57237431d7b2e45c7af2b5649901");
}

/// By the recipe of fingerprint.h: 170 000 × 100 values are more than 2^24, their targets are not.
TEST(Work, FingerprintOfManyRowsIsMadeOfBlocks) {
  const std::int64_t rows = 170'000, features = 100;
  Experiment experiment = seed_network();
  experiment.model.layers = {{.units = 1}};
  std::vector<float> x(static_cast<std::size_t>(rows * features)), y(static_cast<std::size_t>(rows), 2);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 1000);
  Dataset data;
  data.train = {rows, features, 1, x, y, {}, {}};
  const Work work = work_with_data(experiment, data, {}).value();
  std::string blocks;
  for (std::size_t first = 0; first < x.size(); first += 65'536 * 100) {
    Sha256 block;
    block.add(
        std::as_bytes(std::span(x).subspan(first, std::min<std::size_t>(65'536 * 100, x.size() - first))));
    for (const std::byte byte : block.digest()) blocks += static_cast<char>(byte);
  }
  EXPECT_EQ(blocks.size(), 3U * 32);
  Sha256 expected;
  expected.add("accelbench work 1\norder philox-1\n" + settings_text(settings_json(work)) + "classes=0\n");
  expected.add("x_train float32 [170000, 100] by 65536 rows\n" + blocks + "y_train float32 [170000, 1]\n");
  expected.add(std::as_bytes(std::span(y)));
  expected.add("x_val float32 [0, 100]\ny_val float32 [0, 1]\nlayers.0.weight float32 [1, 100]\n");
  expected.add(std::as_bytes(std::span(work.initial_weights[0].weight)));
  expected.add("layers.0.bias float32 [1]\n");
  expected.add(std::as_bytes(std::span(work.initial_weights[0].bias)));
  EXPECT_EQ(work.fingerprint, expected.hex());
}

TEST(Work, OutlineHasSizesAndNoRows) {
  const Work whole = make_work(seed_network(), {}).value(),
             outline = outline_of_work(seed_network(), {}).value();
  EXPECT_EQ(outline.data.train.samples, whole.data.train.samples);
  EXPECT_EQ(outline.data.validation.samples, whole.data.validation.samples);
  EXPECT_EQ(outline.features(), whole.features());
  EXPECT_EQ(outline.initial_weights, whole.initial_weights);
  EXPECT_TRUE(outline.data.train.x.empty());
  EXPECT_EQ(outline.fingerprint, "");
}

TEST(Work, FingerprintChangesWithEverythingThatIsComputed) {
  const std::string base = make_work(seed_network(), {})->fingerprint;
  const auto changed = [&](auto change) {
    Experiment experiment = seed_network();
    change(experiment);
    return make_work(experiment, {}).value().fingerprint;
  };
  std::vector<std::string> others = {
      changed([](Experiment& e) { e.training.epochs = 99; }),
      changed([](Experiment& e) { e.training.seed = 43; }),
      changed([](Experiment& e) { e.training.shuffle = false; }),
      changed([](Experiment& e) { e.training.batch_size = 31; }),
      changed([](Experiment& e) { e.training.loss = Loss::mae; }),
      changed([](Experiment& e) { e.training.metrics = {}; }),
      changed([](Experiment& e) { e.training.l2 = 1e-9; }),
      changed([](Experiment& e) { e.training.clip_norm = 1; }),
      changed([](Experiment& e) { e.training.schedule = CosineSchedule{}; }),
      changed([](Experiment& e) { e.training.optimizer.learning_rate = 0.0010000000000000002; }),
      changed([](Experiment& e) { e.training.optimizer.name = OptimizerKind::adamw; }),
      changed([](Experiment& e) { std::get<ReduceLrOnPlateau>(e.training.callbacks[0]).patience = 6; }),
      changed([](Experiment& e) { e.training.callbacks.clear(); }),
      changed([](Experiment& e) { e.model.layers[0].activation = Activation::tanh; }),
      changed([](Experiment& e) { e.model.layers[0].dropout = 0.5; }),
      changed([](Experiment& e) { e.model.layers[1].units = 33; }),
      changed([](Experiment& e) { e.model.initializer = Initializer::he_normal; }),
      changed([](Experiment& e) { std::get<SyntheticData>(e.data.source).seed = 1; }),
      changed([](Experiment& e) { e.data.standardize = true; }),
      changed([](Experiment& e) { e.data.validation_split = 0.2; }),
      base,
  };
  const std::size_t count = others.size();
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  EXPECT_EQ(others.size(), count);
}

TEST(Work, FingerprintIgnoresWhatChangesNothing) {
  const std::string base = make_work(seed_network(), {})->fingerprint;
  Experiment experiment = seed_network();
  experiment.name = "Another name";
  experiment.description = "words";
  experiment.accelerators.resize(2);
  experiment.comparison.resolution = 0.5;
  experiment.training.checkpoint = CheckpointSpec{};
  experiment.training.optimizer.rho = 0.5;  // adam has no rho
  EXPECT_EQ(make_work(experiment, {})->fingerprint, base);
}

TEST(Work, SettingsAreTextThatAPersonCanRead) {
  const Work work = make_work(seed_network(), {}).value();
  const std::string text = settings_text(settings_json(work));
  EXPECT_TRUE(text.starts_with(
      "layers.0.units=64\nlayers.0.activation=\"relu\"\nlayers.0.dropout=0\nlayers.1.units=32\n"))
      << text;
  EXPECT_NE(text.find("\nfrozen_layers=[]\nloss=\"mse\"\nmetrics.0=\"accuracy\"\noptimizer.name=\"adam\"\n"),
            std::string::npos);
  EXPECT_NE(text.find("\noptimizer.epsilon=9.9999999999999995e-08\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nshuffle=true\nseed=42\nschedule=null\n"), std::string::npos);
  EXPECT_NE(text.find("\ncallbacks.0.reduce_lr_on_plateau.monitor=\"loss\"\n"), std::string::npos);
  EXPECT_EQ(text.find("checkpoint"), std::string::npos);
}

TEST(Work, RefusesWidthsThatDoNotFitTheData) {
  Experiment experiment = seed_network();
  experiment.model.layers.back().units = 2;
  EXPECT_EQ(refusal(experiment),
            "model.layers.2.units: error: the last layer has 2 units; the data have 1 targets, which need 1; "
            "write units: 1");
  experiment = seed_classifier();
  EXPECT_EQ(refusal(experiment), "");
  experiment.model.layers.back().units = 4;
  EXPECT_EQ(refusal(experiment),
            "model.layers.2.units: error: the last layer has 4 units; the data have 3 classes and "
            "categorical_crossentropy, which need 3; write units: 3");
}

TEST(Work, RefusesLossesThatDoNotFitTheData) {
  Experiment experiment = seed_network();
  experiment.training.loss = Loss::categorical_crossentropy;
  EXPECT_TRUE(
      refusal(experiment).starts_with("training.loss: error: categorical_crossentropy needs classes"));
  experiment = seed_classifier();
  experiment.training.loss = Loss::mse;
  EXPECT_TRUE(
      refusal(experiment).starts_with("training.loss: error: mse needs targets, the data have 3 classes"));
  experiment.training.loss = Loss::binary_crossentropy;
  EXPECT_TRUE(refusal(experiment).starts_with("training.loss: error: binary_crossentropy needs 2 classes"));
}

TEST(Work, BinaryHasOneUnit) {
  Experiment experiment = seed_classifier();
  std::get<SyntheticData>(experiment.data.source).classes = 2;
  experiment.training.loss = Loss::binary_crossentropy;
  experiment.model.layers.back().units = 1;
  EXPECT_EQ(refusal(experiment), "");
  experiment.model.layers.back().units = 2;
  EXPECT_NE(refusal(experiment), "");
}

std::vector<TrainedLayer> earlier_training() {
  const std::vector<LayerWeights> drawn = make_work(seed_network(), {})->initial_weights;
  std::vector<TrainedLayer> layers;
  for (const LayerWeights& layer : drawn) {
    layers.push_back({layer.inputs, layer.units, std::vector<double>(layer.weight.size(), 0.5),
                      std::vector<double>(layer.bias.size(), 0.25)});
  }
  return layers;
}

TEST(StartFrom, TakesAllLayersOrThoseNamed) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_weights(folder / "w", earlier_training(), true, ""));
  Experiment experiment = seed_network();
  experiment.model.start_from = StartFrom{.path = "w", .layers = {}, .freeze = {0, 2}};
  const Work all = make_work(experiment, {folder.path(), {}}).value();
  EXPECT_EQ(all.initial_weights[0].weight, std::vector<float>(640, 0.5F));
  EXPECT_EQ(all.initial_weights[2].bias, std::vector<float>(1, 0.25F));
  EXPECT_EQ(all.frozen, (std::vector<bool>{true, false, true}));
  experiment.model.start_from->layers = {1};
  const Work one = make_work(experiment, {folder.path(), {}}).value();
  EXPECT_EQ(one.initial_weights[0], make_work(seed_network(), {})->initial_weights[0]);
  EXPECT_EQ(one.initial_weights[1].weight, std::vector<float>(2048, 0.5F));
  EXPECT_NE(one.fingerprint, all.fingerprint);
}

TEST(StartFrom, RefusesWhatDoesNotFit) {
  const TemporaryFolder folder;
  auto layers = earlier_training();
  ASSERT_TRUE(write_weights(folder / "w", layers, true, ""));
  const DataRoots roots{folder.path(), {}};
  Experiment experiment = seed_network();
  experiment.model.start_from = StartFrom{"w", {5}, {}};
  EXPECT_NE(refusal(experiment, roots), "");
  experiment.model.start_from = StartFrom{"w", {}, {3}};
  EXPECT_NE(refusal(experiment, roots).find("layer 3 found; the model has layers 0 to 2"), std::string::npos);
  experiment.model.start_from = StartFrom{"missing", {}, {}};
  EXPECT_NE(refusal(experiment, roots).find("No such file"), std::string::npos);
  experiment.model.start_from = StartFrom{"w", {}, {}};
  experiment.model.layers[0].units = 65;
  EXPECT_NE(refusal(experiment, roots).find("layers.0.weight of"), std::string::npos);
  EXPECT_NE(refusal(experiment, roots).find("has shape [64, 10], the model needs [65, 10]"),
            std::string::npos);
  experiment.model.layers[0].units = 64;
  layers[1].bias[3] = std::numeric_limits<double>::quiet_NaN();
  ASSERT_TRUE(write_weights(folder / "w", layers, true, ""));
  EXPECT_NE(refusal(experiment, roots).find("layer 1 of"), std::string::npos);
}

TEST(Bundle, HoldsTheFilesOfTheContract) {
  const TemporaryFolder folder;
  const Work work = make_work(seed_network(), {}).value();
  ASSERT_TRUE(write_bundle(work, folder / "bundle", 2));
  EXPECT_EQ(entries_in(folder.path()), 1);
  EXPECT_EQ(entries_in(folder / "bundle"), 7);
  EXPECT_EQ(content_of(folder / "bundle/x_train.npy").size(), 128U + 90 * 10 * 4);
  EXPECT_EQ(content_of(folder / "bundle/y_val.npy").size(), 128U + 10 * 4);
  EXPECT_EQ(content_of(folder / "bundle/order.npy").size(), 128U + 2 * 90 * 8);
  const auto json = nlohmann::json::parse(content_of(folder / "bundle/work.json"));
  EXPECT_EQ(json["fingerprint"], work.fingerprint);
  EXPECT_EQ(json["samples_train"], 90);
  EXPECT_EQ(json["samples_val"], 10);
  EXPECT_EQ(json["targets"], 1);
  EXPECT_EQ(json["seeds"], (nlohmann::json{{"training", 42}, {"data", 42}}));
  EXPECT_EQ(json["layers"][1], (nlohmann::json{{"units", 32}, {"activation", "relu"}, {"dropout", 0.0}}));
  EXPECT_EQ(json["optimizer"], (nlohmann::json{{"name", "adam"},
                                               {"learning_rate", 0.001},
                                               {"beta_1", 0.9},
                                               {"beta_2", 0.999},
                                               {"epsilon", 1e-7}}));
  EXPECT_EQ(json["callbacks"][0]["reduce_lr_on_plateau"]["min_delta"], 1e-4);
}

// NumPy reads every file of the bundle and comes to the same fingerprint and order by the guide's recipe
// alone.
TEST(Bundle, APeerComesToTheSameFingerprint) {
  if (std::system("/usr/bin/python3 -c 'import numpy' 2>/dev/null") != 0)
    GTEST_SKIP() << "needs /usr/bin/python3 with NumPy";
  const TemporaryFolder folder;
  int number = 0;
  for (const Experiment& experiment : {seed_network(), seed_classifier()}) {
    const auto bundle = folder / fmt::format("bundle{}", number++);
    ASSERT_TRUE(write_bundle(make_work(experiment, {}).value(), bundle, 3));
    const std::string peer = ACCELBENCH_SOURCE_DIR "/tests/core/work/fingerprint_peer.py";
    const std::string command =
        "PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 '" + peer + "' '" + bundle.string() + "' > /dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << experiment.data.source.index();
  }
}

// 90 rows × 10^15 epochs × 8 bytes are 640 million GiB: more than any disk, known before the first byte.
TEST(Bundle, RefusesWhatTheDiskCannotHold) {
  const TemporaryFolder folder;
  const auto written =
      write_bundle(make_work(seed_network(), {}).value(), folder / "bundle", 1'000'000'000'000'000);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("are free"), std::string::npos) << written.error().message;
  EXPECT_EQ(entries_in(folder.path()), 0);
}

TEST(Bundle, RefusesAFolderThatIsNotEmpty) {
  const TemporaryFolder folder;
  const Work work = make_work(seed_network(), {}).value();
  folder.file("mine.txt", "mine");
  EXPECT_FALSE(write_bundle(work, folder.path(), {}));
  EXPECT_FALSE(write_bundle(work, folder.path(), {}, true));  // not a bundle: force does not remove it
  EXPECT_FALSE(write_bundle(work, folder / "mine.txt", {}, true));
  EXPECT_EQ(content_of(folder / "mine.txt"), "mine");
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(Bundle, IsReplacedWithForceAlone) {
  const TemporaryFolder folder;
  const Work first = make_work(seed_network(), {}).value();
  const Work second = make_work(seed_classifier(), {}).value();
  std::filesystem::create_directory(folder / "bundle");  // an empty folder is taken
  ASSERT_TRUE(write_bundle(first, folder / "bundle", 1));
  EXPECT_FALSE(write_bundle(second, folder / "bundle", {}));
  ASSERT_TRUE(write_bundle(second, folder / "bundle", {}, true));
  EXPECT_EQ(nlohmann::json::parse(content_of(folder / "bundle/work.json"))["classes"], 3);
  EXPECT_FALSE(std::filesystem::exists(folder / "bundle/order.npy"));
  EXPECT_EQ(entries_in(folder.path()), 1);
}

}  // namespace
}  // namespace accelbench
