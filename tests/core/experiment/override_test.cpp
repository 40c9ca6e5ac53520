// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

const std::string base = write_experiment(seed_experiment());

std::vector<Override> overrides_of(const std::vector<std::string>& texts) {
  std::vector<Override> overrides;
  for (const std::string& text : texts) {
    const auto parsed = parse_override(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    if (parsed) overrides.push_back(*parsed);
  }
  return overrides;
}

Experiment with(const std::vector<std::string>& texts) {
  const auto read = read_experiment(base, "f", overrides_of(texts));
  if (!read) ADD_FAILURE() << to_string(read.error()[0]);
  return read ? read->experiment : Experiment{};
}

std::string error_of(const std::string& text) {
  const auto parsed = parse_override(text);
  if (!parsed) return to_string(parsed.error());
  const auto read = read_experiment(base, "f", {*parsed});
  return read ? "" : to_string(read.error().at(0));
}

TEST(Overrides, SetOneValueByItsPath) {
  EXPECT_EQ(with({"training.epochs=10"}).training.epochs, 10);
  EXPECT_EQ(with({"model.layers.0.units=128"}).model.layers[0].units, 128);
  EXPECT_EQ(with({"accelerators.cpu.threads=3"}).accelerators[0].threads, 3);
  EXPECT_EQ(with({"accelerators.1.threads=4"}).accelerators[1].threads, 4);
  EXPECT_EQ(with({"accelerators.cpu-float64.threads=all"}).accelerators[2].threads, std::nullopt);
  EXPECT_EQ(with({"training.optimizer.learning_rate=0.5"}).training.optimizer.learning_rate, 0.5);
  const auto callback =
      with({"training.callbacks.0.reduce_lr_on_plateau.patience=7"}).training.callbacks.at(0);
  EXPECT_EQ(std::get<ReduceLrOnPlateau>(callback).patience, 7);
}

TEST(Overrides, ReplaceListsAndMappingsWhole) {
  EXPECT_EQ(with({"training.metrics=[mae, r2]"}).training.metrics, (std::vector{Metric::mae, Metric::r2}));
  EXPECT_EQ(with({"training.callbacks=[]"}).training.callbacks.size(), 0U);
  EXPECT_EQ(with({"model.layers=[{units: 1}]"}).model.layers.size(), 1U);
  EXPECT_EQ(with({"training.optimizer={name: sgd, momentum: 0.9}"}).training.optimizer.momentum, 0.9);
  EXPECT_EQ(with({"model.layers.1={units: 5, activation: tanh}"}).model.layers[1].units, 5);
}

TEST(Overrides, LaterOnesWinAndAllIsJudgedAfterTheLast) {
  EXPECT_EQ(with({"training.epochs=10", "training.epochs=20"}).training.epochs, 20);
  const Experiment experiment = with({"model.layers.2.units=2", "data.targets=2"});
  EXPECT_EQ(experiment.model.layers[2].units, 2);
}

TEST(Overrides, MakeKeysThatTheFileLacks) {
  EXPECT_EQ(with({"training.clip_norm=1.5"}).training.clip_norm, 1.5);
  EXPECT_EQ(with({"training.checkpoint.keep=3"}).training.checkpoint->keep, 3);
  EXPECT_EQ(with({"accelerators.cpu.label=\"a: b\""}).accelerators[0].label, "a: b");
  EXPECT_EQ(with({"accelerators.cpu.color=\"#0072b2\""}).accelerators[0].color, "#0072b2");
}

TEST(Overrides, OpenTheShortFormOfAMapping) {
  const auto read = read_experiment(
      "accelbench: 1\nname: S\nmodel: {layers: [{units: 1}]}\ndata: {source: synthetic}\n"
      "training: {optimizer: sgd}\n",
      "f", overrides_of({"training.optimizer.momentum=0.5"}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->experiment.training.optimizer.name, OptimizerKind::sgd);
  EXPECT_EQ(read->experiment.training.optimizer.momentum, 0.5);
}

TEST(Overrides, NullTakesAKeyAway) {
  const Experiment experiment =
      with({"training.callbacks=null", "data.targets=null", "data.classes=3", "data.generator=blobs",
            "model.layers.2.units=3", "training.loss=categorical_crossentropy"});
  EXPECT_TRUE(experiment.training.callbacks.empty());
  EXPECT_EQ(std::get<SyntheticData>(experiment.data.source).classes, 3);
}

TEST(Overrides, FindIdsWithDots) {
  Experiment experiment = seed_experiment();
  experiment.accelerators[0].id = "cpu.v2";
  const auto read =
      read_experiment(write_experiment(experiment), "f", overrides_of({"accelerators.cpu.v2.threads=9"}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->experiment.accelerators[0].threads, 9);
}

TEST(Overrides, ErrorsNameTheOverride) {
  EXPECT_EQ(error_of("training.epochs=abc"),
            "--set training.epochs=abc: error: training.epochs: found 'abc', expected a whole number from 1 "
            "to 1000000000; "
            "write a number");
  EXPECT_EQ(error_of("training.epochs=0"),
            "--set training.epochs=0: error: training.epochs: found 0, expected a whole number from 1 to "
            "1000000000; "
            "choose a value in that range");
  EXPECT_EQ(error_of("training.epoch=1"),
            "--set training.epoch=1: error: training.epoch: unknown key; did you mean 'epochs'?");
  EXPECT_EQ(error_of("accelerators.gpu.threads=1"),
            "--set accelerators.gpu.threads=1: error: accelerators.gpu: no item 'gpu' in this list; did you "
            "mean 'cpu'?");
  EXPECT_EQ(
      error_of("model.layers.3.units=1"),
      "--set model.layers.3.units=1: error: model.layers.3: no item '3' in this list; items are 0 to 2");
  EXPECT_EQ(error_of("training.epochs.x=1"),
            "--set training.epochs.x=1: error: training.epochs: has one value and no keys below it; set it "
            "as a whole");
  EXPECT_EQ(
      error_of("training.metrics=[mae"),
      "--set training.metrics=[mae: error: training.metrics: not valid YAML: end of sequence flow not found; "
      "check indentation, quotes and brackets up to here");
  EXPECT_EQ(error_of("accelerators.cpu.color=#ff0000"),
            "--set accelerators.cpu.color=#ff0000: error: accelerators.cpu.color: no value after =; "
            "put texts that begin with # in quotes");
  EXPECT_EQ(error_of("training.optimizer=name: sgd"),
            "--set training.optimizer=name: sgd: error: training.optimizer: expected one flow value; "
            "write {key: value} or [a, b]");
  EXPECT_EQ(error_of("name=null"), "f:1:1: error: name: this key is required; add name: …");
}

TEST(Overrides, NeedAKeyAndAValue) {
  EXPECT_EQ(error_of("training.epochs"),
            "--set training.epochs: error: expected KEY=VALUE; for example training.epochs=10");
  for (const char* text : {"=1", ".a=1", "a.=1", "a..b=1", "a b=1"})
    EXPECT_FALSE(parse_override(text).has_value()) << text;
}

TEST(Overrides, TheVersionStaysWhatThisProgramReads) {
  const auto newer = read_experiment(base, "f", overrides_of({"accelbench=2"}));
  ASSERT_FALSE(newer.has_value());
  EXPECT_EQ(
      to_string(newer.error().front()),
      "--set accelbench=2: error: accelbench: this file has format 2, newer than this program reads (1); "
      "open it with a newer Accelbench");
  EXPECT_FALSE(read_experiment(base, "f", overrides_of({"accelbench=null"})).has_value());
  EXPECT_TRUE(read_experiment(base, "f", overrides_of({"accelbench=1"})).has_value());
}

}  // namespace
}  // namespace accelbench
