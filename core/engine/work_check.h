// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/work/work.h"

namespace accelbench {

/// Refuses combinations that have no meaning, or none yet, in the words of the experiment: loss against
/// activation, metrics and targets. Looks at settings and widths alone.
Status check_combination(const Work& work);
/// All of it, and that buffers have the sizes they claim and classes are in range: what indexes memory is
/// checked here. `shared`: ranks may share the rows; otherwise all must be there.
Status check_whole_work(const Work& work, bool shared = false);

}  // namespace accelbench
