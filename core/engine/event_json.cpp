// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/event_json.h"

#include "core/engine/epochs_json.h"
#include "core/engine/json_fields.h"
#include "core/engine/variant_json.h"

namespace accelbench {
namespace {

/// A line of a child is never longer: an `epochs` of 100 ms holds some ten thousand epochs of the fastest
/// training.
constexpr std::size_t longest_line = std::size_t{4} << 20;

const char* kind_of(const RunStarted&) { return "run_started"; }
const char* kind_of(const PhaseEvent&) { return "phase"; }
const char* kind_of(const StepEvent&) { return "step"; }
const char* kind_of(const EpochsEvent& event) { return event.records.size() == 1 ? "epoch" : "epochs"; }
const char* kind_of(const DeviceEvent&) { return "device"; }
const char* kind_of(const MessageEvent&) { return "message"; }
const char* kind_of(const Heartbeat&) { return "heartbeat"; }
const char* kind_of(const RunFinished&) { return "run_finished"; }

void add_fields(const RunStarted& event, Json& line) {
  line["accelerator"] = event.accelerator;
  line["engine"] = event.engine;
  line["capabilities"] = event.capabilities;
  line["device"] = event.device;
  line["precision"] = event.precision;
  line["fingerprint"] = event.fingerprint;
  line["parameters"] = event.parameters;
  line["steps_per_epoch"] = event.steps_per_epoch;
  line["epochs"] = event.epochs;
  if (!event.variant.empty()) line["variant"] = to_json(event.variant);
}

void add_fields(const PhaseEvent& event, Json& line) {
  line["phase"] = name_of(event.phase);
  line["state"] = event.begin ? "begin" : "end";
  if (!event.begin) line["seconds"] = number_or_null(event.seconds);
}

void add_fields(const StepEvent& event, Json& line) {
  line["step"] = event.step;
  line["loss"] = number_or_null(event.loss);
}

void add_fields(const EpochsEvent& event, Json& line) { add_epochs(event, line); }

void add_fields(const DeviceEvent& event, Json& line) {
  const DeviceReading& reading = event.reading;
  line["device"] = reading.device;
  line["utilization"] = number_or_null(reading.utilization);
  line["utilization_kind"] = reading.utilization_kind;
  line["memory_bytes"] = integer_or_null(reading.memory_bytes);
  line["power_w"] = number_or_null(reading.power_w);
  line["temperature_c"] = number_or_null(reading.temperature_c);
  line["clock_mhz"] = number_or_null(reading.clock_mhz);
  if (reading.others_memory_bytes) line["others_memory_bytes"] = *reading.others_memory_bytes;
  if (reading.throttled) line["throttled"] = *reading.throttled;
}

void add_fields(const MessageEvent& event, Json& line) {
  line["level"] = event.level;
  line["text"] = event.text;
}

void add_fields(const Heartbeat& event, Json& line) { line["step"] = event.step; }

void add_fields(const RunFinished& event, Json& line) {
  line["status"] = name_of(event.status);
  line["reason"] = event.reason;
  line["dropped"] = event.dropped;
  line["summary"] = to_json(event.summary);
}

RunStarted started_from(JsonFields& line) {
  return {line.text("accelerator"),   line.text("engine"),
          line.texts("capabilities"), line.text("device"),
          line.text("precision"),     line.text("fingerprint"),
          line.integer("parameters"), line.integer("steps_per_epoch"),
          line.integer("epochs"),     variant_from(line)};
}

PhaseEvent phase_from(JsonFields& line) {
  const Phase phase = line.choice<Phase>("phase");
  const std::string state = line.text("state");
  if (state != "begin" && state != "end") line.refuse("state", "expected begin or end");
  const bool begin = state == "begin";
  return {phase, begin, begin ? std::nullopt : line.number("seconds")};
}

DeviceEvent device_from(JsonFields& line) {
  return {{line.text("device"), line.number("utilization"), line.text("utilization_kind"),
           line.integer_or_nothing("memory_bytes"), line.number("power_w"), line.number("temperature_c"),
           line.number("clock_mhz"),
           line.has("others_memory_bytes") ? line.integer_or_nothing("others_memory_bytes") : std::nullopt,
           line.has("throttled") ? std::optional(line.text("throttled")) : std::nullopt}};
}

RunFinished finished_from(JsonFields& line) {
  RunFinished event;
  event.status = line.choice<RunStatus>("status");
  event.reason = line.text("reason");
  event.dropped = line.integer("dropped");
  auto summary = summary_from_json(line.object("summary"));
  if (summary)
    event.summary = std::move(*summary);
  else if (!line.error())
    line.error() = summary.error();
  return event;
}

void read_fields(const std::string& kind, JsonFields& line, Event& event) {
  if (kind == "run_started")
    event.what = started_from(line);
  else if (kind == "phase")
    event.what = phase_from(line);
  else if (kind == "step")
    event.what = StepEvent{line.integer("step"), line.number_or_nan("loss")};
  else if (kind == "epoch")
    event.what = epochs_from(line, false, event.t_s);
  else if (kind == "epochs")
    event.what = epochs_from(line, true, event.t_s);
  else if (kind == "device")
    event.what = device_from(line);
  else if (kind == "message")
    event.what = MessageEvent{line.text("level"), line.text("text")};
  else if (kind == "heartbeat")
    event.what = Heartbeat{line.integer("step")};
  else if (kind == "run_finished")
    event.what = finished_from(line);
  else
    line.refuse("event", fmt::format("\"{}\" is no kind of event", kind.substr(0, 40)));
}

}  // namespace

std::string to_json_line(const Event& event) {
  Json line;
  line["event"] = std::visit([](const auto& what) { return kind_of(what); }, event.what);
  line["run"] = event.run;
  line["seq"] = event.seq;
  line["t_s"] = number_or_null(event.t_s);
  std::visit([&line](const auto& what) { add_fields(what, line); }, event.what);
  // Messages may hold what a library wrote: bytes that are no UTF-8 become U+FFFD instead of an exception.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Event> event_from_json(std::string_view line) {
  if (line.size() > longest_line)
    return bad_input("event",
                     fmt::format("a line of {} bytes, expected at most {}", line.size(), longest_line));
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) return bad_input("event", "not a line of JSON");
  std::optional<Error> error;
  JsonFields fields(json, "event", error);
  Event event;
  const std::string kind = fields.text("event");
  event.run = fields.text("run");
  event.seq = fields.integer("seq");
  event.t_s = fields.number("t_s").value_or(0);
  if (!error) read_fields(kind, fields, event);
  if (error) return tl::make_unexpected(*error);
  return event;
}

}  // namespace accelbench
