// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/read_comparison.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/results/judgement_json.h"
#include "core/results/record_writer.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_checks = 1'000'000;
constexpr std::int64_t most_disturbances = 1'000'000;
constexpr std::int64_t most_looks = 10'000;
constexpr std::int64_t most_forecasts = 10'000;

/// Reads the tables one after the other; the first error ends it.
class ComparisonReader {
 public:
  ComparisonReader(Database& database, std::size_t variants, Results& results)
      : database_(database), variants_(variants), results_(results) {}
  Status read();

 private:
  using Values = std::map<std::string, std::string>;
  using RunPlace = std::pair<std::int64_t, std::int64_t>;  ///< attempt and position

  Status check_sizes();
  Result<Values> values();
  Status read_head(const Values& values);
  Status read_end(const Values& values);
  Status read_judgement(const Values& values);
  Status read_certificates();
  Status read_checks();
  Status read_forecasts();
  Status read_rounds();
  Status read_runs();
  Status read_disturbances();
  Status read_looks();
  Result<RoundRun> run_of(const Statement& row);
  /// From the number of a variant, NULL without a sweep, to its index.
  Result<std::size_t> variant_of(const Statement& row, int column);

  Database& database_;
  std::size_t variants_;
  Results& results_;
  ComparisonRecord facts_;
  std::map<std::int64_t, std::size_t> certificates_;  ///< by number
  std::map<std::int64_t, std::size_t> rounds_;        ///< by attempt
  std::map<std::string, const RunSummary*> summaries_;
  std::map<RunPlace, RoundRun*> runs_;
};

Result<std::uint64_t> seed_of(const Database& database, const std::string& text) {
  std::uint64_t seed = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc{} || rest != end) return damaged(database, "a seed that is no whole number");
  return seed;
}

nlohmann::ordered_json parsed(const std::string& text) {
  return nlohmann::ordered_json::parse(text, nullptr, false);
}

Status ComparisonReader::read() {
  if (auto sizes = check_sizes(); !sizes) return sizes;
  const auto values = this->values();
  if (!values) return tl::make_unexpected(values.error());
  if (values->empty()) return {};  // a training
  for (const RunRecord& run : results_.runs) summaries_[run.run] = &run.summary;
  if (auto read = read_head(*values); !read) return read;
  for (const auto part : {&ComparisonReader::read_certificates, &ComparisonReader::read_checks,
                          &ComparisonReader::read_forecasts, &ComparisonReader::read_rounds,
                          &ComparisonReader::read_runs, &ComparisonReader::read_disturbances})
    if (auto read = (this->*part)(); !read) return read;
  if (auto read = read_judgement(*values); !read) return read;
  results_.comparison = std::move(facts_);
  return {};
}

Status ComparisonReader::check_sizes() {
  const std::vector<std::pair<std::string, std::int64_t>> bounds = {{"comparison", 20},
                                                                    {"certificates", most_runs},
                                                                    {"checks", most_checks},
                                                                    {"forecasts", most_forecasts},
                                                                    {"rounds", most_runs},
                                                                    {"round_runs", most_runs},
                                                                    {"disturbances", most_disturbances},
                                                                    {"looks", most_looks}};
  for (const auto& [table, most] : bounds)
    if (auto right = check_rows(database_, table, most); !right) return right;
  return {};
}

Result<ComparisonReader::Values> ComparisonReader::values() {
  Values values;
  auto read = each_row(database_, "SELECT key, value FROM comparison", [&](const Statement& row) {
    values[row.text(0)] = row.text(1);
    return Status{};
  });
  if (!read) return tl::make_unexpected(read.error());
  return values;
}

Status ComparisonReader::read_head(const Values& values) {
  const auto seed = values.find("seed");
  if (seed == values.end()) return damaged(database_, "a comparison without its seed");
  const auto number = seed_of(database_, seed->second);
  if (!number) return tl::make_unexpected(number.error());
  facts_.seed = *number;
  const auto a_a = values.find("a_a");
  facts_.a_a = a_a != values.end() && a_a->second == "true";
  const auto floor = values.find("floor");
  if (floor != values.end()) {
    auto told = floor_from_json(parsed(floor->second));
    if (!told) return damaged(database_, "the noise floor: " + told.error().message);
    facts_.floor = std::move(*told);
  }
  return read_end(values);
}

