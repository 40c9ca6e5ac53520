// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstring>

#include "core/data/npy.h"
#include "core/data/npy_header.h"
#include "core/data/zip_archive.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/zip_writer.h"

namespace accelbench {
namespace {

using testing::Member;
using testing::TemporaryFolder;
using testing::Zip;
using Floats = std::vector<float>;

template <class Number>
std::string array(const char* descr, const std::vector<std::int64_t>& shape,
                  const std::vector<Number>& values) {
  std::string bytes(values.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return npy_header(descr, shape) + bytes;
}

class Npz : public ::testing::Test {
 protected:
  static inline const std::string x = array<float>("<f4", {2, 3}, {1, 2, 3, 4, 5, 6});
  static inline const std::string y = array<float>("<f4", {2}, {8, 9});
  static Zip plain() {
    return {.members = {{.name = "x.npy", .content = x}, {.name = "y.npy", .content = y}}, .comment = {}};
  }

  Result<Table> load(const std::string& bytes, const NpzData& keys = {}) {
    return load_npz(folder_.file("d.npz", bytes), keys, std::nullopt);
  }
  Floats x_of(const std::string& bytes) {
    const auto table = load(bytes);
    if (!table) ADD_FAILURE() << to_string(table.error());
    return table ? Floats(table->x.as<float>().begin(), table->x.as<float>().end()) : Floats{};
  }
  std::string refusal(const std::string& bytes, const NpzData& keys = {}) {
    const auto table = load(bytes, keys);
    if (table) return "";
    std::string shown = to_string(table.error());
    const std::string folder = folder_.path().string() + "/";
    return shown.starts_with(folder) ? shown.substr(folder.size()) : shown;
  }
  std::string refusal(Zip zip, std::size_t member, void (*change)(Member&)) {
    change(zip.members[member]);
    return refusal(zip.text());
  }
  TemporaryFolder folder_;
};

const Floats six = {1, 2, 3, 4, 5, 6};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Npz, ReadsStoredDeflatedAndWideArchives) {
  EXPECT_EQ(x_of(plain().text()), six);
  Zip deflated = plain();
  for (Member& member : deflated.members) member.deflate = true;
  EXPECT_EQ(x_of(deflated.text()), six);
  Zip wide = deflated;
  wide.wide = true;
  for (Member& member : wide.members) member.wide = true;
  EXPECT_EQ(x_of(wide.text()), six);
  wide.comment = std::string(65'535, 'P');  // the longest there can be
  EXPECT_EQ(x_of(wide.text()), six);
  const auto shape = npz_shape(folder_ / "d.npz", {}, std::nullopt).value();
  EXPECT_EQ(shape.samples, 2);
  EXPECT_EQ(shape.features, 3);
  EXPECT_EQ(shape.targets, 1);
}

TEST_F(Npz, TakesOtherKeysAndLeavesOtherMembersAlone) {
  Zip zip{.members = {{.name = "a.npy", .content = x},
                      {.name = "b.npy", .content = y},
                      {.name = "notes", .content = "text", .flags = 1, .method = 99}},
          .comment = {}};
  EXPECT_TRUE(load(zip.text(), {"", "a", "b"}));
  EXPECT_EQ(refusal(zip.text(), {"", "a", "bb"}), "d.npz: error: no array is named 'bb'; did you mean 'b'?");
  EXPECT_EQ(refusal(zip.text(), {"", "wrong", "b"}),
            "d.npz: error: no array is named 'wrong'; it has 'a', 'b', 'notes'");
}

TEST_F(Npz, ReadsClasses) {
  Zip zip = plain();
  zip.members[1].content = array<std::int64_t>("<i8", {2}, {0, 4});
  const auto table = load(zip.text()).value();
  EXPECT_EQ(table.classes, 5);
  EXPECT_EQ(table.labels.as<std::int32_t>()[1], 4);
}

// Nothing is allocated for what an archive claims and cannot hold.
TEST_F(Npz, RefusesLengthsThatDeflateCannotReach) {
  Zip zip = plain();
  zip.members[0].deflate = zip.members[0].wide = true;
  zip.members[0].bytes = std::int64_t{1} << 40;
  EXPECT_TRUE(contains(refusal(zip.text()), "the member 'x.npy' claims 1099511627776 bytes packed into"));
  zip.members[0].deflate = false;
  EXPECT_TRUE(contains(refusal(zip.text()), "claims 1099511627776 bytes packed into 152"));
}

// 100 MB of zeros pack into 100 KB: more than the 152 bytes of the array are never unpacked.
TEST_F(Npz, RefusesContentLongerOrShorterThanItClaims) {
  Zip longer = plain();
  longer.members[0] = {.name = "x.npy",
                       .content = x + std::string(100'000'000, '\0'),
                       .deflate = true,
                       .bytes = static_cast<std::int64_t>(x.size())};
  EXPECT_EQ(refusal(longer.text()),
            "d.npz:x.npy: error: 152 bytes expected, the packed data hold more; make the file again: it is "
            "damaged or not whole");
  Zip shorter = plain();
  shorter.members[0] = {.name = "x.npy", .content = x.substr(0, 150), .deflate = true, .bytes = 152};
  EXPECT_TRUE(contains(refusal(shorter.text()), "d.npz:x.npy: error: the file ends after 150 of 152 bytes"));
  Zip other_shape = plain();
  other_shape.members[0].content += "more";
  EXPECT_TRUE(contains(refusal(other_shape.text()), "shape (2, 3) takes 24 bytes, the file has 28"));
}

TEST_F(Npz, ChecksTheChecksum) {
  for (const bool deflate : {false, true}) {
    Zip zip = plain();
    zip.members[0].deflate = deflate;
    zip.members[0].crc = 0x12345678;
    EXPECT_TRUE(contains(refusal(zip.text()), "d.npz:x.npy: error: checksum ")) << deflate;
    EXPECT_TRUE(contains(refusal(zip.text()), " found, 12345678 expected")) << deflate;
  }
}

TEST_F(Npz, RefusesMembersThatOverlap) {
  EXPECT_TRUE(
      contains(refusal(plain(), 1, [](Member& member) { member.header = 0; }), "overlaps what follows it"));
  EXPECT_TRUE(contains(refusal(plain(), 0, [](Member& member) { member.packed_bytes = member.bytes = 200; }),
                       "the member 'x.npy' overlaps what follows it"));
  EXPECT_TRUE(contains(refusal(plain(), 1, [](Member& member) { member.packed_bytes = member.bytes = 5000; }),
                       "lies outside the file"));
}

TEST_F(Npz, RefusesEncryptedMembersUnknownMethodsAndNamesWithFolders) {
  EXPECT_TRUE(contains(refusal(plain(), 0, [](Member& member) { member.flags = 1; }),
                       "d.npz:x.npy: error: an encrypted member found"));
  EXPECT_TRUE(
      contains(refusal(plain(), 0, [](Member& member) { member.method = 14; }),
               "d.npz:x.npy: error: packed by LZMA (method 14); stored and deflated members are read"));
  for (const char* name : {"../x.npy", "/etc/x.npy", "a\\x.npy", "\xFF.npy", ""}) {
    Zip zip = plain();
    zip.members.push_back({.name = name, .content = "x"});
    EXPECT_TRUE(contains(refusal(zip.text()), "names without folders expected")) << name;
  }
  Zip twice = plain();
  twice.members.push_back(twice.members[0]);
  EXPECT_TRUE(contains(refusal(twice.text()), "two members are named 'x.npy'"));
}

TEST_F(Npz, RefusesWhatIsNoArchive) {
  EXPECT_TRUE(contains(refusal(""), "this is no zip archive (.npz)"));
  EXPECT_TRUE(contains(refusal(x), "this is no zip archive (.npz)"));
  EXPECT_TRUE(contains(refusal(Zip{.members = {}, .comment = {}}.text()),
                       "no array is named 'x'; the archive is empty"));
}

// Every truncation and every flipped byte gives an answer: the table itself, or an error that names the file.
TEST_F(Npz, SurvivesTruncationsAndFlippedBytes) {
  Zip zip = plain();
  zip.wide = true;
  zip.members[0].wide = zip.members[0].deflate = true;
  const std::string whole = zip.text();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(refusal(whole.substr(0, length)), "") << length;
  std::size_t read = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ "\x01\x80\xFF"[at % 3]);
    const auto table = load(broken);
    if (!table) {
      EXPECT_TRUE(contains(to_string(table.error()), "d.npz")) << at;
      continue;
    }
    ++read;  // times, versions and the like, which nobody looks at
    EXPECT_EQ(Floats(table->x.as<float>().begin(), table->x.as<float>().end()), six) << at;
  }
  // The members' own heads (lengths and checksums are told twice) and the padding of the records.
  EXPECT_LT(read, whole.size() / 3);
}

}  // namespace
}  // namespace accelbench
