// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/trained_model.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "core/experiment/yaml.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A model of two features and classes with names, standardized.
struct Recipe {
  Work work;
  std::vector<TrainedLayer> layers = {{2, 3, {1, 2, 3, 4, 5, 6}, {0.1, 0.2, 0.3}},
                                      {3, 2, {1, 0, 0, 0, 1, 0}, {0, 0.5}}};

  Recipe() {
    work.experiment.name = "Cats";
    work.experiment.model.layers = {{3, Activation::tanh, 0.25}, {2, Activation::linear, 0.0}};
    work.experiment.data.source = CsvData{
        .path = "cats.csv", .target = {}, .task = Task::classification, .header = {}, .delimiter = ";"};
    work.experiment.training.loss = Loss::categorical_crossentropy;
    work.experiment.training.metrics = {Metric::accuracy};
    work.experiment.sweep = {{"training.seed", {"1", "2"}}};
    work.data.train.features = 2;
    work.data.classes = 2;
    work.data.class_names = {"cat", "dog, \"wet\""};
    work.data.feature_names = {"weight", "größe"};
    work.data.target_names = {"kind"};
    work.data.target_columns = {1};
    work.data.mean = {1.5, -1e-300};
    work.data.deviation = {0.1, 3};
    work.fingerprint = "f00d";
  }
};

class TrainedModels : public ::testing::Test {
 protected:
  Result<TrainedModel> read(const Recipe& recipe) {
    EXPECT_TRUE(write_weights(folder_ / "w", recipe.layers, true, model_texts(recipe.work)));
    return read_trained_model(folder_ / "w");
  }
  Result<TrainedModel> read(const Recipe& recipe, const char* name, const std::string& text) {
    TensorTexts texts = model_texts(recipe.work);
    for (auto& [key, value] : texts)
      if (key == name) value = text;
    EXPECT_TRUE(write_weights(folder_ / "w", recipe.layers, true, texts));
    return read_trained_model(folder_ / "w");
  }
  std::string refusal(const Result<TrainedModel>& model) const {
    if (model) return "";
    std::string shown = to_string(model.error());
    const std::string folder = folder_.path().string() + "/";
    return shown.starts_with(folder) ? shown.substr(folder.size()) : shown;
  }
  TemporaryFolder folder_;
};

TEST_F(TrainedModels, HoldEverythingThatIsNeeded) {
  const Recipe recipe;
  const TrainedModel model = read(recipe).value();
  EXPECT_EQ(model.layers, recipe.layers);
  EXPECT_EQ(model.fingerprint, "f00d");
  EXPECT_EQ(model.experiment.name, "Cats");
  EXPECT_EQ(model.experiment.model, recipe.work.experiment.model);
  EXPECT_EQ(model.experiment.training, recipe.work.experiment.training);
  EXPECT_EQ(model.experiment.data, recipe.work.experiment.data);
  EXPECT_TRUE(model.experiment.sweep.empty());  // a model is one variant
  EXPECT_EQ(model.features(), 2);
  EXPECT_EQ(model.classes(), 2);
  EXPECT_EQ(model.class_name(1), "dog, \"wet\"");
  EXPECT_EQ(model.columns.like.feature_names, recipe.work.data.feature_names);
  EXPECT_EQ(model.columns.like.target_columns, std::vector<std::int64_t>{1});
  ASSERT_TRUE(model.columns.moments);
  EXPECT_EQ(model.columns.moments->mean, recipe.work.data.mean);  // to the last bit
  EXPECT_EQ(model.columns.moments->deviation, recipe.work.data.deviation);
}

TEST_F(TrainedModels, StartOtherTrainingsAsBefore) {
  const Recipe recipe;
  ASSERT_TRUE(read(recipe));
  EXPECT_EQ(read_weights(folder_ / "w").value(), recipe.layers);
}

