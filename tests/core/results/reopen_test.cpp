// SPDX-License-Identifier: GPL-3.0-or-later
// A recording that goes on where it was left.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/core/results/file_tools.h"
#include "tests/core/results/recorded_comparison.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string refused(const fs::path& file, const Machine& machine = sample::machine()) {
  const auto reopened = Recorder::reopen(file, machine);
  if (reopened) return "accepted";
  EXPECT_EQ(reopened.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(reopened.error().place, file.string());
  EXPECT_NE(reopened.error().fix, "");
  return reopened.error().message;
}

TEST(Reopen, GoesOnWhereAKilledComparisonWas) {
  const sample::Folder folder;
  sample::in_killed_child([&] { return sample::created(folder / "a"); },
                          [](Recorder& recorder) {
                            sample::tell_certificates(recorder);
                            sample::tell_round(recorder, 1, 1, 1);
                            recorder.begin_round(sample::begun_round(2, 2));
                            recorder.on_event(sample::started_run("cpu-all#2"));
                          });
  {
    auto reopened = Recorder::reopen(folder / "a", sample::machine());
    ASSERT_TRUE(reopened) << to_string(reopened.error());
    const ComparisonRecord& facts = *reopened->results.comparison;
    ASSERT_EQ(facts.rounds.size(), 2U);
    EXPECT_EQ(facts.rounds[0], sample::ended_round(1, 1));
    EXPECT_FALSE(facts.rounds[1].finished);
    sample::tell_round(*reopened->recorder, 3, 2, 2);
    reopened->recorder->end(sample::facts(ComparisonEnd::resolved, "done"), sample::judgement(2), "c0de");
    ASSERT_TRUE(reopened->recorder->close(nullptr));
  }
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  const ComparisonRecord& facts = *results->comparison;
  ASSERT_EQ(facts.rounds.size(), 3U);
  EXPECT_EQ(facts.rounds[0], sample::ended_round(1, 1));
  EXPECT_FALSE(facts.rounds[1].finished);  // evidence
  EXPECT_EQ(facts.rounds[2], sample::ended_round(3, 2));
  EXPECT_EQ(facts.certificates, sample::facts(ComparisonEnd::resolved, "").certificates);
  EXPECT_EQ(facts.end, ComparisonEnd::resolved);
  EXPECT_EQ(sample::run_named(*results, "cpu#3")
                .label.substr(sample::run_named(*results, "cpu#3").label.find(" · ")),
            " · round 2, attempt 3");
  EXPECT_EQ(*results->judgement, sample::judgement(2));
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"a"});
}

TEST(Reopen, TakesTheEndBack) {
  const sample::Folder folder;
  for (const ComparisonEnd end : {ComparisonEnd::stopped, ComparisonEnd::time_limit}) {
    const fs::path file = folder / std::string(name_of(end));
    sample::record_comparison(file, end);
    auto reopened = Recorder::reopen(file, sample::machine());
    ASSERT_TRUE(reopened) << to_string(reopened.error());
    EXPECT_EQ(reopened->results.comparison, sample::facts(ComparisonEnd::unfinished, ""));
    EXPECT_EQ(read_results(file)->comparison, sample::facts(ComparisonEnd::unfinished, ""));
  }
}

