// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/results/svg/palette.h"

namespace accelbench::svg {

/// The looks of all plots, as CSS: for the <style> of a page, or of a picture that stands alone (plots.h).
/// Accelerator i has the class "k<i>", in a shade that can be read on light and on dark paper. Dark where the
/// reader's system is, on a screen; print is light.
std::string stylesheet(const std::vector<Rgb>& accelerators);

}  // namespace accelbench::svg
