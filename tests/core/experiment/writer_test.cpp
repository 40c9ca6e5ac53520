// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/experiment/scalars.h"
#include "core/experiment/yaml.h"
#include "tests/core/experiment/random_experiment.h"

namespace accelbench {
namespace {

Experiment read_back(std::string_view text) {
  const auto read = read_experiment(text, "f");
  if (!read)
    for (const Error& error : read.error()) ADD_FAILURE() << to_string(error) << "\n" << text;
  return read ? read->experiment : Experiment{};
}

TEST(Writer, WritesTheSeedExperimentLikeThis) {
  const std::string text = write_experiment(seed_experiment());
  EXPECT_EQ(text, R"(accelbench: 1
name: Seed network

model:
  layers:
    - {units: 64, activation: relu, dropout: 0.0}
    - {units: 32, activation: relu, dropout: 0.0}
    - {units: 1, activation: linear, dropout: 0.0}
  initializer: glorot_uniform

data:
  source: synthetic
  generator: uniform
  samples: 100
  features: 10
  targets: 1
  noise: 0.0
  seed: 42
  standardize: false
  validation_split: 0.1

training:
  loss: mse
  metrics: [accuracy]
  optimizer: {name: adam, learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07}
  batch_size: 32
  epochs: 100
  shuffle: true
  seed: 42
  l1: 0.0
  l2: 0.0
  callbacks:
    - reduce_lr_on_plateau: {monitor: loss, factor: 0.1, patience: 5, min_delta: 0.0001, cooldown: 0, min_lr: 0.0}

accelerators:
  - {id: cpu, engine: cpu, threads: 1, path: auto, pin: false, ranks: 1, shard_optimizer: false, precision: float32, determinism: strict, recompute: none}
  - {id: cpu-all, engine: cpu, threads: all, path: auto, pin: false, ranks: 1, shard_optimizer: false, precision: float32, determinism: strict, recompute: none}
  - {id: cpu-float64, engine: cpu, threads: 1, path: auto, pin: false, ranks: 1, shard_optimizer: false, precision: float64, determinism: strict, recompute: none}

comparison:
  quantity: throughput
  rounds: {min: 6, max: 30, until: resolved}
  resolution: 0.03
  measure_s: 2.0
  time_limit_s: 600.0
)");
  EXPECT_EQ(read_back(text), seed_experiment());
}

TEST(Writer, WhatIsWrittenReadsBackEqual) {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const Experiment experiment = random_experiment(seed);
    ASSERT_TRUE(check(experiment).empty()) << seed << ": " << to_string(check(experiment)[0]);
    const std::string text = write_experiment(experiment);
    ASSERT_EQ(read_back(text), normalized(experiment)) << "seed " << seed << "\n" << text;
    ASSERT_EQ(normalized(experiment), experiment) << "seed " << seed;
    ASSERT_EQ(write_experiment(experiment, text), text) << "seed " << seed;
  }
}

TEST(Writer, NoAcceleratorsIsNotTheDefaultRow) {
  Experiment experiment = seed_experiment();
  experiment.accelerators.clear();
  EXPECT_EQ(read_back(write_experiment(experiment)), experiment);
  EXPECT_EQ(Experiment{}.accelerators.size(), 1U);
  EXPECT_EQ(Experiment{}.accelerators[0].id, "cpu");
}

TEST(Writer, NumbersKeepEveryBit) {
  EXPECT_EQ(format_real(0.001), "0.001");
  EXPECT_EQ(format_real(1.0), "1.0");
  EXPECT_EQ(format_real(1e-7), "1.0e-07");
  EXPECT_EQ(format_real(1e300), "1.0e+300");
  EXPECT_EQ(format_real(-0.0), "-0.0");
  EXPECT_EQ(format_real(600), "600.0");
  for (const double value :
       {0.1, 1.0 / 3, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -0.0, 123456789.125}) {
    const auto back = parse_real(format_real(value));
    ASSERT_TRUE(back.has_value()) << value;
    EXPECT_EQ(std::memcmp(&*back, &value, sizeof value), 0) << value;
  }
}

TEST(Writer, TextsAreQuotedWhereTheyWouldReadAsSomethingElse) {
  for (const char* text : {"yes",
                           "No",
                           "on",
                           "1.0",
                           "64",
                           "-3",
                           "0x1f",
                           "1e5",
                           ".5",
                           "~",
                           "null",
                           "True",
                           "a: b",
                           "a #b",
                           "#b",
                           "- a",
                           "",
                           " a",
                           "a ",
                           "&a",
                           "*a",
                           "!a",
                           "{a",
                           "[a",
                           "a, b",
                           "it's",
                           "\"q\"",
                           "a\nb",
                           "a\n",
                           "\n",
                           "tab\there",
                           "back\\slash",
                           "ünïcode",
                           "日本語",
                           "\xC2\x85",
                           "\xE2\x80\xA8",
                           "\xEF\xBB\xBF",
                           "\x7F",
                           "bell\a",
                           "2024-01-01",
                           "1:30",
                           "---",
                           "...",
                           "<<",
                           "=",
                           "%a",
                           "@a",
                           "`a",
                           "|",
                           ">",
                           "?",
                           "a:",
                           ":a"}) {
    Experiment experiment = seed_experiment();
    experiment.name = text[0] ? text : "x";
    experiment.description = text;
    experiment.accelerators[0].label = text;
    EXPECT_EQ(read_back(write_experiment(experiment)), experiment) << text;
  }
  EXPECT_TRUE(is_plain_text("Seed network"));
  EXPECT_FALSE(is_plain_text("yes"));
}

TEST(Writer, ValuesWithoutMeaningGoBackToTheirDefaults) {
  Experiment experiment = seed_experiment();
  experiment.training.optimizer = {
      .name = OptimizerKind::sgd, .learning_rate = 0.5, .beta_1 = 0.1, .momentum = 0.9};
  experiment.comparison.rounds = {2, 9, false};
  const Experiment plain = normalized(experiment);
  EXPECT_EQ(plain.training.optimizer.beta_1, 0.9);
  EXPECT_EQ(plain.training.optimizer.momentum, 0.9);
  EXPECT_EQ(plain.training.optimizer.learning_rate, 0.5);
  EXPECT_EQ(plain.comparison.rounds, (RoundsSpec{9, 9, false}));
  EXPECT_EQ(read_back(write_experiment(experiment)), plain);
}

constexpr std::string_view commented = R"(# what this is for
accelbench: 1
name: "it's # not a comment"   # the name

# the network
model:   # mlp
  # wide first
  layers:
    # first
    - {units: 4, activation: relu}   # hidden
    - {units: 1}
    # - {units: 9}

data:
  source: synthetic
  # tail of data
training:
  optimizer:
    name: sgd            # plain
    learning_rate: 0.5   # high
  metrics: [mae,   # one
            mse]   # two
# rows
accelerators:
  # first row
  - {id: a, threads: 1}   # A
  # second row
  - id: b          # B
    threads: 2     # two
description: |   # long
  # no comment
  text # neither
# the end
)";

