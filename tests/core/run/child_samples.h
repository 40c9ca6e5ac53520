// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>

#include "core/base/clock.h"
#include "core/engine/event.h"
#include "core/experiment/yaml.h"
#include "core/run/child_request.h"

// What the tests of children share.
namespace accelbench::test {

inline ChildRequest sample_request() {
  ChildRequest request;
  request.run = "cpu";
  request.experiment = write_experiment(seed_experiment());
  request.base_dir = std::filesystem::temp_directory_path().string();
  request.accelerator = "cpu";
  request.seed = 42;
  request.origin_ns = monotonic_ns();
  return request;
}

inline RunSummary names() {
  RunSummary summary;
  summary.accelerator = summary.engine = summary.device = "cpu";
  summary.precision = "float32";
  return summary;
}

/// No child of ours is left, ended or not.
inline void expect_no_children() {
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace accelbench::test
