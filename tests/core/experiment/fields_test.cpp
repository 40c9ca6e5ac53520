// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "core/experiment/experiment.h"
#include "core/experiment/fields.h"

namespace accelbench {
namespace {

std::string row_of(const Field& field) {
  std::string row =
      "| `" + field.path + "` | " + field.type + " | " + field.default_text + " | " + field.help;
  if (!field.users.empty()) row += " (only " + field.users + ")";
  return row + " |";
}

TEST(Fields, EachHasARowInTheGuide) {
  std::ifstream stream(std::string(ACCELBENCH_SOURCE_DIR) + "/resources/guide/experiment.md");
  std::set<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  for (const Field& field : experiment_fields()) EXPECT_TRUE(lines.contains(row_of(field))) << row_of(field);
}

TEST(Fields, AreFoundByThePathOfAValue) {
  const Field* units = find_field("model.layers.12.units");
  ASSERT_NE(units, nullptr);
  EXPECT_EQ(units->type, "a whole number from 1 to 1048576");
  EXPECT_EQ(units->default_text, "required");
  EXPECT_EQ(find_field("training.epochs")->default_text, "1");
  EXPECT_EQ(find_field("accelerators.0.threads")->default_text, "all");
  EXPECT_EQ(find_field("model.layers.unit"), nullptr);
}

TEST(Labels, AreMadeFromEnginePrecisionAndThreads) {
  const Experiment experiment = seed_experiment();
  EXPECT_EQ(display_label(experiment.accelerators[0]), "CPU float32, 1 thread");
  EXPECT_EQ(display_label(experiment.accelerators[1]), "CPU float32, all threads");
  EXPECT_EQ(display_label(experiment.accelerators[2]), "CPU float64, 1 thread");
  AcceleratorSpec row;
  row.engine = EngineKind::cuda;
  row.precision = Precision::bfloat16;
  row.devices = {"0", "1"};
  EXPECT_EQ(display_label(row), "CUDA bfloat16, devices 0 1");
  row.label = "Mine";
  EXPECT_EQ(display_label(row), "Mine");
  EXPECT_EQ(find_accelerator(experiment, "cpu-all"), &experiment.accelerators[1]);
  EXPECT_EQ(find_accelerator(experiment, "none"), nullptr);
}

}  // namespace
}  // namespace accelbench
