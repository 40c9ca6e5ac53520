// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "core/engine/exchange.h"

namespace accelbench::ranks {

/// What a rank says of itself before all go on.
struct Stand {
  Status status;            ///< whether it can go on
  std::string fingerprint;  ///< of the work that it has
};

/// All ranks tell their stand; an error where one cannot go on, or has another program or other data than the
/// first, with the rank and its host. All ranks get the same answer, but for its words.
Status agree(Exchange& exchange, const Stand& stand);

}  // namespace accelbench::ranks
