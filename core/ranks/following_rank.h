// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/exchange.h"
#include "core/ranks/rank_readings.h"
#include "core/work/work.h"

namespace accelbench::ranks {

/// Does what the first rank orders (leading_rank.h) until it orders the end. `own` exchanges with the others.
/// Throws ExchangeError.
void follow(const Work& work, Executable& own, Exchange& exchange, RankMeter meter);

}  // namespace accelbench::ranks
