// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "tests/core/base/temporary_folder.h"

// What the tests of outside engines share: a machine without settings, and a runner that does as it is told.
namespace accelbench::test {

/// A variable of the environment for as long as this lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before, was_set_ = true;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() { was_set_ ? setenv(name_.c_str(), before_.c_str(), 1) : unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
  std::string before_;
  bool was_set_ = false;
};

inline std::string stand_in_folder() { return ACCELBENCH_SOURCE_DIR "/tests/core/external/stand_in"; }

/// Empty folders for settings and data, and the stand-in's programs in place of ours.
class OutsideEngines : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  Variable config_{"XDG_CONFIG_HOME", (folder_ / "config").string()};
  Variable data_{"XDG_DATA_HOME", (folder_ / "data").string()};
  Variable runners_{"ACCELBENCH_RUNNERS", stand_in_folder()};
};

class KeptEvents : public EventSink {
 public:
  void on_event(const Event& event) override { all.push_back(event); }
  template <class Kind>
  std::vector<Kind> of() const {
    std::vector<Kind> found;
    for (const Event& event : all)
      if (const auto* one = std::get_if<Kind>(&event.what)) found.push_back(*one);
    return found;
  }
  std::vector<Event> all;
};

}  // namespace accelbench::test
