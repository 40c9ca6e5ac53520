// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <random>

#include "tests/core/results/file_tools.h"
#include "tests/core/results/recorded_comparison.h"

// Files of comparisons from strangers, and of programs that were killed at any moment.
namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// Reading gives results or a reason with a fix; true where it refuses.
bool refuses(const fs::path& file) {
  const auto results = read_results(file);
  if (results) return false;
  EXPECT_NE(results.error().message, "");
  EXPECT_NE(results.error().fix, "");
  return true;
}

TEST(DamagedComparison, ValuesThatMakeNoSenseAreNamed) {
  const sample::Folder folder;
  sample::record_comparison(folder / "whole");
  const std::vector<std::pair<std::string, std::string>> damages = {
      {"DELETE FROM comparison WHERE key = 'seed'", "a comparison without its seed"},
      {"UPDATE comparison SET value = '-1' WHERE key = 'seed'", "a seed that is no whole number"},
      {"UPDATE comparison SET value = '18446744073709551616' WHERE key = 'seed'", "a seed that is no"},
      {"UPDATE comparison SET value = 'soon' WHERE key = 'end'", "an unknown end of the comparison"},
      {"UPDATE comparison SET value = '{' WHERE key = 'floor'", "the noise floor: "},
      {"UPDATE comparison SET value = replace(value, '1.0125', '0.5') WHERE key = 'floor'",
       "the noise floor: floor: expected a ratio of at least 1"},
      {"UPDATE comparison SET value = '[]' WHERE key = 'judgement'", "the judgement: "},
      {"UPDATE comparison SET value = replace(value, 'not_measured', 'best') WHERE key = 'judgement'",
       "the judgement: verdict: \"best\" is none of its values"},
      {"UPDATE comparison SET value = replace(value, '\"variant\":0', '\"variant\":-1') WHERE key = "
       "'judgement'",
       "the judgement: variant: expected a number from 0"},
      {"UPDATE looks SET told = '7'", "a look: "},
      {"UPDATE forecasts SET told = NULL", "a forecast: "},
      {"UPDATE certificates SET status = 'fine'", "the status of a certificate"},
      {"UPDATE certificates SET variant = 1", "variant 1, which does not exist"},
      {"UPDATE checks SET certificate = 99 WHERE certificate = 1", "a check of a certificate that does not"},
      {"UPDATE rounds SET seed = '1e3'", "a seed that is no whole number"},
      {"UPDATE rounds SET attempt = -1 WHERE attempt = 1", "attempt -1 of round 1"},
      {"UPDATE rounds SET round = 9 WHERE attempt = 1", "attempt 1 of round 9"},
      {"UPDATE rounds SET ended_s = 9e999", "the end of a round"},
      {"UPDATE round_runs SET attempt = 9 WHERE attempt = 1", "a run of a round that does not exist"},
      {"UPDATE round_runs SET position = 5 WHERE position = 1", "the order of a round has a gap"},
      {"UPDATE round_runs SET id = id || 'x'", "a run of a round that is not among the runs"},
      {"UPDATE round_runs SET ended = 0", "a run without end in a round that ended"},
      {"UPDATE round_runs SET variant = -1", "variant -1, which does not exist"},
      {"UPDATE disturbances SET run_position = 7", "a disturbance of no run"},
      {"UPDATE disturbances SET kind = 'ghost'", "an unknown kind of disturbance"},
      {"DROP TABLE looks", "the table 'looks' is missing or is not as Accelbench makes it"},
      {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) INSERT INTO "
       "rounds SELECT i + 10, 1, '1', 0, 0, 0 FROM n",
       "100004 rows in 'rounds', and at most 100000 are read"},
  };
  for (const auto& [statement, expected] : damages) {
    fs::copy_file(folder / "whole", folder / "a", fs::copy_options::overwrite_existing);
    sql(folder / "a", statement);
    const auto results = read_results(folder / "a");
    ASSERT_FALSE(results) << statement;
    EXPECT_NE(results.error().message.find(expected), std::string::npos) << results.error().message;
    EXPECT_FALSE(Recorder::reopen(folder / "a", sample::machine())) << statement;
  }
}

TEST(DamagedComparison, CutFilesAreRefused) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  const std::string whole = sample::text_of(folder / "a");
  for (std::size_t size = 1; size < whole.size(); size += 4099) {
    sample::write(folder / "cut", whole.substr(0, size));
    EXPECT_TRUE(refuses(folder / "cut")) << size;
    EXPECT_FALSE(Recorder::reopen(folder / "cut", sample::machine()));
  }
}

