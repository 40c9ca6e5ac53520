// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

const fs::path source_dir = ACCELBENCH_SOURCE_DIR;

std::vector<std::string> messages_of(std::string_view text, const std::vector<Override>& overrides = {}) {
  std::vector<std::string> lines;
  const auto read = read_experiment(text, "f", overrides);
  if (read) return lines;
  for (const Error& error : read.error()) lines.push_back(to_string(error));
  return lines;
}

Experiment must_read(std::string_view text, const std::vector<Override>& overrides = {}) {
  const auto read = read_experiment(text, "f", overrides);
  for (const std::string& message : messages_of(text, overrides)) ADD_FAILURE() << message;
  return read ? read->experiment : Experiment{};
}

/// The shortest experiment there is: all else is a default.
constexpr std::string_view shortest = R"(accelbench: 1
name: Short
model: {layers: [{units: 1}]}
data: {source: synthetic}
)";

struct Case {
  std::string title;
  std::vector<std::pair<std::string, std::string>> changes;
  std::vector<std::string> messages;
};

struct GoldenTable {
  std::string base;
  std::vector<Case> cases;
};

void take_line(GoldenTable& table, const std::string& line, char previous) {
  if (line.starts_with("## ")) table.cases.push_back({line.substr(3), {}, {}});
  if (line.empty() || line[0] == '#' || table.cases.empty()) return;
  Case& now = table.cases.back();
  const std::string text = line.substr(1);
  if (line[0] == '=') return now.messages.push_back(text);
  if (line[0] == '-' && previous != '-')
    now.changes.emplace_back(text, "");
  else if (now.changes.empty())
    now.changes.emplace_back("", text);
  else if (line[0] == '-')
    now.changes.back().first += "\n" + text;
  else
    now.changes.back().second += (previous == '+' ? "\n" : "") + text;
}

GoldenTable golden_table() {
  GoldenTable table;
  std::ifstream stream(source_dir / "tests/core/experiment/malformed.txt");
  char previous = '\0';
  for (std::string line; std::getline(stream, line); previous = line.empty() ? '\0' : line[0])
    take_line(table, line, previous);
  table.base = table.cases.at(0).changes.at(0).second + "\n";
  table.cases.erase(table.cases.begin());
  return table;
}

TEST(Reader, TellsEachMalformedExperimentExactly) {
  const GoldenTable table = golden_table();
  EXPECT_GE(table.cases.size(), 100U);
  EXPECT_TRUE(messages_of(table.base).empty());
  for (const Case& one : table.cases) {
    std::string text = table.base;
    for (const auto& [from, to] : one.changes) {
      const std::size_t at = text.find(from);
      ASSERT_NE(at, std::string::npos) << one.title;
      text.replace(at, from.size(), to);
    }
    EXPECT_EQ(messages_of(text), one.messages) << one.title;
    EXPECT_FALSE(one.messages.empty()) << one.title;
  }
}

TEST(Reader, TellsBytesThatNoTextHolds) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(messages_of("accelbench: 1\nname: Ba\x01se\n"),
            Lines{"f:2:9: error: found the control character 0x01; remove it, or write it as an escape in "
                  "double quotes"});
  EXPECT_EQ(messages_of("accelbench: 1\nname: \xC3\xA4\xFF\n"),
            Lines{"f:2:8: error: byte 0xff is not UTF-8; save the file as UTF-8"});
  EXPECT_EQ(messages_of(std::string_view("\0a", 2)),
            Lines{"f:1:1: error: found the control character 0x00; remove it, or write it as an escape in "
                  "double quotes"});
  EXPECT_EQ(messages_of(""), Lines{"f:1:1: error: the file is empty; begin the file with accelbench: 1"});
  EXPECT_EQ(messages_of("- 1\n"),
            Lines{"f:1:1: error: found a list, expected a mapping; begin the file with accelbench: 1"});
  EXPECT_EQ(messages_of(std::string(1048577, 'x')),
            Lines{"f:1:1: error: larger than 1048576 bytes; data belong into files of their own"});
}

