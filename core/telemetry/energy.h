// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

// Energy in joules, from counters of the hardware that only grow. It is gross: all that the device used, also
// for whatever else ran on it.
namespace accelbench {

class EnergyCounter {
 public:
  virtual ~EnergyCounter() = default;
  /// Joules since an origin of its own. Where the hardware's counter begins again at 0 this one goes on, as
  /// long as it is read more often than that happens. Empty: it cannot be read any more.
  virtual std::optional<double> joules() = 0;
};

/// What the energy of an accelerator is read from, or why it is not.
struct EnergySource {
  std::string boundary;  ///< what the counters cover: "cpu package", "cuda:0"
  std::vector<std::unique_ptr<EnergyCounter>> counters;
  std::string reason;  ///< where there are no counters: "energy: … is readable by root only"
};

/// The processor packages: RAPL under /sys/class/powercap, of Intel's and AMD's processors. Memory is not in
/// it.
EnergySource processor_energy(const std::filesystem::path& root = "/");

/// Counts from its construction on. Any thread may ask.
class EnergyMeter {
 public:
  explicit EnergyMeter(EnergySource source);

  /// Joules of all counters together since the beginning; empty where there are none, or one of them is lost.
  std::optional<double> joules();
  /// How often it is to be read at least: counters of 32 bits begin again after some minutes.
  static constexpr double read_every_s = 10;
  const std::string& boundary() const { return source_.boundary; }
  /// Why joules() is empty; empty while it is not.
  std::string reason();

 private:
  std::optional<double> sum();

  std::mutex mutex_;
  EnergySource source_;
  std::optional<double> beginning_;
};

/// Folders of the processor packages under /sys/class/powercap, each package once.
std::vector<std::filesystem::path> package_zones(const std::filesystem::path& root);

}  // namespace accelbench
