// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/process_tree.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

/// What /proc/PID/stat tells of a process.
struct LivingProcess {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::int64_t ticks = 0;  ///< its own and those of the children that it has waited for
};

/// "17 (a name) S 1 17 17 0 …": what stands behind the name, which may itself hold brackets and spaces, with
/// the state as column 3.
std::optional<LivingProcess> parse_process(std::string_view text) {
  const auto id = leading_number(text);
  const auto name_end = text.rfind(')');
  if (!id || name_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(name_end + 1);
  LivingProcess process{*id, 0, 0};
  for (int column = 3; column <= 17 && !text.empty(); ++column) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::int64_t value = leading_number(text).value_or(0);
    if (column == 4) process.parent = value;
    if (column >= 14) process.ticks += std::clamp<std::int64_t>(value, 0, std::int64_t{1} << 56);
    text.remove_prefix(std::min(text.find(' '), text.size()));
  }
  return process;
}

std::vector<LivingProcess> living_processes(const std::filesystem::path& root) {
  std::vector<LivingProcess> processes;
  for (const auto& folder : list_system_folder(root / "proc")) {
    if (!leading_number(folder.filename().native())) continue;
    const auto text = read_system_file(folder / "stat");  // it may just have ended
    if (const auto process = text ? parse_process(*text) : std::nullopt) processes.push_back(*process);
  }
  return processes;
}

std::int64_t ticks_below(std::int64_t parent, const std::vector<LivingProcess>& processes) {
  std::int64_t ticks = 0;
  std::vector<std::int64_t> parents = {parent};
  // A process has one parent, so that each is found once; a damaged list that names a circle ends here, too.
  for (std::size_t i = 0; i < parents.size() && i <= processes.size(); ++i)
    for (const LivingProcess& process : processes)
      if (process.parent == parents[i] && process.id != parent) {
        ticks += process.ticks;
        parents.push_back(process.id);
      }
  return ticks;
}

std::int64_t nanoseconds(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_usec} * 1000;
}

}  // namespace

std::int64_t process_tree_cpu_ns(const std::filesystem::path& root) {
  timespec own{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  rusage waited_for{};
  getrusage(RUSAGE_CHILDREN, &waited_for);
  const std::int64_t living = ticks_below(getpid(), living_processes(root));
  return std::int64_t{own.tv_sec} * 1'000'000'000 + own.tv_nsec + nanoseconds(waited_for.ru_utime) +
         nanoseconds(waited_for.ru_stime) + living * (1'000'000'000 / sysconf(_SC_CLK_TCK));
}

}  // namespace accelbench
