// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "tests/core/results/file_tools.h"
#include "tests/core/results/recorded_comparison.h"

// A disk that is full, a file that is gone: the comparison goes on and loses nothing.
namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// No file of this process may grow beyond some bytes, as on a full disk.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  ~FileLimit() { lift(); }
  void lift() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

/// Epochs enough to fill what the limits of these tests leave.
void tell_much(Recorder& recorder, const std::string& run) {
  for (int i = 0; i < 10; ++i) recorder.on_event(sample::epochs(run, 1 + 1000 * i, 1000 + 1000 * i));
}

void expect_all_rounds(const fs::path& file, ComparisonEnd end = ComparisonEnd::unfinished,
                       const std::string& reason = "") {
  const auto results = read_results(file);
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison, sample::facts(end, reason));
  EXPECT_EQ(results->judgement, sample::judgement(2));
  EXPECT_EQ(results->forecasts.size(), 1U);
  EXPECT_EQ(results->runs.size(), 9U);
  for (const RunRecord& run : results->runs) {
    EXPECT_TRUE(run.finished) << run.run;
    EXPECT_EQ(run.epochs.size(), 3U) << run.run;
  }
}

/// Certificates are written, then no file may grow; all rounds are told in vain.
struct OnAFullDisk {
  explicit OnAFullDisk(const fs::path& file) : recorder(sample::created(file)) {
    sample::tell_certificates(*recorder);
    limit.emplace(fs::file_size(fs::path(file.string() + "-wal")));
    sample::tell_rounds(*recorder);
  }
  std::unique_ptr<Recorder> recorder;
  std::optional<FileLimit> limit;
};

TEST(FullDisk, IsSaidAndTheRestIsSavedElsewhere) {
  const sample::Folder folder;
  OnAFullDisk disk(folder / "a");
  const auto trouble = disk.recorder->trouble();
  ASSERT_TRUE(trouble);
  EXPECT_EQ(trouble->kind, ErrorKind::failed);
  EXPECT_EQ(trouble->place, (folder / "a").string());
  EXPECT_EQ(trouble->message.substr(0, 12), "cannot write");
  disk.limit->lift();
  ASSERT_TRUE(disk.recorder->save_elsewhere(folder / "b", false));
  EXPECT_FALSE(disk.recorder->trouble());
  EXPECT_EQ(disk.recorder->file(), folder / "b");
  expect_all_rounds(folder / "b");
  // From now on it is recorded there.
  disk.recorder->end(sample::facts(ComparisonEnd::resolved, "done"), sample::judgement(2), "c0de");
  EXPECT_TRUE(disk.recorder->close(nullptr));
  expect_all_rounds(folder / "b", ComparisonEnd::resolved, "done");
  // What the first file had stays readable.
  const auto first = read_results(folder / "a");
  ASSERT_TRUE(first) << to_string(first.error());
  EXPECT_EQ(first->comparison->certificates.size(), 2U);
  EXPECT_TRUE(first->comparison->rounds.empty());
}

TEST(FullDisk, APlaceCanBeChosenBehindTheEnd) {
  const sample::Folder folder;
  OnAFullDisk disk(folder / "a");
  disk.recorder->end(sample::facts(ComparisonEnd::resolved, "done"), sample::judgement(2), "c0de");
  const auto closed = disk.recorder->close(nullptr);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error(), *disk.recorder->trouble());
  disk.limit->lift();
  ASSERT_TRUE(disk.recorder->save_elsewhere(folder / "b", false));
  EXPECT_TRUE(disk.recorder->close(nullptr));
  expect_all_rounds(folder / "b", ComparisonEnd::resolved, "done");
  EXPECT_FALSE(fs::exists(folder / "b-wal"));
}

TEST(FullDisk, ThatHasRoomAgainIsWrittenAtTheEnd) {
  const sample::Folder folder;
  OnAFullDisk disk(folder / "a");
  ASSERT_TRUE(disk.recorder->trouble());
  disk.limit->lift();
  EXPECT_TRUE(disk.recorder->close(nullptr));
  EXPECT_FALSE(disk.recorder->trouble());
  expect_all_rounds(folder / "a");
}

TEST(FullDisk, AnotherFullDiskChangesNothing) {
  const sample::Folder folder;
  OnAFullDisk disk(folder / "a");
  const auto saved = disk.recorder->save_elsewhere(folder / "b", false);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ErrorKind::failed);
  EXPECT_FALSE(fs::exists(folder / "b"));
  EXPECT_FALSE(fs::exists(folder / "b-wal"));
  EXPECT_TRUE(disk.recorder->trouble());
  disk.limit->lift();
  sample::write(folder / "c", "precious");
  EXPECT_EQ(disk.recorder->save_elsewhere(folder / "c", false).error().message, "the file exists");
  EXPECT_EQ(sample::text_of(folder / "c"), "precious");
  EXPECT_EQ(disk.recorder->save_elsewhere(folder / "a", true).error().message,
            "the file is in use by a running comparison or training");
  ASSERT_TRUE(disk.recorder->save_elsewhere(folder / "d", false));
  expect_all_rounds(folder / "d");
}

TEST(FullDisk, ATrainingIsSavedElsewhereToo) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  FileLimit limit(200'000);
  tell_much(**recorder, "cpu");
  (*recorder)->on_event(sample::finished("cpu"));
  const TrainingOutcome told = sample::outcome();
  ASSERT_FALSE((*recorder)->close(&told));
  limit.lift();
  ASSERT_TRUE((*recorder)->save_elsewhere(folder / "b", false));
  const auto results = read_results(folder / "b");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->runs.at(0).epochs.size(), 10'000U);
  EXPECT_EQ(results->runs[0].summary, sample::summary("cpu"));
  EXPECT_EQ(results->fingerprint, "f00d");
}

