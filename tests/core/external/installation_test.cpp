// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/installation.h"

#include <sys/stat.h>

#include <filesystem>

#include "tests/core/external/surroundings.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

class Installation : public test::OutsideEngines {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "runners/requirements");
    require(
        R"({"packages": ["jax>=1"], "download_mb": 12, "disk_mb": 30, "python": ">=3.10", "module": "jax"})");
    python_ = folder_ / "python3";
    fs::copy_file(fs::path(test::stand_in_folder()) / "python3.sh", python_);
    chmod(python_.c_str(), 0755);
  }
  void require(std::string_view text) { std::ofstream(folder_ / "runners/requirements/jax.json") << text; }
  Result<EngineState> install_it(const std::stop_token& stop = {}) {
    const auto plan = plan_installation(EngineKind::jax, python_);
    if (!plan) return tl::make_unexpected(plan.error());
    return install(
        *plan, [this](std::string_view line) { lines_.emplace_back(line); }, stop);
  }
  bool is_there() const { return fs::exists(environment_folder(EngineKind::jax)); }
  /// Beside the lock nothing of an attempt stays.
  bool is_clean() const {
    for (const auto& entry : fs::directory_iterator(environment_folder(EngineKind::jax).parent_path()))
      if (entry.path().filename().string().ends_with(".building")) return false;
    return true;
  }

  test::Variable runners_here_{"ACCELBENCH_RUNNERS", (folder_ / "runners").string()};
  fs::path python_;
  std::vector<std::string> lines_;
  std::stop_source source_;
};

TEST_F(Installation, IsPutInPlaceAndFound) {
  const auto state = install_it();
  ASSERT_TRUE(state) << to_string(state.error());
  EXPECT_EQ(state->version(), "1.0");
  EXPECT_EQ(state->interpreter, (environment_folder(EngineKind::jax) / "bin/python").string());
  EXPECT_EQ(find_interpreter(EngineKind::jax, {})->origin, InterpreterOrigin::environment);
  EXPECT_NE(std::find(lines_.begin(), lines_.end(), "Downloading jax-1.0-py3-none-any.whl (12.5 MB)"),
            lines_.end());
  EXPECT_TRUE(is_clean());
}

TEST_F(Installation, OneThatFailsLeavesWhatWasThere) {
  {
    const test::Variable how("PIP_DOES", "fail");
    const auto state = install_it();
    ASSERT_FALSE(state);
    EXPECT_NE(state.error().message.find("No matching distribution found for jax"), std::string::npos);
    EXPECT_FALSE(is_there());
    EXPECT_TRUE(is_clean());
  }
  ASSERT_TRUE(install_it());
  const test::Variable broken("PROBE_SAYS", "broken");
  EXPECT_FALSE(install_it());
  EXPECT_TRUE(is_there());
  EXPECT_TRUE(is_clean());
}

TEST_F(Installation, CanBeStoppedAndRepeated) {
  {
    const test::Variable how("PIP_DOES", "sleep");
    const auto plan = plan_installation(EngineKind::jax, python_);
    ASSERT_TRUE(plan);
    const auto stop_at_pip = [this](std::string_view line) {
      if (line.starts_with("Downloading")) source_.request_stop();
    };
    const auto state = install(*plan, stop_at_pip, source_.get_token());
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().kind, ErrorKind::interrupted);
    EXPECT_FALSE(is_there());
  }
  EXPECT_TRUE(install_it());
}

TEST_F(Installation, WhatAKilledOneLeftBehindIsNoHindrance) {
  const fs::path left = environment_folder(EngineKind::jax).parent_path() / ".jax.building";
  fs::create_directories(left / "bin");
  std::ofstream(left / "bin/python") << "half of it";
  EXPECT_FALSE(is_there());
  EXPECT_TRUE(install_it());
  EXPECT_TRUE(is_clean());
}

TEST_F(Installation, OldPythonsAndFullDisksAreRefusedBeforehand) {
  {
    const test::Variable version("PYTHON_IS", "3.9.18");
    const auto plan = plan_installation(EngineKind::jax, python_);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().message, "Python 3.9.18 found, expected >=3.10");
  }
  require(R"({"packages": ["jax"], "download_mb": 1, "disk_mb": 1e12, "python": ">=3.10"})");
  const auto plan = plan_installation(EngineKind::jax, python_);
  ASSERT_FALSE(plan);
  EXPECT_NE(plan.error().message.find("1000000000000 MB are needed"), std::string::npos)
      << plan.error().message;
}

TEST_F(Installation, IsRemovedWholly) {
  EXPECT_FALSE(remove_environment(EngineKind::jax));
  ASSERT_TRUE(install_it());
  ASSERT_TRUE(remove_environment(EngineKind::jax));
  EXPECT_FALSE(is_there());
  EXPECT_TRUE(is_clean());
}

TEST(Requirements, OfEveryEngineAreThere) {
  for (const EngineKind engine : python_packages) {
    const auto file = fs::path(ACCELBENCH_SOURCE_DIR) / "resources/runners/requirements" /
                      (std::string(name_of(engine)) + ".json");
    const auto requirements = read_requirements(file);
    ASSERT_TRUE(requirements) << file;
    EXPECT_FALSE(requirements->packages.empty()) << file;
    EXPECT_GT(requirements->disk_mb, requirements->download_mb / 2) << file;
  }
}

}  // namespace
}  // namespace accelbench
