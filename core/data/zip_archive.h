// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/byte_source.h"

// The directory of a zip archive, as far as numpy.savez uses them: one file, members stored or deflated,
// zip64. Source: PKWARE's APPNOTE 6.3.
namespace accelbench {

/// What the archive's directory says of a member; nothing of it is believed before it is checked.
struct ZipMember {
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc_32 = 0;
  std::int64_t packed_bytes = 0;
  std::int64_t bytes = 0;
  std::int64_t header = 0;  ///< where its own head begins
  std::int64_t limit = 0;   ///< where the next member, or the directory, begins
};

/// Reads the directory alone. Refused: what is no zip file, archives in several files, members that overlap
/// or lie outside the file, that claim more than deflate can pack, names twice, and names with folders.
class ZipArchive {
 public:
  static constexpr std::int64_t most_members = 65'536;

  static Result<ZipArchive> open(const std::filesystem::path& path);
  const std::vector<ZipMember>& members() const { return members_; }
  /// Refuses unknown names (with the nearest), encrypted members, and methods but stored and deflated.
  Result<std::unique_ptr<ByteSource>> open_member(std::string_view name) const;
  bool has(std::string_view name) const;

 private:
  std::filesystem::path path_;
  std::vector<ZipMember> members_;
};

}  // namespace accelbench
