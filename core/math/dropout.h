// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/philox.h"
#include "core/base/target.h"

// Which outputs a training step drops: a function of (seed, layer, step, row of the batch, column) alone, so
// that threads, vector widths and devices that share a batch all draw the same mask.
namespace accelbench {

/// Word c mod 4 of Philox counter (step · batch_size + row) · ⌈units / 4⌉ + ⌊c / 4⌋ of the layer's stream
/// decides about column c: dropped where its upper 24 bits, as a number in [0, 1), are below the rate. `step`
/// counts from 0 over the run; `row` is that of the whole batch, whichever device has it.
struct DropoutDraw {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;
  std::uint64_t quads = 0;      ///< ⌈units / 4⌉
  std::uint32_t threshold = 0;  ///< ⌈rate · 2²⁴⌉

  static DropoutDraw of_layer(std::uint64_t seed, std::uint32_t layer, std::int64_t units, double rate) {
    return {seed, random_stream(RandomUse::dropout, layer), (static_cast<std::uint64_t>(units) + 3) / 4,
            static_cast<std::uint32_t>(std::ceil(rate * 0x1p24))};
  }

  /// Whether the columns 4·quad … 4·quad + 3 are kept; global_row = step · batch_size + row.
  ACCELBENCH_HD std::array<bool, 4> kept(std::uint64_t global_row, std::uint64_t quad) const {
    const auto words = Philox::words(seed, stream, global_row * quads + quad);
    return {(words[0] >> 8) >= threshold, (words[1] >> 8) >= threshold, (words[2] >> 8) >= threshold,
            (words[3] >> 8) >= threshold};
  }
};

}  // namespace accelbench
