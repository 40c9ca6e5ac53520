// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/run/file_descriptor.h"

namespace accelbench {

/// A folder that only this user can read, and that vanishes with everything in it. One that a killed program
/// left behind is removed by the next that makes one beside it.
class ScratchFolder {
 public:
  /// In `parent`; an empty path means the system's folder for temporary files. `purpose` is part of its name.
  static Result<ScratchFolder> make(const std::filesystem::path& parent,
                                    std::string_view purpose = "certificate");
  ScratchFolder(ScratchFolder&& other) noexcept
      : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  ScratchFolder(std::filesystem::path path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  FileDescriptor lock_;  ///< of the folder: held as long as this program lives
};

}  // namespace accelbench
