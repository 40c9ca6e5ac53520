// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/machine.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cmath>

#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

utsname kernel() {
  utsname names{};
  uname(&names);
  return names;
}

std::string processor_name(const fs::path& root) {
  const std::string text = read_system_file(root / "proc/cpuinfo").value_or("");
  for (const char* key : {"model name", "Model", "Hardware", "cpu model"})
    if (auto name = value_of_key(text, key); name && !name->empty()) return *name;
  return fmt::format("{} processor", kernel().machine);
}

std::int64_t usable_cores(const fs::path& root) {
  const auto allowed = static_cast<std::int64_t>(allowed_processors().size());
  const auto quota = processor_quota(root);
  if (!quota) return std::max<std::int64_t>(allowed, 1);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(*quota)), 1,
                                  std::max<std::int64_t>(allowed, 1));
}

std::int64_t usable_memory(const fs::path& root) {
  const std::string text = read_system_file(root / "proc/meminfo").value_or("");
  const auto total = value_of_key(text, "MemTotal");
  const std::int64_t bytes = total ? leading_number(*total).value_or(0) * 1024 : 0;
  const auto limit = memory_limit(root);
  if (!limit || *limit <= 0) return bytes;
  return bytes > 0 ? std::min(bytes, *limit) : *limit;
}

/// "Debian GNU/Linux 12, Linux 6.1.0"; never the host's name.
std::string operating_system(const fs::path& root) {
  const std::string text = read_system_file(root / "etc/os-release").value_or("");
  std::string name = value_of_key(text, "NAME").value_or("unknown system");
  if (const auto version = value_of_key(text, "VERSION_ID")) name += " " + *version;
  const std::string release = kernel().release;
  return fmt::format("{}, {} {}", name, kernel().sysname, release.substr(0, release.find('-')));
}

std::string program_name() {
#if defined(__clang__)
  const std::string compiler =
      fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  const std::string compiler = fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
  return fmt::format("Accelbench {}, {}, {}", ACCELBENCH_VERSION, compiler, ACCELBENCH_BUILD_TYPE);
}

std::string frequency_governor(const fs::path& root) {
  std::string text =
      read_system_file(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").value_or("");
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::vector<int> allowed_processors() {
  std::vector<int> processors;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return {0};
  for (int processor = 0; processor < CPU_SETSIZE; ++processor)
    if (CPU_ISSET(processor, &set)) processors.push_back(processor);
  return processors;
}

Machine read_machine(const fs::path& root) {
  Machine machine;
  machine.cpu = processor_name(root);
  machine.cores = usable_cores(root);
  machine.memory_bytes = usable_memory(root);
  machine.system = operating_system(root);
  machine.program = program_name();
  machine.governor = frequency_governor(root);
  return machine;
}

Machine this_machine() { return read_machine("/"); }

}  // namespace accelbench
