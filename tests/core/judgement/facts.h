// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/judgement/judgement.h"

// Facts of a comparison, made by hand.
namespace accelbench::testing {

/// Rows "cpu", "gpu", … that all do the same work; the first is the baseline.
struct Facts {
  explicit Facts(const std::vector<std::string>& ids) {
    request.comparison.baseline = ids.front();
    for (const std::string& id : ids) add_row({id, id, id, 0, {}, {}, {}});
  }

  void add_row(const JudgedRow& row) {
    request.rows.push_back(row);
    CertificateRecord certificate;
    certificate.row = row.row;
    certificate.accelerator = row.accelerator;
    certificate.variant = row.variant;
    certificate.comparable = true;
    record.certificates.push_back(certificate);
  }

  using Run = std::function<RunSummary(const std::string& row, std::int64_t round)>;
  /// More rounds, each with one run of each row.
  RoundRecord& add_round(const Run& run) {
    RoundRecord& round = record.rounds.emplace_back();
    round.attempt = static_cast<std::int64_t>(record.rounds.size());
    round.round = round.attempt;
    round.finished = true;
    for (const JudgedRow& row : request.rows)
      round.runs.push_back({row.row + "#" + std::to_string(round.attempt),
                            row.row,
                            row.accelerator,
                            row.variant,
                            run(row.row, round.round),
                            {}});
    return round;
  }
  void add_rounds(std::int64_t rounds, const Run& run) {
    for (std::int64_t i = 0; i < rounds; ++i) add_round(run);
  }

  Judgement judged() const { return judge(request, record); }
  /// The deciding pair of a row, as judged now.
  PairJudgement pair(const std::string& a) const {
    for (const PairJudgement& pair : judged().pairs)
      if (pair.decides && pair.a == a) return pair;
    return {};
  }

  JudgementRequest request;
  ComparisonRecord record;
};

inline RunSummary run_of(double samples_per_second) {
  RunSummary summary;
  summary.samples_per_second = samples_per_second;
  return summary;
}

/// −1, 0 or 1, as the round says: noise that a person can follow.
inline double wobble(std::int64_t round) { return static_cast<double>(round % 3 - 1); }

}  // namespace accelbench::testing
