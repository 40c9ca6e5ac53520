// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>

#include "core/telemetry/machine.h"
#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// The path behind the line of /proc/self/cgroup whose controllers hold `controller` (version 1), or "0::"
/// for "".
std::optional<std::string> group_path(std::string_view text, std::string_view controller) {
  for (const std::string_view line : lines_of(text)) {
    const auto first = line.find(':');
    const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string names = "," + std::string(line.substr(first + 1, second - first - 1)) + ",";
    const bool found = controller.empty()
                           ? names == ",,"
                           : names.find("," + std::string(controller) + ",") != std::string::npos;
    if (found) return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

/// The folder of a group and of every group above it, the mount itself last: inside a container the group's
/// own path may not be visible, but its limits then stand in the mount.
std::vector<fs::path> group_folders(const fs::path& root, const fs::path& mount,
                                    std::string_view controller) {
  std::vector<fs::path> folders;
  const auto text = read_system_file(root / "proc/self/cgroup");
  const auto path = text ? group_path(*text, controller) : std::nullopt;
  if (!path) return folders;
  const fs::path relative = fs::path(*path).relative_path().lexically_normal();
  for (fs::path part = relative; !part.empty() && part != "."; part = part.parent_path())
    if (*part.begin() != "..") folders.push_back(mount / part);
  folders.push_back(mount);
  return folders;
}

/// "max 100000" or "150000 100000".
std::optional<double> quota_of_version_2(const fs::path& folder) {
  const auto text = read_system_file(folder / "cpu.max");
  const auto quota = text ? leading_number(*text) : std::nullopt;
  if (!quota || text->find(' ') == std::string::npos) return std::nullopt;
  const auto period = leading_number(std::string_view(*text).substr(text->find(' ')));
  if (!period || *period <= 0 || *quota <= 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

std::optional<double> quota_of_version_1(const fs::path& folder) {
  const auto quota = read_system_number(folder / "cpu.cfs_quota_us");
  const auto period = read_system_number(folder / "cpu.cfs_period_us");
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

template <class T>
void tighten(std::optional<T>& limit, const std::optional<T>& other) {
  if (other && (!limit || *other < *limit)) limit = other;
}

}  // namespace

std::optional<double> processor_quota(const fs::path& root) {
  std::optional<double> quota;
  const fs::path mount = root / "sys/fs/cgroup";
  for (const auto& folder : group_folders(root, mount, "")) tighten(quota, quota_of_version_2(folder));
  for (const char* name : {"cpu", "cpu,cpuacct"})
    for (const auto& folder : group_folders(root, mount / name, "cpu"))
      tighten(quota, quota_of_version_1(folder));
  return quota;
}

std::optional<std::int64_t> memory_limit(const fs::path& root) {
  std::optional<std::int64_t> limit;
  const fs::path mount = root / "sys/fs/cgroup";
  for (const auto& folder : group_folders(root, mount, ""))
    tighten(limit, read_system_number(folder / "memory.max"));
  for (const auto& folder : group_folders(root, mount / "memory", "memory"))
    tighten(limit, read_system_number(folder / "memory.limit_in_bytes"));
  return limit;
}

}  // namespace accelbench
