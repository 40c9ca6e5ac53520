// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/read_bundle.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/work/bundle.h"
#include "core/work/safetensors.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;
using testing::content_of;
using testing::TemporaryFolder;

Experiment classifier() {
  Experiment experiment;
  experiment.name = "classes";
  experiment.model.layers = {{5, Activation::tanh, 0.25}, {3, Activation::linear, 0}};
  experiment.data.source =
      SyntheticData{.generator = Generator::blobs, .samples = 30, .features = 2, .classes = 3};
  experiment.data.validation_split = 0.2;
  experiment.training.loss = Loss::categorical_crossentropy;
  experiment.training.epochs = 3;
  experiment.training.seed = 18'446'744'073'709'551'615ULL;
  return experiment;
}

/// A bundle on disk, ready to be spoiled.
class ReadBundle : public ::testing::Test {
 protected:
  void write(const Experiment& experiment) {
    experiment_ = experiment;
    work_ = make_work(experiment, {}).value();
    ASSERT_TRUE(write_bundle(work_, folder_.path(), std::nullopt, true));
  }
  void SetUp() override { write(classifier()); }
  std::string refusal() const {
    const auto work = read_bundle(experiment_, folder_.path());
    return work ? "" : to_string(work.error());
  }
  void change(const char* key, const Json& value) {
    Json json = Json::parse(content_of(folder_ / "work.json"));
    json[key] = value;
    folder_.file("work.json", json.dump());
  }
  void expect_refusal(const std::string& words) const {
    EXPECT_NE(refusal().find(words), std::string::npos) << refusal();
  }

  TemporaryFolder folder_;
  Experiment experiment_;
  Work work_;
};

void expect_equal(const Samples& read, const Samples& written) {
  EXPECT_EQ(read.samples, written.samples);
  EXPECT_EQ(read.features, written.features);
  EXPECT_EQ(read.targets, written.targets);
  EXPECT_TRUE(std::ranges::equal(read.x, written.x));
  EXPECT_TRUE(std::ranges::equal(read.y, written.y));
  EXPECT_TRUE(std::ranges::equal(read.labels, written.labels));
}

TEST_F(ReadBundle, GivesTheWorkThatWasWritten) {
  const auto work = read_bundle(experiment_, folder_.path());
  ASSERT_TRUE(work) << to_string(work.error());
  EXPECT_EQ(work->fingerprint, work_.fingerprint);
  EXPECT_EQ(work->initial_weights, work_.initial_weights);
  EXPECT_EQ(work->data.classes, 3);
  expect_equal(work->data.train, work_.data.train);
  expect_equal(work->data.validation, work_.data.validation);
}

TEST_F(ReadBundle, TargetsWithoutValidation) {
  Experiment experiment = classifier();
  SyntheticData data;
  data.samples = 7;
  data.features = 4;
  data.targets = 2;
  experiment.data.source = data;
  experiment.data.validation_split = 0;
  experiment.training.loss = Loss::mse;
  experiment.model.layers.back().units = 2;
  write(experiment);
  const auto work = read_bundle(experiment_, folder_.path());
  ASSERT_TRUE(work) << to_string(work.error());
  EXPECT_EQ(work->fingerprint, work_.fingerprint);
  EXPECT_EQ(work->data.validation.samples, 0);
  expect_equal(work->data.train, work_.data.train);
}

TEST_F(ReadBundle, NeedsNeitherTheDataSourceNorStartFrom) {
  Experiment experiment = classifier();
  CsvData nowhere;
  nowhere.path = "nowhere.csv";
  experiment.data.source = nowhere;
  experiment.model.start_from = StartFrom{"nowhere.safetensors", {0}, {}};
  const auto work = read_bundle(experiment, folder_.path());
  ASSERT_TRUE(work) << to_string(work.error());
  EXPECT_EQ(work->fingerprint, work_.fingerprint);
}

TEST_F(ReadBundle, RefusesOtherSettingsWithTheKey) {
  experiment_.training.optimizer.epsilon = 1e-8;
  expect_refusal("work.json: error: optimizer:");
  experiment_ = classifier();
  experiment_.training.seed = 42;
  expect_refusal("seed: '18446744073709551615' found, the experiment has '42'");
  experiment_ = classifier();
  experiment_.model.start_from = StartFrom{"x", {}, {0}};
  expect_refusal("frozen_layers: '[]' found, the experiment has '[0]'");
}

// The fingerprint is that of the bytes that were read: work.json cannot vouch for them.
TEST_F(ReadBundle, RefusesFilesThatAreNotTheWorkThatIsNamed) {
  std::string x = content_of(folder_ / "x_train.npy");
  const float other = 0.125F;
  std::memcpy(x.data() + x.size() - sizeof other, &other, sizeof other);
  folder_.file("x_train.npy", x);
  expect_refusal("names the work '" + work_.fingerprint.substr(0, 12) + "', its files are the work '");
}

TEST_F(ReadBundle, RefusesShapesThatDoNotFit) {
  change("samples_train", 23);
  expect_refusal("x_train.npy: error: shape (24, 2) found, work.json says (23, 2)");
  change("samples_train", std::uint64_t{1} << 63);
  expect_refusal("samples_train: a whole number from 0 expected");
  change("samples_train", -1);
  expect_refusal("samples_train: a whole number from 0 expected");
  change("samples_train", 24);
  change("classes", 2);
  expect_refusal("class 2 found, work.json has 2 classes");
  change("classes", 0);
  expect_refusal("classes or targets are at least 1");
  change("classes", 3);
  EXPECT_EQ(refusal(), "");
}

TEST_F(ReadBundle, RefusesWeightsThatAreNotTheModels) {
  std::vector<LayerWeights> weights = work_.initial_weights;
  weights.pop_back();
  ASSERT_TRUE(write_weights(folder_ / "initial_weights.safetensors", weights, ""));
  expect_refusal("1 layers found, the model has 2");
  std::vector<TrainedLayer> wide = {{2, 5, std::vector<double>(10, 0.1), std::vector<double>(5)},
                                    {5, 3, std::vector<double>(15, 0.5), std::vector<double>(3)}};
  ASSERT_TRUE(write_weights(folder_ / "initial_weights.safetensors", wide, true, ""));
  expect_refusal("layer 0 has numbers that are no finite float32");  // 0.1 has no equal in float32
  wide[0].weight.assign(10, 0.5);
  wide[1].bias[2] = std::numeric_limits<double>::infinity();
  ASSERT_TRUE(write_weights(folder_ / "initial_weights.safetensors", wide, true, ""));
  expect_refusal("layer 1 has numbers that are no finite float32");
}

TEST_F(ReadBundle, RefusesWhatIsNoBundle) {
  folder_.file("work.json", "[1, 2]");
  expect_refusal("this is no JSON object");
  folder_.file("work.json", R"({"format": 2})");
  expect_refusal("format 1 expected");
  std::filesystem::remove(folder_ / "work.json");
  expect_refusal("work.json");
}

// Every file cut at every eighth of its length: a message each time, never a work.
TEST_F(ReadBundle, RefusesFilesThatAreCut) {
  for (const char* name :
       {"work.json", "x_train.npy", "y_train.npy", "x_val.npy", "y_val.npy", "initial_weights.safetensors"}) {
    const std::string whole = content_of(folder_ / name);
    for (std::size_t part = 0; part < 8; ++part) {
      folder_.file(name, whole.substr(0, whole.size() * part / 8));
      EXPECT_NE(refusal(), "") << name << " " << part;
    }
    folder_.file(name, whole);
  }
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace accelbench
