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

/// All members run the same function; inside it they share out tasks, phase by phase. A phase is over when
/// its tasks are done, not when all members have come: one that the system does not run keeps nobody waiting
/// unless it holds a task, and goes past the phases it missed. A member that waits spins for some
/// microseconds, fewer where that was in vain before, then sleeps.
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

  /// Within run(), in the same order and with the same counts on every member: task(0) … task(count − 1),
  /// each once, by whichever member comes first. Returns when all are done. What members do between phases
  /// must not need to be done.
  template <class Task>
  void share(std::int64_t count, const Task& task) {
    if (size_ == 1) {
      for (std::int64_t i = 0; i < count; ++i) task(i);
      return;
    }
    if (count == 0) return;
    const std::uint32_t phase = phase_++;
    for (std::int64_t turn = 0; turn < size_; ++turn) {
      const std::int64_t owner = (member_ + turn) % size_;
      for (std::int64_t i = take(owner, phase, count); i >= 0; i = take(owner, phase, count)) {
        task(i);
        if (done_.fetch_add(1, std::memory_order_acq_rel) + 1 == count) return open_next(phase);
      }
    }
    wait_while(phases_, phase);
  }

 private:
  struct Job {
    void (*call)(void* object, std::int64_t member) = nullptr;
    void* object = nullptr;
  };

  explicit Team(const TeamSpec& spec);
  void run_job(Job job);
  void live(std::int64_t member);
  void take_part(std::int64_t member);
  void wait_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) const;
  /// The next task of this member's equal share of the phase, or −1 where none is left or the phase is over.
  /// Everybody begins with the own share, so that step after step a task finds what it works on in the cache
  /// it left it in.
  std::int64_t take(std::int64_t owner, std::uint32_t phase, std::int64_t count);
  void open_next(std::uint32_t phase);

  struct alignas(64) Share {
    std::atomic<std::uint64_t> ticket{0};  ///< upper half: the phase; lower: tasks given out of the share
  };

  static constexpr std::uint32_t closed = std::uint32_t{1} << 31;
  static thread_local std::uint32_t phase_;  ///< that this member comes to next
  static thread_local std::int64_t member_;

  std::int64_t size_;
  int spins_;
  cpu_set_t allowed_{};  ///< pinned: the processors that the starting thread could use; else none
  Job job_;
  std::uint32_t first_phase_ = 0;       ///< of the job
  std::atomic<std::uint32_t> jobs_{0};  ///< given out so far
  std::atomic<bool> leaving_{false};
  /// Started members in the job; the bit: no more may enter.
  alignas(64) std::atomic<std::uint32_t> inside_{closed};
  alignas(64) std::atomic<std::int64_t> done_{0};     ///< tasks of the phase
  alignas(64) std::atomic<std::uint32_t> phases_{0};  ///< over so far
  std::unique_ptr<Share[]> shares_;                   ///< a member
  std::vector<std::thread> threads_;
};

}  // namespace accelbench::cpu
