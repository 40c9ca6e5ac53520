// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/base/input_file.h"
#include "core/base/result.h"

// Bytes from the first to the last, wherever they come from: a file, a gzip file, a member of an archive.
// Nothing is held but a small buffer.
namespace accelbench {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fewer bytes than the span holds only at the end, 0 there. What a checksum covers is checked with the
  /// last byte.
  virtual Result<std::size_t> read(std::span<std::byte> bytes) = 0;
  /// All bytes, where that is known before they are read (`exact_size`); otherwise no more than these.
  virtual std::int64_t size() const = 0;
  virtual bool exact_size() const = 0;
  /// Bytes read so far.
  virtual std::int64_t position() const = 0;
  /// Names the bytes in errors: "digits.npz:x.npy".
  virtual std::string place() const = 0;

  /// Goes on behind so many bytes; what a checksum covers is read for it.
  virtual Status skip(std::int64_t bytes);
  /// Fills the span or fails: "the data end after … of … bytes".
  Status read_exactly(std::span<std::byte> bytes);
  /// Refuses, before anything large is allocated, `bytes` that cannot follow; `what` takes them.
  Status check_left(std::int64_t bytes, const std::string& what) const;
  /// Refuses bytes that follow.
  Status expect_end();
};

/// The whole of a regular file.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path);

/// The same; a file that begins as gzip files do is unpacked.
Result<std::unique_ptr<ByteSource>> open_perhaps_gzip(const std::filesystem::path& path);

}  // namespace accelbench
