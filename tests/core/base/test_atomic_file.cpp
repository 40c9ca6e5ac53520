// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::content_of;
using testing::entries_in;
using testing::TemporaryFolder;

// A disk that is full after so many bytes: the system refuses writes behind them in the same way (EFBIG for
// ENOSPC).
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(AtomicFile, AppearsWholeOnCommit) {
  const TemporaryFolder folder;
  auto file = AtomicFile::create(folder / "result.json");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("one "));
  ASSERT_TRUE(file->write("two"));
  EXPECT_FALSE(std::filesystem::exists(folder / "result.json"));
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(folder / "result.json"), "one two");
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  folder.file("result.json", "before");
  {
    auto file = AtomicFile::create(folder / "result.json");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write(std::string(1'000'000, 'x')));
    EXPECT_EQ(entries_in(folder.path()), 2);
  }
  EXPECT_EQ(content_of(folder / "result.json"), "before");
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(AtomicFile, FullDiskNamesThePathAndLeavesTheOldFile) {
  const TemporaryFolder folder;
  folder.file("result.json", "before");
  Status written;
  {
    const SmallDisk disk(100'000);
    written = write_file(folder / "result.json", std::string(1'000'000, 'x'));
  }
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().place, (folder / "result.json").string());
  EXPECT_EQ(written.error().message, "cannot write: File too large");
  EXPECT_EQ(content_of(folder / "result.json"), "before");
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(AtomicFile, FailedFileStaysFailed) {
  const TemporaryFolder folder;
  auto file = AtomicFile::create(folder / "a");
  ASSERT_TRUE(file);
  {
    const SmallDisk disk(10);
    EXPECT_TRUE(file->write("more than ten bytes"));  // still in the buffer
    EXPECT_FALSE(file->commit());
  }
  EXPECT_FALSE(file->write("x"));
  EXPECT_FALSE(file->commit());
  EXPECT_EQ(entries_in(folder.path()), 0);
}

TEST(AtomicFile, RefusesToReplaceWhenAsked) {
  const TemporaryFolder folder;
  folder.file("a", "before");
  const auto refused = write_file(folder / "a", "after", Existing::refuse);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(content_of(folder / "a"), "before");
}

TEST(AtomicFile, RefusesAFileThatAppearedMeanwhile) {
  const TemporaryFolder folder;
  auto file = AtomicFile::create(folder / "a", Existing::refuse);
  ASSERT_TRUE(file);
  folder.file("a", "somebody else's");
  EXPECT_FALSE(file->commit());
  EXPECT_EQ(content_of(folder / "a"), "somebody else's");
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(AtomicFile, FollowsALinkAndKeepsPermissions) {
  const TemporaryFolder folder;
  const auto real = folder.file("real", "before");
  ::chmod(real.c_str(), 0640);
  std::filesystem::create_symlink("real", folder / "link");
  ASSERT_TRUE(write_file(folder / "link", "after"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(content_of(real), "after");
  struct stat found {};
  ::stat(real.c_str(), &found);
  EXPECT_EQ(found.st_mode & 0777U, 0640U);
}

TEST(AtomicFile, RefusesFoldersPipesAndMissingFolders) {
  const TemporaryFolder folder;
  ::mkfifo((folder / "pipe").c_str(), 0600);
  EXPECT_FALSE(write_file(folder / "pipe", "x"));
  EXPECT_FALSE(write_file(folder.path(), "x"));
  const auto missing = write_file(folder / "no/such/folder", "x");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "cannot write: No such file or directory");
  EXPECT_EQ(missing.error().fix, "create the folder first");
}

TEST(AtomicFile, TakesTheLongestName) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / std::string(255, 'n'), "x"));
}

}  // namespace
}  // namespace accelbench
