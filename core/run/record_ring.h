// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace accelbench {

/// Records of a fixed size from one thread to one other, without locks and without allocating after
/// construction.
template <class Record, std::size_t capacity>
class RecordRing {
  static_assert(std::is_trivially_copyable_v<Record> && (capacity & (capacity - 1)) == 0);

 public:
  /// False where it is full. Called by the writer only.
  bool push(const Record& record) {
    const std::size_t end = end_.load(std::memory_order_relaxed);
    if (end - begin_.load(std::memory_order_acquire) == capacity) return false;
    records_[end % capacity] = record;
    end_.store(end + 1, std::memory_order_release);
    return true;
  }

  /// False where it is empty. Called by the reader only.
  bool pop(Record& record) {
    const std::size_t begin = begin_.load(std::memory_order_relaxed);
    if (begin == end_.load(std::memory_order_acquire)) return false;
    record = records_[begin % capacity];
    begin_.store(begin + 1, std::memory_order_release);
    return true;
  }

  /// How many records wait: exact for neither side, good enough to leave room.
  std::size_t size() const {
    return end_.load(std::memory_order_relaxed) - begin_.load(std::memory_order_relaxed);
  }

 private:
  // Each index in a cache line of its own: the two threads do not take the line from each other at every
  // record.
  alignas(64) std::atomic<std::size_t> begin_{0};
  alignas(64) std::atomic<std::size_t> end_{0};
  std::unique_ptr<Record[]> records_ = std::make_unique<Record[]>(capacity);
};

}  // namespace accelbench
