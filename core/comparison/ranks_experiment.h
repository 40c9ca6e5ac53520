// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"

// From one experiment to the one that shows how its accelerators scale: `compare --ranks 1,2,4,8`.
namespace accelbench {

/// "1,2,4": rising, none twice, each from 1 to 4096. Errors name what stands in the list.
Result<std::vector<std::int64_t>> read_ranks(std::string_view text);

/// Each accelerator that takes ranks (cpu: processes; cuda: devices of this host, or processes of a cluster)
/// becomes a row for each number of them.
///
/// Strong: rows "cpu-r1", "cpu-r2", … in place of "cpu", all over the same batches; the baseline is then its
/// fewest ranks. Refused: more ranks than rows in a batch or, where that is known, in the training part.
Result<Experiment> strong_scaling(const Experiment& experiment, const std::vector<std::int64_t>& ranks);

/// Weak: a sweep in which batch_size and the samples of synthetic data grow with the ranks; those of the
/// experiment are one rank's. A single accelerator has nobody to be held against: it gets at most 10 rounds,
/// unless their number was asked for.
Result<Experiment> weak_scaling(const Experiment& experiment, const std::vector<std::int64_t>& ranks);

}  // namespace accelbench
