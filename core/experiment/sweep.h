// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/experiment/variant.h"

// From one experiment with a sweep to its variants, each a whole experiment.
namespace accelbench {

/// Each variant is checked, trained and kept; beyond this nobody looks at a table any more, and a slip of the
/// pen (8 lists of 10 values) would fill disks.
inline constexpr std::int64_t most_variants = 10'000;

struct VariantExperiment {
  Variant variant;
  Experiment experiment;  ///< without a sweep
};

/// The keys of an axis: one, or several with commas between them that move together, as in "data.samples,
/// training.batch_size"; each of its values is then a list with an item for each.
std::vector<std::string> keys_of(const SweepAxis& axis);
/// What a value of the axis sets, key by key. An error where its list has not an item for each key.
Result<std::vector<VariantSetting>> settings_of(const SweepAxis& axis, const std::string& value);

/// The number of combinations, 1 without a sweep; stays at the largest number where it would not fit.
std::int64_t count_variants(const std::vector<SweepAxis>& axes);

/// Where there are more than most_variants: the number, and what is allowed.
Status check_count(const std::vector<SweepAxis>& axes);

/// One variant for each combination, axes in the order of the file, the last one fastest; without a sweep the
/// experiment itself. The first one whose check fails is an error that names its values and what the check
/// says. A variant may set keys of accelerators, but has the same ids.
Result<std::vector<VariantExperiment>> expand_sweep(const Experiment& experiment);

}  // namespace accelbench
