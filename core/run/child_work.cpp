// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_work.h"

#include <fmt/format.h>

#include "core/experiment/yaml.h"
#include "core/work/read_bundle.h"

namespace accelbench {
namespace {

WorkMaker maker_for(const ChildRequest& request) {
  if (request.bundle.empty()) return make_work;
  return [folder = request.bundle](const Experiment& experiment, const DataRoots&) {
    return read_bundle(experiment, folder);
  };
}

}  // namespace

Result<ChildWork> prepare_child(const ChildRequest& request, const EngineRegistry& registry) {
  auto read = read_experiment(request.experiment, "experiment");
  if (!read) return tl::make_unexpected(read.error().front());
  if (!read->experiment.sweep.empty())
    return bad_input("request", "an experiment with a sweep, expected one of its variants",
                     "set the values of one and leave sweep out");
  ChildWork work{std::move(read->experiment), {}, nullptr, {}, maker_for(request), !request.bundle.empty()};
  work.roots = {request.base_dir, {request.allowed.begin(), request.allowed.end()}};
  work.experiment.training.seed = request.seed;
  const AcceleratorSpec* accelerator = find_accelerator(work.experiment, request.accelerator);
  if (!accelerator) return bad_input("request", fmt::format("no accelerator '{}'", request.accelerator));
  work.accelerator = *accelerator;
  const auto engine = registry.need(accelerator->engine);
  if (!engine) return tl::make_unexpected(engine.error());
  work.engine = *engine;
  return work;
}

}  // namespace accelbench
