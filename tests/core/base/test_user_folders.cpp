// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "core/base/user_folders.h"

namespace accelbench {
namespace {

/// A variable of the environment, set back at the end.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) { value != nullptr ? setenv(name_, value, 1) : unsetenv(name_); }
  const char* name_;
  std::optional<std::string> before_;
};

TEST(UserFolders, FollowTheVariablesOfXdg) {
  const Variable home("HOME", "/home/someone");
  const Variable data("XDG_DATA_HOME", "/elsewhere");
  EXPECT_EQ(user_data_folder(), "/elsewhere/accelbench");
}

TEST(UserFolders, WithoutTheVariableOrWithARelativeOneLieInTheHomeFolder) {
  const Variable home("HOME", "/home/someone");
  for (const char* value : {static_cast<const char*>(nullptr), "", "relative/folder"}) {
    const Variable data("XDG_DATA_HOME", value);
    EXPECT_EQ(user_data_folder(), "/home/someone/.local/share/accelbench");
  }
}

}  // namespace
}  // namespace accelbench
