// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/record_writer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string_view>

#include "core/engine/event_json.h"
#include "core/experiment/yaml.h"
#include "core/results/judgement_json.h"
#include "core/results/schema.h"

namespace accelbench {
namespace {

std::string now_utc() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

std::string epoch_insertion() {
  std::string marks = "?, ?, ?, ?, ?, ?, ?, ?, ?";
  for (std::size_t i = 0; i < 2 * metric_kinds; ++i) marks += ", ?";
  return "INSERT OR REPLACE INTO epochs(run, epoch, step, t_s, elapsed_s, loss, val_loss, learning_rate, "
         "samples_per_second, " +
         metric_column_list() + ") VALUES(" + marks + ")";
}

std::int64_t integer_of(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<Description> description_of(const TrainingRequest& request, const Machine& machine) {
  auto rows = rows_of(request);
  if (!rows) return tl::make_unexpected(rows.error());
  return Description{request.experiment, std::move(*rows), request.together, machine, now_utc(), {}};
}

// Certificates and a trial come to a few launches a row; a third of the rounds may be repeated.
Result<Description> description_of(const ComparisonStart& start, const Machine& machine) {
  TrainingRequest request;
  request.experiment = start.experiment;
  auto description = description_of(request, machine);
  if (!description) return description;
  const auto rows = static_cast<std::int64_t>(description->rows.rows.size());
  const std::int64_t most = start.experiment.comparison.rounds.max;
  const std::int64_t launches = most / 3 * 4 + 8;
  if (launches > most_runs / std::max<std::int64_t>(1, rows))
    return bad_input(
        "comparison.rounds",
        fmt::format("{} rounds of {} runs, and a results file holds {} runs", most, rows, most_runs),
        "compare fewer rounds, accelerators or variants");
  description->comparison = start;
  return description;
}

Status RecordWriter::begin(Database& database, const Description& description) {
  if (auto made = create_schema(database); !made) return made;
  auto writer = prepare(database, description);
  if (!writer) return tl::make_unexpected(writer.error());
  if (auto begun = database.run("BEGIN"); !begun) return begun;
  if (auto described = writer->describe(description); !described) return described;
  return database.run("COMMIT");
}

Result<RecordWriter> RecordWriter::attach(Database& database, const Description& description,
                                          bool of_earlier) {
  auto writer = prepare(database, description);
  if (!writer) return writer;
  if (auto loaded = writer->load(database, of_earlier); !loaded) return tl::make_unexpected(loaded.error());
  return writer;
}

Result<RecordWriter> RecordWriter::prepare(Database& database, const Description& description) {
  const bool swept = !description.rows.variants.empty() && !description.rows.variants[0].variant.empty();
  auto comparison = ComparisonWriter::prepare(database, swept);
  if (!comparison) return tl::make_unexpected(comparison.error());
  RecordWriter writer(std::move(*comparison));
  if (auto prepared = writer.prepare(database); !prepared) return tl::make_unexpected(prepared.error());
  writer.plan(description.rows);
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
      {&statements_.start_run,
       "UPDATE runs SET summary = ?2, finished = 0, status = 'failed' WHERE run = ?1"},
      {&statements_.describe_epochs, "UPDATE runs SET metrics = ?2, validation = ?3 WHERE run = ?1"},
      {&statements_.finish_run,
       "UPDATE runs SET finished = 1, status = ?2, summary = ?3, dropped = coalesce(?4, dropped) WHERE run = "
       "?1"},
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
  for (const char* table : {"epochs", "readings", "phases", "log", "steps"}) {
    auto prepared = database.prepare(fmt::format("DELETE FROM {} WHERE run = ?", table));
    if (!prepared) return tl::make_unexpected(prepared.error());
    statements_.forget.push_back(std::move(*prepared));
  }
  return {};
}

Status RecordWriter::describe(const Description& description) {
  if (auto told = describe_variants(description.rows); !told) return told;
  const Machine& machine = description.machine;
  std::vector<std::pair<std::string, std::string>> values = {
      {"created", description.created},
      {"experiment_name", description.experiment.name},
      {"experiment", write_experiment(description.experiment)},
      {"together", description.together ? "true" : "false"},
      {"machine_cpu", machine.cpu},
      {"machine_cores", std::to_string(machine.cores)},
      {"machine_memory_bytes", std::to_string(machine.memory_bytes)},
      {"machine_system", machine.system},
      {"machine_program", machine.program},
      {"machine_governor", machine.governor},
  };
  if (description.comparison) {
    values.emplace_back("in_process", "false");
    values.emplace_back("fingerprint", description.comparison->fingerprint);
  }
  for (const auto& [key, value] : values)
    if (auto written = statements_.about.run(key, value); !written) return written;
  return description.comparison ? comparison_.begin(*description.comparison) : Status{};
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
  last_row_ = static_cast<std::int64_t>(planned_.size());
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

Status RecordWriter::load(Database& database, bool of_earlier) {
  const auto runs = each_row(database, "SELECT run, id, finished FROM runs", [&](const Statement& row) {
    Run& run = runs_[row.text(1)];
    run.row = row.integer(0);
    run.finished = row.integer(2) != 0;
    run.of_earlier = of_earlier;
    last_row_ = std::max(last_row_, run.row);
    return Status{};
  });
  if (!runs) return runs;
  const auto devices =
      each_row(database, "SELECT name, utilization_kind, device FROM devices", [&](const Statement& row) {
        devices_[{row.text(0), row.text(1)}] = row.integer(2);
        return Status{};
      });
  if (!devices) return devices;
  return each_row(database, "SELECT attempt, round FROM rounds", [&](const Statement& row) {
    rounds_[row.integer(0)] = row.integer(1);
    return Status{};
  });
}

Status RecordWriter::write(const Record& record) {
  return std::visit([&](const auto& what) { return store(what); }, record);
}

Result<RecordWriter::Run*> RecordWriter::run_of(const std::string& id) {
  const auto known = runs_.find(id);
  if (known != runs_.end()) return &known->second;
  const Planned planned = planned_of(id);
  Run run;
  run.row = planned.row;
  auto added =
      statements_.add_run.run(run.row, id, planned.label,
                              json_text(to_json(summary_without_end(planned.accelerator))), planned.variant);
  if (!added) return tl::make_unexpected(added.error());
  return &runs_.emplace(id, std::move(run)).first->second;
}

/// Launches of a comparison are called ROW#LAUNCH; what was never planned is its own accelerator.
RecordWriter::Planned RecordWriter::planned_of(const std::string& id) {
  const auto whole = planned_.find(id);
  if (whole != planned_.end()) return whole->second;
  const auto mark = id.rfind('#');
  const auto row = planned_.find(id.substr(0, mark));
  Planned planned{0, id, id, {}};
  if (mark != std::string::npos && row != planned_.end()) {
    planned = row->second;
    planned.label += " · " + word_of_launch(id.substr(mark + 1));
  }
  planned.row = ++last_row_;
  return planned;
}

std::string RecordWriter::word_of_launch(const std::string& launch) const {
  if (launch.starts_with("0.trial")) return "trial";
  if (launch.starts_with("0.")) return "certificate, " + launch.substr(2);
  const std::int64_t attempt = integer_of(launch);
  const auto round = rounds_.find(attempt);
  if (round == rounds_.end()) return "attempt " + launch;
  const bool again = std::ranges::any_of(
      rounds_, [&](const auto& one) { return one.first < attempt && one.second == round->second; });
  return fmt::format("round {}", round->second) + (again ? ", attempt " + launch : "");
}

Status RecordWriter::forget(Run& run) {
  if (!run.of_earlier) return {};
  run.of_earlier = false;
  run.finished = false;
  for (Statement& statement : statements_.forget)
    if (auto forgotten = statement.run(run.row); !forgotten) return forgotten;
  return {};
}

Status RecordWriter::store(const CertificateRecord& certificate) { return comparison_.write(certificate); }
Status RecordWriter::store(const Forecast& forecast) { return comparison_.write(forecast); }
Status RecordWriter::store(const NoiseFloor& floor) { return comparison_.write(floor); }

Status RecordWriter::store(const RoundBegan& began) {
  rounds_[began.round.attempt] = began.round.round;
  return comparison_.begin_round(began.round);
}

Status RecordWriter::store(const RoundRunEnded& ended) {
  if (auto stored = store_summary(ended.run); !stored) return stored;
  return comparison_.end_run(ended.attempt, ended.position, ended.run);
}

Status RecordWriter::store(const RoundEnded& ended) {
  rounds_[ended.round.attempt] = ended.round.round;
  for (const RoundRun& run : ended.round.runs)
    if (auto stored = store_summary(run); !stored) return stored;
  return comparison_.end_round(ended.round, ended.judgement);
}

Status RecordWriter::store_summary(const RoundRun& run) {
  auto known = run_of(run.run);
  if (!known) return tl::make_unexpected(known.error());
  return end_run(**known, run.summary, std::nullopt);
}

Status RecordWriter::store(const ComparisonEnded& ended) {
  if (!ended.fingerprint.empty())
    if (auto told = statements_.about.run(std::string_view("fingerprint"), ended.fingerprint); !told)
      return told;
  return comparison_.end(ended);
}

Status RecordWriter::store(const ComparisonResumed&) { return comparison_.resume(); }

Status RecordWriter::store(const TrainingOutcome& outcome) {
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
