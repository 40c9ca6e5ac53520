// SPDX-License-Identifier: GPL-3.0-or-later
// predict and evaluate, as a user runs them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Learns to tell small numbers from large ones, in float64.
const char* const experiment = R"(accelbench: 1
name: Sizes
model:
  layers: [{units: 4, activation: tanh}, {units: 2, activation: linear}]
data: {source: csv, path: sizes.csv, target: size, task: classification, standardize: true, validation_split: 0.25}
training: {loss: categorical_crossentropy, metrics: [accuracy], batch_size: 4, epochs: 60, optimizer: {name: adam, learning_rate: 0.05}}
accelerators: [{id: cpu, engine: cpu, threads: 1, precision: float64}]
)";

class Model : public ::testing::Test {
 protected:
  void SetUp() override {
    write(folder_ / "sizes.accel.yaml", experiment);
    std::string table = "a,b,size\n";
    for (int i = 0; i < 40; ++i)
      table += std::to_string(i * 17 % 40) + "," + std::to_string(i) +
               (i * 17 % 40 < 20 ? ",\"small, really\"\n" : ",large\n");
    write(folder_ / "sizes.csv", table);
    trained_ = cli::run(folder_, {"run", "sizes.accel.yaml", "--weights", "w.safetensors", "--json"});
    ASSERT_EQ(trained_.status, 0) << trained_.err;
  }
  Finished run(std::vector<std::string> arguments) const { return cli::run(folder_, arguments); }

  const Folder folder_;
  Finished trained_;
};

TEST_F(Model, PredictsFromTheWeightsAlone) {
  std::filesystem::remove(folder_ / "sizes.accel.yaml");
  write(folder_ / "new.csv", "b,note,a\n5,x,1\n7,y,38\n");
  const Finished found = run({"predict", "w.safetensors", "new.csv", "--probabilities"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_TRUE(found.out.starts_with("class,probability,large,\"small, really\"\n\"small, really\",0."))
      << found.out;
  EXPECT_TRUE(contains(found.out, "\nlarge,0.")) << found.out;
  EXPECT_EQ(std::count(found.out.begin(), found.out.end(), '\n'), 3);
}

TEST_F(Model, PredictWritesNoFileOverAnother) {
  EXPECT_EQ(run({"predict", "w.safetensors", "sizes.csv", "--output", "answers.csv"}).status, 0);
  const std::string answers = text_of(folder_ / "answers.csv");
  EXPECT_EQ(std::count(answers.begin(), answers.end(), '\n'), 41);
  EXPECT_EQ(run({"predict", "w.safetensors", "sizes.csv", "--output", "answers.csv"}).status, 2);
  EXPECT_EQ(run({"predict", "w.safetensors", "sizes.csv", "--output", "answers.csv", "--force"}).status, 0);
  EXPECT_EQ(text_of(folder_ / "answers.csv"), answers);
}

// The last epoch's val_loss is that of the weights written: the same sums in float64.
TEST_F(Model, EvaluateAgreesWithTheTraining) {
  const Finished found = run({"evaluate", "w.safetensors", "--data", "sizes.accel.yaml", "--json"});
  ASSERT_EQ(found.status, 0) << found.err;
  const Json json = Json::parse(found.out);
  const Json last = Json::parse(trained_.out)["runs"][0]["final"];
  ASSERT_EQ(json["evaluations"].size(), 2U);
  const Json& validation = json["evaluations"][1];
  EXPECT_EQ(validation["data"], "validation");
  EXPECT_EQ(validation["samples"], 10);
  EXPECT_NEAR(validation["loss"].get<double>(), last["val_loss"].get<double>(), 1e-12);
  EXPECT_EQ(validation["metrics"]["accuracy"], last["metrics"]["val_accuracy"]);
  EXPECT_EQ(json["classes"], (Json{"large", "small, really"}));
  std::int64_t sum = 0;
  for (const Json& row : validation["confusion"])
    for (const Json& count : row) sum += count.get<std::int64_t>();
  EXPECT_EQ(sum, 10);
  EXPECT_EQ(validation["worst"].size(), 5U);
}

TEST_F(Model, EvaluateShowsATable) {
  const Finished found = run({"evaluate", "w.safetensors", "sizes.csv", "--worst", "2"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_TRUE(found.out.starts_with("Sizes\nmodel  2-4-2, categorical_crossentropy\n")) << found.out;
  EXPECT_TRUE(contains(found.out, "expected \\ answered")) << found.out;
}

TEST_F(Model, RefusesWithPlaceAndReason) {
  const auto refusal = [&](std::vector<std::string> arguments) {
    const Finished found = run(std::move(arguments));
    EXPECT_EQ(found.status, 2) << found.out;
    EXPECT_EQ(found.out, "");
    return found.err;
  };
  EXPECT_TRUE(contains(refusal({"predict", "sizes.csv", "sizes.csv"}), "sizes.csv: error: a header of "));
  EXPECT_TRUE(contains(refusal({"predict", "w.safetensors"}), "DATA: error: no samples are named"));
  EXPECT_TRUE(
      contains(refusal({"predict", "w.safetensors", "x", "--data", "sizes.accel.yaml"}), "keep one of them"));
  EXPECT_TRUE(contains(refusal({"predict", "w.safetensors", "none.csv"}), "none.csv: error: cannot read"));
  write(folder_ / "other.csv", "a,c\n1,2\n");
  EXPECT_TRUE(contains(refusal({"evaluate", "w.safetensors", "other.csv"}), "no column is named 'b'"));
  write(folder_ / "wet.csv", "a,b,size\n1,2,wet\n");
  EXPECT_TRUE(contains(refusal({"evaluate", "w.safetensors", "wet.csv"}),
                       "wet.csv:2:size: error: the class 'wet' is none of the 2 in w.safetensors"));
  EXPECT_EQ(cli::run(folder_, {"work", "sizes.accel.yaml", "--output", "bundle"}).status, 0);
  EXPECT_TRUE(contains(refusal({"evaluate", "bundle/initial_weights.safetensors", "sizes.csv"}),
                       "weights alone found"));
}

}  // namespace
}  // namespace accelbench::cli
