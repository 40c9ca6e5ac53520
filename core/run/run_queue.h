// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace accelbench {

/// Rows of a training that wait for a thread. Any thread may take.
class RunQueue {
 public:
  explicit RunQueue(std::vector<std::size_t> rows) : rows_(std::move(rows)) {}
  std::size_t size() const { return rows_.size(); }
  /// The next one, or nothing after the last.
  std::optional<std::size_t> take() {
    const std::size_t place = next_.fetch_add(1);
    return place < rows_.size() ? std::optional(rows_[place]) : std::nullopt;
  }

 private:
  std::vector<std::size_t> rows_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace accelbench
