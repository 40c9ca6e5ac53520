// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/process_meter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/telemetry/system_files.h"

namespace accelbench {

ProcessMeter::ProcessMeter(std::int64_t threads, int process, const std::filesystem::path& root)
    : threads_(static_cast<double>(std::max<std::int64_t>(threads, 1))),
      memory_file_(root / "proc" / (process == 0 ? "self" : fmt::format("{}", process)) / "statm") {
  clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
  if (process == 0 || clock_getcpuclockid(process, &clock) == 0) clock_ = clock;
}

ProcessMeter::Reading ProcessMeter::read() {
  Reading reading;
  const std::int64_t wall_ns = monotonic_ns();
  const auto process_now = process_ns();
  if (last_wall_ns_) reading.elapsed_ns = wall_ns - *last_wall_ns_;
  if (reading.elapsed_ns > 0 && last_process_ns_ && process_now) {
    const auto busy = static_cast<double>(*process_now - *last_process_ns_);
    reading.utilization = std::clamp(busy / (static_cast<double>(reading.elapsed_ns) * threads_), 0.0, 1.0);
  }
  reading.resident_bytes = resident_bytes();
  last_wall_ns_ = wall_ns;
  last_process_ns_ = process_now;
  return reading;
}

std::optional<std::int64_t> ProcessMeter::process_ns() const {
  timespec time{};
  if (!clock_ || clock_gettime(*clock_, &time) != 0) return std::nullopt;
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::optional<std::int64_t> ProcessMeter::resident_bytes() const {
  const auto text = read_system_file(memory_file_);
  if (!text || text->find(' ') == std::string::npos) return std::nullopt;
  const auto pages = leading_number(std::string_view(*text).substr(text->find(' ')));
  if (!pages || *pages < 0 || *pages > (std::int64_t{1} << 40)) return std::nullopt;
  return *pages * sysconf(_SC_PAGESIZE);
}

}  // namespace accelbench
