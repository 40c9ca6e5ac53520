// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/result.h"
#include "core/data/table.h"

// Samples made by formulas. Sample i is a function of (seed, i) and the shape alone, so that n samples are
// the first n of n + 1, whatever the number of threads. All in double, rounded once to float32. The formulas
// stand in the guide, data.md.
//
// Draws: column c of sample i has the four words of Philox(seed, stream(data, c), i). Columns 0 … F − 1 are
// the features, F … F + T − 1 the targets (column F: the class of `uniform`), 2^31 + k the noise of target or
// feature k, 3·2^30 + k the constants of the teacher and the centres of blobs, which have their own number in
// place of i.
namespace accelbench {

Result<DataShape> synthetic_shape(const SyntheticData& spec);
/// These rows of them.
Result<Table> make_synthetic(const SyntheticData& spec, RowRange range = {});

}  // namespace accelbench
