// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/record_writer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/engine/event_json.h"
#include "core/experiment/yaml.h"
#include "core/results/schema.h"

namespace accelbench {
namespace {

std::string now_utc() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

// Texts come from children and engines: a byte that is no UTF-8 must not stop the record.
std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

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

std::string epoch_insertion() {
  std::string marks = "?, ?, ?, ?, ?, ?, ?, ?, ?";
  for (std::size_t i = 0; i < 2 * metric_kinds; ++i) marks += ", ?";
  return "INSERT OR REPLACE INTO epochs(run, epoch, step, t_s, elapsed_s, loss, val_loss, learning_rate, "
         "samples_per_second, " +
         metric_column_list() + ") VALUES(" + marks + ")";
}

}  // namespace

Result<RecordWriter> RecordWriter::create(Database& database, const TrainingRequest& request,
                                          const Machine& machine) {
  if (auto made = create_schema(database); !made) return tl::make_unexpected(made.error());
  RecordWriter writer;
  if (auto prepared = writer.prepare(database); !prepared) return tl::make_unexpected(prepared.error());
  if (auto begun = database.run("BEGIN"); !begun) return tl::make_unexpected(begun.error());
  if (auto described = writer.describe(request, machine); !described)
    return tl::make_unexpected(described.error());
  if (auto committed = database.run("COMMIT"); !committed) return tl::make_unexpected(committed.error());
  return writer;
}

Status RecordWriter::prepare(Database& database) {
  const std::vector<std::pair<Statement*, std::string>> texts = {
      {&statements_.about, "INSERT OR REPLACE INTO about(key, value) VALUES(?, ?)"},
      {&statements_.add_run,
       "INSERT INTO runs(run, id, label, finished, status, summary, metrics, validation, dropped, variant) "
       "VALUES(?, ?, ?, 0, 'failed', ?, '[]', 0, 0, ?)"},
      {&statements_.variant, "INSERT INTO variants(variant, name) VALUES(?, ?)"},
      {&statements_.setting, "INSERT INTO settings(variant, axis, key, value) VALUES(?, ?, ?, ?)"},
      {&statements_.start_run, "UPDATE runs SET summary = ?2 WHERE run = ?1"},
      {&statements_.describe_epochs, "UPDATE runs SET metrics = ?2, validation = ?3 WHERE run = ?1"},
      {&statements_.finish_run,
       "UPDATE runs SET finished = 1, status = ?2, summary = ?3, dropped = ?4 WHERE run = ?1"},
      {&statements_.epoch, epoch_insertion()},
      {&statements_.device, "INSERT INTO devices(device, name, utilization_kind) VALUES(?, ?, ?)"},
      {&statements_.reading,
       "INSERT INTO readings(run, t_s, device, utilization, memory_bytes, power_w, temperature_c, clock_mhz) "
       "VALUES(?, ?, ?, ?, ?, ?, ?, ?)"},
      {&statements_.phase, "INSERT INTO phases(run, phase, begin_s, seconds) VALUES(?, ?, ?, ?)"},
      {&statements_.log, "INSERT INTO log(run, t_s, level, text) VALUES(?, ?, ?, ?)"},
      {&statements_.step, "INSERT INTO steps(run, step, t_s, loss) VALUES(?, ?, ?, ?)"},
  };
  for (const auto& [statement, sql] : texts) {
    auto prepared = database.prepare(sql);
    if (!prepared) return tl::make_unexpected(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Status RecordWriter::describe(const TrainingRequest& request, const Machine& machine) {
  const auto rows = rows_of(request);
  if (!rows) return tl::make_unexpected(rows.error());
  plan(*rows);
  if (auto told = describe_variants(*rows); !told) return told;
  const std::vector<std::pair<std::string, std::string>> values = {
      {"created", now_utc()},
      {"experiment_name", request.experiment.name},
      {"experiment", write_experiment(request.experiment)},
      {"together", request.together ? "true" : "false"},
      {"machine_cpu", machine.cpu},
      {"machine_cores", std::to_string(machine.cores)},
      {"machine_memory_bytes", std::to_string(machine.memory_bytes)},
      {"machine_system", machine.system},
      {"machine_program", machine.program},
      {"machine_governor", machine.governor},
  };
  for (const auto& [key, value] : values)
    if (auto written = statements_.about.run(key, value); !written) return written;
  return {};
}

void RecordWriter::plan(const TrainingRows& rows) {
  for (const TrainingRow& row : rows.rows) {
    const Variant& variant = rows.variant_of(row);
    Planned& planned = planned_[row.run];
    planned.row = static_cast<std::int64_t>(planned_.size());
    planned.label = label_of(row, variant);
    planned.accelerator = row.accelerator.id;
    if (!variant.empty()) planned.variant = static_cast<std::int64_t>(row.variant) + 1;
    planned_ids_.push_back(row.run);
  }
}

Status RecordWriter::describe_variants(const TrainingRows& rows) {
  for (std::size_t i = 0; i < rows.variants.size(); ++i) {
    const Variant& variant = rows.variants[i].variant;
    const auto number = static_cast<std::int64_t>(i) + 1;
    if (variant.empty()) return {};
    if (auto told = statements_.variant.run(number, variant.name); !told) return told;
    for (std::size_t axis = 0; axis < variant.settings.size(); ++axis) {
      const auto& [key, value] = variant.settings[axis];
      auto told = statements_.setting.run(number, static_cast<std::int64_t>(axis), key, value);
      if (!told) return told;
    }
  }
  return {};
}

Status RecordWriter::write(const Event& event) {
  if (event.run.empty()) return {};  // told by the training as a whole
  auto run = run_of(event.run);
  if (!run) return tl::make_unexpected(run.error());
  return std::visit([&](const auto& what) { return store(**run, event.t_s, what); }, event.what);
}

Result<RecordWriter::Run*> RecordWriter::run_of(const std::string& id) {
  const auto known = runs_.find(id);
  if (known != runs_.end()) return &known->second;
  const auto planned = planned_.find(id);
  Run run;
  run.row = planned != planned_.end() ? planned->second.row
                                      : static_cast<std::int64_t>(planned_.size()) + ++unplanned_;
  RunStarted nothing_yet;
  Planned known_before{run.row, id, id, {}};
  if (planned != planned_.end()) known_before = planned->second;
  nothing_yet.accelerator = known_before.accelerator;
  auto added = statements_.add_run.run(run.row, id, known_before.label,
                                       json_text(to_json(summary_of(nothing_yet))), known_before.variant);
  if (!added) return tl::make_unexpected(added.error());
  return &runs_.emplace(id, std::move(run)).first->second;
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

Status RecordWriter::end_run(Run& run, const RunSummary& summary, std::int64_t dropped) {
  run.finished = true;
  RunSummary kept = summary;
  kept.variant = {};  // stands in tables of its own
  return statements_.finish_run.run(run.row, name_of(kept.status), json_text(to_json(kept)), dropped);
}

Status RecordWriter::finish(const TrainingOutcome& outcome) {
  for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
    const RunSummary& summary = outcome.runs[i];
    const bool planned = outcome.runs.size() == planned_ids_.size();
    auto run = run_of(planned ? planned_ids_[i] : summary.accelerator);
    if (!run) return tl::make_unexpected(run.error());
    if ((*run)->finished) continue;
    if (auto ended = end_run(**run, summary, 0); !ended) return ended;
  }
  const bool in_process = outcome.where == Where::in_process;
  if (auto told = statements_.about.run(std::string_view("fingerprint"), outcome.fingerprint); !told)
    return told;
  return statements_.about.run(std::string_view("in_process"),
                               std::string_view(in_process ? "true" : "false"));
}

}  // namespace accelbench
