// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/zip_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "core/base/nearest.h"
#include "core/base/text_file.h"
#include "core/data/inflate.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* save_again = "save it with numpy.savez";
constexpr std::uint32_t end_mark = 0x06054B50, wide_end_mark = 0x06064B50, locator_mark = 0x07064B50,
                        entry_mark = 0x02014B50, member_mark = 0x04034B50;
constexpr std::int64_t end_bytes = 22, wide_end_bytes = 56, locator_bytes = 20, entry_bytes = 46,
                       member_bytes = 30;
constexpr std::int64_t most_directory_bytes = std::int64_t{64} << 20;
constexpr std::uint64_t in_wide_field = 0xFFFFFFFF;

/// Little-endian numbers out of a block of bytes; the caller knows that they are there.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}
  std::uint16_t two(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t four(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t eight(std::size_t at) const { return number(at, 8); }

 private:
  std::uint64_t number(std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    for (std::size_t i = width; i > 0; --i)
      value = value * 256 + static_cast<unsigned char>(bytes_[at + i - 1]);
    return value;
  }
  std::string_view bytes_;
};

Result<std::string> bytes_at(InputFile& file, std::int64_t begin, std::int64_t count) {
  if (auto there = file.seek(begin); !there) return tl::make_unexpected(there.error());
  std::string bytes(static_cast<std::size_t>(count), '\0');
  if (auto read = file.read_exactly(std::as_writable_bytes(std::span(bytes))); !read)
    return tl::make_unexpected(read.error());
  return bytes;
}

/// Where the directory is.
struct Directory {
  std::uint64_t entries = 0;
  std::int64_t begin = 0;
  std::int64_t bytes = 0;
  std::int64_t end = 0;  ///< where what describes it begins
};

class DirectoryReader {
 public:
  explicit DirectoryReader(InputFile file) : file_(std::move(file)) {}
  Result<std::vector<ZipMember>> read();

 private:
  std::string place() const { return file_.path().string(); }
  tl::unexpected<Error> refuse(const std::string& what) const { return bad_input(place(), what, save_again); }
  Result<Directory> find_directory();
  Result<Directory> find_wide_directory(std::int64_t end_record);
  Result<Directory> checked(std::uint64_t entries, std::uint64_t begin, std::uint64_t bytes,
                            std::int64_t end) const;
  Result<ZipMember> read_entry(std::string_view& rest) const;
  Status take_wide_fields(std::string_view extra, const Fields& entry, ZipMember& member) const;
  Status check_name(const std::string& name) const;
  Status check_places(std::vector<ZipMember>& members, std::int64_t directory) const;

  InputFile file_;
};

/// The end record stands at the end, before a comment of at most 65 535 bytes.
Result<Directory> DirectoryReader::find_directory() {
  const std::int64_t searched = std::min<std::int64_t>(file_.size(), end_bytes + 65'535);
  if (searched < end_bytes) return refuse("this is no zip archive (.npz)");
  const auto tail = bytes_at(file_, file_.size() - searched, searched);
  if (!tail) return tl::make_unexpected(tail.error());
  for (std::int64_t at = searched - end_bytes; at >= 0; --at) {
    const Fields end(std::string_view(*tail).substr(static_cast<std::size_t>(at)));
    if (end.four(0) != end_mark || at + end_bytes + end.two(20) != searched) continue;
    const std::int64_t record = file_.size() - searched + at;
    if (end.two(4) != 0 && end.two(4) != 0xFFFF) return refuse("an archive of several files found");
    const bool wide = end.two(10) == 0xFFFF || end.four(12) == in_wide_field || end.four(16) == in_wide_field;
    if (wide) return find_wide_directory(record);
    return checked(end.two(10), end.four(16), end.four(12), record);
  }
  return refuse("this is no zip archive (.npz), or it is not whole");
}

Result<Directory> DirectoryReader::find_wide_directory(std::int64_t end_record) {
  if (end_record < locator_bytes) return refuse("the zip64 directory is missing");
  const auto locator = bytes_at(file_, end_record - locator_bytes, locator_bytes);
  if (!locator) return tl::make_unexpected(locator.error());
  const std::uint64_t at = Fields(*locator).eight(8);
  const std::int64_t last = end_record - locator_bytes - wide_end_bytes;
  if (Fields(*locator).four(0) != locator_mark || last < 0 || at > static_cast<std::uint64_t>(last))
    return refuse("the zip64 directory is missing");
  const auto record = bytes_at(file_, static_cast<std::int64_t>(at), wide_end_bytes);
  if (!record) return tl::make_unexpected(record.error());
  const Fields end(*record);
  if (end.four(0) != wide_end_mark) return refuse("the zip64 directory is missing");
  return checked(end.eight(32), end.eight(48), end.eight(40), static_cast<std::int64_t>(at));
}

Result<Directory> DirectoryReader::checked(std::uint64_t entries, std::uint64_t begin, std::uint64_t bytes,
                                           std::int64_t end) const {
  if (entries > static_cast<std::uint64_t>(ZipArchive::most_members))
    return refuse(fmt::format("{} members found, at most {} expected", entries, ZipArchive::most_members));
  const auto limit = static_cast<std::uint64_t>(end);
  if (begin > limit || bytes > limit - begin || bytes > static_cast<std::uint64_t>(most_directory_bytes))
    return refuse("the archive's directory lies outside the file");
  return Directory{entries, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(bytes), end};
}

Status DirectoryReader::check_name(const std::string& name) const {
  const bool plain = !name.empty() && is_utf8(name) && name != "." && name != ".." &&
                     name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
  if (plain) return {};
  return refuse("the member name " + in_quotes(name) +
                " is none of an array: names without folders expected");
}

/// The zip64 field: of the lengths and the place, in this order, those that did not fit.
Status DirectoryReader::take_wide_fields(std::string_view extra, const Fields& entry,
                                         ZipMember& member) const {
  std::uint64_t bytes = entry.four(24), packed = entry.four(20), header = entry.four(42);
  while (extra.size() >= 4) {
    const std::size_t width = Fields(extra).two(2);
    if (width > extra.size() - 4) break;
    std::string_view field = extra.substr(4, width);
    const bool wide = Fields(extra).two(0) == 1;
    for (std::uint64_t* value : {&bytes, &packed, &header}) {
      if (!wide || *value != in_wide_field || field.size() < 8) continue;
      *value = Fields(field).eight(0);
      field.remove_prefix(8);
    }
    extra.remove_prefix(4 + width);
  }
  const auto most = static_cast<std::uint64_t>(file_.size());
  if (packed > most || header > most || bytes > static_cast<std::uint64_t>(1) << 60U)
    return refuse("the member " + in_quotes(member.name) + " lies outside the file");
  member.bytes = static_cast<std::int64_t>(bytes);
  member.packed_bytes = static_cast<std::int64_t>(packed);
  member.header = static_cast<std::int64_t>(header);
  return {};
}

Result<ZipMember> DirectoryReader::read_entry(std::string_view& rest) const {
  if (rest.size() < static_cast<std::size_t>(entry_bytes) || Fields(rest).four(0) != entry_mark)
    return refuse("the archive's directory is damaged");
  const Fields entry(rest);
  const std::size_t name = entry.two(28), extra = entry.two(30), comment = entry.two(32);
  const std::size_t whole = static_cast<std::size_t>(entry_bytes) + name + extra + comment;
  if (rest.size() < whole) return refuse("the archive's directory is damaged");
  ZipMember member;
  member.name = rest.substr(static_cast<std::size_t>(entry_bytes), name);
  member.flags = entry.two(8);
  member.method = entry.two(10);
  member.crc_32 = entry.four(16);
  if (auto good = check_name(member.name); !good) return tl::make_unexpected(good.error());
  const auto fields = rest.substr(static_cast<std::size_t>(entry_bytes) + name, extra);
  if (auto good = take_wide_fields(fields, entry, member); !good) return tl::make_unexpected(good.error());
  rest.remove_prefix(whole);
  return member;
}

/// Members that share bytes are how small archives become endless ones.
Status DirectoryReader::check_places(std::vector<ZipMember>& members, std::int64_t directory) const {
  std::vector<ZipMember*> in_order;
  for (ZipMember& member : members) in_order.push_back(&member);
  std::ranges::sort(in_order, {}, [](const ZipMember* member) { return member->header; });
  std::int64_t limit = directory;
  for (auto at = in_order.rbegin(); at != in_order.rend(); ++at) {
    ZipMember& member = **at;
    member.limit = limit;
    const std::int64_t least = member_bytes + static_cast<std::int64_t>(member.name.size());
    if (member.header + least > limit || member.packed_bytes > limit - member.header - least)
      return refuse("the member " + in_quotes(member.name) + " overlaps what follows it");
    limit = member.header;
    const bool possible = member.method == 0 ? member.bytes == member.packed_bytes
                                             : member.bytes / most_inflation <= member.packed_bytes;
    if (!possible)
      return refuse(fmt::format("the member {} claims {} bytes packed into {}", in_quotes(member.name),
                                member.bytes, member.packed_bytes));
  }
  return {};
}

Result<std::vector<ZipMember>> DirectoryReader::read() {
  const auto directory = find_directory();
  if (!directory) return tl::make_unexpected(directory.error());
  const auto bytes = bytes_at(file_, directory->begin, directory->bytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  std::string_view rest = *bytes;
  std::vector<ZipMember> members;
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < directory->entries; ++i) {
    auto member = read_entry(rest);
    if (!member) return tl::make_unexpected(member.error());
    if (!names.insert(member->name).second) return refuse("two members are named " + in_quotes(member->name));
    members.push_back(std::move(*member));
  }
  if (auto good = check_places(members, directory->begin); !good) return tl::make_unexpected(good.error());
  return members;
}

std::string method_name(int method) {
  constexpr std::array known = {std::pair{1, "shrunk"}, std::pair{6, "imploded"}, std::pair{9, "deflate64"},
                                std::pair{12, "bzip2"}, std::pair{14, "LZMA"},    std::pair{93, "Zstandard"},
                                std::pair{95, "XZ"}};
  for (const auto& [number, name] : known)
    if (number == method) return fmt::format("{} (method {})", name, method);
  return fmt::format("method {}", method);
}

Status check_readable(const std::string& place, const ZipMember& member) {
  constexpr int encrypted = 1 | 1 << 6 | 1 << 13;
  if ((member.flags & encrypted) != 0)
    return bad_input(place, "an encrypted member found", "save it again without a password");
  if (member.method == 0 || member.method == 8) return {};
  return bad_input(place,
                   "packed by " + method_name(member.method) + "; stored and deflated members are read",
                   "save it with numpy.savez or numpy.savez_compressed");
}

std::vector<std::string> names_of(const std::vector<ZipMember>& members) {
  std::vector<std::string> names;
  for (const ZipMember& member : members) {
    const bool array = member.name.ends_with(".npy");
    names.push_back(array ? member.name.substr(0, member.name.size() - 4) : member.name);
  }
  return names;
}

tl::unexpected<Error> no_member(const fs::path& path, std::string_view name,
                                const std::vector<ZipMember>& members) {
  const auto names = names_of(members);
  std::string fix = did_you_mean(name, names);
  if (fix.empty()) {
    fix = names.empty() ? "the archive is empty" : "it has ";
    for (std::size_t i = 0; i < std::min<std::size_t>(12, names.size()); ++i)
      fix += (i > 0 ? ", " : "") + in_quotes(names[i]);
    if (names.size() > 12) fix += fmt::format(" and {} more", names.size() - 12);
  }
  return bad_input(path.string(), "no array is named " + in_quotes(name), fix);
}

}  // namespace

Result<ZipArchive> ZipArchive::open(const fs::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  auto members = DirectoryReader(std::move(*file)).read();
  if (!members) return tl::make_unexpected(members.error());
  ZipArchive archive;
  archive.path_ = path;
  archive.members_ = std::move(*members);
  return archive;
}

bool ZipArchive::has(std::string_view name) const {
  return std::ranges::any_of(members_, [&](const ZipMember& member) { return member.name == name; });
}

Result<std::unique_ptr<ByteSource>> ZipArchive::open_member(std::string_view name) const {
  const auto member = std::ranges::find(members_, name, &ZipMember::name);
  const std::string key(name.substr(0, name.size() - (name.ends_with(".npy") ? 4 : 0)));
  if (member == members_.end()) return no_member(path_, key, members_);
  const std::string place = path_.string() + ":" + member->name;
  if (auto good = check_readable(place, *member); !good) return tl::make_unexpected(good.error());
  auto file = InputFile::open(path_);
  if (!file) return tl::make_unexpected(file.error());
  const auto head = bytes_at(*file, member->header, member_bytes);
  if (!head) return tl::make_unexpected(head.error());
  const Fields fields(*head);
  const std::int64_t begin = member->header + member_bytes + fields.two(26) + fields.two(28);
  if (fields.four(0) != member_mark || begin > member->limit || member->packed_bytes > member->limit - begin)
    return bad_input(place, "the member's head is damaged", save_again);
  return open_part(std::move(*file), {member->name, member->method == 8, begin, member->packed_bytes,
                                      member->bytes, member->crc_32});
}

}  // namespace accelbench
