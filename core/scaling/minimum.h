// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <vector>

namespace accelbench {

/// Where a function of a few variables is least, near `start`; `reach` is how far each variable is tried at
/// first. Needs no derivatives. Values that are not finite count as the largest.
/// Source: Nelder, Mead, "A simplex method for function minimization", Computer Journal 7 (1965), begun again
/// from where it ended, `starts` times at most, until that gains less than a millionth (a simplex may
/// collapse before the minimum).
std::vector<double> minimum_of(const std::function<double(const std::vector<double>&)>& function,
                               std::vector<double> start, const std::vector<double>& reach, int starts);

}  // namespace accelbench
