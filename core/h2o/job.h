// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/h2o/rest.h"

// Jobs: what the server works on beside its answers.
namespace accelbench::h2o {

struct JobState {
  std::string status;     ///< "CREATED", "RUNNING", "CANCEL_PENDING", "CANCELLED", "FAILED", "DONE"
  std::string message;    ///< "Iterations: 2. Epochs: 2.00000. …"
  std::string exception;  ///< of a failed job, first line
  bool over() const { return status == "DONE" || status == "FAILED" || status == "CANCELLED"; }
  /// The model's numbers grew without bounds.
  bool unstable() const { return exception.find("unstable model") != std::string::npos; }
};

/// The key of the job that a reply tells; empty where it tells none.
std::string job_key(const nlohmann::ordered_json& reply);
Result<JobState> job_state(Rest& rest, const std::string& key);
/// Polls until it is done; an error where it ended otherwise. `what` names it in messages.
Status wait_for_job(Rest& rest, const std::string& key, const std::string& what);

}  // namespace accelbench::h2o
