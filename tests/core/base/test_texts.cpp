// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "core/base/nearest.h"
#include "core/base/sha256.h"
#include "core/base/text_file.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;

TEST(Sha256, KnownAnswers) {  // FIPS 180-4, examples of NIST
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesEqualTheWhole) {
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Nearest, DistancesAPersonCanCount) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("epcohs", "epochs"), 1U);  // two neighbours swapped
  EXPECT_EQ(edit_distance("ReLU", "relu"), 0U);
}

TEST(Nearest, SuggestsTypingErrorsOnly) {
  constexpr std::array<std::string_view, 3> names = {"relu", "sigmoid", "softmax"};
  EXPECT_EQ(nearest("sigmiod", names), "sigmoid");
  EXPECT_EQ(nearest("Relu", names), "relu");
  EXPECT_EQ(nearest("banana", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), names), std::nullopt);
  EXPECT_EQ(did_you_mean("rel", names), "did you mean 'relu'?");
  EXPECT_EQ(did_you_mean("banana", names), "");
}

TEST(TextFile, ReadsWholeFilesUpToALimit) {
  const TemporaryFolder folder;
  const auto path = folder.file("a", "four");
  EXPECT_EQ(read_text_file(path, 4).value(), "four");
  const auto large = read_text_file(path, 3);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().message, "4 bytes found, at most 3 expected");
  EXPECT_EQ(read_text_file(folder.file("empty", ""), 0).value(), "");
}

TEST(TextFile, RefusesWhatIsNoRegularFileWithoutBlocking) {
  const TemporaryFolder folder;
  ::mkfifo((folder / "pipe").c_str(), 0600);
  EXPECT_EQ(read_text_file(folder / "pipe", 10).error().message,
            "cannot read: found a pipe, expected a regular file");
  EXPECT_EQ(read_text_file(folder.path(), 10).error().message,
            "cannot read: found a folder, expected a regular file");
  EXPECT_EQ(read_text_file("/dev/zero", 10).error().message,
            "cannot read: found a device, expected a regular file");
  EXPECT_EQ(read_text_file(folder / "none", 10).error().message, "cannot read: No such file or directory");
  EXPECT_EQ(read_text_file(folder / "none", 10).error().fix, "check the name and the folder");
}

TEST(Text, TellsUtf8FromOtherBytes) {
  EXPECT_TRUE(is_utf8("Größe €  😀"));
  EXPECT_FALSE(is_utf8("Gr\xf6\xdf"));        // Latin-1
  EXPECT_FALSE(is_utf8("\xc0\xaf"));          // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // past U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut
}

TEST(Text, QuotesWhatCouldSpoilATerminal) {
  EXPECT_EQ(in_quotes("abc"), "'abc'");
  EXPECT_EQ(in_quotes("\x1b[2J\xff"), "'\\x1b[2J\\xff'");
  EXPECT_EQ(in_quotes("ü"), "'ü'");
  EXPECT_EQ(in_quotes("0123456789", 4), "'0123…'");
}

}  // namespace
}  // namespace accelbench