Status ComparisonReader::read_end(const Values& values) {
  const auto reason = values.find("end_reason");
  if (reason != values.end()) facts_.end_reason = reason->second;
  const auto end = values.find("end");
  if (end == values.end()) return {};
  const auto known = value_named<ComparisonEnd>(end->second);
  if (!known) return damaged(database_, "an unknown end of the comparison");
  facts_.end = *known;
  return {};
}

Result<std::size_t> ComparisonReader::variant_of(const Statement& row, int column) {
  if (row.is_null(column) && variants_ == 0) return std::size_t{0};
  const std::int64_t number = row.is_null(column) ? 0 : row.integer(column);
  if (number < 1 || static_cast<std::uint64_t>(number) > variants_)
    return damaged(database_, fmt::format("variant {}, which does not exist", number));
  return static_cast<std::size_t>(number - 1);
}

Status ComparisonReader::read_certificates() {
  return each_row(database_,
                  "SELECT certificate, row_id, accelerator, variant, comparable, algorithm, status, reason, "
                  "note, cold_start_s FROM certificates ORDER BY certificate",
                  [&](const Statement& row) -> Status {
                    const auto variant = variant_of(row, 3);
                    if (!variant) return tl::make_unexpected(variant.error());
                    const auto status = value_named<RunStatus>(row.text(6));
                    if (!status) return damaged(database_, "the status of a certificate");
                    certificates_[row.integer(0)] = facts_.certificates.size();
                    facts_.certificates.push_back({row.text(1),
                                                   row.text(2),
                                                   *variant,
                                                   row.integer(4) != 0,
                                                   row.text(5),
                                                   *status,
                                                   row.text(7),
                                                   {},
                                                   row.text(8),
                                                   row.measured(9)});
                    return {};
                  });
}

Status ComparisonReader::read_checks() {
  return each_row(
      database_,
      "SELECT certificate, name, passed, found, bound, text FROM checks ORDER BY certificate, position",
      [&](const Statement& row) -> Status {
        const auto certificate = certificates_.find(row.integer(0));
        if (certificate == certificates_.end())
          return damaged(database_, "a check of a certificate that does not exist");
        facts_.certificates[certificate->second].checks.push_back(
            {row.text(1), row.integer(2) != 0, row.measured(3), row.measured(4), row.text(5)});
        return {};
      });
}

Status ComparisonReader::read_forecasts() {
  return each_row(database_, "SELECT told FROM forecasts ORDER BY forecast",
                  [&](const Statement& row) -> Status {
                    auto forecast = forecast_from_json(parsed(row.text(0)));
                    if (!forecast) return damaged(database_, "a forecast: " + forecast.error().message);
                    results_.forecasts.push_back(std::move(*forecast));
                    return {};
                  });
}

Status ComparisonReader::read_rounds() {
  return each_row(
      database_, "SELECT attempt, round, seed, set_aside, finished, ended_s FROM rounds ORDER BY attempt",
      [&](const Statement& row) -> Status {
        RoundRecord round;
        round.attempt = row.integer(0);
        round.round = row.integer(1);
        if (round.attempt < 1 || round.round < 1 || round.round > round.attempt)
          return damaged(database_, fmt::format("attempt {} of round {}", round.attempt, round.round));
        const auto seed = seed_of(database_, row.text(2));
        if (!seed) return tl::make_unexpected(seed.error());
        round.seed = *seed;
        round.set_aside = row.integer(3) != 0;
        round.finished = row.integer(4) != 0;
        round.ended_s = row.number(5);
        if (!std::isfinite(round.ended_s)) return damaged(database_, "the end of a round");
        rounds_[round.attempt] = facts_.rounds.size();
        facts_.rounds.push_back(std::move(round));
        return {};
      });
}

