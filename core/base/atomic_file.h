// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

// Files that are either whole or not there.
namespace accelbench {

/// What happens to a file that already has the name.
enum class Existing { replace, refuse };

/// A file under construction: bytes go to a temporary beside the target; commit() syncs it, gives it the
/// target's name and syncs the folder. Without commit, or after a failure, nothing is left and an earlier
/// file stays as it was. A symbolic link is followed, a replaced file's permissions are kept, anything but a
/// regular file is refused.
class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::filesystem::path& target,
                                   Existing existing = Existing::replace);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  ~AtomicFile();

  /// Appends. Errors name the target and the system's reason (a full disk, for example).
  Status write(std::string_view text);
  Status write(std::span<const std::byte> bytes);
  Status commit();

  /// The name that commit() gives.
  const std::filesystem::path& target() const { return target_; }

 private:
  AtomicFile() = default;
  Status flush();
  Status publish();
  void discard() noexcept;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::string buffer_;
  Existing existing_ = Existing::replace;
  int descriptor_ = -1;
};

/// The whole of `text` as a file, at once.
Status write_file(const std::filesystem::path& target, std::string_view text,
                  Existing existing = Existing::replace);

/// Makes the names in a folder survive a power cut.
Status sync_folder(const std::filesystem::path& folder);

}  // namespace accelbench
