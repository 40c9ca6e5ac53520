// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/app/cli/process.h"

// The real frameworks, where they are installed: $ACCELBENCH_ENGINES holds an environment for each.
namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* network = R"(accelbench: 1
name: Seed network
model: {layers: [{units: 64, activation: relu}, {units: 32, activation: relu}, {units: 1}]}
data: {source: synthetic, samples: 100, features: 10, validation_split: 0.1}
training: {loss: mse, metrics: [accuracy], optimizer: adam, batch_size: 32, epochs: 10}
accelerators:
  - {id: cpu, engine: cpu, threads: 1}
)";

/// The environments of a machine that has them, and a folder of runners.
class Frameworks : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* named = std::getenv("ACCELBENCH_ENGINES");
    if (named == nullptr || !fs::exists(fs::path(named) / "jax/bin/python"))
      GTEST_SKIP() << "ACCELBENCH_ENGINES names no environments (packaging/test.sh --with-engines)";
    engines_ = named;
    fs::create_directories(folder_ / "config/accelbench");
    std::string settings = "interpreters:\n";
    for (const char* engine : {"keras", "pytorch", "jax"})
      settings += "  " + std::string(engine) + ": " + (engines_ / engine / "bin/python").string() + "\n";
    write(folder_ / "config/accelbench/settings.yaml", settings);
  }
  /// The certificates of a comparison of these rows, by accelerator.
  Json certificates(const std::string& rows, Options options = {}) {
    write(folder_ / "e.accel.yaml", network + rows);
    const Finished finished =
        run(folder_,
            {"compare", "e.accel.yaml", "--rounds", "1", "--set", "comparison.measure_s=0", "--no-progress",
             "--json", "--force", "--output", "r.accelresults"},
            options);
    const Json document = Json::parse(finished.out, nullptr, false);
    Json found;
    if (!document.is_object()) ADD_FAILURE() << finished.err;
    for (const Json& row : document.is_object() ? document["accelerators"] : Json::array())
      found[row["id"].get<std::string>()] = row;
    return found;
  }
  /// Runners with one planted defect.
  Options defective(const std::string& defect) {
    const fs::path runners = folder_ / "runners";
    const fs::path source = ACCELBENCH_SOURCE_DIR;
    fs::create_directories(runners);
    std::error_code ignored;
    fs::create_symlink(source / "tests/runners/defective.py", runners / "main.py", ignored);
    for (const char* name : {"probe.py", "backends.py"})
      fs::create_symlink(source / "resources/runners" / name, runners / name, ignored);
    Options options;
    options.in_child = [runners = runners.string(), defect] {
      ::setenv("ACCELBENCH_RUNNERS", runners.c_str(), 1);
      ::setenv("ACCELBENCH_RUNNER_DEFECT", defect.c_str(), 1);
    };
    return options;
  }

  Folder folder_;
  fs::path engines_;
};

TEST_F(Frameworks, DoTheSameWork) {
  const Json rows = certificates(
      "  - {id: keras, engine: keras, threads: 1}\n  - {id: tuned, engine: keras, mode: tuned, threads: 1}\n"
      "  - {id: torch, engine: pytorch, threads: 1}\n  - {id: jax, engine: jax, threads: 1}\n");
  for (const char* id : {"cpu", "keras", "tuned", "torch", "jax"}) {
    ASSERT_TRUE(rows.contains(id)) << id;
    EXPECT_EQ(rows[id]["comparable"], true) << rows[id].dump(1);
  }
}

TEST_F(Frameworks, PlantedDefectsAreCaught) {
  EXPECT_EQ(certificates("  - {id: jax, engine: jax, threads: 1}\n", defective(""))["jax"]["comparable"],
            true);
  for (const char* defect : {"wrong_epsilon", "dropped_last_batch", "other_order", "default_weights"}) {
    const Json rows = certificates("  - {id: jax, engine: jax, threads: 1}\n", defective(defect));
    ASSERT_TRUE(rows.contains("jax")) << defect;
    EXPECT_EQ(rows["jax"]["comparable"], false) << defect;
  }
}

}  // namespace
}  // namespace accelbench::cli
