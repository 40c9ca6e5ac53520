// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/results/recording_place.h"
#include "core/results/results_file.h"

namespace accelbench {

/// What a recorder consists of: a queue that others fill, and a thread that empties it into a place.
struct RecorderState {
  using Duration = std::chrono::steady_clock::duration;
  using Clock = std::chrono::steady_clock;

  RecorderState(std::filesystem::path path, std::shared_ptr<const Description> described,
                std::unique_ptr<RecordingPlace> opened)
      : description(std::move(described)), file(std::move(path)), place(std::move(opened)) {}

  const std::shared_ptr<const Description> description;

  std::mutex mutex;  ///< of what follows
  std::condition_variable arrived;
  std::condition_variable taken;
  std::deque<Record> queue;
  std::size_t queued = 0;  ///< weight of the queue
  bool urgent = false;     ///< something that must be committed at once
  bool closing = false;
  bool closed = false;
  std::int64_t pushed = 0;   ///< records taken in, and of these
  std::int64_t handled = 0;  ///< records committed (or kept, while the file cannot be written)
  std::int64_t lost = 0;
  std::optional<Error> trouble;
  std::filesystem::path file;

  std::mutex writing;                     ///< of what follows; taken before `mutex`
  std::unique_ptr<RecordingPlace> place;  ///< null once it was left
  std::deque<Record> facts;               ///< in the file: facts and ends of runs, to be told again elsewhere
  std::deque<Record> unwritten;           ///< not in the file
  std::size_t unwritten_weight = 0;
  Clock::time_point last_try;

  std::thread thread;

  /// Its number, or nothing where there was no room within the time.
  std::optional<std::int64_t> push(Record record, Duration longest);
  /// Returns when the record would survive the end of the program, or the time is over.
  void push_and_wait(Record record, Duration longest);
  void write_until_closed();
  void close(const TrainingOutcome* outcome);
  Status save_elsewhere(const std::filesystem::path& target, bool force);

 private:
  std::deque<Record> take_batch();
  void take_in(std::deque<Record> batch);
  bool is_time_to_write(bool between_runs);
  void write_unwritten();
  void all_is_written();
  void leave();
  Status copy_to(RecordingPlace& next);
  Result<std::unique_ptr<RecordingPlace>> make_copy(const std::filesystem::path& target, bool force);
  bool is_closed();
  void set_trouble(std::optional<Error> found);
};

struct ReopenedState {
  std::unique_ptr<RecorderState> state;
  Results results;
};
/// The checks of Recorder::reopen().
Result<ReopenedState> reopen_comparison(const std::filesystem::path& file, const Machine& machine);

}  // namespace accelbench
