// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/result.h"

// Large blocks of memory that cost nothing until they are written to.
namespace accelbench {

/// Zeroed memory from the system, aligned to a page. Pages that were never written take no memory, so that a
/// generous bound can be asked for and shrunk to what was needed, without a copy.
class Pages {
 public:
  Pages() = default;
  /// Address space of `bytes`. Fails where the system has not so much of it; `purpose` says for what in the
  /// error.
  static Result<Pages> reserve(std::int64_t bytes, const char* purpose);
  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  ~Pages();

  /// Gives back what lies behind the first `bytes`.
  void shrink(std::int64_t bytes);

  std::int64_t bytes() const { return bytes_; }
  template <class T>
  std::span<T> as() const {
    return {static_cast<T*>(memory_), static_cast<std::size_t>(bytes_) / sizeof(T)};
  }

 private:
  void* memory_ = nullptr;
  std::int64_t bytes_ = 0;
  std::int64_t mapped_ = 0;
};

/// Memory of this machine in bytes.
std::int64_t machine_memory_bytes();

/// count · size, or nothing where that overflows or is negative. Checks what strangers wrote as sizes.
Result<std::int64_t> bytes_of(std::int64_t count, std::int64_t size, const char* purpose);

/// Refuses, with the figures, what this machine's memory cannot hold.
Status fits_in_memory(std::int64_t bytes, const char* purpose);

}  // namespace accelbench
