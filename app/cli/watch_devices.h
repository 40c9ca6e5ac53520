// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace accelbench {

/// Prints a reading of every device of this machine each so many seconds, until stdin ends: as `device`
/// events (JSON lines, after `message` events with what is not measured and why) or as a line for a person.
int watch_devices(double seconds, bool json);

}  // namespace accelbench
