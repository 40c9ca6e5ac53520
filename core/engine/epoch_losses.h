// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>

#include "core/experiment/choices.h"

// What an engine tells as the loss of an epoch.
namespace accelbench {

/// Whether an engine tells, as loss and metrics of an epoch, those of its weights at the epoch's end. All
/// others tell the mean over the epoch while weights moved, which lags behind; validation is the same for
/// all.
constexpr bool tells_losses_at_epochs_end(EngineKind engine) { return engine == EngineKind::h2o; }
/// By the name that summaries have.
inline bool tells_losses_at_epochs_end(std::string_view engine) { return engine == name_of(EngineKind::h2o); }

}  // namespace accelbench
