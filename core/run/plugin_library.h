// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/plugin.h"
#include "core/telemetry/nvml_sampler.h"

namespace accelbench {

/// Where a plug-in and NVIDIA's driver are looked for; tests put their own in place.
struct PluginPlaces {
  std::vector<std::filesystem::path> folders;  ///< in turn; the first that has the file
  std::filesystem::path nvml = "libnvidia-ml.so.1";
  std::filesystem::path driver = "libcuda.so.1";
};

inline constexpr const char* cuda_plugin_name = "accelbench-cuda.so";

/// $ACCELBENCH_PLUGINS (a folder), the folder of this program, and lib/accelbench beside that one, where
/// plug-ins are installed and where a build puts a link to its own.
PluginPlaces plugin_places();

/// Loads accelbench-cuda.so, which then stays until the process ends, and asks it whether it can be used
/// here. Each reason says what is missing: the file, the driver, a library, the right build, a new enough
/// driver, a device. Sets CUDA_DEVICE_ORDER, so that devices are numbered as on the PCI bus.
Result<const EnginePlugin*> load_cuda_plugin(const PluginPlaces& places, const NvmlResult& nvml);

/// "470" of "470.223.02".
std::string driver_generation(const std::string& driver);

}  // namespace accelbench
