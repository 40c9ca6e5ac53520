// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/outside_engine.h"

namespace accelbench {

Result<std::unique_ptr<Executable>> OutsideEngine::compile(const Work&, const AcceleratorSpec&) const {
  return unavailable(std::string(name_of(kind())),
                     "this engine trains whole works, step by step it runs nothing");
}

}  // namespace accelbench