TEST(Writer, CommentsStayAtTheirKeys) {
  const Experiment experiment = read_back(commented);
  const std::string text = write_experiment(experiment, commented);
  EXPECT_EQ(read_back(text), experiment);
  EXPECT_EQ(text, R"(# what this is for
accelbench: 1
name: "it's # not a comment"   # the name
description: |   # long
  # no comment
  text # neither

# the network
model:   # mlp
  # wide first
  layers:
    # first
    - {units: 4, activation: relu, dropout: 0.0} # hidden
    - {units: 1, activation: linear, dropout: 0.0}
    # - {units: 9}
  initializer: glorot_uniform

data:
  source: synthetic
  # tail of data
  generator: uniform
  samples: 100
  features: 10
  targets: 1
  noise: 0.0
  seed: 42
  standardize: false
  validation_split: 0.0
training:
  loss: mse
  # two
  metrics: [mae, mse] # one
  optimizer:
    name: sgd            # plain
    learning_rate: 0.5   # high
    momentum: 0.0
    nesterov: false
  batch_size: 32
  epochs: 1
  shuffle: true
  seed: 42
  l1: 0.0
  l2: 0.0
# rows
accelerators:
  # first row
  - {id: a, engine: cpu, threads: 1, path: auto, pin: false, ranks: 1, shard_optimizer: false, precision: float32, determinism: strict, recompute: none} # A
  # second row
  - id: b          # B
    engine: cpu
    threads: 2     # two
    path: auto
    pin: false
    ranks: 1
    shard_optimizer: false
    precision: float32
    determinism: strict
    recompute: none

comparison:
  quantity: throughput
  rounds: {min: 6, max: 30, until: resolved}
  resolution: 0.03
  measure_s: 2.0
  time_limit_s: 600.0
# the end
)");
  EXPECT_EQ(write_experiment(experiment, text), text) << "a second save changes nothing";
}

TEST(Writer, CommentsFollowRowsAndOutliveThem) {
  Experiment experiment = read_back(commented);
  std::swap(experiment.accelerators[0], experiment.accelerators[1]);
  const std::string moved = write_experiment(experiment, commented);
  EXPECT_LT(moved.find("# second row\n  - id: b"), moved.find("# first row\n  - {id: a")) << moved;
  experiment.accelerators.erase(experiment.accelerators.begin());
  const std::string erased = write_experiment(experiment, commented);
  for (const char* comment : {"# second row", "# B", "# two"})
    EXPECT_LT(erased.find(comment), erased.find("accelerators:")) << comment << "\n" << erased;
  EXPECT_EQ(read_back(erased), experiment);
}

TEST(Writer, AnOriginalThatDoesNotParseIsLeftOut) {
  EXPECT_EQ(write_experiment(seed_experiment(), "a: [1"), write_experiment(seed_experiment()));
}

}  // namespace
}  // namespace accelbench
