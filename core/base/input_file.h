// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/result.h"

// Reading files that strangers made: regular files only, so that nothing ever blocks, with the reason in
// every error. Nothing is mapped into memory: a file that shrinks while it is read is an error, not a signal.
namespace accelbench {

class InputFile {
 public:
  /// Refuses what is missing, unreadable, or not a regular file (folders, pipes, devices).
  static Result<InputFile> open(const std::filesystem::path& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&& other) noexcept;
  ~InputFile();

  /// Reads on from where the last read ended; fewer bytes than the span holds only at the end, 0 there.
  Result<std::size_t> read(std::span<std::byte> bytes);
  /// Fills the span or fails: "the file ends after … of … bytes".
  Status read_exactly(std::span<std::byte> bytes);
  /// The next read begins at this byte of the file.
  Status seek(std::int64_t position);

  /// In bytes, when it was opened.
  std::int64_t size() const { return size_; }
  /// Where the next read begins: the bytes read so far, where nothing was skipped.
  std::int64_t position() const { return position_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  InputFile() = default;

  std::filesystem::path path_;
  std::int64_t size_ = 0;
  std::int64_t position_ = 0;
  int descriptor_ = -1;
};

}  // namespace accelbench
