// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/data/standardize.h"
#include "core/work/work.h"

// The name of a work: equal for two accelerators if and only if they are given the same to do.
namespace accelbench {

/// SHA-256, in lower-case hexadecimal digits, of these bytes one after another:
///   1. the line "accelbench work 1" and the line "order philox-1" (each ended by LF)
///   2. settings_text of the work (settings.h)
///   3. the line "classes=C" (0 for a regression)
///   4. for each of x_train, y_train, x_val, y_val, and layers.K.weight, layers.K.bias for K from 0: a line
///      "NAME TYPE [EXTENT, EXTENT]", TYPE float32, or int32 for y of classes (then with one extent), and the
///      values, little-endian, in C order. A work without validation has arrays of 0 rows.
/// An array x or y of more than 2^24 values has the line "NAME TYPE [EXTENT, EXTENT] by 65536 rows", and in
/// place of its values the SHA-256 (32 bytes) of those of each 65 536 rows: blocks are hashed side by side.
std::string fingerprint(const Work& work);
/// The same of a work whose rows several ranks share, those of arrays hashed by blocks in whole ones: with
/// the others, which do the same.
std::string fingerprint(const Work& work, const GatherParts& gather);

/// What a fingerprint is made of, part by part: where two works differ, it can be said in what.
struct WorkParts {
  std::string settings;         ///< settings_text (settings.h)
  std::string data;             ///< SHA-256 of the recipe's bytes from "classes=C" to y_val
  std::string initial_weights;  ///< SHA-256 of the rest
  bool operator==(const WorkParts&) const = default;
};
WorkParts work_parts(const Work& work);

}  // namespace accelbench
