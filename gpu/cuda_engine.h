// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "core/engine/engine.h"

namespace accelbench::cuda {

/// Why no device of this machine can be used here; empty where one can. Asks the runtime.
std::string no_device_reason();

/// The engine of NVIDIA's GPUs. Each accelerator names one device, by its number in PCI order.
/// `kept_choices`: the file of tuning.h.
std::unique_ptr<Engine> make_cuda_engine(std::filesystem::path kept_choices);

}  // namespace accelbench::cuda