TEST(Reader, GivesEveryDefault) {
  const Experiment experiment = must_read(shortest);
  Experiment expected;
  expected.name = "Short";
  expected.model.layers = {LayerSpec{}};
  EXPECT_EQ(experiment, expected);
  EXPECT_EQ(experiment.training.optimizer.learning_rate, 0.001);
  EXPECT_EQ(experiment.training.epochs, 1);
  EXPECT_EQ(std::get<SyntheticData>(experiment.data.source).samples, 100);
}

TEST(Reader, GivesSgdTheLearningRateOfKeras) {
  const Experiment experiment = must_read(std::string(shortest) + "training: {optimizer: sgd}\n");
  EXPECT_EQ(experiment.training.optimizer.name, OptimizerKind::sgd);
  EXPECT_EQ(experiment.training.optimizer.learning_rate, 0.01);
}

TEST(Reader, ReadsTheSeedExperimentOfTheSamples) {
  const auto read = read_experiment_file(source_dir / "resources/experiments/seed.accel.yaml");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->experiment, seed_experiment());
  EXPECT_TRUE(read->warnings.empty());
}

TEST(Reader, ReadsEverySample) {
  for (const char* name : {"seed", "digits", "wide", "spiral"}) {
    const auto read =
        read_experiment_file(source_dir / "resources/experiments" / (std::string(name) + ".accel.yaml"));
    EXPECT_TRUE(read.has_value()) << name << ": " << (read ? "" : to_string(read.error()[0]));
  }
}

std::string without_line(std::string text, std::string_view beginning) {
  const std::size_t at = text.find(beginning);
  return at == std::string::npos ? text : text.erase(at, text.find('\n', at) + 1 - at);
}

TEST(Reader, ReadsEveryKeyOfTheOverview) {
  const std::string text = contents(source_dir / "tests/core/experiment/overview.accel.yaml");
  EXPECT_EQ(messages_of(text),
            std::vector<std::string>{"f:35:7: error: training.callbacks.0: reduce_lr_on_plateau stands "
                                     "together with training.schedule; keep one of them"});
  const Experiment experiment = must_read(without_line(text, "    - reduce_lr_on_plateau"));
  EXPECT_EQ(experiment.accelerators.size(), 8U);
  EXPECT_EQ(experiment.accelerators[2].devices, (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(std::get<CosineSchedule>(*experiment.training.schedule).warmup_epochs, 5);
  EXPECT_EQ(experiment.sweep[0].values, (std::vector<std::string>{"relu", "sigmoid"}));
  EXPECT_EQ(experiment.model.start_from->path, "pretrained.safetensors");
  EXPECT_EQ(must_read(without_line(text, "  schedule:")).training.callbacks.size(), 3U);
}

TEST(Reader, ReadsTheOtherFormsOfKeys) {
  const Experiment experiment = must_read(R"(accelbench: 1
name: Forms
description: |
  two
  lines
model:
  layers: [{units: 2}, {units: 3}]
  start_from: {path: a.safetensors, layers: [0, 1], freeze: [0]}
data: {source: csv, path: a.csv, target: [p, 7], header: true, delimiter: ";"}
training: {schedule: {step: {every_epochs: 3}}, l1: 0.5}
accelerators: [{id: a.b, threads: all, price_per_hour: 1, currency: EUR}, {id: gpu, engine: cuda, devices: [GPU-1a, 0]}]
comparison: {rounds: 7, baseline: a.b}
)");
  EXPECT_EQ(experiment.description, "two\nlines\n");
  EXPECT_EQ(experiment.model.start_from->freeze, std::vector<std::int64_t>{0});
  EXPECT_EQ(std::get<CsvData>(experiment.data.source).target, (std::vector<std::string>{"p", "7"}));
  EXPECT_EQ(experiment.comparison.rounds, (RoundsSpec{7, 7, false}));
  EXPECT_FALSE(experiment.accelerators[0].threads.has_value());
  EXPECT_EQ(experiment.accelerators[1].devices, (std::vector<std::string>{"GPU-1a", "0"}));
}

TEST(Reader, AcceptsByteOrderMarkAndOtherLineEnds) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : shortest) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(must_read(text), must_read(shortest));
}

