// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/results/judgement_json.h"

namespace accelbench {

Result<ComparisonWriter> ComparisonWriter::prepare(Database& database, bool swept) {
  ComparisonWriter writer;
  writer.swept_ = swept;
  Statements& statements = writer.statements_;
  const std::vector<std::pair<Statement*, std::string_view>> texts = {
      {&statements.value, "INSERT OR REPLACE INTO comparison(key, value) VALUES(?, ?)"},
      {&statements.certificate,
       "INSERT INTO certificates(row_id, accelerator, variant, comparable, algorithm, status, reason, note, "
       "cold_start_s) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(row_id) DO UPDATE SET accelerator = "
       "excluded.accelerator, variant = excluded.variant, comparable = excluded.comparable, algorithm = "
       "excluded.algorithm, status = excluded.status, reason = excluded.reason, note = excluded.note, "
       "cold_start_s = excluded.cold_start_s"},
      {&statements.certificate_number, "SELECT certificate FROM certificates WHERE row_id = ?"},
      {&statements.forget_checks, "DELETE FROM checks WHERE certificate = ?"},
      {&statements.check,
       "INSERT INTO checks(certificate, position, name, passed, found, bound, text) VALUES(?, ?, ?, ?, ?, ?, "
       "?)"},
      {&statements.forecast, "INSERT INTO forecasts(told) VALUES(?)"},
      {&statements.round,
       "INSERT OR REPLACE INTO rounds(attempt, round, seed, set_aside, finished, ended_s) VALUES(?, ?, ?, ?, "
       "?, ?)"},
      {&statements.round_run,
       "INSERT OR REPLACE INTO round_runs(attempt, position, id, row_id, accelerator, variant, ended) "
       "VALUES(?, ?, ?, ?, ?, ?, ?)"},
      {&statements.disturbance,
       "INSERT OR REPLACE INTO disturbances(attempt, run_position, position, kind, outside, found, bound, "
       "text) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"},
      {&statements.look, "INSERT OR IGNORE INTO looks(rounds, told) VALUES(?, ?)"},
      {&statements.resume, "DELETE FROM comparison WHERE key IN ('end', 'end_reason')"},
  };
  for (const auto& [statement, sql] : texts) {
    auto prepared = database.prepare(sql);
    if (!prepared) return tl::make_unexpected(prepared.error());
    *statement = std::move(*prepared);
  }
  return writer;
}

Status ComparisonWriter::write(std::string_view key, const std::string& value) {
  return statements_.value.run(key, value);
}

std::optional<std::int64_t> ComparisonWriter::number_of(std::size_t variant) const {
  return swept_ ? std::optional(static_cast<std::int64_t>(variant) + 1) : std::nullopt;
}

Status ComparisonWriter::begin(const ComparisonStart& start) {
  if (auto told = write("seed", std::to_string(start.seed)); !told) return told;
  if (auto told = write("a_a", start.a_a ? "true" : "false"); !told) return told;
  return start.floor ? write(*start.floor) : Status{};
}

Status ComparisonWriter::write(const NoiseFloor& floor) { return write("floor", json_text(to_json(floor))); }

Status ComparisonWriter::write(const CertificateRecord& certificate) {
  auto told =
      statements_.certificate.run(certificate.row, certificate.accelerator, number_of(certificate.variant),
                                  certificate.comparable, certificate.algorithm, name_of(certificate.status),
                                  certificate.reason, certificate.note, certificate.cold_start_s);
  if (!told) return told;
  statements_.certificate_number.bind_all(certificate.row);
  auto row = statements_.certificate_number.next();
  if (!row) return tl::make_unexpected(row.error());
  const std::int64_t number = *row ? statements_.certificate_number.integer(0) : 0;
  statements_.certificate_number.reset();
  return write_checks(number, certificate);
}

Status ComparisonWriter::write_checks(std::int64_t number, const CertificateRecord& certificate) {
  if (auto forgotten = statements_.forget_checks.run(number); !forgotten) return forgotten;
  for (std::size_t i = 0; i < certificate.checks.size(); ++i) {
    const CertificateCheck& check = certificate.checks[i];
    auto told = statements_.check.run(number, static_cast<std::int64_t>(i), check.name, check.passed,
                                      check.found, check.limit, check.text);
    if (!told) return told;
  }
  return {};
}

Status ComparisonWriter::write(const Forecast& forecast) {
  return statements_.forecast.run(json_text(to_json(forecast)));
}

Status ComparisonWriter::write_round(const RoundRecord& round) {
  return statements_.round.run(round.attempt, round.round, std::to_string(round.seed), round.set_aside,
                               round.finished, round.ended_s);
}

Status ComparisonWriter::write_run(std::int64_t attempt, std::int64_t position, const RoundRun& run,
                                   bool ended) {
  auto told = statements_.round_run.run(attempt, position, run.run, run.row, run.accelerator,
                                        number_of(run.variant), ended);
  if (!told) return told;
  for (std::size_t i = 0; i < run.disturbances.size(); ++i) {
    const Disturbance& one = run.disturbances[i];
    told = statements_.disturbance.run(attempt, position, static_cast<std::int64_t>(i), name_of(one.kind),
                                       one.outside, one.found, one.limit, one.text);
    if (!told) return told;
  }
  return {};
}

Status ComparisonWriter::begin_round(const RoundRecord& round) {
  if (auto told = write_round(round); !told) return told;
  for (std::size_t i = 0; i < round.runs.size(); ++i)
    if (auto told = write_run(round.attempt, static_cast<std::int64_t>(i), round.runs[i], false); !told)
      return told;
  return {};
}

Status ComparisonWriter::end_run(std::int64_t attempt, std::int64_t position, const RoundRun& run) {
  return write_run(attempt, position, run, true);
}

Status ComparisonWriter::end_round(const RoundRecord& round, const Judgement& judgement) {
  if (auto told = write_round(round); !told) return told;
  for (std::size_t i = 0; i < round.runs.size(); ++i)
    if (auto told = end_run(round.attempt, static_cast<std::int64_t>(i), round.runs[i]); !told) return told;
  return write(judgement);
}

Status ComparisonWriter::write(const Judgement& judgement) {
  for (const Look& look : judgement.looks) {
    const std::string text = json_text(to_json(look));
    if (text.size() > longest_judgement) continue;
    if (auto told = statements_.look.run(look.rounds, text); !told) return told;
  }
  const std::string text = json_text(judgement_without_looks(judgement));
  return write("judgement", text.size() <= longest_judgement ? text : "");
}

Status ComparisonWriter::resume() { return statements_.resume.run(); }

Status ComparisonWriter::end(const ComparisonEnded& ended) {
  if (auto told = write("end", std::string(name_of(ended.end))); !told) return told;
  if (auto told = write("end_reason", ended.reason); !told) return told;
  return write(ended.judgement);
}

}  // namespace accelbench
