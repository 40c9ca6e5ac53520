// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/judgement/judgement.h"
#include "core/judgement/round_table.h"
#include "core/results/comparison_records.h"

namespace accelbench {

/// A row's own figures over all rounds of the table, one for each Quantity.
RowFigures figures_of(const RoundTable& table, const JudgedRow& row);

}  // namespace accelbench