TEST(Reader, WarnsOfSoftmaxWithARegressionLoss) {
  const auto read = read_experiment(
      "accelbench: 1\nname: S\nmodel: {layers: [{units: 1, activation: softmax}]}\n"
      "data: {source: synthetic}\n",
      "f");
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->warnings.size(), 1U);
  EXPECT_EQ(read->warnings[0],
            "f:3:41: warning: model.layers.0.activation: softmax with mse learns slowly; "
            "for classes use categorical_crossentropy with a linear last layer");
  EXPECT_EQ(check_warnings(read->experiment).size(), 1U);
  EXPECT_TRUE(check(read->experiment).empty());
}

TEST(Reader, ChecksValuesThatTheWindowEdits) {
  Experiment experiment = seed_experiment();
  EXPECT_TRUE(check(experiment).empty());
  experiment.model.layers.back().units = 2;
  experiment.training.optimizer.learning_rate = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Error> errors = check(experiment);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].place, "training.optimizer.learning_rate");
  EXPECT_EQ(errors[0].message, "found nan, expected a number above 0 and at most 1000000");
  EXPECT_EQ(errors[1].place, "model.layers.2.units");
  EXPECT_EQ(errors[1].message, "found 2 for the last layer, but data.targets is 1");
  EXPECT_EQ(errors[1].fix, "use units: 1");
}

TEST(Reader, TellsWhyAFileCannotBeRead) {
  const fs::path folder = fs::temp_directory_path() / ("accelbench-reader-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto message = [](const fs::path& file) {
    const auto read = read_experiment_file(file);
    return read ? std::string() : to_string(read.error().at(0));
  };
  EXPECT_EQ(message(folder / "none"),
            (folder / "none").string() + ": error: no such file; check the name and the folder");
  EXPECT_EQ(message(folder), folder.string() + ": error: is no regular file; name an experiment file");
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(message(folder / "pipe"),
            (folder / "pipe").string() + ": error: is no regular file; name an experiment file");
  fs::remove_all(folder);
}

/// What crashed parsers of others: each must end in messages, quickly.
TEST(Reader, SurvivesBombs) {
  const auto times = [](std::string_view text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i) result += text;
    return result;
  };
  std::vector<std::string> bombs;
  for (const char* unit : {"[", "{", "- ", "? ", "[a: ", "&a ", "!", "*a", "'", "\"", "|", ">", ":", "%",
                           "a: [", "\t", "- - [{"})
    bombs.push_back(times(unit, 100000));
  bombs.push_back("{" + times("a: 1, ", 100000) + "}");
  bombs.push_back(times("a: 1\n", 100000));
  for (int i = 0; i < 3000; ++i) bombs[0] += "k" + std::to_string(i) + ": 1\n";
  std::string unknown = std::string(shortest);
  for (int i = 0; i < 20000; ++i) unknown += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(messages_of(unknown).size(), 101U);
  for (const std::string& bomb : bombs) EXPECT_FALSE(messages_of(bomb).empty());
}

/// Experiments with bytes changed, dropped or doubled: never a crash, and what is read passes the checks.
TEST(Reader, SurvivesDamage) {
  const std::string text = contents(source_dir / "tests/core/experiment/overview.accel.yaml");
  std::mt19937_64 random(1);
  int read_count = 0;
  for (int i = 0; i < 300; ++i) {
    std::string damaged = text;
    for (int k = 0; k < 3; ++k) {
      const std::size_t at = random() % damaged.size();
      const auto byte = static_cast<char>(random() % 256);
      if (random() % 3 == 0)
        damaged.erase(at, 1 + random() % 20);
      else if (random() % 2 == 0)
        damaged.insert(at, damaged.substr(random() % damaged.size(), random() % 30));
      else
        damaged[at] = std::string_view("{}[]:,#&*!|>'\"%@`\n\t -01a")[random() % 25] ^
                      (byte & (random() % 8 == 0 ? 1 : 0));
    }
    const auto read = read_experiment(damaged, "f");
    if (read) {
      EXPECT_TRUE(check(read->experiment).empty());
    }
    read_count += read ? 1 : 0;
    (void)write_experiment(seed_experiment(), damaged);
  }
  EXPECT_LT(read_count, 300);
}

}  // namespace
}  // namespace accelbench
