// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>

#include "core/work/work.h"

// The work bundle: a folder from which any engine in any language can do the same work.
namespace accelbench {

/// Writes work.json, x/y .npy files, initial_weights.safetensors and, with `order_epochs`, order.npy.
/// Refuses a folder that exists and is not empty unless `force`.
Status write_bundle(const Work& work, const std::filesystem::path& folder,
                    std::optional<std::int64_t> order_epochs, bool force = false);

}  // namespace accelbench
