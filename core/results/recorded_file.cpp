// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recorded_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace accelbench {
namespace {

namespace fs = std::filesystem;

using FileId = std::pair<unsigned long long, unsigned long long>;

// SQLite's own lock bytes begin at 1 GiB.
constexpr off_t locked_byte = off_t{1} << 40;

/// What this program holds: such files must not be opened a second time, as closing them would take away the
/// locks of SQLite.
struct Held {
  std::mutex mutex;
  std::set<FileId> files;
};
Held& held() {
  static Held files;
  return files;
}

FileId id_of(const struct stat& found) { return {found.st_dev, found.st_ino}; }

bool held_here(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return false;
  const std::lock_guard lock(held().mutex);
  return held().files.contains(id_of(found));
}

struct flock whole_lock(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = locked_byte;
  lock.l_len = 1;
  return lock;
}

tl::unexpected<Error> cannot_create(const fs::path& file, int error) {
  return error == EEXIST
             ? bad_input(file.string(), "the file exists", "choose another name or use --force")
             : bad_input(file.string(), "cannot create the file: " + std::generic_category().message(error),
                         "choose a folder that you may write to");
}

Status write_all(int descriptor, const fs::path& file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return failed(file.string(), "cannot write: " + std::generic_category().message(errno),
                    "free some space or choose another disk");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// The file without a name gets one; 0 or the system's error.
int name_file(int descriptor, const fs::path& file) {
  const std::string open_file = fmt::format("/proc/self/fd/{}", descriptor);
  const int code = ::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, file.c_str(), AT_SYMLINK_FOLLOW);
  return code == 0 ? 0 : errno;
}

/// For file systems whose files have names from the beginning.
Result<int> create_at_once(const fs::path& file, std::string_view content) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return cannot_create(file, errno);
  auto written = write_all(descriptor, file, content);
  if (written) return descriptor;
  ::close(descriptor);
  ::unlink(file.c_str());
  return tl::make_unexpected(written.error());
}

}  // namespace

Error in_use(const fs::path& file) {
  return {ErrorKind::bad_input, file.string(), "the file is in use by a running comparison or training",
          "wait until it has ended, or stop it"};
}

RecordedFile::RecordedFile(RecordedFile&& other) noexcept { *this = std::move(other); }

RecordedFile& RecordedFile::operator=(RecordedFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(device_, other.device_);
  std::swap(number_, other.number_);
  std::swap(held_, other.held_);
  return *this;
}

RecordedFile::~RecordedFile() { release(); }

void RecordedFile::release() noexcept {
  if (held_) {
    const std::lock_guard lock(held().mutex);
    held().files.erase({device_, number_});
  }
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  held_ = false;
}

Result<RecordedFile> RecordedFile::of_descriptor(const fs::path& file, int descriptor) {
  RecordedFile recorded;
  recorded.file_ = file;
  recorded.descriptor_ = descriptor;
  struct stat found {};
  if (::fstat(descriptor, &found) != 0)
    return failed(file.string(), "cannot read: " + std::generic_category().message(errno));
  std::tie(recorded.device_, recorded.number_) = id_of(found);
  if (auto locked = recorded.lock(); !locked) return tl::make_unexpected(locked.error());
  return recorded;
}

// File systems that know no locks are recorded into without one.
Status RecordedFile::lock() {
  struct flock wanted = whole_lock(F_WRLCK);
  if (::fcntl(descriptor_, F_OFD_SETLK, &wanted) != 0 && (errno == EAGAIN || errno == EACCES))
    return tl::make_unexpected(in_use(file_));
  const std::lock_guard lock(held().mutex);
  held_ = held().files.insert({device_, number_}).second;
  if (!held_) return tl::make_unexpected(in_use(file_));
  return {};
}

Result<RecordedFile> RecordedFile::create(const fs::path& file, std::string_view content) {
  const int nameless = ::open(folder_of(file).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (nameless < 0 && errno == ENOENT) return cannot_create(file, ENOENT);
  if (nameless >= 0) {
    auto written = write_all(nameless, file, content);
    auto recorded = of_descriptor(file, nameless);
    if (!written) return tl::make_unexpected(written.error());
    if (!recorded) return recorded;
    const int error = name_file(nameless, file);
    if (error == 0) return recorded;
    if (error == EEXIST) return cannot_create(file, error);
  }
  auto descriptor = create_at_once(file, content);
  if (!descriptor) return tl::make_unexpected(descriptor.error());
  return of_descriptor(file, *descriptor);
}

Result<RecordedFile> RecordedFile::hold(const fs::path& file) {
  if (held_here(file)) return tl::make_unexpected(in_use(file));
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0)
    return bad_input(file.string(), "cannot write the file: " + std::generic_category().message(errno),
                     "look after the path and its permissions");
  return of_descriptor(file, descriptor);
}

Status RecordedFile::check_there() const {
  struct stat found {};
  if (::stat(file_.c_str(), &found) == 0 && id_of(found) == FileId{device_, number_}) return {};
  return failed(file_.string(), "cannot write: the file was removed or replaced while it was recorded",
                "save the results under another name");
}

bool is_recorded(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
  if (held_here(file)) return true;
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return false;
  struct flock wanted = whole_lock(F_RDLCK);
  const bool locked = ::fcntl(descriptor, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
  ::close(descriptor);
  return locked;
}

}  // namespace accelbench
