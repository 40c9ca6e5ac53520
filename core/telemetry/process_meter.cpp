// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/process_meter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "core/base/clock.h"
#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t look_again_ns = 500'000'000;  ///< a file for each thread is read to find children
constexpr std::size_t most_processes = 1024;

fs::path folder_of(const fs::path& root, int process) {
  return root / "proc" / (process == 0 ? "self" : fmt::format("{}", process));
}

/// Of the process itself while it lives.
std::optional<std::int64_t> clock_ns(int process) {
  clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
  if (process != 0 && clock_getcpuclockid(process, &clock) != 0) return std::nullopt;
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return std::nullopt;
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// Of its children that ended and that it has waited for: the 16th and 17th field of its stat. The name
/// before them, in brackets, may hold anything.
std::int64_t ended_children_ns(const fs::path& root, int process) {
  const std::string text = read_system_file(folder_of(root, process) / "stat").value_or("");
  std::size_t at = text.rfind(')');
  if (at == std::string::npos) return 0;
  for (int field = 2; field < 16 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  const std::string_view rest = std::string_view(text).substr(at + 1);
  const auto user = leading_number(rest),
             system = leading_number(rest.substr(std::min(rest.find(' '), rest.size())));
  return (user.value_or(0) + system.value_or(0)) * (1'000'000'000 / sysconf(_SC_CLK_TCK));
}

/// Those that its threads have started.
std::vector<int> children_of(const fs::path& root, int process) {
  std::vector<int> children;
  for (const fs::path& thread : list_system_folder(folder_of(root, process) / "task")) {
    const std::string text = read_system_file(thread / "children").value_or("");
    for (std::string_view rest = text; const auto child = leading_number(rest);) {
      children.push_back(static_cast<int>(*child));
      rest.remove_prefix(std::min(rest.find(' ', rest.find_first_not_of(' ')), rest.size()));
    }
  }
  return children;
}

}  // namespace

ProcessMeter::ProcessMeter(std::int64_t threads, int process, const fs::path& root)
    : threads_(static_cast<double>(std::max<std::int64_t>(threads, 1))), root_(root), processes_{process} {}

ProcessMeter::Reading ProcessMeter::read() {
  Reading reading;
  look_for_children();
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

void ProcessMeter::look_for_children() {
  const std::int64_t now_ns = monotonic_ns();
  if (processes_.front() == 0 || (looked_ns_ && now_ns - *looked_ns_ < look_again_ns)) return;
  looked_ns_ = now_ns;
  processes_.resize(1);
  for (std::size_t i = 0; i < processes_.size() && processes_.size() < most_processes; ++i)
    for (const int child : children_of(root_, processes_[i])) processes_.push_back(child);
}

std::optional<std::int64_t> ProcessMeter::process_ns() const {
  auto sum = clock_ns(processes_.front());
  if (!sum || processes_.front() == 0) return sum;
  for (std::size_t i = 1; i < processes_.size(); ++i) *sum += clock_ns(processes_[i]).value_or(0);
  for (const int process : processes_) *sum += ended_children_ns(root_, process);
  return sum;
}

std::optional<std::int64_t> ProcessMeter::resident_bytes() const {
  std::optional<std::int64_t> sum;
  for (const int process : processes_) {
    const auto text = read_system_file(folder_of(root_, process) / "statm");
    if (!text || text->find(' ') == std::string::npos) continue;
    const auto pages = leading_number(std::string_view(*text).substr(text->find(' ')));
    if (!pages || *pages <= 0 /* it has ended */ || *pages > (std::int64_t{1} << 40)) continue;
    sum = sum.value_or(0) + *pages * sysconf(_SC_PAGESIZE);
  }
  return sum;
}

}  // namespace accelbench
