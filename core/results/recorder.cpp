// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "core/results/database.h"
#include "core/results/record_writer.h"
#include "core/results/results_file.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto commit_interval = 150ms;  // leaves 100 ms of the promised 250 for writing
constexpr auto longest_wait = 2s;  // for room in the queue; a disk that stands still must not stop a training
constexpr std::size_t queue_bound = 200'000;  // records, of about 200 bytes

std::size_t weight_of(const Event& event) {
  const auto* epochs = std::get_if<EpochsEvent>(&event.what);
  return 1 + (epochs != nullptr ? epochs->records.size() : 0);
}

bool is_end(const Event& event) { return std::holds_alternative<RunFinished>(event.what); }

void remove_with_companions(const fs::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink(beside(file, suffix).c_str());
}

// Only what --force means: an earlier regular file or a link to one, never a device or a folder.
Status make_room(const fs::path& file, bool force) {
  struct stat found {};
  if (::lstat(file.c_str(), &found) != 0) return {};
  if (!S_ISREG(found.st_mode) && !S_ISLNK(found.st_mode))
    return bad_input(file.string(), "this is not a regular file", "choose another name");
  if (!force) return bad_input(file.string(), "the file exists", "choose another name or use --force");
  remove_with_companions(file);
  return {};
}

void make_default_folder(const fs::path& file) {
  std::error_code told_when_the_file_is_created;
  if (file.parent_path() == results_folder())
    fs::create_directories(file.parent_path(), told_when_the_file_is_created);
}

// A power cut may cost the last moments; a killed program costs nothing, as the system has the log's pages.
constexpr const char* settings_while_made = "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;";
constexpr const char* settings_while_open = "PRAGMA synchronous = NORMAL;";
// The checkpoint waits for the disk. Leaving WAL changes two bytes of the first page; a file that lost them
// reads the same.
constexpr const char* settings_while_closed =
    "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE;";

}  // namespace

struct Recorder::State {
  fs::path file;
  Database database;
  RecordWriter writer;
  std::mutex mutex;
  std::condition_variable arrived;
  std::condition_variable taken;
  std::deque<Event> queue;
  std::size_t queued = 0;  ///< weight of the queue
  bool urgent = false;     ///< something that must be committed at once
  bool closing = false;
  bool closed = false;
  std::int64_t pushed = 0;   ///< events taken in, and of these
  std::int64_t handled = 0;  ///< events committed (or let go after a failure)
  std::int64_t lost = 0;
  std::optional<Error> first_error;
  std::thread thread;

  State(fs::path path, Database opened, RecordWriter prepared)
      : file(std::move(path)), database(std::move(opened)), writer(std::move(prepared)) {}
  void write_until_closed();
  void tell_handled(std::size_t events);
  std::deque<Event> take_batch();
  Status write_batch(const std::deque<Event>& batch);
  void keep(Status status);
  Status leave(const TrainingOutcome* outcome);
};

void Recorder::State::keep(Status status) {
  if (status) return;
  const std::lock_guard lock(mutex);
  if (!first_error) first_error = std::move(status.error());
}

// What arrives within the interval is one transaction.
std::deque<Event> Recorder::State::take_batch() {
  std::unique_lock lock(mutex);
  arrived.wait(lock, [&] { return !queue.empty() || closing; });
  arrived.wait_for(lock, commit_interval, [&] { return urgent || closing || queued > queue_bound / 2; });
  std::deque<Event> batch;
  batch.swap(queue);
  queued = 0;
  urgent = false;
  taken.notify_all();
  return batch;
}

Status Recorder::State::write_batch(const std::deque<Event>& batch) {
  if (auto begun = database.run("BEGIN IMMEDIATE"); !begun) return begun;
  for (const Event& event : batch) {
    auto written = writer.write(event);
    if (written) continue;
    static_cast<void>(database.run("ROLLBACK"));
    return written;
  }
  auto committed = database.run("COMMIT");
  if (!committed) static_cast<void>(database.run("ROLLBACK"));
  return committed;
}

// After a failure the rest is taken and let go: the training goes on, and close() tells.
void Recorder::State::write_until_closed() {
  bool broken = false;
  while (true) {
    const std::deque<Event> batch = take_batch();
    if (batch.empty()) return;  // only when closing
    if (!broken) {
      auto written = write_batch(batch);
      broken = !written;
      keep(std::move(written));
    }
    tell_handled(batch.size());
  }
}

void Recorder::State::tell_handled(std::size_t events) {
  const std::lock_guard lock(mutex);
  handled += static_cast<std::int64_t>(events);
  taken.notify_all();
}

Status Recorder::State::leave(const TrainingOutcome* outcome) {
  if (outcome != nullptr && !first_error) {
    if (auto finished = writer.finish(*outcome); !finished) return finished;
  }
  writer = RecordWriter();  // its statements would keep the file open
  auto left = database.run(settings_while_closed);
  auto closed_file = database.close();
  return left ? closed_file : left;
}

Recorder::Recorder(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->thread = std::thread([state = state_.get()] { state->write_until_closed(); });
}

Recorder::~Recorder() {
  if (!state_->closed) static_cast<void>(close(nullptr));
}

Result<std::unique_ptr<Recorder>> Recorder::create(const fs::path& file, const TrainingRequest& request,
                                                   const Machine& machine, bool force) {
  if (file.filename().empty())
    return bad_input(file.string(), "this is not the name of a file", "name the results file");
  if (auto room = make_room(file, force); !room) return tl::make_unexpected(room.error());
  make_default_folder(file);
  auto database = Database::create(file);
  if (!database) return tl::make_unexpected(database.error());
  const auto prepared = [&]() -> Result<RecordWriter> {
    if (auto set = database->run(settings_while_made); !set) return tl::make_unexpected(set.error());
    auto writer = RecordWriter::create(*database, request, machine);
    if (!writer) return writer;
    if (auto set = database->run(settings_while_open); !set) return tl::make_unexpected(set.error());
    return writer;
  };
  auto writer = prepared();
  if (!writer) {
    remove_with_companions(file);
    return tl::make_unexpected(writer.error());
  }
  auto state = std::make_unique<State>(file, std::move(*database), std::move(*writer));
  return std::unique_ptr<Recorder>(new Recorder(std::move(state)));
}

void Recorder::on_event(const Event& event) {
  const std::size_t weight = weight_of(event);
  std::unique_lock lock(state_->mutex);
  const auto room = [&] { return state_->queued + weight <= queue_bound || state_->queue.empty(); };
  if (!state_->taken.wait_for(lock, longest_wait, room)) {
    ++state_->lost;
    return;
  }
  state_->queue.push_back(event);
  state_->queued += weight;
  const std::int64_t ticket = ++state_->pushed;
  state_->urgent = state_->urgent || is_end(event);
  state_->arrived.notify_one();
  // Whoever is told that a run has ended may rely on finding it, whatever happens to this program next.
  if (is_end(event)) state_->taken.wait_for(lock, longest_wait, [&] { return state_->handled >= ticket; });
}

Status Recorder::close(const TrainingOutcome* outcome) {
  State& state = *state_;
  if (!state.closed) {
    {
      const std::lock_guard lock(state.mutex);
      state.closing = true;
    }
    state.arrived.notify_one();
    state.thread.join();
    state.keep(state.leave(outcome));
    if (state.lost > 0)
      state.keep(failed(state.file.string(),
                        std::to_string(state.lost) + " events were lost: the disk did not keep up",
                        "write the results to a faster disk"));
    state.closed = true;
  }
  if (state.first_error) return tl::make_unexpected(*state.first_error);
  return {};
}

}  // namespace accelbench
