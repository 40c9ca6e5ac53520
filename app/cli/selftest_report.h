// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/device_limits.h"
#include "core/engine/selftest.h"
#include "core/engine/selftest_speed.h"
#include "core/planning/ceilings.h"

// What a self-test found, for people and for programs.
namespace accelbench {

/// One accelerator on one of the speed works.
struct SpeedRow {
  std::string work;
  std::int64_t batch = 0;
  AcceleratorSpec accelerator;
  StepSpeed speed;
};

struct SelftestReport {
  Device device;
  std::vector<SelftestResult> results;
  std::optional<Ceilings> ceilings;  ///< of the processor; empty: not measured
  std::vector<DeviceLimit> limits;   ///< of another device; empty: not measured
  std::vector<SpeedRow> speeds;      ///< those that the engine takes
  bool holds() const;
};

std::string selftest_text(const SelftestReport& report);
nlohmann::ordered_json selftest_json(const SelftestReport& report);

}  // namespace accelbench
