// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/results/comparison_records.h"

// From facts to verdicts: the one way, live and when a results file is read again.
namespace accelbench {

/// What of a row's accelerator enters its judgement.
struct JudgedRow {
  std::string row;  ///< TrainingRow::run
  std::string accelerator;
  std::string name;  ///< for sentences: the id, or the label where one was given
  std::size_t variant = 0;
  std::optional<double> price_per_hour;
  std::string currency;
  std::string variant_name;  ///< of a sweep: stands before its sentences
};

struct JudgementRequest {
  ComparisonSpec comparison;    ///< baseline (empty: the first), quantity, rounds, resolution
  std::vector<JudgedRow> rows;  ///< in the order of the experiment
};

/// Pure: the same facts give the same judgement, bit for bit.
Judgement judge(const JudgementRequest& request, const ComparisonRecord& facts);

/// The request of an experiment: rows as rows_of() makes them. Labels that two rows share give way to ids.
JudgementRequest judgement_request(const Experiment& experiment);

/// A run's value of a quantity. Empty where not measured; the reason says why. Infinite where the target was
/// missed.
struct QuantityValue {
  std::optional<double> value;
  std::string reason;
};
QuantityValue quantity_of(Quantity quantity, const RunSummary& run, const JudgedRow& row);

/// The noise floor f ≥ 1 that the pair of an A/A comparison shows: how far its interval reaches from 1. Empty
/// where it has no interval.
std::optional<double> noise_floor(const PairJudgement& pair);

}  // namespace accelbench