TEST_F(TrainedModels, WeightsAloneAndCheckpointsAreRefused) {
  const Recipe recipe;
  ASSERT_TRUE(write_weights(folder_ / "w", recipe.layers, true, std::string("f00d")));
  EXPECT_EQ(refusal(read_trained_model(folder_ / "w")),
            "w: error: weights alone found, without the model that they belong to; write it again: "
            "accelbench-cli run EXPERIMENT --weights FILE");
  ASSERT_TRUE(write_weights(folder_ / "w", recipe.layers, true,
                            TensorTexts{{"format", std::string(checkpoint_format)}}));
  EXPECT_TRUE(contains(refusal(read_trained_model(folder_ / "w")), "w: error: a checkpoint found"));
}

TEST_F(TrainedModels, PartsMustFitEachOther) {
  Recipe wide;
  wide.work.data.train.features = 3;
  EXPECT_TRUE(contains(refusal(read(wide)), "feature_names: 2 found, 3 expected"));
  wide.work.data.feature_names.clear();
  EXPECT_TRUE(contains(refusal(read(wide)), "mean: 2 found, 3 expected"));
  wide.work.data.mean.clear();
  wide.work.data.deviation.clear();
  EXPECT_TRUE(contains(refusal(read(wide)), "layers.0.weight takes 2 inputs, the data have 3 features"));
  Recipe units;
  units.work.experiment.model.layers[0].units = 4;
  EXPECT_TRUE(contains(refusal(read(units)), "layers.0.weight has 3 units, the model 4"));
  Recipe layers;
  layers.work.experiment.model.layers.push_back({2, Activation::linear, 0.0});
  EXPECT_TRUE(contains(refusal(read(layers)), "2 layers of weights found, the model has 3"));
  Recipe classes;
  classes.work.data.classes = 5;
  classes.work.data.class_names.clear();
  EXPECT_TRUE(contains(refusal(read(classes)), "the last layer has 2 units, 5 expected"));
}

TEST_F(TrainedModels, DivergedOnesAreRefused) {
  Recipe recipe;
  recipe.layers[1].weight[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(
      contains(refusal(read(recipe)), "layers.1 has weights that are not finite: the training diverged"));
}

TEST_F(TrainedModels, HostileTextsAreRefusedWithTheirPlace) {
  const Recipe recipe;
  for (const char* text :
       {"", "[]", "{", "{}", R"({"features":-1})", R"({"features":1e99})",
        R"({"features":99999999999999999999,"classes":2})",
        R"({"features":2,"classes":2,"mean":[1,2],"deviation":[0,1]})",
        R"({"features":2,"classes":2,"mean":7,"deviation":[1,1]})",
        R"({"features":2,"classes":2,"class_names":[1,2]})",
        R"({"features":2,"classes":2,"class_names":"ab"})",
        R"({"features":2,"classes":2,"target_columns":[-1]})", R"({"features":2,"targets":0})"})
    EXPECT_TRUE(contains(refusal(read(recipe, "data", text)), "w:data: error: ")) << text;
  for (const char* text : {"", "accelbench: 2", "- 1", "accelbench: 1\nname: x\nmodel: {layers: []}\n"})
    EXPECT_TRUE(contains(refusal(read(recipe, "experiment", text)), "w:experiment:")) << text;
}

TEST_F(TrainedModels, SurviveTruncationsAndFlippedBytes) {
  ASSERT_TRUE(read(Recipe()));
  const std::string whole = testing::content_of(folder_ / "w");
  for (std::size_t length = 0; length < whole.size(); length += 7)
    EXPECT_FALSE(read_trained_model(folder_.file("v", whole.substr(0, length)))) << length;
  for (std::size_t at = 0; at < whole.size(); at += 2) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ "\x01\x20\xFF"[at % 3]);
    const auto model = read_trained_model(folder_.file("v", broken));
    if (!model) {
      EXPECT_FALSE(model.error().message.empty()) << at;
    }
  }
}

}  // namespace
}  // namespace accelbench
