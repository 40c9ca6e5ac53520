// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "core/engine/json_fields.h"
#include "core/results/exports.h"

namespace accelbench {
namespace {

template <class Row, class Get>
Json column(const std::vector<Row>& rows, Get get) {
  Json values = Json::array();
  for (const Row& row : rows) values.push_back(get(row));
  return values;
}

Json numbers(const std::vector<EpochRecord>& epochs, double EpochRecord::*member) {
  return column(epochs, [member](const EpochRecord& epoch) { return number_or_null(epoch.*member); });
}

Json metrics_json(const RunRecord& run) {
  Json metrics = Json::object();
  for (const Metric metric : run.metrics) {
    const auto slot = static_cast<std::size_t>(metric);
    const std::string name(name_of(metric));
    metrics[name] =
        column(run.epochs, [slot](const EpochRecord& epoch) { return number_or_null(epoch.metrics[slot]); });
    if (run.validation)
      metrics["val_" + name] = column(
          run.epochs, [slot](const EpochRecord& epoch) { return number_or_null(epoch.val_metrics[slot]); });
  }
  return metrics;
}

Json epochs_json(const RunRecord& run) {
  const auto& epochs = run.epochs;
  return {{"epoch", column(epochs, [](const EpochRecord& epoch) { return epoch.epoch; })},
          {"step", column(epochs, [](const EpochRecord& epoch) { return epoch.step; })},
          {"t_s", numbers(epochs, &EpochRecord::t_s)},
          {"loss", numbers(epochs, &EpochRecord::loss)},
          {"val_loss", numbers(epochs, &EpochRecord::val_loss)},
          {"metrics", metrics_json(run)},
          {"learning_rate", numbers(epochs, &EpochRecord::learning_rate)},
          {"samples_per_second", numbers(epochs, &EpochRecord::samples_per_second)},
          {"elapsed_s", numbers(epochs, &EpochRecord::elapsed_s)}};
}

Json reading_json(const DeviceSample& sample) {
  const DeviceReading& reading = sample.reading;
  return {{"t_s", number_or_null(sample.t_s)},
          {"device", reading.device},
          {"utilization", number_or_null(reading.utilization)},
          {"utilization_kind", reading.utilization_kind},
          {"memory_bytes", integer_or_null(reading.memory_bytes)},
          {"power_w", number_or_null(reading.power_w)},
          {"temperature_c", number_or_null(reading.temperature_c)},
          {"clock_mhz", number_or_null(reading.clock_mhz)}};
}

Json phase_json(const PhaseSpan& span) {
  return {{"phase", name_of(span.phase)},
          {"begin_s", number_or_null(span.begin_s)},
          {"seconds", number_or_null(span.seconds)}};
}

Json log_json(const LogLine& line) {
  return {{"t_s", number_or_null(line.t_s)}, {"level", line.level}, {"text", line.text}};
}

Json details_json(const RunRecord& run) {
  return {{"run", run.run},
          {"label", run.label},
          {"finished", run.finished},
          {"epochs", epochs_json(run)},
          {"phases", column(run.phases, phase_json)},
          {"readings", column(run.readings, reading_json)},
          {"log", column(run.log, log_json)}};
}

/// With a sweep there are several works; each run names its own.
Json fingerprint_json(const Results& results) {
  const bool swept =
      std::ranges::any_of(results.runs, [](const RunRecord& run) { return !run.summary.variant.empty(); });
  return swept && results.fingerprint.empty() ? Json(nullptr) : Json(results.fingerprint);
}

}  // namespace

Json report_json(const Results& results) {
  return {{"file", results.file.string()},
          {"created", results.created},
          {"experiment", {{"name", results.experiment_name}, {"text", results.experiment_text}}},
          {"fingerprint", fingerprint_json(results)},
          {"machine", to_json(results.machine)},
          {"where", results.in_process ? "in_process" : "child"},
          {"together", results.together},
          {"runs", column(results.runs, [](const RunRecord& run) { return to_json(run.summary); })},
          {"details", column(results.runs, details_json)}};
}

}  // namespace accelbench
