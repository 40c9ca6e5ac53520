// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace accelbench {

/// The descriptor by which a recorder holds its file against all others, in this program and in any other.
/// The lock is one of an open file description on a byte that SQLite never uses: it ends with the program,
/// however that ends, and opening and closing the file elsewhere in this program does not undo it. (The same
/// cannot be said of the locks that SQLite takes: nobody else in this program may open a held file but
/// through SQLite.)
class RecordedFile {
 public:
  /// A new file with this content, whole from the moment at which it has a name; one that exists is refused.
  static Result<RecordedFile> create(const std::filesystem::path& file, std::string_view content);
  /// A file that exists; refused when somebody records into it.
  static Result<RecordedFile> hold(const std::filesystem::path& file);
  RecordedFile(RecordedFile&& other) noexcept;
  RecordedFile& operator=(RecordedFile&& other) noexcept;
  ~RecordedFile();

  /// Whether the name still leads to the file that is held: what is written to one that was removed is lost.
  Status check_there() const;

 private:
  RecordedFile() = default;
  static Result<RecordedFile> of_descriptor(const std::filesystem::path& file, int descriptor);
  Status lock();
  void release() noexcept;

  std::filesystem::path file_;
  int descriptor_ = -1;
  unsigned long long device_ = 0;
  unsigned long long number_ = 0;  ///< of the file on its device
  bool held_ = false;
};

/// Whether a living program records into the file.
bool is_recorded(const std::filesystem::path& file);
/// How that is refused.
Error in_use(const std::filesystem::path& file);

}  // namespace accelbench
