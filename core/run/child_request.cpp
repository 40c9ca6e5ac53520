// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text_file.h"
#include "core/engine/json_fields.h"

namespace accelbench {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
std::string text_or_empty(JsonFields& fields, std::string_view key) {
  return fields.has(key) ? fields.text(key) : std::string();
}

/// All 64 bits, which JSON's signed reader would refuse.
std::uint64_t seed_from(JsonFields& fields) {
  const auto found = fields.json().find("seed");
  if (found != fields.json().end() && found->is_number_unsigned()) return found->get<std::uint64_t>();
  fields.refuse("seed", "expected a whole number from 0");
  return 0;
}

double positive(JsonFields& fields, std::string_view key, double largest) {
  const double value = fields.number(key).value_or(0);
  if (!(value >= 0 && value <= largest)) fields.refuse(key, fmt::format("expected 0 to {}", largest));
  return value;
}

}  // namespace

std::string to_json_line(const ChildRequest& request) {
  const Json json = {{"version", child_request_version},
                     {"run", request.run},
                     {"experiment", request.experiment},
                     {"base_dir", request.base_dir},
                     {"allowed", request.allowed},
                     {"bundle", text_or_null(request.bundle)},
                     {"accelerator", request.accelerator},
                     {"seed", request.seed},
                     {"origin_ns", request.origin_ns},
                     {"measure_s", request.measure_s},
                     {"events_every", request.events_every},
                     {"weights_out", text_or_null(request.weights_out)},
                     {"resume_from", text_or_null(request.resume_from)},
                     {"checkpoints", text_or_null(request.checkpoints)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ChildRequest> child_request_from_json(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded())
    return bad_input("request", "not a line of JSON", "send one JSON object on one line");
  std::optional<Error> error;
  JsonFields fields(json, "request", error);
  if (const auto version = fields.integer("version"); !error && version != child_request_version)
    fields.refuse("version", fmt::format("found {}, expected {}", version, child_request_version));
  ChildRequest request;
  request.run = fields.text("run");
  request.experiment = fields.text("experiment");
  request.base_dir = fields.text("base_dir");
  if (fields.has("allowed")) request.allowed = fields.texts("allowed");
  request.bundle = text_or_empty(fields, "bundle");
  request.accelerator = fields.text("accelerator");
  request.seed = seed_from(fields);
  request.origin_ns = fields.integer("origin_ns");
  request.measure_s = positive(fields, "measure_s", 86'400);
  request.events_every = fields.integer("events_every");
  if (request.events_every < 0) fields.refuse("events_every", "expected a whole number from 0");
  request.weights_out = text_or_empty(fields, "weights_out");
  request.resume_from = text_or_empty(fields, "resume_from");
  request.checkpoints = text_or_empty(fields, "checkpoints");
  if (error) return tl::make_unexpected(*error);
  return request;
}

std::string to_json_line(const RunCommand& command) {
  Json json = {{"command", name_of(command.kind)}};
  if (command.kind == RunCommandKind::set_learning_rate) json["value"] = command.value;
  return json.dump();
}

Result<std::optional<RunCommand>> run_command_from_json(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  std::optional<Error> error;
  JsonFields fields(json, "command", error);
  const std::string name = json.is_object() ? fields.text("command") : std::string();
  if (name == "stop") return std::optional<RunCommand>();
  const auto kind = value_named<RunCommandKind>(name);
  if (!kind)
    return bad_input({}, fmt::format("unknown command {}; this run takes: {}", in_quotes(name),
                                     fmt::join(run_capabilities(), ", ")));
  RunCommand command{*kind, 0};
  if (command.kind == RunCommandKind::set_learning_rate) command.value = fields.number("value").value_or(0);
  if (error) return tl::make_unexpected(*error);
  if (auto good = check_command(command); !good) return tl::make_unexpected(good.error());
  return std::optional(command);
}

}  // namespace accelbench
