// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/telemetry/machine.h"

namespace accelbench::test {

/// A /proc and /sys of our own.
class FakeRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "accelbench-root-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  void put(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  /// Ticks of the first core that this process may use, "busy idle stolen".
  void put_ticks(int busy, int idle, int stolen = 0) const {
    const std::string core = "cpu" + std::to_string(allowed_processors().front());
    put("proc/stat", "cpu  9 9 9 9 0 0 0 0 0 0\n" + core + " " + std::to_string(busy) + " 0 0 " +
                         std::to_string(idle) + " 0 0 0 " + std::to_string(stolen) + " 0 0\nintr 1\n");
  }
  /// A file of the first core that this process may use: "cpufreq/scaling_governor".
  void put_core(const std::string& file, const std::string& text) const {
    put("sys/devices/system/cpu/cpu" + std::to_string(allowed_processors().front()) + "/" + file, text);
  }
  void put_supply(const std::string& name, const std::string& file, const std::string& text) const {
    put("sys/class/power_supply/" + name + "/" + file, text);
  }
  std::filesystem::path root_;
};

}  // namespace accelbench::test