// Epochs are kept up to a bound; ends of runs and facts beyond it.
TEST(FullDisk, MemoryIsBounded) {
  const sample::Folder folder;
  OnAFullDisk disk(folder / "a");
  for (int i = 0; i < 25; ++i)
    disk.recorder->on_event(sample::epochs("cpu#9", 1 + 10'000 * i, 10'000 + 10'000 * i));
  disk.recorder->on_event(sample::finished_run("cpu#9", sample::counted("cpu", 1)));
  ASSERT_FALSE(disk.recorder->close(nullptr));
  disk.limit->lift();
  ASSERT_TRUE(disk.recorder->save_elsewhere(folder / "b", false));
  const auto results = read_results(folder / "b");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison, sample::facts(ComparisonEnd::unfinished, ""));
  const auto run = std::ranges::find(results->runs, "cpu#9", &RunRecord::run);
  ASSERT_NE(run, results->runs.end());
  EXPECT_TRUE(run->finished);
  EXPECT_LT(run->epochs.size(), 200'000U);
  EXPECT_GT(run->epochs.size(), 180'000U);
}

TEST(RemovedFile, IsSaidAndNothingIsLost) {
  const sample::Folder folder;
  auto recorder = sample::created(folder / "a");
  ASSERT_TRUE(recorder);
  sample::tell_certificates(*recorder);
  ASSERT_TRUE(fs::remove(folder / "a"));
  sample::tell_rounds(*recorder);
  ASSERT_TRUE(recorder->trouble());
  EXPECT_EQ(recorder->trouble()->message,
            "cannot write: the file was removed or replaced while it was recorded");
  ASSERT_TRUE(recorder->save_elsewhere(folder / "a", false));
  expect_all_rounds(folder / "a");
  EXPECT_TRUE(recorder->close(nullptr));
  expect_all_rounds(folder / "a");
}

TEST(SaveElsewhere, NeedsNoTrouble) {
  const sample::Folder folder;
  auto recorder = sample::created(folder / "a");
  ASSERT_TRUE(recorder);
  sample::tell_certificates(*recorder);
  ASSERT_TRUE(recorder->save_elsewhere(folder / "b", false));
  sample::tell_rounds(*recorder);
  EXPECT_TRUE(recorder->close(nullptr));
  expect_all_rounds(folder / "b");
  EXPECT_TRUE(read_results(folder / "a")->comparison->rounds.empty());
  EXPECT_EQ(read_results(folder / "a")->comparison->certificates.size(), 2U);
  // Once more, from the file that was left.
  ASSERT_TRUE(recorder->save_elsewhere(folder / "c", false));
  expect_all_rounds(folder / "c");
}

TEST(SaveElsewhere, AResumedComparisonIsWhole) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  auto reopened = Recorder::reopen(folder / "a", sample::machine());
  ASSERT_TRUE(reopened) << to_string(reopened.error());
  // Neither the file nor its log can be read any more: all facts are told again.
  for (const char* name : {"a", "a-wal"}) sample::write(folder / name, std::string(200'000, 'x'));
  ASSERT_TRUE(reopened->recorder->save_elsewhere(folder / "b", false));
  const auto results = read_results(folder / "b");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison, sample::facts(ComparisonEnd::unfinished, ""));
  EXPECT_EQ(results->judgement, sample::judgement(2));
  EXPECT_EQ(results->created, reopened->results.created);
  EXPECT_EQ(results->fingerprint, "c0de");
}

/// A file system of its own, where the system lets tests have one.
class SmallDisk : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_ / "disk");
    mounted_ = ::mount("tmpfs", (folder_ / "disk").c_str(), "tmpfs", 0, "size=700k") == 0;
    if (!mounted_) GTEST_SKIP() << "no file system may be mounted here";
  }
  void TearDown() override {
    if (mounted_) ::umount2((folder_ / "disk").c_str(), MNT_DETACH);
  }
  const sample::Folder folder_;
  bool mounted_ = false;
};

TEST_F(SmallDisk, ThatIsReallyFull) {
  auto recorder = sample::created(folder_ / "disk/a");
  ASSERT_TRUE(recorder);
  sample::tell_certificates(*recorder);
  tell_much(*recorder, "cpu#0.more");
  recorder->on_event(sample::finished_run("cpu#0.more", sample::counted("cpu", 1)));
  ASSERT_TRUE(recorder->trouble());
  EXPECT_EQ(recorder->trouble()->message, "cannot write: the disk is full");
  sample::tell_rounds(*recorder);
  recorder->end(sample::facts(ComparisonEnd::resolved, "done"), sample::judgement(2), "c0de");
  ASSERT_FALSE(recorder->close(nullptr));
  ASSERT_TRUE(recorder->save_elsewhere(folder_ / "b", false));
  const auto results = read_results(folder_ / "b");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison, sample::facts(ComparisonEnd::resolved, "done"));
  EXPECT_EQ(results->runs.size(), 10U);
  const auto first = read_results(folder_ / "disk/a");
  ASSERT_TRUE(first) << to_string(first.error());
  EXPECT_EQ(first->comparison->certificates.size(), 2U);
}

TEST_F(SmallDisk, ThatBecomesReadOnly) {
  auto recorder = sample::created(folder_ / "disk/a");
  ASSERT_TRUE(recorder);
  sample::tell_certificates(*recorder);
  ASSERT_TRUE(recorder->close(nullptr));
  const std::string disk = (folder_ / "disk").string();
  ASSERT_EQ(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=700k"), 0);
  const auto refused = Recorder::reopen(folder_ / "disk/a", sample::machine());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "cannot write the file: Read-only file system");
  EXPECT_TRUE(read_results(folder_ / "disk/a"));
}

}  // namespace
}  // namespace accelbench
