// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"

namespace accelbench {

/// Turns labels as they come into classes 0, 1, …: integers in the order of their values, words in the order
/// of their bytes (for UTF-8 that of the code points).
class ClassLabels {
 public:
  static constexpr std::size_t most_classes = 65'536;

  /// A provisional number for the label. `line` is where it stands.
  Result<std::int32_t> add(std::string_view label, const std::string& file, std::int64_t line);

  struct Classes {
    std::vector<std::int32_t> of_provisional;  ///< class of each provisional number
    std::vector<std::string> names;            ///< empty where the labels are 0 … classes − 1 themselves
    std::int64_t count = 0;
  };
  /// After the last label. Refuses fewer than two classes and numbers that are not integers.
  Result<Classes> finish(const std::string& file, const std::string& column) const;

  /// Classes that are known already: `names` as finish() gives them, of `count` classes.
  struct Known {
    const std::vector<std::string>& names;
    std::int64_t count;
    const std::string& origin;  ///< where they come from, for messages
  };
  /// The known class of each provisional number; refuses labels that are none of them.
  Result<std::vector<std::int32_t>> match(const Known& known, const std::string& file,
                                          const std::string& column) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Seen {
    std::string text;
    std::int64_t line;
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> numbers_;
  std::vector<Seen> seen_;
};

}  // namespace accelbench
