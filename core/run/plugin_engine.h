// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/run/plugin_library.h"

namespace accelbench {

/// The engine `cuda`: loads its plug-in when it is first asked for devices, energy or work, and passes
/// everything on to it, with the device that an accelerator names found and checked. Where it cannot be
/// loaded it lists the GPUs that the driver tells of, or one row `cuda`, with the reason.
std::unique_ptr<Engine> make_cuda_engine(PluginPlaces places = plugin_places());

/// Lets this process load plug-ins: by main() of a program that draws no charts, since no process may hold
/// both CUDA and Qt Charts (the licences). Without it the engine `cuda` says that it is asked in a process of
/// its own.
void allow_plugins();

/// The device that `named` (as in an experiment: "1", a UUID or the beginning of one; nothing: the first that
/// can be used) means; an error names those that there are.
Result<Device> find_cuda_device(const std::vector<Device>& devices, const std::vector<std::string>& named);

}  // namespace accelbench
