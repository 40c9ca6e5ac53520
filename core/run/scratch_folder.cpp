// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/scratch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <string>
#include <system_error>

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr int attempts = 8;

FileDescriptor open_folder(const fs::path& path) {
  return FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool take_lock(const FileDescriptor& folder) { return ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0; }

/// Ours, locked by nobody, and not just being made.
bool is_left_over(const FileDescriptor& folder) {
  struct stat status {};
  if (::fstat(folder.get(), &status) != 0 || status.st_uid != ::geteuid()) return false;
  constexpr std::time_t young_s = 60;
  return std::time(nullptr) - status.st_mtime > young_s && take_lock(folder);
}

void remove_left_overs(const fs::path& parent, const std::string& prefix) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (!entry.path().filename().string().starts_with(prefix)) continue;
    const FileDescriptor folder = open_folder(entry.path());
    std::error_code ignored;
    if (folder.open() && is_left_over(folder)) fs::remove_all(entry.path(), ignored);
  }
}

tl::unexpected<Error> cannot_make(const fs::path& parent, int reason) {
  return failed(parent.string(),
                "cannot make a folder for scratch files: " + std::generic_category().message(reason),
                "set TMPDIR to a folder in which you may create files");
}

}  // namespace

Result<ScratchFolder> ScratchFolder::make(const fs::path& parent, std::string_view purpose) {
  const std::string prefix = "accelbench-" + std::string(purpose) + "-";
  std::error_code error;
  const fs::path within = parent.empty() ? fs::temp_directory_path(error) : fs::absolute(parent, error);
  if (error) return cannot_make(within, error.value());
  remove_left_overs(within, prefix);
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::string name = (within / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) return cannot_make(within, errno);
    FileDescriptor folder = open_folder(name);
    if (folder.open() && take_lock(folder)) return ScratchFolder(name, std::move(folder));
  }
  return cannot_make(within, EBUSY);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace accelbench
