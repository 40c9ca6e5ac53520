// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace accelbench {

/// Numbers too small for the normal range count as zero in this thread while this lives, then again as
/// before. Without it a step of a network with dead units costs a quarter more: moments decay into that range
/// and stay there.
class FlushDenormals {
 public:
  FlushDenormals() : before_(control()) { set_control(before_ | flush_bits); }
  ~FlushDenormals() { set_control(before_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE__)
  static constexpr std::uint64_t flush_bits = 0x8040;  // results (FTZ) and operands (DAZ)
  static std::uint64_t control() { return _mm_getcsr(); }
  static void set_control(std::uint64_t value) { _mm_setcsr(static_cast<unsigned int>(value)); }
#elif defined(__aarch64__)
  static constexpr std::uint64_t flush_bits = std::uint64_t{1} << 24;  // FPCR.FZ
  static std::uint64_t control() {
    std::uint64_t value = 0;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void set_control(std::uint64_t value) { asm volatile("msr fpcr, %0" : : "r"(value)); }
#else
  static constexpr std::uint64_t flush_bits = 0;
  static std::uint64_t control() { return 0; }
  static void set_control(std::uint64_t) {}
#endif
  std::uint64_t before_;
};

}  // namespace accelbench
