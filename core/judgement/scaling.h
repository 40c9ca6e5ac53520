// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/results/comparison_records.h"
#include "core/run/training.h"
#include "core/scaling/scaling_study.h"

// One accelerator over several numbers of ranks: found among the rows of a comparison, from facts to
// speed-up, efficiency and a model.
namespace accelbench {

/// Processes, or devices of this host, that train one model together.
std::int64_t rank_count(const AcceleratorSpec& accelerator);

/// Rows that differ in their number of ranks and in nothing else; of weak scaling also in batch_size and
/// samples, which grow with the ranks. Ids, labels, colours and prices do not count.
struct ScalingRows {
  ScalingKind kind = ScalingKind::strong;
  std::vector<std::size_t> rows;  ///< into TrainingRows::rows, rising ranks, two at least
};
/// Empty where no row has several ranks, and for more than 1000 rows.
std::vector<ScalingRows> scaling_rows(const TrainingRows& rows);

/// Whether two rows of a study take part: then rounds are worth their time, although each row may be alone in
/// its variant and held against nobody.
bool shows_scaling(const TrainingRows& rows, const std::function<bool(const TrainingRow&)>& takes_part);

/// Speed-ups are ratios of samples/s of the same round, as in a verdict (below 10 rounds Student's interval,
/// from 10 on Hodges–Lehmann's), each at 95 %; they are description, no verdict.
std::vector<ScalingStudy> scaling_studies(const Experiment& experiment, const ComparisonRecord& facts);

}  // namespace accelbench
