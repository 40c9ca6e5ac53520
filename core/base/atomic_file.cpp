// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = 256 * 1024;

std::string fix_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or write to another disk";
    case EACCES:
    case EPERM:
    case EROFS:
      return "write to a folder in which you may create files";
    case ENOENT:
      return "create the folder first";
    default:
      return {};
  }
}

tl::unexpected<Error> write_error(const fs::path& target, int error) {
  return failed(target.string(), "cannot write: " + std::generic_category().message(error), fix_for(error));
}

Status write_all(int descriptor, const fs::path& target, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return write_error(target, errno);
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return {};
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

// Unique in this process by the counter, among processes by the id.
fs::path temporary_beside(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  const std::string name = target.filename().string().substr(0, 200);  // a name has at most 255 bytes
  return folder_of(target) / fmt::format(".{}.{}-{}.part", name, ::getpid(), counter++);
}

// The file that a write to `target` would reach; a link is followed so that saving does not replace the link.
Result<fs::path> resolved(const fs::path& target) {
  std::error_code error;
  if (!fs::is_symlink(target, error)) return target;
  const fs::path real = fs::weakly_canonical(target, error);
  if (error) return write_error(target, error.value());
  return real;
}

Status check_target(const fs::path& target, Existing existing) {
  struct stat found {};
  if (::lstat(target.c_str(), &found) != 0) return errno == ENOENT ? Status{} : write_error(target, errno);
  if (!S_ISREG(found.st_mode)) return failed(target.string(), "cannot write: this is not a regular file");
  if (existing == Existing::refuse)
    return bad_input(target.string(), "the file exists", "choose another name or use --force");
  return {};
}

void keep_permissions(int descriptor, const fs::path& target) {
  struct stat found {};
  if (::stat(target.c_str(), &found) == 0) static_cast<void>(::fchmod(descriptor, found.st_mode & 07777));
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const fs::path& target, Existing existing) {
  if (target.filename().empty()) return bad_input(target.string(), "this is not the name of a file");
  auto real = resolved(target);
  if (!real) return tl::make_unexpected(real.error());
  if (auto usable = check_target(*real, existing); !usable) return tl::make_unexpected(usable.error());
  AtomicFile file;
  file.target_ = std::move(*real);
  file.existing_ = existing;
  file.temporary_ = temporary_beside(file.target_);
  file.descriptor_ = ::open(file.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file.descriptor_ < 0) return write_error(target, errno);
  keep_permissions(file.descriptor_, file.target_);
  return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept { *this = std::move(other); }

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this == &other) return *this;
  discard();
  target_ = std::move(other.target_);
  temporary_ = std::move(other.temporary_);
  buffer_ = std::move(other.buffer_);
  existing_ = other.existing_;
  descriptor_ = std::exchange(other.descriptor_, -1);
  return *this;
}

AtomicFile::~AtomicFile() { discard(); }

Status AtomicFile::write(std::span<const std::byte> bytes) {
  return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status AtomicFile::write(std::string_view text) {
  if (descriptor_ < 0)
    return failed(target_.string(), "cannot write: an earlier write failed or the file is finished");
  if (buffer_.size() + text.size() >= buffer_bytes) {
    if (auto written = flush(); !written) return written;
  }
  if (text.size() < buffer_bytes) {
    buffer_.append(text);
    return {};
  }
  auto written = write_all(descriptor_, target_, text.data(), text.size());
  if (!written) discard();
  return written;
}

Status AtomicFile::flush() {
  auto written = write_all(descriptor_, target_, buffer_.data(), buffer_.size());
  buffer_.clear();
  if (!written) discard();
  return written;
}

Status AtomicFile::commit() {
  if (descriptor_ < 0)
    return failed(target_.string(), "cannot write: an earlier write failed or the file is finished");
  if (auto written = flush(); !written) return written;
  if (::fsync(descriptor_) != 0) {
    const int error = errno;
    discard();
    return write_error(target_, error);
  }
  return publish();
}

Status AtomicFile::publish() {
  const unsigned flags = existing_ == Existing::refuse ? RENAME_NOREPLACE : 0U;
  int outcome = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags);
  // Some network file systems know no flags: there the check of create() is all that can be had.
  if (outcome != 0 && errno == EINVAL && flags != 0) outcome = ::rename(temporary_.c_str(), target_.c_str());
  if (outcome != 0) {
    const int error = errno;
    discard();
    return write_error(target_, error);
  }
  ::close(std::exchange(descriptor_, -1));
  return sync_folder(folder_of(target_));
}

void AtomicFile::discard() noexcept {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  ::unlink(temporary_.c_str());
}

Status write_file(const fs::path& target, std::string_view text, Existing existing) {
  auto file = AtomicFile::create(target, existing);
  if (!file) return tl::make_unexpected(file.error());
  if (auto written = file->write(text); !written) return written;
  return file->commit();
}

Status sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // A folder that may be written but not read cannot be opened: its files are whole all the same.
  if (descriptor < 0) return errno == EACCES ? Status{} : write_error(folder, errno);
  const int outcome = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (outcome != 0 && error != EINVAL) return write_error(folder, error);
  return {};
}

}  // namespace accelbench
