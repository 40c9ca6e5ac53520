// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/sweep.h"
#include "core/work/work.h"

namespace accelbench {

/// Reads or makes data: load_dataset, or what tests put in its place.
using DataLoader = std::function<Result<Dataset>(const DataSpec&, const DataRoots&, std::optional<Task>)>;

/// The data of a training's variants: those with an equal data part share one data set, loaded when the first
/// needs it and let go of with the last. Any thread may ask.
class SharedData {
 public:
  /// `variants` outlive this.
  SharedData(const std::vector<VariantExperiment>& variants, DataLoader load);

  /// The work of a variant, asked for once each; errors are those of loading and of the work.
  Result<Work> make(std::size_t variant, const DataRoots& roots);
  /// Variants of equal number share their data; numbers ascend in the order of the first of each.
  std::size_t group_of(std::size_t variant) const { return group_of_[variant]; }

 private:
  struct Group {
    std::mutex mutex;
    std::optional<Result<Dataset>> data;  ///< guarded, as `left`
    std::size_t left = 0;                 ///< variants that have not asked yet
  };

  const std::vector<VariantExperiment>& variants_;
  DataLoader load_;
  std::vector<std::size_t> group_of_;
  std::vector<std::unique_ptr<Group>> groups_;
};

}  // namespace accelbench
