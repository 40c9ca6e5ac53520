// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/event.h"
#include "core/engine/json_fields.h"

namespace accelbench {

/// The fields of `epoch` (one record) or, as arrays, of `epochs`; `epochs` has `at_s` too, the t_s of each
/// record.
void add_epochs(const EpochsEvent& event, Json& line);
/// `several`: the fields are arrays. `t_s` is the time of a single record.
EpochsEvent epochs_from(JsonFields& line, bool several, double t_s);

}  // namespace accelbench
