// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <string>

#include "core/results/csv_text.h"
#include "core/results/exports.h"

namespace accelbench {
namespace {

// Every metric has its columns whether it was asked for or not: files of different experiments can be
// stacked.
void metric_titles(CsvText& csv, std::string_view prefix) {
  for (const auto& metric : Names<Metric>::table) csv.cell(std::string(prefix) + std::string(metric.name));
}

std::optional<double> final_metric(const RunSummary& run, const std::string& name) {
  for (const auto& [metric, value] : run.final_metrics)
    if (metric == name) return value;
  return std::nullopt;
}

/// With a sweep every table tells the run and its variant behind the columns that it has without one, and
/// runs.csv each swept value.
const RunRecord* first_swept(const Results& results) {
  const auto found =
      std::ranges::find_if(results.runs, [](const RunRecord& run) { return !run.summary.variant.empty(); });
  return found == results.runs.end() ? nullptr : &*found;
}

void variant_titles(CsvText& csv, const Results& results) {
  if (first_swept(results)) csv.cells("run", "variant");
}

void variant_cells(CsvText& csv, const Results& results, const RunRecord& run) {
  if (first_swept(results)) csv.cells(run.run, run.summary.variant.name);
}

void setting_titles(CsvText& csv, const Results& results) {
  if (const RunRecord* swept = first_swept(results))
    for (const VariantSetting& setting : swept->summary.variant.settings) csv.cell(setting.key);
}

void setting_cells(CsvText& csv, const Results& results, const RunRecord& run) {
  if (const RunRecord* swept = first_swept(results))
    for (const VariantSetting& column : swept->summary.variant.settings) {
      const auto& settings = run.summary.variant.settings;
      const auto found = std::ranges::find(settings, column.key, &VariantSetting::key);
      csv.cell(found == settings.end() ? std::string() : found->value);
    }
}

void split_cells(CsvText& csv, const std::optional<StepSplit>& split) {
  const auto share = [&split](double StepSplit::*part) {
    return split ? std::optional((*split).*part) : std::nullopt;
  };
  csv.cells(share(&StepSplit::gather), share(&StepSplit::forward), share(&StepSplit::backward),
            share(&StepSplit::optimizer), share(&StepSplit::other), share(&StepSplit::exchange));
}

void run_row(CsvText& csv, const Results& results, const RunRecord& record) {
  const RunSummary& run = record.summary;
  const DeviceSummary device = run.devices.empty() ? DeviceSummary{} : run.devices.front();
  csv.cells(run.accelerator, record.label, run.engine, run.device, run.precision, name_of(run.status),
            run.reason, run.fingerprint, run.parameters, run.steps, run.epochs, run.flop_per_step,
            run.time_to_first_step_s, run.compile_s, run.train_s, run.total_s, run.step_us.median,
            run.step_us.p5, run.step_us.p95, run.samples_per_second, run.achieved_flop_per_s, run.final_loss,
            run.final_val_loss);
  for (const char* prefix : {"", "val_"})
    for (const auto& metric : Names<Metric>::table)
      csv.cell(final_metric(run, prefix + std::string(metric.name)));
  const bool target = run.target.has_value();
  csv.cell(target ? run.target->monitor : "");
  csv.cell(target ? std::optional(run.target->bound) : std::nullopt);
  csv.cell(target ? run.target->seconds : std::nullopt);
  csv.cells(run.energy_j, device.utilization_mean, device.utilization_kind, device.memory_peak_bytes,
            run.algorithm, run.path, run.threads, run.gemm_ceiling_flop_per_s);
  split_cells(csv, run.step_split);
  variant_cells(csv, results, record);
  setting_cells(csv, results, record);
  csv.end_row();
}

std::string runs_csv(const Results& results) {
  CsvText csv;
  csv.cells("accelerator", "label", "engine", "device", "precision", "status", "reason", "fingerprint",
            "parameters", "steps", "epochs", "flop_per_step", "time_to_first_step_s", "compile_s", "train_s",
            "total_s", "step_us_median", "step_us_p5", "step_us_p95", "samples_per_second",
            "achieved_flop_per_s", "loss", "val_loss");
  metric_titles(csv, "");
  metric_titles(csv, "val_");
  csv.cells("target_monitor", "target_bound", "target_s", "energy_j", "utilization_mean", "utilization_kind",
            "memory_peak_bytes", "algorithm", "path", "threads", "gemm_ceiling_flop_per_s", "split_gather",
            "split_forward", "split_backward", "split_optimizer", "split_other", "split_exchange");
  variant_titles(csv, results);
  setting_titles(csv, results);
  csv.end_row();
  for (const RunRecord& run : results.runs) run_row(csv, results, run);
  return csv.text();
}

std::string epochs_csv(const Results& results) {
  CsvText csv;
  csv.cells("accelerator", "epoch", "step", "t_s", "elapsed_s", "loss", "val_loss", "learning_rate",
            "samples_per_second");
  metric_titles(csv, "");
  metric_titles(csv, "val_");
  variant_titles(csv, results);
  csv.end_row();
  for (const RunRecord& run : results.runs)
    for (const EpochRecord& epoch : run.epochs) {
      csv.cells(run.summary.accelerator, epoch.epoch, epoch.step, epoch.t_s, epoch.elapsed_s, epoch.loss,
                epoch.val_loss, epoch.learning_rate, epoch.samples_per_second);
      for (const double value : epoch.metrics) csv.cell(value);
      for (const double value : epoch.val_metrics) csv.cell(value);
      variant_cells(csv, results, run);
      csv.end_row();
    }
  return csv.text();
}

std::string devices_csv(const Results& results) {
  CsvText csv;
  csv.cells("accelerator", "t_s", "device", "utilization", "utilization_kind", "memory_bytes", "power_w",
            "temperature_c", "clock_mhz");
  variant_titles(csv, results);
  csv.end_row();
  for (const RunRecord& run : results.runs)
    for (const auto& [t_s, reading] : run.readings) {
      csv.cells(run.summary.accelerator, t_s, reading.device, reading.utilization, reading.utilization_kind,
                reading.memory_bytes, reading.power_w, reading.temperature_c, reading.clock_mhz);
      variant_cells(csv, results, run);
      csv.end_row();
    }
  return csv.text();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> report_csv(const Results& results) {
  return {{"runs.csv", runs_csv(results)},
          {"epochs.csv", epochs_csv(results)},
          {"devices.csv", devices_csv(results)}};
}

Status write_report_csv(const Results& results, const std::filesystem::path& folder, bool force) {
  return write_tables(report_csv(results), folder, force);
}

}  // namespace accelbench
