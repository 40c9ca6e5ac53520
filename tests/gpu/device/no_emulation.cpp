// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of the engine on a real device: nothing is put back before each.
#include "tests/gpu/fixture.h"

namespace accelbench::testing {

void begin_with_device() {}

}  // namespace accelbench::testing
