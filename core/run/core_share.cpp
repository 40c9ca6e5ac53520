// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>

#include "core/run/in_process.h"
#include "core/telemetry/machine.h"

namespace accelbench {

std::vector<CoreShare> divide_cores(std::size_t runs) {
  const std::vector<int> all = allowed_processors();
  // A quota of control groups may allow less than there are processors.
  const std::size_t cores =
      std::min(all.size(), static_cast<std::size_t>(std::max<std::int64_t>(1, this_machine().cores)));
  const std::size_t at_once = std::min(runs, cores);
  std::vector<CoreShare> shares(at_once);
  for (std::size_t k = 0; k < at_once; ++k) {
    CoreShare& share = shares[k];
    share.cores = static_cast<std::int64_t>(cores);
    share.runs = static_cast<std::int64_t>(runs);
    share.at_once = static_cast<std::int64_t>(at_once);
    for (std::size_t core = k * cores / at_once; core < (k + 1) * cores / at_once; ++core)
      share.processors.push_back(all[core]);
  }
  return shares;
}

void stay_on(const std::vector<int>& processors) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int processor : processors) CPU_SET(processor, &set);
  // Where the system refuses, the runs share the cores as the scheduler likes: they are only to be watched.
  (void)sched_setaffinity(0, sizeof set, &set);
}

AcceleratorSpec with_share(AcceleratorSpec accelerator, const CoreShare& share) {
  const auto cores = static_cast<std::int64_t>(share.processors.size());
  accelerator.threads = std::min(accelerator.threads.value_or(cores), cores);
  return accelerator;
}

RunSummary with_share(RunSummary summary, const CoreShare& share) {
  if (share.runs > 1) summary.reason += (summary.reason.empty() ? "" : "; ") + share_text(share);
  return summary;
}

std::string share_text(const CoreShare& share) {
  if (share.runs > share.at_once)
    return fmt::format("one of {} runs that take turns on {} core{}, one a core", share.runs, share.cores,
                       share.cores == 1 ? "" : "s");
  return fmt::format("all at once with {} other{}, on {} of {} cores", share.runs - 1,
                     share.runs == 2 ? "" : "s", share.processors.size(), share.cores);
}

}  // namespace accelbench
