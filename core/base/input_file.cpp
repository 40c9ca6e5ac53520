// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/base/reading_stop.h"

namespace accelbench {
namespace {

/// A tenth of a second of a slow disk: so often is a stop looked for.
constexpr std::size_t most_bytes_a_call = std::size_t{16} << 20;

tl::unexpected<Error> read_error(const std::filesystem::path& path, int error) {
  const char* fix = error == EACCES   ? "give yourself the right to read it"
                    : error == ENOENT ? "check the name and the folder"
                                      : "";
  return bad_input(path.string(), "cannot read: " + std::generic_category().message(error), fix);
}

std::string kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  InputFile file;
  file.path_ = path;
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
  file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (file.descriptor_ < 0) return read_error(path, errno);
  struct stat found {};
  if (::fstat(file.descriptor_, &found) != 0) return read_error(path, errno);
  if (!S_ISREG(found.st_mode)) {
    return bad_input(path.string(),
                     "cannot read: found " + kind_of(found.st_mode) + ", expected a regular file",
                     "name a file");
  }
  file.size_ = found.st_size;
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept { *this = std::move(other); }

InputFile& InputFile::operator=(InputFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(size_, other.size_);
  std::swap(position_, other.position_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> InputFile::read(std::span<std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    if (ReadingStop::is_asked_for())
      return tl::make_unexpected(
          Error{ErrorKind::interrupted, path_.string(), "stopped while it was read", {}});
    const std::size_t wanted = std::min<std::size_t>(bytes.size() - done, most_bytes_a_call);
    const ssize_t got = ::read(descriptor_, bytes.data() + done, wanted);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return read_error(path_, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  position_ += static_cast<std::int64_t>(done);
  return done;
}

Status InputFile::read_exactly(std::span<std::byte> bytes) {
  const std::int64_t expected = position_ + static_cast<std::int64_t>(bytes.size());
  const auto got = read(bytes);
  if (!got) return tl::make_unexpected(got.error());
  if (*got == bytes.size()) return {};
  return bad_input(path_.string(), fmt::format("the file ends after {} of {} bytes", position_, expected),
                   "make the file again: it is not whole");
}

Status InputFile::seek(std::int64_t position) {
  if (::lseek(descriptor_, position, SEEK_SET) < 0) return read_error(path_, errno);
  position_ = position;
  return {};
}

}  // namespace accelbench