TEST(Reopen, ALaunchThatIsRepeatedTakesThePlaceOfTheFirst) {
  const sample::Folder folder;
  sample::in_killed_child(
      [&] { return sample::created(folder / "a"); },
      [](Recorder& recorder) {
        recorder.on_event(sample::started_run("cpu#0.gradient"));
        recorder.on_event(sample::event("cpu#0.gradient", 0.1, MessageEvent{"info", "first"}));
        recorder.on_event(sample::epochs("cpu#0.gradient", 1, 3));
        recorder.on_event(sample::finished_run("cpu#0.gradient", sample::counted("cpu", 0.1)));
      });
  auto reopened = Recorder::reopen(folder / "a", sample::machine());
  ASSERT_TRUE(reopened) << to_string(reopened.error());
  Recorder& recorder = *reopened->recorder;
  recorder.on_event(sample::started_run("cpu#0.gradient"));
  recorder.on_event(sample::event("cpu#0.gradient", 0.1, MessageEvent{"info", "second"}));
  recorder.on_event(sample::epochs("cpu#0.gradient", 1, 1));
  ASSERT_TRUE(recorder.close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  ASSERT_EQ(results->runs.size(), 1U);
  EXPECT_FALSE(results->runs[0].finished);
  EXPECT_EQ(results->runs[0].epochs.size(), 1U);
  ASSERT_EQ(results->runs[0].log.size(), 1U);
  EXPECT_EQ(results->runs[0].log[0].text, "second");
}

TEST(Reopen, RefusesWhatHasEnded) {
  const sample::Folder folder;
  for (const ComparisonEnd end :
       {ComparisonEnd::resolved, ComparisonEnd::all_rounds, ComparisonEnd::nothing_to_compare}) {
    const fs::path file = folder / std::string(name_of(end));
    sample::record_comparison(file, end);
    EXPECT_EQ(refused(file), "it ended: " + std::string(name_of(end)) + "; there is nothing to resume");
    EXPECT_EQ(read_results(file)->comparison->end, end);
  }
}

TEST(Reopen, RefusesATraining) {
  const sample::Folder folder;
  sample::record(folder / "a");
  EXPECT_EQ(refused(folder / "a"), "this file holds a training, and only comparisons are resumed");
}

TEST(Reopen, RefusesAnotherMachine) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  Machine other = sample::machine();
  other.cores = 64;
  EXPECT_EQ(refused(folder / "a", other),
            "it was begun on A processor (2 processors), and this is A processor (64 processors): rounds of "
            "both say nothing about either");
  other = sample::machine();
  other.governor = "powersave";  // may change, and sentinels watch it
  EXPECT_EQ(refused(folder / "a", other), "accepted");
}

TEST(Reopen, RefusesFilesAsReadingDoes) {
  const sample::Folder folder;
  EXPECT_EQ(refused(folder / "missing"), "cannot write the file: No such file or directory");
  EXPECT_EQ(refused(folder.path()), "cannot write the file: Is a directory");
  sample::write(folder / "empty", "");
  EXPECT_EQ(refused(folder / "empty"), "the file is empty, so it holds no results");
  sample::record_comparison(folder / "a");
  const std::string whole = sample::text_of(folder / "a");
  sample::write(folder / "cut", whole.substr(0, whole.size() / 2));
  EXPECT_NE(refused(folder / "cut").find("the results file is damaged or cut short"), std::string::npos);
  sql(folder / "a", "PRAGMA user_version = 4");
  EXPECT_EQ(refused(folder / "a"), "results of format 4, and this program reads formats 1 to 3");
}

TEST(Reopen, RefusesAFileThatThisProgramRecords) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::start(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  EXPECT_EQ(refused(folder / "a"), "the file is in use by a running comparison or training");
  EXPECT_EQ(Recorder::create(folder / "a", sample::start(), sample::machine(), true).error().message,
            "the file is in use by a running comparison or training");
  EXPECT_TRUE(read_results(folder / "a")->recording);
  // All that looked at the file has left the recorder's own locks alone.
  sample::tell_rounds(**recorder);
  ASSERT_TRUE((*recorder)->close(nullptr));
  EXPECT_EQ(read_results(folder / "a")->comparison->rounds.size(), 3U);
  EXPECT_FALSE(read_results(folder / "a")->recording);
}

TEST(Reopen, RefusesAFileThatAnotherProgramRecords) {
  const sample::Folder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto recorder = sample::created(folder / "a");
    if (::write(ready[1], "x", 1) != 1) ::_exit(9);
    for (;;) ::pause();
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(refused(folder / "a"), "the file is in use by a running comparison or training");
  EXPECT_TRUE(read_results(folder / "a")->recording);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(read_results(folder / "a")->recording);
  EXPECT_EQ(refused(folder / "a"), "accepted");
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(Reopen, TriggersOfStrangersDoNothing) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  sql(folder / "a", "CREATE TRIGGER t AFTER INSERT ON rounds BEGIN DELETE FROM certificates; END");
  auto reopened = Recorder::reopen(folder / "a", sample::machine());
  ASSERT_TRUE(reopened);
  sample::tell_round(*reopened->recorder, 4, 3, 2);
  ASSERT_TRUE(reopened->recorder->close(nullptr));
  EXPECT_EQ(read_results(folder / "a")->comparison->certificates.size(), 2U);
}

}  // namespace
}  // namespace accelbench
