// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/executable.h"

#include "core/cpu/blocked_path.h"
#include "core/cpu/fused_network.h"
#include "core/cpu/path_executable.h"
#include "core/cpu/work_check.h"

namespace accelbench::cpu {
namespace {

template <class Path, class... Arguments>
Result<std::unique_ptr<Executable>> make(const Work& work, Arguments... arguments) {
  auto path = Path::create(work, std::move(arguments)...);
  if (!path) return tl::make_unexpected(path.error());
  return std::make_unique<PathExecutable<Path>>(work, std::move(*path));
}

}  // namespace

Result<std::unique_ptr<Executable>> make_blocked_executable(const Work& work, Precision precision,
                                                            const TeamSpec& team) {
  if (auto fits = check_work(work); !fits) return tl::make_unexpected(fits.error());
  auto plan = make_plan(work, precision, team.size);
  if (!plan) return tl::make_unexpected(plan.error());
  if (precision == Precision::float64) return make<BlockedPath<double>>(work, std::move(*plan), team);
  if (precision == Precision::bfloat16)
    return make<BlockedPath<float, Bfloat16>>(work, std::move(*plan), team);
  return make<BlockedPath<float>>(work, std::move(*plan), team);
}

Result<std::unique_ptr<Executable>> make_fused_executable(const Work& work) {
  if (auto fits = check_work(work); !fits) return tl::make_unexpected(fits.error());
  return make<FusedNetwork>(work);
}

}  // namespace accelbench::cpu