/// Runs that were meant to be and did not begin say so.
Result<RoundRun> ComparisonReader::run_of(const Statement& row) {
  const auto variant = variant_of(row, 5);
  if (!variant) return tl::make_unexpected(variant.error());
  RoundRun run{row.text(2), row.text(3), row.text(4), *variant, {}, {}};
  const auto summary = summaries_.find(run.run);
  if (summary != summaries_.end()) {
    run.summary = *summary->second;
    return run;
  }
  if (row.integer(6) != 0) return damaged(database_, "a run of a round that is not among the runs");
  run.summary = summary_without_end(run.accelerator);
  run.summary.status = RunStatus::stopped;
  run.summary.reason = "the comparison ended before this run began";
  return run;
}

// Ids are unique, by the shape of the table and once more here: a summary is copied for each.
Status ComparisonReader::read_runs() {
  auto read = each_row(
      database_,
      "SELECT attempt, position, id, row_id, accelerator, variant, ended FROM round_runs ORDER BY attempt, "
      "position",
      [&](const Statement& row) -> Status {
        const auto round = rounds_.find(row.integer(0));
        if (round == rounds_.end()) return damaged(database_, "a run of a round that does not exist");
        RoundRecord& record = facts_.rounds[round->second];
        if (row.integer(1) != static_cast<std::int64_t>(record.runs.size()))
          return damaged(database_, "the order of a round has a gap");
        if (record.finished && row.integer(6) == 0)
          return damaged(database_, "a run without end in a round that ended");
        auto run = run_of(row);
        if (!run) return tl::make_unexpected(run.error());
        summaries_.erase(run->run);
        record.runs.push_back(std::move(*run));
        return {};
      });
  for (RoundRecord& round : facts_.rounds)
    for (std::size_t i = 0; i < round.runs.size(); ++i)
      runs_[{round.attempt, static_cast<std::int64_t>(i)}] = &round.runs[i];
  return read;
}

Status ComparisonReader::read_disturbances() {
  return each_row(
      database_,
      "SELECT attempt, run_position, kind, outside, found, bound, text FROM disturbances ORDER BY "
      "attempt, run_position, position",
      [&](const Statement& row) -> Status {
        const auto run = runs_.find({row.integer(0), row.integer(1)});
        const auto kind = value_named<DisturbanceKind>(row.text(2));
        if (run == runs_.end()) return damaged(database_, "a disturbance of no run");
        if (!kind) return damaged(database_, "an unknown kind of disturbance");
        run->second->disturbances.push_back(
            {*kind, row.integer(3) != 0, row.measured(4), row.measured(5), row.text(6)});
        return {};
      });
}

Status ComparisonReader::read_judgement(const Values& values) {
  const auto text = values.find("judgement");
  if (text == values.end() || text->second.empty()) return {};
  auto judgement = judgement_from_json(parsed(text->second));
  if (!judgement) return damaged(database_, "the judgement: " + judgement.error().message);
  results_.judgement = std::move(*judgement);
  return read_looks();
}

Status ComparisonReader::read_looks() {
  return each_row(database_, "SELECT told FROM looks ORDER BY rounds", [&](const Statement& row) -> Status {
    auto look = look_from_json(parsed(row.text(0)));
    if (!look) return damaged(database_, "a look: " + look.error().message);
    results_.judgement->looks.push_back(std::move(*look));
    return {};
  });
}

}  // namespace

tl::unexpected<Error> damaged(const Database& database, const std::string& what) {
  return bad_input(database.file(), "the results file is damaged: " + what,
                   "copy it again from where it was made");
}

Status check_rows(Database& database, const std::string& table, std::int64_t most) {
  auto rows = database.integer("SELECT count(*) FROM " + table);
  if (!rows) return tl::make_unexpected(rows.error());
  if (*rows <= most) return {};
  return bad_input(database.file(),
                   fmt::format("{} rows in '{}', and at most {} are read", *rows, table, most),
                   "look at the file with sqlite3");
}

Status read_comparison(Database& database, std::size_t variants, Results& results) {
  return ComparisonReader(database, variants, results).read();
}

}  // namespace accelbench
