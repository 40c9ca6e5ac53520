// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/shared_data.h"

#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

/// Equal for equal data parts: the text that the writer makes of the part alone, and what the loss asks of
/// it.
std::string key_of(const Experiment& experiment) {
  Experiment part;
  part.data = experiment.data;
  return (wanted_task(experiment) == Task::classification ? "classes\n" : "targets\n") +
         write_experiment(part);
}

}  // namespace

SharedData::SharedData(const std::vector<VariantExperiment>& variants, DataLoader load)
    : variants_(variants), load_(std::move(load)) {
  std::map<std::string, std::size_t> known;
  for (const VariantExperiment& variant : variants) {
    // Without a sweep nothing can be shared: no text is written.
    const std::string key = variants.size() > 1 ? key_of(variant.experiment) : std::string();
    const auto [group, is_new] = known.emplace(key, groups_.size());
    if (is_new) groups_.push_back(std::make_unique<Group>());
    group_of_.push_back(group->second);
    ++groups_[group->second]->left;
  }
}

Result<Work> SharedData::make(std::size_t variant, const DataRoots& roots) {
  const Experiment& experiment = variants_[variant].experiment;
  Group& group = *groups_[group_of_[variant]];
  Result<Dataset> data = [&]() -> Result<Dataset> {
    const std::lock_guard lock(group.mutex);
    if (!group.data) group.data = load_(experiment.data, roots, wanted_task(experiment));
    Result<Dataset> shared = *group.data;
    if (--group.left == 0) group.data.reset();
    return shared;
  }();
  if (!data) return tl::make_unexpected(data.error());
  return work_with_data(experiment, std::move(*data), roots);
}

}  // namespace accelbench
