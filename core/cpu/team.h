// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sched.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/result.h"

// A team of threads that lives as long as a compiled work: created once, called for a few steps at a time.
namespace accelbench::cpu {

/// How many members, on how many processors; both at least 1.
struct TeamSpec {
  std::int64_t size = 1;
  std::int64_t processors = 1;
  bool pinned = false;  ///< member i stays on the i-th processor that this process may use, and round again
};

/// All members run the same function; inside it they share out tasks and meet after each share.
/// A member that waits spins for some microseconds, fewer where that was in vain before, then sleeps.
class Team {
 public:
  /// The caller of run() is member 0, and pinned only within it; size − 1 threads are started. Fails where
  /// the system gives no more threads. With more members than processors nobody spins.
  static Result<std::unique_ptr<Team>> start(const TeamSpec& spec);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  std::int64_t size() const { return size_; }

  /// Runs function(member) on every member with denormal numbers flushed to zero, and waits for all of them.
  template <class Function>
  void run(Function& function) {
    run_job(
        {[](void* object, std::int64_t member) { (*static_cast<Function*>(object))(member); }, &function});
  }

  /// Within run(): task(0) … task(count − 1), each by whichever member comes first. Returns when all are
  /// done.
  template <class Task>
  void share(std::int64_t count, const Task& task) {
    if (size_ == 1) {
      for (std::int64_t i = 0; i < count; ++i) task(i);
      return;
    }
    for (std::int64_t i = next_.fetch_add(1); i < count; i = next_.fetch_add(1)) task(i);
    meet();
  }

 private:
  struct Job {
    void (*call)(void* object, std::int64_t member) = nullptr;
    void* object = nullptr;
  };

  explicit Team(const TeamSpec& spec);
  void run_job(Job job);
  void meet();
  void live(std::int64_t member);
  void wait_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) const;

  std::int64_t size_;
  int spins_;
  cpu_set_t allowed_{};  ///< pinned: the processors that the starting thread could use; else none
  Job job_;
  std::atomic<std::uint32_t> jobs_{0};  ///< given out so far
  std::atomic<bool> leaving_{false};
  alignas(64) std::atomic<std::int64_t> next_{0};
  alignas(64) std::atomic<std::int64_t> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> meetings_{0};
  std::vector<std::thread> threads_;
};

}  // namespace accelbench::cpu
