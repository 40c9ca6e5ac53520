// SPDX-License-Identifier: GPL-3.0-or-later
// A whole comparison by the command line: the plug-in is loaded in children, trains on the emulated device,
// and the certificate finds the same work as the reference did.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;

constexpr const char* experiment = R"(accelbench: 1
name: emulated
model:
  layers:
    - {units: 24, activation: relu}
    - {units: 1}
data: {source: synthetic, generator: teacher, samples: 320, features: 10}
training: {loss: mse, epochs: 5}
accelerators:
  - {id: cpu, engine: cpu}
  - {id: gpu, engine: cuda, devices: [0]}
  - {id: narrow, engine: cuda, precision: bfloat16}
  - {id: far, engine: cuda, devices: [7]}
comparison: {rounds: 2}
)";

class EmulatedCommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ("accelbench_gpu_cli_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "emulated.accel.yaml") << experiment;
    setenv("ACCELBENCH_PLUGINS", ACCELBENCH_EMULATED_PLUGIN, 1);
    setenv("LD_LIBRARY_PATH", ACCELBENCH_FAKE_DRIVER, 1);
    setenv("XDG_DATA_HOME", folder_.c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Json output_of(const std::string& command) {
    const std::string line = std::string(ACCELBENCH_CLI) + " " + command + " " +
                             (folder_ / "emulated.accel.yaml").string() + " --json --no-progress 2>/dev/null";
    std::FILE* pipe = popen(line.c_str(), "r");
    std::string text;
    std::array<char, 4096> part{};
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe))
      text.append(part.data(), count);
    pclose(pipe);
    return Json::parse(text, nullptr, false);
  }

  std::filesystem::path folder_;
};

const Json& row_of(const Json& rows, const std::string& id, const char* key = "accelerator") {
  for (const Json& row : rows)
    if (row.value(key, "") == id) return row;
  static const Json none;
  return none;
}

double final_loss(const Json& run) { return run["final"]["loss"].get<double>(); }

TEST_F(EmulatedCommandLine, RunsBesideTheCpu) {
  const Json report = output_of("run");
  ASSERT_TRUE(report.contains("runs")) << report.dump(1).substr(0, 2000);
  const Json& cpu = row_of(report["runs"], "cpu");
  const Json& gpu = row_of(report["runs"], "gpu");
  EXPECT_EQ(gpu["status"], "completed") << gpu.dump(1);
  EXPECT_EQ(gpu["device"], "cuda:0");
  EXPECT_EQ(gpu["fingerprint"], cpu["fingerprint"]);
  // float32 sums in another order, over 50 steps of adam.
  EXPECT_NEAR(final_loss(gpu), final_loss(cpu), 1e-5);
  EXPECT_NEAR(final_loss(row_of(report["runs"], "narrow")), final_loss(cpu), 0.01);
  EXPECT_EQ(row_of(report["runs"], "far")["status"], "unavailable");
}

TEST_F(EmulatedCommandLine, TheCertificateFindsTheSameWork) {
  const Json report = output_of("compare");
  ASSERT_TRUE(report.contains("accelerators")) << report.dump(1).substr(0, 2000);
  for (const char* id : {"gpu", "narrow"}) {
    const Json& row = row_of(report["accelerators"], id, "id");
    EXPECT_EQ(row["comparable"], true) << row.dump(1).substr(0, 2000);
    EXPECT_GE(row["certificate"]["checks"].size(), 9U);
    for (const Json& check : row["certificate"]["checks"]) EXPECT_EQ(check["passed"], true) << check.dump();
  }
}

}  // namespace
