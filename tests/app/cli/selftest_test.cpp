// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string ceilings_of(const Folder& folder) {
  return (folder.path() / "data/accelbench/ceilings.json").string();
}

TEST(SelftestCommand, TestsTheProcessorWithoutMeasuring) {
  const Folder folder;
  const Finished finished = run(folder, {"selftest", "--no-speed", "--json"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(finished.err, "");  // no progress where there is no terminal
  const Json report = Json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(report.is_object()) << finished.out;
  EXPECT_EQ(report["holds"], true);
  EXPECT_EQ(report["failures"], Json::array());
  EXPECT_EQ(report["ceilings"], nullptr);
  EXPECT_EQ(report["speed"], Json::array());
  EXPECT_FALSE(std::filesystem::exists(ceilings_of(folder)));
  bool float32 = false;
  for (const Json& group : report["operations"]) {
    EXPECT_LE(group["gradient"]["error"], group["gradient"]["limit"]);
    EXPECT_LE(group["trace"]["error"], group["trace"]["limit"]);
    EXPECT_NE(group["loss"]["case"], "");
    float32 = float32 || (group["precision"] == "float32" && group["gradient"]["limit"] == 1e-4);
  }
  EXPECT_TRUE(float32);
}

TEST(SelftestCommand, MeasuresAndKeepsWhatTheMachineGives) {
  const Folder folder;
  std::filesystem::create_directories(std::filesystem::path(ceilings_of(folder)).parent_path());
  write(ceilings_of(folder), "damaged");
  const Finished finished = run(folder, {"selftest", "cpu"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(contains(finished.err, "replaced: " + ceilings_of(folder))) << finished.err;
  EXPECT_TRUE(contains(finished.err, "ceilings: " + ceilings_of(folder))) << finished.err;
  for (const char* part : {"cpu: ", "\nfloat32    blocked  activations", "\nlimits: float64 gradient 1e-09",
                           "\nfloat32 matrix products ", "\nmemory (triad) ", "\n784-256-256-10 "})
    EXPECT_TRUE(contains(finished.out, part)) << part << finished.out;
  const Json kept = Json::parse(text_of(ceilings_of(folder)), nullptr, false);
  ASSERT_TRUE(kept.is_object());
  EXPECT_GT(kept["gemm_flop_per_s"]["float32"]["one_core"], 0);
}

TEST(SelftestCommand, TellsWhatCannotBeTested) {
  const Folder folder;
  const Finished missing = run(folder, {"selftest", "keras"});
  EXPECT_EQ(missing.status, 3);
  EXPECT_EQ(
      missing.err,
      "keras: error: trains whole works in another program: its operations cannot be tested one by one; "
      "'accelbench-cli compare' holds its work against the reference\n");
  const Finished later = run(folder, {"selftest", "sagemaker"});
  EXPECT_EQ(later.status, 3);
  EXPECT_EQ(later.err,
            "sagemaker: error: unavailable: this build has no sagemaker engine yet; see 'accelbench-cli "
            "devices'\n");
  const Finished wrong = run(folder, {"selftest", "cpv"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_EQ(wrong.err, "DEVICE: error: there is no device 'cpv'; did you mean 'cpu'?\n");
  EXPECT_EQ(run(folder, {"selftest", "cpu:7"}).status, 2);
  EXPECT_EQ(missing.out + wrong.out, "");
}

}  // namespace
}  // namespace accelbench::cli
