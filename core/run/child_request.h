// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/run/run_control.h"

// What a parent asks of a child engine: one JSON object on one line (contract: Events).
namespace accelbench {

inline constexpr std::int64_t child_request_version = 1;

struct ChildRequest {
  std::string run;
  std::string experiment;            ///< its text
  std::string base_dir;              ///< where its relative paths start
  std::vector<std::string> allowed;  ///< folders beside it that may be read
  std::string bundle;                ///< folder of a work bundle; empty: make the work from the experiment
  std::string accelerator;
  std::uint64_t seed = 0;      ///< replaces training.seed
  std::int64_t origin_ns = 0;  ///< monotonic clock when the run was asked for
  double measure_s = 0;
  std::int64_t events_every = 0;
  std::string weights_out;  ///< empty: none
  std::string resume_from;  ///< a checkpoint, or a folder of them; empty: from the beginning
  std::string checkpoints;  ///< folder for them; empty: none can be written
  bool operator==(const ChildRequest&) const = default;
};

/// Without a line break.
std::string to_json_line(const ChildRequest& request);
/// Refuses other versions, wrong types and numbers out of range.
Result<ChildRequest> child_request_from_json(std::string_view line);

/// {"command": "pause"}, {"command": "set_learning_rate", "value": 0.001}; without a line break.
std::string to_json_line(const RunCommand& command);
/// Nothing for {"command": "stop"}. An error for what is no command of this build, with those that are.
Result<std::optional<RunCommand>> run_command_from_json(std::string_view line);

}  // namespace accelbench
