// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "core/data/byte_source.h"

// Packed bytes (RFC 1951 deflate), unpacked as they are read.
namespace accelbench {

/// Deflate packs at most so well: 258 bytes in 2 bits. What claims more is refused unread.
inline constexpr std::int64_t most_inflation = 1032;

/// A part of a file that holds one packed, or plain, stream of a known length and checksum: what an archive
/// says of a member.
struct PackedPart {
  std::string name;        ///< in errors, behind the file's
  bool deflated = false;   ///< false: as it is
  std::int64_t begin = 0;  ///< in the file
  std::int64_t packed_bytes = 0;
  std::int64_t bytes = 0;    ///< unpacked
  std::uint32_t crc_32 = 0;  ///< of the unpacked bytes
};

/// The part's bytes. The length and the checksum are held to what is found, with the last byte.
std::unique_ptr<ByteSource> open_part(InputFile file, PackedPart part);

/// All members of a gzip file (RFC 1952), one after another; their checksums are checked.
std::unique_ptr<ByteSource> gunzip(InputFile file);

}  // namespace accelbench
