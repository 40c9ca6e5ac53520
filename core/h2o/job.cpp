// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

namespace accelbench::h2o {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto next_look = std::chrono::milliseconds(10);

std::string first_line(std::string text) {
  text.erase(std::min(text.find('\n'), text.size()));
  return text.substr(0, 400);
}

}  // namespace

std::string job_key(const Json& reply) { return text_of(field_of(field_of(reply, "job"), "key"), "name"); }

Result<JobState> job_state(Rest& rest, const std::string& key) {
  const auto reply = rest.get("/3/Jobs/" + percent_encoded(key));
  if (!reply) return tl::make_unexpected(reply.error());
  const Json& job = first_of(*reply, "jobs");
  JobState state;
  state.status = text_of(job, "status");
  if (state.status.empty()) return failed("h2o", "the server's answer about a job tells no status");
  state.message = text_of(job, "progress_msg");
  state.exception = first_line(text_of(job, "exception"));
  return state;
}

Status wait_for_job(Rest& rest, const std::string& key, const std::string& what) {
  if (key.empty()) return failed("h2o", fmt::format("{}: the server tells no job", what));
  for (;;) {
    const auto state = job_state(rest, key);
    if (!state) return tl::make_unexpected(state.error());
    if (state->status == "DONE") return {};
    if (state->over()) return failed("h2o", fmt::format("{} {}: {}", what, state->status, state->exception));
    std::this_thread::sleep_for(next_look);
  }
}

}  // namespace accelbench::h2o
