// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/cpu/plan.h"

namespace accelbench::cpu {

/// Fills the buckets of a plan whose layers have their places among weights and gradients; returns how many
/// elements each of this rank's moments has: all, or those of its parts where they are sharded.
std::size_t plan_buckets(Plan& plan);

}  // namespace accelbench::cpu
