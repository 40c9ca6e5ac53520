// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/byte_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/data/inflate.h"

namespace accelbench {
namespace {

constexpr const char* not_whole = "make the file again: it is not whole";

class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(InputFile file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::span<std::byte> bytes) override { return file_.read(bytes); }
  Status skip(std::int64_t bytes) override { return file_.seek(file_.position() + bytes); }
  std::int64_t size() const override { return file_.size(); }
  bool exact_size() const override { return true; }
  std::int64_t position() const override { return file_.position(); }
  std::string place() const override { return file_.path().string(); }

 private:
  InputFile file_;
};

Result<bool> begins_as_gzip(InputFile& file) {
  std::array<std::byte, 2> magic{};
  const auto read = file.read(magic);
  if (!read) return tl::make_unexpected(read.error());
  if (auto back = file.seek(0); !back) return tl::make_unexpected(back.error());
  return *read == 2 && magic[0] == std::byte{0x1F} && magic[1] == std::byte{0x8B};
}

}  // namespace

Status ByteSource::read_exactly(std::span<std::byte> bytes) {
  const std::int64_t expected = position() + static_cast<std::int64_t>(bytes.size());
  const auto got = read(bytes);
  if (!got) return tl::make_unexpected(got.error());
  if (*got == bytes.size()) return {};
  return bad_input(place(), fmt::format("the file ends after {} of {} bytes", position(), expected),
                   not_whole);
}

Status ByteSource::skip(std::int64_t bytes) {
  std::vector<std::byte> skipped(static_cast<std::size_t>(std::min<std::int64_t>(bytes, 65'536)));
  for (std::int64_t left = bytes; left > 0; left -= static_cast<std::int64_t>(skipped.size())) {
    if (left < static_cast<std::int64_t>(skipped.size())) skipped.resize(static_cast<std::size_t>(left));
    if (const Status read = read_exactly(skipped); !read) return read;
  }
  return {};
}

Status ByteSource::check_left(std::int64_t bytes, const std::string& what) const {
  const std::int64_t left = size() - position();
  if (exact_size() ? bytes == left : bytes <= left) return {};
  return bad_input(
      place(),
      fmt::format("{} takes {} bytes, the file has {}{}", what, bytes, exact_size() ? "" : "at most ", left),
      "make the file again: it is not whole, or has more than one array");
}

Status ByteSource::expect_end() {
  std::array<std::byte, 1> more{};
  const auto got = read(more);
  if (!got) return tl::make_unexpected(got.error());
  if (*got == 0) return {};
  return bad_input(place(), fmt::format("more than {} bytes found", position() - 1),
                   "make the file again: it is longer than it says");
}

Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  return std::make_unique<FileBytes>(std::move(*file));
}

Result<std::unique_ptr<ByteSource>> open_perhaps_gzip(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto packed = begins_as_gzip(*file);
  if (!packed) return tl::make_unexpected(packed.error());
  if (*packed) return gunzip(std::move(*file));
  return std::make_unique<FileBytes>(std::move(*file));
}

}  // namespace accelbench
