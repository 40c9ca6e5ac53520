// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

// Zip archives and gzip files written by hand, right or wrong in every field.
namespace accelbench::testing {

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

inline std::string packed(const std::string& bytes, int window) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
inline std::string deflated(const std::string& bytes) { return packed(bytes, -15); }
inline std::string gzipped(const std::string& bytes) { return packed(bytes, 15 + 16); }

inline std::uint32_t crc_of(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// A member; what is not set is told as it is.
struct Member {
  std::string name;
  std::string content;
  bool deflate = false;
  bool wide = false;  ///< lengths and place in a zip64 field
  std::uint16_t flags = 0;
  int method = -1;
  std::int64_t bytes = -1, packed_bytes = -1, header = -1;
  std::int64_t crc = -1;
};

struct Zip {
  std::vector<Member> members;
  bool wide = false;  ///< with a zip64 directory
  std::string comment;

  std::string text() const {
    std::string file, directory;
    for (const Member& member : members) add(member, file, directory);
    const std::uint64_t begin = file.size();
    const std::uint64_t count = members.size();
    file += directory;
    if (wide) {
      const std::uint64_t record = file.size();
      file += little(0x06064B50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 4) +
              little(0, 4) + little(count, 8) + little(count, 8) + little(directory.size(), 8) +
              little(begin, 8);
      file += little(0x07064B50, 4) + little(0, 4) + little(record, 8) + little(1, 4);
    }
    file += little(0x06054B50, 4) + little(0, 2) + little(0, 2) + little(wide ? 0xFFFF : count, 2) +
            little(wide ? 0xFFFF : count, 2) + little(wide ? 0xFFFFFFFF : directory.size(), 4) +
            little(wide ? 0xFFFFFFFF : begin, 4) + little(comment.size(), 2) + comment;
    return file;
  }

 private:
  static void add(const Member& member, std::string& file, std::string& directory) {
    const std::string data = member.deflate ? deflated(member.content) : member.content;
    const auto told = [](std::int64_t value, std::uint64_t truth) {
      return value < 0 ? truth : static_cast<std::uint64_t>(value);
    };
    const std::uint64_t bytes = told(member.bytes, member.content.size());
    const std::uint64_t packed = told(member.packed_bytes, data.size());
    const std::uint64_t header = told(member.header, file.size());
    const std::uint64_t crc = told(member.crc, crc_of(member.content));
    const std::uint64_t method = member.method >= 0 ? static_cast<std::uint64_t>(member.method)
                                 : member.deflate   ? 8
                                                    : 0;
    const std::uint64_t all = 0xFFFFFFFF;
    const std::string extra =
        member.wide ? little(1, 2) + little(24, 2) + little(bytes, 8) + little(packed, 8) + little(header, 8)
                    : "";
    const std::string common = little(member.flags, 2) + little(method, 2) + little(0, 4) + little(crc, 4) +
                               little(member.wide ? all : packed, 4) + little(member.wide ? all : bytes, 4) +
                               little(member.name.size(), 2);
    file += little(0x04034B50, 4) + little(20, 2) + common + little(0, 2) + member.name + data;
    directory += little(0x02014B50, 4) + little(20, 2) + little(20, 2) + common + little(extra.size(), 2) +
                 little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                 little(member.wide ? all : header, 4) + member.name + extra;
  }
};

}  // namespace accelbench::testing
