// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>

#include "core/base/target.h"

// What a kernel is here: a plain struct of arguments that says how large its grid is and what each thread
// does in each phase. Between two phases all threads of a block wait for each other; nothing else of the
// device is used (no warp intrinsics, no atomics), so the same text runs on the host, block by block and
// thread by thread.
//
//   struct Kernel {
//     Grid grid() const;                            // on the host
//     std::uint32_t phases() const;                 // 1 where threads never meet
//     struct Shared { … };                          // of a block; nothing of it is initialised
//     void run(const Thread&, Shared&, std::uint32_t phase) const;
//   };
namespace accelbench::cuda {

struct Grid {
  std::uint32_t blocks = 0;
  std::uint32_t threads = 0;  ///< of a block
};

/// Where a thread stands.
struct Thread {
  std::uint32_t block = 0, blocks = 0;
  std::uint32_t number = 0, count = 0;  ///< in its block

  ACCELBENCH_HD std::uint64_t index() const { return std::uint64_t{block} * count + number; }
  ACCELBENCH_HD std::uint64_t all() const { return std::uint64_t{blocks} * count; }
};

inline constexpr std::uint32_t block_threads = 256;

/// One thread an item, 256 a block.
inline Grid grid_over(std::uint64_t items) {
  return {static_cast<std::uint32_t>((items + block_threads - 1) / block_threads), block_threads};
}

/// Memory of the device with its size. On the host, in emulation, every access is checked.
template <class T>
class Array {
 public:
  Array() = default;
  ACCELBENCH_HD Array(T* data, std::size_t size) : data_(data), size_(size) {}
  template <class U>
  requires std::is_convertible_v<U (*)[], T (*)[]> ACCELBENCH_HD Array(Array<U> other)
      : data_(other.data()), size_(other.size()) {}

  ACCELBENCH_HD T& operator[](std::size_t i) const {
    check(i, 1);
    return data_[i];
  }
  /// `count` elements from i on.
  ACCELBENCH_HD T* at(std::size_t i, std::size_t count) const {
    check(i, count);
    return data_ + i;
  }
  ACCELBENCH_HD Array from(std::size_t i, std::size_t count) const { return {at(i, count), count}; }
  ACCELBENCH_HD T* data() const { return data_; }
  ACCELBENCH_HD std::size_t size() const { return size_; }
  ACCELBENCH_HD bool empty() const { return size_ == 0; }

 private:
  ACCELBENCH_HD void check([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t count) const {
#ifndef __CUDA_ARCH__
    if (count > size_ || i > size_ - count) throw std::out_of_range("a kernel leaves its buffer");
#endif
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// `Count` neighbours that are read and written at once.
template <class T, std::size_t Count>
struct alignas(sizeof(T) * Count) Pack {
  T values[Count];
};
template <std::size_t Count, class T>
ACCELBENCH_HD Pack<std::remove_const_t<T>, Count> load(Array<T> from, std::size_t i) {
  return *reinterpret_cast<const Pack<std::remove_const_t<T>, Count>*>(from.at(i, Count));
}
template <std::size_t Count, class T>
ACCELBENCH_HD void store(const Pack<T, Count>& value, Array<T> to, std::size_t i) {
  *reinterpret_cast<Pack<T, Count>*>(to.at(i, Count)) = value;
}

struct NothingShared {};

/// A tree over the parts of a block's threads: phases 1 … 8 of a kernel whose phase 0 filled them.
inline constexpr std::uint32_t tree_phases = 8;
template <class Part>
ACCELBENCH_HD void add_up(Part* parts, std::uint32_t number, std::uint32_t phase) {
  const std::uint32_t reach = block_threads >> phase;
  if (number < reach) parts[number].add(parts[number + reach]);
}

/// Where an index lies in rows of `columns`. Division of 64 bits costs a GPU as much as a small kernel's
/// whole work.
struct RowAndColumn {
  std::uint64_t row = 0, column = 0;

  ACCELBENCH_HD static RowAndColumn of(std::uint64_t index, std::uint64_t columns) {
    if (((index | columns) >> 32) != 0) return {index / columns, index % columns};
    const auto narrow = static_cast<std::uint32_t>(index), by = static_cast<std::uint32_t>(columns);
    return {narrow / by, narrow % by};
  }
};

/// Rows of a matrix in a buffer.
template <class T>
struct Matrix {
  Array<T> values;
  std::uint64_t stride = 0;  ///< elements from row to row, a multiple of 8
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
};

}  // namespace accelbench::cuda
