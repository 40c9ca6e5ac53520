// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "core/engine/event_json.h"
#include "core/results/judgement_json.h"
#include "core/results/record_writer.h"

// What the events of a run come to in the tables.
namespace accelbench {
namespace {

std::string names_of(const std::vector<Metric>& metrics) {
  auto names = nlohmann::ordered_json::array();
  for (const Metric metric : metrics) names.push_back(name_of(metric));
  return names.dump();
}

RunSummary summary_of(const RunStarted& started) {
  RunSummary summary;
  summary.accelerator = started.accelerator;
  summary.engine = started.engine;
  summary.device = started.device;
  summary.precision = started.precision;
  summary.status = RunStatus::failed;
  summary.reason = reason_without_end;
  summary.fingerprint = started.fingerprint;
  summary.parameters = started.parameters;
  return summary;
}

}  // namespace

RunSummary summary_without_end(const std::string& accelerator) {
  RunStarted nothing_yet;
  nothing_yet.accelerator = accelerator;
  return summary_of(nothing_yet);
}

Status RecordWriter::store(const Event& event) {
  if (event.run.empty()) return {};  // told by the training as a whole
  auto run = run_of(event.run);
  if (!run) return tl::make_unexpected(run.error());
  if (auto forgotten = forget(**run); !forgotten) return forgotten;
  return std::visit([&](const auto& what) { return store(**run, event.t_s, what); }, event.what);
}

Status RecordWriter::store(Run& run, double, const RunStarted& started) {
  return statements_.start_run.run(run.row, json_text(to_json(summary_of(started))));
}

Status RecordWriter::store(Run& run, double t_s, const PhaseEvent& phase) {
  if (phase.begin) {
    run.open_phases[phase.phase] = t_s;
    return {};
  }
  const double seconds = phase.seconds.value_or(not_measured);
  const auto begin = run.open_phases.extract(phase.phase);
  return statements_.phase.run(run.row, name_of(phase.phase),
                               begin ? begin.mapped() : t_s - phase.seconds.value_or(0), seconds);
}

Status RecordWriter::store(Run& run, double t_s, const StepEvent& step) {
  return statements_.step.run(run.row, step.step, t_s, step.loss);
}

Status RecordWriter::store(Run& run, double, const EpochsEvent& epochs) {
  if (!run.described) {
    run.described = true;
    auto told = statements_.describe_epochs.run(run.row, names_of(epochs.metrics), epochs.validation);
    if (!told) return told;
  }
  for (const EpochRecord& record : epochs.records)
    if (auto stored = store_epoch(run, record); !stored) return stored;
  return {};
}

Status RecordWriter::store_epoch(const Run& run, const EpochRecord& record) {
  const auto insert = [&](const auto&... metrics) {
    return statements_.epoch.run(run.row, record.epoch, record.step, record.t_s, record.elapsed_s,
                                 record.loss, record.val_loss, record.learning_rate,
                                 record.samples_per_second, metrics...);
  };
  return std::apply(insert, std::tuple_cat(record.metrics, record.val_metrics));
}

Status RecordWriter::store(Run& run, double t_s, const DeviceEvent& device) {
  auto row = device_row(device.reading);
  if (!row) return tl::make_unexpected(row.error());
  const DeviceReading& reading = device.reading;
  return statements_.reading.run(run.row, t_s, *row, reading.utilization, reading.memory_bytes,
                                 reading.power_w, reading.temperature_c, reading.clock_mhz);
}

Result<std::int64_t> RecordWriter::device_row(const DeviceReading& reading) {
  const auto key = std::make_pair(reading.device, reading.utilization_kind);
  const auto known = devices_.find(key);
  if (known != devices_.end()) return known->second;
  const std::int64_t row = static_cast<std::int64_t>(devices_.size()) + 1;
  if (auto added = statements_.device.run(row, key.first, key.second); !added)
    return tl::make_unexpected(added.error());
  devices_.emplace(key, row);
  return row;
}

Status RecordWriter::store(Run& run, double t_s, const MessageEvent& message) {
  return statements_.log.run(run.row, t_s, message.level, message.text);
}

Status RecordWriter::store(Run&, double, const Heartbeat&) { return {}; }

Status RecordWriter::store(Run& run, double, const RunFinished& finished) {
  RunSummary summary = finished.summary;
  summary.status = finished.status;
  summary.reason = finished.reason;
  return end_run(run, summary, finished.dropped);
}

Status RecordWriter::end_run(Run& run, const RunSummary& summary, std::optional<std::int64_t> dropped) {
  run.finished = true;
  RunSummary kept = summary;
  kept.variant = {};  // stands in tables of its own
  return statements_.finish_run.run(run.row, name_of(kept.status), json_text(to_json(kept)), dropped);
}

}  // namespace accelbench
