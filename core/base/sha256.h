// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

// SHA-256 (FIPS 180-4) by OpenSSL, fed piece by piece.
namespace accelbench {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view text);
  void add(std::span<const std::byte> bytes);

  static constexpr std::size_t digest_bytes = 32;
  /// Of all that was added; call it once, last.
  std::array<std::byte, digest_bytes> digest();
  /// 64 lower-case hexadecimal digits of all that was added; call it once, last.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The hash of one text or block of bytes.
std::string sha256_hex(std::string_view text);

}  // namespace accelbench