// Bytes within records: everything that is not free space, some of it at random.
TEST(DamagedComparison, FlippedBytesNeverCrash) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  const std::string whole = sample::text_of(folder / "a");
  std::mt19937 random(7);
  int refused = 0;
  for (int trial = 0; trial < 150; ++trial) {
    std::string flipped = whole;
    std::size_t at = 0;
    do at = random() % whole.size();
    while (whole[at] == '\0');
    for (std::size_t i = at; i < std::min(at + 1 + trial % 3, whole.size()); ++i)
      flipped[i] = static_cast<char>(random());
    sample::write(folder / "flipped", flipped);
    if (refuses(folder / "flipped")) ++refused;
  }
  EXPECT_GT(refused, 30);
}

// A log beside the file that is cut or of other bytes: what was committed before the damage, or a reason.
TEST(DamagedComparison, ALogMayBeCutAnywhere) {
  const sample::Folder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto recorder = Recorder::create(folder / "a", sample::start(), sample::machine(), false);
    if (!recorder) ::_exit(9);
    sample::tell_certificates(**recorder);
    sample::tell_rounds(**recorder);
    ::kill(::getpid(), SIGKILL);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const std::string file = sample::text_of(folder / "a");
  const std::string log = sample::text_of(folder / "a-wal");
  ASSERT_GT(log.size(), 40'000U);
  const std::string index = sample::text_of(folder / "a-shm");
  // With the index beside it, too. A killed program may have come as far as the 32 bytes of its header.
  for (const std::size_t size : {0U, 20U, 32U, 33U, 4000U, 5000U}) {
    for (const char* suffix : {"", "-shm"}) fs::remove(folder / ("cut" + std::string(suffix)));
    sample::write(folder / "cut", file);
    sample::write(folder / "cut-wal", log.substr(0, size));
    sample::write(folder / "cut-shm", std::string(index.size(), '\0'));
    EXPECT_FALSE(refuses(folder / "cut")) << size;
  }
  fs::remove(folder / "cut-shm");
  std::size_t rounds = 0;
  for (std::size_t size = 0; size <= log.size(); size += 1 + log.size() / 25) {
    sample::write(folder / "cut", file);
    sample::write(folder / "cut-wal", log.substr(0, size));
    const auto results = read_results(folder / "cut");
    ASSERT_TRUE(results) << size << " " << to_string(results.error());
    const std::size_t found = results->comparison->rounds.size();
    EXPECT_GE(found, rounds);
    rounds = found;
  }
}

/// Goes on for ever: attempt by attempt, each told to the pipe once its calls have returned.
[[noreturn]] void record_for_ever(const fs::path& file, int told) {
  std::int64_t attempt = 0;
  std::unique_ptr<Recorder> recorder;
  if (fs::exists(file)) {
    auto reopened = Recorder::reopen(file, sample::machine());
    if (!reopened) {
      std::fputs(to_string(reopened.error()).c_str(), stderr);
      ::_exit(8);
    }
    for (const RoundRecord& round : reopened->results.comparison->rounds) attempt = round.attempt;
    recorder = std::move(reopened->recorder);
  } else {
    auto created = Recorder::create(file, sample::start(), sample::machine(), false);
    if (!created) ::_exit(9);
    recorder = std::move(*created);
  }
  for (;;) {
    ++attempt;
    sample::tell_round(*recorder, attempt, 1, 1);
    if (::write(told, &attempt, sizeof attempt) != sizeof attempt) ::_exit(7);
  }
}

// Killed at random moments and resumed, again and again, in one file: it always opens, and every attempt
// whose end was told is there and equal.
TEST(KilledComparison, LosesNothingThatWasTold) {
  const sample::Folder folder;
  std::mt19937 random(11);
  std::int64_t last_told = 0;
  for (int kill = 0; kill < 12; ++kill) {
    int told[2];
    ASSERT_EQ(::pipe(told), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) record_for_ever(folder / "a", told[1]);
    ::close(told[1]);
    std::int64_t attempt = 0;
    const bool late = kill % 2 == 1;  // every other one when it has told something, the rest at any moment
    if (late && ::read(told[0], &attempt, sizeof attempt) == sizeof attempt) last_told = attempt;
    ::usleep(static_cast<useconds_t>(5'000 + random() % 60'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    while (::read(told[0], &attempt, sizeof attempt) == sizeof attempt) last_told = attempt;
    ::close(told[0]);
    if (!fs::exists(folder / "a")) continue;  // killed before it had begun
    const auto results = read_results(folder / "a");
    ASSERT_TRUE(results) << to_string(results.error());
    std::int64_t finished = 0;
    for (const RoundRecord& round : results->comparison->rounds)
      if (round.finished) {
        finished = round.attempt;
        EXPECT_EQ(round, sample::ended_round(round.attempt, 1));
      }
    EXPECT_GE(finished, last_told);
  }
  EXPECT_GT(last_told, 0);
}

}  // namespace
}  // namespace accelbench
