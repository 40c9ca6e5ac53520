// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recorder_state.h"

#include <fmt/format.h>

#include <string>

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto commit_interval = 150ms;       // leaves 100 ms of the promised 250 for writing
constexpr auto between_tries = 5s;            // of writing to a disk that was full
constexpr auto wait_in_trouble = 100ms;       // a disk that does not answer must not hold up each fact
constexpr std::size_t queue_bound = 200'000;  // records, of about 200 bytes
constexpr std::size_t kept_bound = 200'000;   // while the file cannot be written

std::size_t weight_of(const Record& record) {
  const auto* event = std::get_if<Event>(&record);
  const auto* epochs = event != nullptr ? std::get_if<EpochsEvent>(&event->what) : nullptr;
  return 1 + (epochs != nullptr ? epochs->records.size() : 0);
}

/// Facts and ends of runs: few, and kept whatever happens.
bool is_fact(const Record& record) {
  const auto* event = std::get_if<Event>(&record);
  return event == nullptr || std::holds_alternative<RunFinished>(event->what);
}

/// Only the last one is needed: it holds all looks.
void drop_judgement(std::deque<Record>& facts) {
  const auto last = std::find_if(facts.rbegin(), facts.rend(), [](const Record& record) {
    return std::holds_alternative<RoundEnded>(record);
  });
  if (last != facts.rend()) std::get<RoundEnded>(*last).judgement = {};
}

}  // namespace

std::optional<std::int64_t> RecorderState::push(Record record, Duration longest) {
  const std::size_t weight = weight_of(record);
  std::unique_lock lock(mutex);
  const auto room = [&] { return queued + weight <= queue_bound || queue.empty(); };
  // A fact is never let go: there are few of them.
  if (!taken.wait_for(lock, longest, room) && !is_fact(record)) {
    ++lost;
    return std::nullopt;
  }
  urgent = urgent || is_fact(record);
  queue.push_back(std::move(record));
  queued += weight;
  arrived.notify_one();
  return ++pushed;
}

void RecorderState::push_and_wait(Record record, Duration longest) {
  const auto ticket = push(std::move(record), longest);
  std::unique_lock lock(mutex);
  if (trouble) longest = std::min<Duration>(longest, wait_in_trouble);
  if (taken.wait_for(lock, longest, [&] { return !ticket || handled >= *ticket; }) || trouble) return;
  trouble = Error{ErrorKind::failed, file.string(), "cannot write: the disk does not answer",
                  "look after it, or save the results elsewhere"};
}

// What arrives within the interval is one transaction.
std::deque<Record> RecorderState::take_batch() {
  std::unique_lock lock(mutex);
  arrived.wait(lock, [&] { return !queue.empty() || closing; });
  arrived.wait_for(lock, commit_interval, [&] { return urgent || closing || queued > queue_bound / 2; });
  std::deque<Record> batch;
  batch.swap(queue);
  queued = 0;
  urgent = false;
  taken.notify_all();
  return batch;
}

// After a failure what was told is kept: the training goes on, and whoever looks is told.
void RecorderState::write_until_closed() {
  while (true) {
    std::deque<Record> batch = take_batch();
    if (batch.empty()) return;  // only when closing
    const auto records = static_cast<std::int64_t>(batch.size());
    {
      const std::lock_guard lock(writing);
      const bool ended = std::ranges::any_of(batch, is_fact);
      take_in(std::move(batch));
      if (is_time_to_write(ended)) write_unwritten();
    }
    const std::lock_guard lock(mutex);
    handled += records;
    taken.notify_all();
  }
}

void RecorderState::take_in(std::deque<Record> batch) {
  for (Record& record : batch) {
    const std::size_t weight = weight_of(record);
    if (unwritten_weight + weight > kept_bound && !unwritten.empty() && !is_fact(record)) {
      const std::lock_guard lock(mutex);
      ++lost;
      continue;
    }
    unwritten_weight += weight;
    unwritten.push_back(std::move(record));
  }
}

/// While there is trouble it is tried again now and then, between runs: many records are to be written then,
/// and none of that shall disturb a measurement.
bool RecorderState::is_time_to_write(bool between_runs) {
  {
    const std::lock_guard lock(mutex);
    if (!trouble) return true;
  }
  return between_runs && Clock::now() - last_try >= between_tries;
}

void RecorderState::write_unwritten() {
  last_try = Clock::now();
  auto written = place->write(unwritten);
  if (written) all_is_written();
  set_trouble(written ? std::nullopt : std::optional(written.error()));
}

void RecorderState::all_is_written() {
  for (Record& record : unwritten) {
    if (!is_fact(record)) continue;
    if (std::holds_alternative<RoundEnded>(record)) drop_judgement(facts);
    facts.push_back(std::move(record));
  }
  unwritten.clear();
  unwritten_weight = 0;
}

bool RecorderState::is_closed() {
  const std::lock_guard lock(mutex);
  return closed;
}

/// The first trouble stays until there is none.
void RecorderState::set_trouble(std::optional<Error> found) {
  const std::lock_guard lock(mutex);
  if (!found || !trouble) trouble = std::move(found);
}

void RecorderState::close(const TrainingOutcome* outcome) {
  if (!thread.joinable()) return;
  if (outcome != nullptr) push(*outcome, 0s);
  {
    const std::lock_guard lock(mutex);
    closing = true;
  }
  arrived.notify_one();
  thread.join();
  const std::lock_guard lock(writing);
  if (!unwritten.empty()) write_unwritten();
  if (unwritten.empty()) leave();
  const std::lock_guard also(mutex);
  closed = true;
  if (lost > 0 && !trouble)
    trouble = Error{ErrorKind::failed, file.string(),
                    fmt::format("{} events were lost: the disk did not keep up", lost),
                    "write the results to a faster disk"};
}

void RecorderState::leave() {
  auto left = place->leave();
  if (left)
    place.reset();
  else
    set_trouble(left.error());
}

/// From the database that is open, or from the file that was left.
Status RecorderState::copy_to(RecordingPlace& next) {
  if (place && place->database() != nullptr) return next.take_over(*place->database());
  auto left_file = Database::open_untrusted(file);
  if (!left_file) return tl::make_unexpected(left_file.error());
  return next.take_over(*left_file);
}

/// A new file with all that there is. Where the first can be read no more, all facts are told again.
Result<std::unique_ptr<RecordingPlace>> RecorderState::make_copy(const fs::path& target, bool force) {
  auto next = RecordingPlace::create(target, description, force);
  if (!next) return next;
  Status told = copy_to(**next);
  if (!told) {
    RecordingPlace::remove(std::move(*next));
    next = RecordingPlace::create(target, description, false);
    if (!next) return next;
    told = (*next)->write(facts);
  }
  if (told) told = (*next)->write(unwritten);
  if (told && is_closed()) told = (*next)->leave();
  if (told) return next;
  RecordingPlace::remove(std::move(*next));
  return tl::make_unexpected(told.error());
}

Status RecorderState::save_elsewhere(const fs::path& target, bool force) {
  const std::lock_guard lock(writing);
  auto next = make_copy(target, force);
  if (!next) return tl::make_unexpected(next.error());
  all_is_written();
  place = is_closed() ? nullptr : std::move(*next);
  set_trouble(std::nullopt);
  const std::lock_guard also(mutex);
  file = target;
  lost = 0;
  return {};
}

}  // namespace accelbench
