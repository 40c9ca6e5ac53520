// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/energy.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// energy_uj of a zone: microjoules, which begin again at 0 behind max_energy_range_uj.
class ZoneCounter : public EnergyCounter {
 public:
  explicit ZoneCounter(const fs::path& zone)
      : file_(zone / "energy_uj"),
        range_uj_(read_system_number(zone / "max_energy_range_uj").value_or(0)),
        last_uj_(read_system_number(file_)) {}

  std::optional<double> joules() override {
    const auto now_uj = read_system_number(file_);
    if (!last_uj_ || !now_uj || *now_uj < 0) return lose();
    if (*now_uj < *last_uj_ && range_uj_ < *last_uj_) return lose();
    const double wrapped_uj = *now_uj < *last_uj_ ? static_cast<double>(range_uj_) : 0;
    joules_ += (wrapped_uj + static_cast<double>(*now_uj) - static_cast<double>(*last_uj_)) * 1e-6;
    last_uj_ = now_uj;
    return joules_;
  }

 private:
  std::optional<double> lose() {
    last_uj_.reset();
    return std::nullopt;
  }

  fs::path file_;
  std::int64_t range_uj_;
  std::optional<std::int64_t> last_uj_;  ///< empty: lost for good
  double joules_ = 0;
};

}  // namespace

std::vector<fs::path> package_zones(const fs::path& root) {
  std::vector<fs::path> zones;
  std::set<std::string> names;
  for (const auto& zone : list_system_folder(root / "sys/class/powercap")) {
    // A second way to the same package.
    if (zone.filename().native().starts_with("intel-rapl-mmio")) continue;
    const std::string name = read_system_file(zone / "name").value_or("");
    if (name.starts_with("package") && names.insert(name).second) zones.push_back(zone);
  }
  return zones;
}

EnergySource processor_energy(const fs::path& root) {
  EnergySource source;
  const auto zones = package_zones(root);
  for (const auto& zone : zones)
    if (!read_system_number(zone / "energy_uj")) {
      source.reason = fmt::format("energy: {} {}", (zone / "energy_uj").string(),
                                  geteuid() == 0 ? "cannot be read" : "is readable by root only");
      return source;
    }
  for (const auto& zone : zones) source.counters.push_back(std::make_unique<ZoneCounter>(zone));
  if (zones.empty()) source.reason = "energy: this machine shows no counter under /sys/class/powercap";
  if (!zones.empty())
    source.boundary = zones.size() == 1 ? "cpu package" : fmt::format("{} cpu packages", zones.size());
  return source;
}

EnergyMeter::EnergyMeter(EnergySource source) : source_(std::move(source)), beginning_(sum()) {}

std::optional<double> EnergyMeter::sum() {
  if (source_.counters.empty()) return std::nullopt;
  double joules = 0;
  for (const auto& counter : source_.counters) {
    const auto one = counter->joules();
    if (!one) return std::nullopt;
    joules += *one;
  }
  return joules;
}

std::optional<double> EnergyMeter::joules() {
  const std::lock_guard lock(mutex_);
  const auto now = beginning_ ? sum() : std::nullopt;
  if (!now) {
    beginning_.reset();
    return std::nullopt;
  }
  return *now - *beginning_;
}

std::string EnergyMeter::reason() {
  if (!source_.reason.empty()) return source_.reason;
  return joules() ? "" : "energy: a counter cannot be read any more";
}

}  // namespace accelbench
