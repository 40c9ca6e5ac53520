// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "core/results/database.h"
#include "core/results/read_comparison.h"
#include "core/results/recorded_file.h"
#include "core/results/results_file.h"
#include "core/results/schema.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_settings = 8 * most_variants;  // as many axes as an experiment may have
constexpr std::size_t most_bytes_of_variants = std::size_t{1} << 30;  // each run has a copy
constexpr std::int64_t most_rows = 20'000'000;                        // of each table: what memory bears

using Runs = std::map<std::int64_t, RunRecord>;
using Variants = std::map<std::int64_t, Variant>;

Status check_sizes(Database& database, bool variants) {
  std::vector<std::pair<std::string, std::int64_t>> bounds = {{"runs", most_runs},
                                                              {"epochs", most_rows},
                                                              {"readings", most_rows},
                                                              {"phases", most_rows},
                                                              {"log", most_rows}};
  if (variants) bounds.insert(bounds.end(), {{"variants", most_variants}, {"settings", most_settings}});
  for (const auto& [table, most] : bounds)
    if (auto right = check_rows(database, table, most); !right) return right;
  return {};
}

std::int64_t integer_of(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Status read_about(Database& database, Results& results) {
  const std::map<std::string, std::function<void(const std::string&)>> places = {
      {"created", [&](const std::string& value) { results.created = value; }},
      {"experiment_name", [&](const std::string& value) { results.experiment_name = value; }},
      {"experiment", [&](const std::string& value) { results.experiment_text = value; }},
      {"fingerprint", [&](const std::string& value) { results.fingerprint = value; }},
      {"together", [&](const std::string& value) { results.together = value == "true"; }},
      {"in_process", [&](const std::string& value) { results.in_process = value == "true"; }},
      {"machine_cpu", [&](const std::string& value) { results.machine.cpu = value; }},
      {"machine_cores", [&](const std::string& value) { results.machine.cores = integer_of(value); }},
      {"machine_memory_bytes",
       [&](const std::string& value) { results.machine.memory_bytes = integer_of(value); }},
      {"machine_system", [&](const std::string& value) { results.machine.system = value; }},
      {"machine_program", [&](const std::string& value) { results.machine.program = value; }},
      {"machine_governor", [&](const std::string& value) { results.machine.governor = value; }},
  };
  return each_row(database, "SELECT key, value FROM about", [&](const Statement& row) -> Status {
    const auto place = places.find(row.text(0));
    if (place != places.end()) place->second(row.text(1));
    return {};
  });
}

Result<std::vector<Metric>> metrics_of(Database& database, const std::string& text) {
  // A longer one may be nested so deeply that telling of it would take all memory of the stack.
  const auto names = nlohmann::ordered_json::parse(text.size() < 1000 ? text : "", nullptr, false);
  if (!names.is_array() || names.size() > metric_kinds)
    return damaged(database, "the list of metrics of a run");
  std::vector<Metric> metrics;
  for (const auto& name : names) {
    const auto metric = name.is_string() ? value_named<Metric>(name.get<std::string>()) : std::nullopt;
    if (!metric)
      return damaged(database, "an unknown metric " +
                                   name.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
    metrics.push_back(*metric);
  }
  return metrics;
}

Result<RunRecord> run_of(Database& database, const Statement& row) {
  RunRecord run;
  run.run = row.text(6);
  run.label = row.text(1);
  run.finished = row.integer(2) != 0;
  auto summary = summary_from_json(nlohmann::ordered_json::parse(row.text(3), nullptr, false));
  if (!summary) return damaged(database, "the summary of a run: " + summary.error().message);
  run.summary = std::move(*summary);
  auto metrics = metrics_of(database, row.text(4));
  if (!metrics) return tl::make_unexpected(metrics.error());
  run.metrics = std::move(*metrics);
  run.validation = row.integer(5) != 0;
  return run;
}

std::size_t bytes_of(const Variant& variant) {
  std::size_t bytes = variant.name.size();
  for (const VariantSetting& setting : variant.settings) bytes += setting.key.size() + setting.value.size();
  return bytes;
}

Status read_variants(Database& database, Variants& variants) {
  auto names = each_row(database, "SELECT variant, name FROM variants", [&](const Statement& row) -> Status {
    variants[row.integer(0)].name = row.text(1);
    return {};
  });
  if (!names) return names;
  return each_row(database, "SELECT variant, key, value FROM settings ORDER BY variant, axis",
                  [&](const Statement& row) -> Status {
                    const auto variant = variants.find(row.integer(0));
                    if (variant == variants.end())
                      return damaged(database, fmt::format("a setting of variant {}, which does not exist",
                                                           row.integer(0)));
                    variant->second.settings.push_back({row.text(1), row.text(2)});
                    return {};
                  });
}

/// Version 1 knew no variants.
Status read_runs(Database& database, Runs& runs, const Variants& variants, std::int64_t version) {
  const std::string variant = version >= version_with_variants ? "variant" : "NULL";
  std::size_t bytes = 0;
  return each_row(
      database,
      "SELECT run, label, finished, summary, metrics, validation, id, " + variant + " FROM runs ORDER BY run",
      [&](const Statement& row) -> Status {
        auto run = run_of(database, row);
        if (!run) return tl::make_unexpected(run.error());
        if (!row.is_null(7)) {
          const auto known = variants.find(row.integer(7));
          if (known == variants.end())
            return damaged(database, fmt::format("variant {}, which does not exist", row.integer(7)));
          run->summary.variant = known->second;
          if (bytes += bytes_of(known->second); bytes > most_bytes_of_variants)
            return damaged(database, "variants whose names are longer than memory bears");
        }
        runs.emplace(row.integer(0), std::move(*run));
        return {};
      });
}

EpochRecord epoch_of(const Statement& row) {
  EpochRecord record;
  record.epoch = row.integer(1);
  record.step = row.integer(2);
  record.t_s = row.number(3);
  record.elapsed_s = row.number(4);
  record.loss = row.number(5);
  record.val_loss = row.number(6);
  record.learning_rate = row.number(7);
  record.samples_per_second = row.number(8);
  for (std::size_t i = 0; i < metric_kinds; ++i) {
    record.metrics[i] = row.number(9 + static_cast<int>(i));
    record.val_metrics[i] = row.number(9 + static_cast<int>(metric_kinds + i));
  }
  return record;
}

/// The rows of a table whose first column is the run, each given to `take` with its record.
Status each_row_of_runs(Database& database, Runs& runs, const std::string& sql,
                        const std::function<void(RunRecord&, const Statement&)>& take) {
  return each_row(database, sql, [&](const Statement& row) -> Status {
    const auto run = runs.find(row.integer(0));
    if (run == runs.end())
      return damaged(database, fmt::format("a row of run {}, which does not exist", row.integer(0)));
    take(run->second, row);
    return {};
  });
}

DeviceSample reading_of(const Statement& row) {
  DeviceSample sample;
  sample.t_s = row.number(1);
  sample.reading = {row.text(2),     row.measured(3), row.text(4),    row.measured_integer(5),
                    row.measured(6), row.measured(7), row.measured(8)};
  return sample;
}

Status read_details(Database& database, Runs& runs) {
  auto epochs = each_row_of_runs(
      database, runs,
      "SELECT run, epoch, step, t_s, elapsed_s, loss, val_loss, learning_rate, samples_per_second, " +
          metric_column_list() + " FROM epochs ORDER BY run, epoch",
      [](RunRecord& run, const Statement& row) { run.epochs.push_back(epoch_of(row)); });
  if (!epochs) return epochs;
  auto readings = each_row_of_runs(
      database, runs,
      "SELECT run, t_s, name, utilization, utilization_kind, memory_bytes, power_w, temperature_c, clock_mhz "
      "FROM readings JOIN devices USING(device) ORDER BY readings.rowid",
      [](RunRecord& run, const Statement& row) { run.readings.push_back(reading_of(row)); });
  if (!readings) return readings;
  auto phases =
      each_row_of_runs(database, runs, "SELECT run, phase, begin_s, seconds FROM phases ORDER BY rowid",
                       [](RunRecord& run, const Statement& row) {
                         const auto phase = value_named<Phase>(row.text(1));
                         if (phase) run.phases.push_back({*phase, row.number(2), row.number(3)});
                       });
  if (!phases) return phases;
  return each_row_of_runs(database, runs, "SELECT run, t_s, level, text FROM log ORDER BY rowid",
                          [](RunRecord& run, const Statement& row) {
                            run.log.push_back({row.number(1), row.text(2), row.text(3)});
                          });
}

std::optional<double> measured(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

// What a run that was cut off had reached stands in its epochs.
void summarise_unfinished(RunRecord& run) {
  if (run.finished || run.epochs.empty()) return;
  const EpochRecord& last = run.epochs.back();
  run.summary.epochs = last.epoch;
  run.summary.steps = last.step;
  run.summary.train_s = measured(last.elapsed_s);
  run.summary.final_loss = measured(last.loss);
  run.summary.final_val_loss = measured(last.val_loss);
  for (const Metric metric : run.metrics)
    run.summary.final_metrics.emplace_back(name_of(metric),
                                           measured(last.metrics[static_cast<std::size_t>(metric)]));
  if (!run.validation) return;
  for (const Metric metric : run.metrics)
    run.summary.final_metrics.emplace_back("val_" + std::string(name_of(metric)),
                                           measured(last.val_metrics[static_cast<std::size_t>(metric)]));
}

Status read_runs_with_details(Database& database, std::int64_t version, Results& results) {
  Runs runs;
  Variants variants;
  if (version >= version_with_variants)
    if (auto read = read_variants(database, variants); !read) return read;
  if (auto read = read_runs(database, runs, variants, version); !read) return read;
  if (auto read = read_details(database, runs); !read) return read;
  for (auto& [row, run] : runs) {
    summarise_unfinished(run);
    results.runs.push_back(std::move(run));
  }
  return version >= version_with_comparisons ? read_comparison(database, variants.size(), results) : Status{};
}

/// Of a training that was cut off. Launches of a comparison have their own each.
void take_fingerprint(Results& results) {
  if (results.comparison || !results.fingerprint.empty()) return;
  const auto run = std::ranges::find_if(results.runs, [](const RunRecord& one) {
    return one.summary.variant.empty() && !one.summary.fingerprint.empty();
  });
  if (run != results.runs.end()) results.fingerprint = run->summary.fingerprint;
}

Status read_all(Database& database, Results& results) {
  const auto version = check_schema(database);
  if (!version) return tl::make_unexpected(version.error());
  if (auto sizes = check_sizes(database, *version >= version_with_variants); !sizes) return sizes;
  if (auto about = read_about(database, results); !about) return about;
  if (auto read = read_runs_with_details(database, *version, results); !read) return read;
  take_fingerprint(results);
  return {};
}

}  // namespace

Result<Results> read_results(const std::filesystem::path& file) {
  const bool recording = is_recorded(file);
  auto database = Database::open_untrusted(file);
  if (!database) return tl::make_unexpected(database.error());
  Results results;
  results.file = file;
  results.recording = recording;
  // One transaction: a file that is still being written is read as it stands at one moment.
  if (auto begun = database->run("BEGIN"); !begun) return tl::make_unexpected(begun.error());
  if (auto read = read_all(*database, results); !read) return tl::make_unexpected(read.error());
  return results;
}

}  // namespace accelbench
