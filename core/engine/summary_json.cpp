// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/event_json.h"
#include "core/engine/json_fields.h"
#include "core/engine/monitor.h"
#include "core/engine/variant_json.h"

namespace accelbench {
namespace {

/// "at_least" for what is better when larger.
const char* bound_key(const std::string& monitor) {
  const auto known = monitor_named(monitor);
  return known && known->rises() ? "at_least" : "at_most";
}

Json target_json(const std::optional<TargetReached>& target) {
  if (!target) return nullptr;
  Json json = {{"monitor", target->monitor}};
  json[bound_key(target->monitor)] = number_or_null(target->bound);
  json["reached"] = target->reached;
  json["seconds"] = number_or_null(target->seconds);
  return json;
}

Json final_json(const RunSummary& summary) {
  Json metrics = Json::object();
  for (const auto& [name, value] : summary.final_metrics) metrics[name] = number_or_null(value);
  return {{"loss", number_or_null(summary.final_loss)},
          {"val_loss", number_or_null(summary.final_val_loss)},
          {"metrics", std::move(metrics)}};
}

Json devices_json(const std::vector<DeviceSummary>& devices) {
  Json json = Json::array();
  for (const DeviceSummary& device : devices)
    json.push_back({{"id", device.id},
                    {"utilization_mean", number_or_null(device.utilization_mean)},
                    {"utilization_kind", device.utilization_kind},
                    {"memory_peak_bytes", integer_or_null(device.memory_peak_bytes)}});
  return json;
}

std::optional<TargetReached> target_from(JsonFields& summary) {
  if (!summary.has("target")) return std::nullopt;
  JsonFields fields(summary.object("target"), "target", summary.error());
  TargetReached target;
  target.monitor = fields.text("monitor");
  target.bound = fields.number(bound_key(target.monitor)).value_or(0);
  target.reached = fields.boolean("reached");
  target.seconds = fields.number("seconds");
  return target;
}

void read_final(JsonFields& summary, RunSummary& into) {
  JsonFields fields(summary.object("final"), "final", summary.error());
  into.final_loss = fields.number("loss");
  into.final_val_loss = fields.number("val_loss");
  JsonFields metrics(fields.object("metrics"), "final.metrics", summary.error());
  for (const auto& [name, value] : metrics.json().items())
    into.final_metrics.emplace_back(name, metrics.number(name));
}

std::vector<DeviceSummary> devices_from(JsonFields& summary) {
  std::vector<DeviceSummary> devices;
  for (const Json& value : summary.array("devices")) {
    JsonFields fields(value, "devices", summary.error());
    devices.push_back({fields.text("id"), fields.number("utilization_mean"), fields.text("utilization_kind"),
                       fields.integer_or_nothing("memory_peak_bytes")});
  }
  return devices;
}

void read_counts(JsonFields& fields, RunSummary& into) {
  into.accelerator = fields.text("accelerator");
  into.engine = fields.text("engine");
  into.device = fields.text("device");
  into.precision = fields.text("precision");
  into.status = fields.choice<RunStatus>("status");
  into.reason = fields.text("reason");
  into.fingerprint = fields.text("fingerprint");
  into.parameters = fields.integer("parameters");
  into.steps = fields.integer("steps");
  into.epochs = fields.integer("epochs");
  into.flop_per_step = fields.integer("flop_per_step");
}

void read_times(JsonFields& fields, RunSummary& into) {
  into.time_to_first_step_s = fields.number("time_to_first_step_s");
  into.compile_s = fields.number("compile_s");
  into.train_s = fields.number("train_s");
  into.total_s = fields.number("total_s");
  JsonFields step(fields.object("step_us"), "step_us", fields.error());
  into.step_us = {step.number("median"), step.number("p5"), step.number("p95")};
  into.samples_per_second = fields.number("samples_per_second");
  into.achieved_flop_per_s = fields.number("achieved_flop_per_s");
}

Json split_json(const std::optional<StepSplit>& split) {
  if (!split) return nullptr;
  return {{"gather", split->gather},       {"forward", split->forward}, {"backward", split->backward},
          {"optimizer", split->optimizer}, {"other", split->other},     {"exchange", split->exchange}};
}

/// Files of earlier versions do not have these.
void read_execution(JsonFields& summary, RunSummary& into) {
  if (!summary.has("path")) return;
  into.path = summary.text("path");
  into.path_reason = summary.text("path_reason");
  into.threads = summary.integer("threads");
  into.gemm_ceiling_flop_per_s = summary.number("gemm_ceiling_flop_per_s");
  if (!summary.has("step_split")) return;
  JsonFields split(summary.object("step_split"), "step_split", summary.error());
  const auto share = [&split](const char* key) { return split.number(key).value_or(0); };
  into.step_split =
      StepSplit{share("gather"),    share("forward"), share("backward"),
                share("optimizer"), share("other"),   split.has("exchange") ? share("exchange") : 0};
}

/// Files of earlier versions have only the first.
void read_energy(JsonFields& summary, RunSummary& into) {
  into.energy_j = summary.number("energy_j");
  if (!summary.has("energy_boundary")) return;
  into.energy_to_target_j = summary.number("energy_to_target_j");
  into.energy_boundary = summary.text("energy_boundary");
  into.energy_reason = summary.text("energy_reason");
}

/// Files of earlier versions do not have these; each is null where it was not measured.
void read_phases(JsonFields& summary, RunSummary& into) {
  const auto seconds = [&summary](const char* key) {
    return summary.has(key) ? summary.number(key) : std::nullopt;
  };
  into.launch_s = seconds("launch_s");
  into.import_s = seconds("import_s");
  into.load_s = seconds("load_s");
  into.evaluate_s = seconds("evaluate_s");
  into.measure_s = seconds("measure_s");
}

Json times_json(const RunSummary& summary) {
  return {{"time_to_first_step_s", number_or_null(summary.time_to_first_step_s)},
          {"compile_s", number_or_null(summary.compile_s)},
          {"train_s", number_or_null(summary.train_s)},
          {"total_s", number_or_null(summary.total_s)},
          {"step_us",
           {{"median", number_or_null(summary.step_us.median)},
            {"p5", number_or_null(summary.step_us.p5)},
            {"p95", number_or_null(summary.step_us.p95)}}},
          {"samples_per_second", number_or_null(summary.samples_per_second)},
          {"achieved_flop_per_s", number_or_null(summary.achieved_flop_per_s)}};
}

}  // namespace

nlohmann::ordered_json to_json(const RunSummary& summary) {
  Json json = {{"accelerator", summary.accelerator},
               {"engine", summary.engine},
               {"device", summary.device},
               {"precision", summary.precision},
               {"status", name_of(summary.status)},
               {"reason", summary.reason},
               {"fingerprint", summary.fingerprint},
               {"parameters", summary.parameters},
               {"steps", summary.steps},
               {"epochs", summary.epochs},
               {"flop_per_step", summary.flop_per_step}};
  json.update(times_json(summary));
  json["final"] = final_json(summary);
  json["target"] = target_json(summary.target);
  json["energy_j"] = number_or_null(summary.energy_j);
  json["devices"] = devices_json(summary.devices);
  json["algorithm"] = summary.algorithm;
  json["resumed_steps"] = summary.resumed_steps;
  json["path"] = summary.path;
  json["path_reason"] = summary.path_reason;
  json["threads"] = summary.threads;
  json["gemm_ceiling_flop_per_s"] = number_or_null(summary.gemm_ceiling_flop_per_s);
  json["step_split"] = split_json(summary.step_split);
  json["energy_to_target_j"] = number_or_null(summary.energy_to_target_j);
  json["energy_boundary"] = summary.energy_boundary;
  json["energy_reason"] = summary.energy_reason;
  json["launch_s"] = number_or_null(summary.launch_s);
  json["import_s"] = number_or_null(summary.import_s);
  json["load_s"] = number_or_null(summary.load_s);
  json["evaluate_s"] = number_or_null(summary.evaluate_s);
  json["measure_s"] = number_or_null(summary.measure_s);
  if (!summary.variant.empty()) json["variant"] = to_json(summary.variant);
  return json;
}

Result<RunSummary> summary_from_json(const nlohmann::ordered_json& value) {
  std::optional<Error> error;
  JsonFields fields(value, "summary", error);
  RunSummary summary;
  read_counts(fields, summary);
  read_times(fields, summary);
  read_final(fields, summary);
  read_execution(fields, summary);
  summary.target = target_from(fields);
  read_energy(fields, summary);
  read_phases(fields, summary);
  summary.devices = devices_from(fields);
  // Files of earlier versions do not have it.
  if (fields.has("resumed_steps")) summary.resumed_steps = fields.integer("resumed_steps");
  summary.algorithm = fields.text("algorithm");
  summary.variant = variant_from(fields);
  if (error) return tl::make_unexpected(*error);
  return summary;
}

nlohmann::ordered_json to_json(const Device& device) {
  Json json = {{"id", device.id},
               {"name", device.name},
               {"engine", device.engine},
               {"memory_bytes", integer_or_null(device.memory_bytes)},
               {"precisions", device.precisions},
               {"cores", device.cores},
               {"usable", device.usable},
               {"reason", device.reason}};
  const auto add = [&json](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("uuid", device.uuid);
  add("pci", device.pci);
  add("capability", device.capability);
  add("driver", device.driver);
  add("runtime", device.runtime);
  return json;
}

nlohmann::ordered_json to_json(const Machine& machine) {
  return {{"cpu", machine.cpu},       {"cores", machine.cores},     {"memory_bytes", machine.memory_bytes},
          {"system", machine.system}, {"program", machine.program}, {"governor", machine.governor}};
}

}  // namespace accelbench
