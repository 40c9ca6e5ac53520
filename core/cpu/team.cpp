// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/team.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <system_error>

#include "core/cpu/flush_denormals.h"

namespace accelbench::cpu {
namespace {

// Some tens of microseconds: longer than the phases of a step, shorter than what another program would miss.
constexpr int spins_with_a_core_each = 4000;
// A thread whose waits were in vain spins less the next time, and more again when it pays: on a machine where
// others want the processor too, or in a phase too narrow for all members, spinning only takes time from who
// is waited for.
constexpr int least_spins = 64;
thread_local int spins_now = spins_with_a_core_each;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Signals go to the threads that expect them: new threads inherit an all-blocked mask.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

/// The calling thread stays on one of the processors while this lives, then may go where it could before.
class Pinned {
 public:
  /// Member i on the i-th of `allowed`, and round again; where none are, nothing happens.
  Pinned(const cpu_set_t& allowed, std::int64_t member) {
    const int count = CPU_COUNT(&allowed);
    if (count == 0 || pthread_getaffinity_np(pthread_self(), sizeof(before_), &before_) != 0) return;
    int left = static_cast<int>(member % count), processor = 0;
    while (!CPU_ISSET(processor, &allowed) || left-- > 0) ++processor;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    pinned_ = pthread_setaffinity_np(pthread_self(), sizeof(one), &one) == 0;
  }
  ~Pinned() {
    if (pinned_) pthread_setaffinity_np(pthread_self(), sizeof(before_), &before_);
  }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

 private:
  cpu_set_t before_{};
  bool pinned_ = false;
};

}  // namespace

Team::Team(const TeamSpec& spec)
    : size_(spec.size), spins_(spec.size <= spec.processors ? spins_with_a_core_each : 0) {
  CPU_ZERO(&allowed_);
  if (spec.pinned) pthread_getaffinity_np(pthread_self(), sizeof(allowed_), &allowed_);
}

Result<std::unique_ptr<Team>> Team::start(const TeamSpec& spec) {
  const std::int64_t size = spec.size;
  std::unique_ptr<Team> team(new Team(spec));
  const SignalsBlocked blocked;
  try {
    for (std::int64_t member = 1; member < size; ++member)
      team->threads_.emplace_back([raw = team.get(), member] { raw->live(member); });
  } catch (const std::system_error& error) {
    const std::size_t started = team->threads_.size() + 1;
    return failed("cpu", fmt::format("the system gives {} of {} threads ({})", started, size, error.what()),
                  "set a smaller number of threads");
  }
  return team;
}

Team::~Team() {
  leaving_.store(true);
  jobs_.fetch_add(1);
  jobs_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Team::wait_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) const {
  const int most = std::min(spins_, spins_now);
  for (int i = 0; i < most; ++i) {
    if (word.load(std::memory_order_acquire) != value) {
      spins_now = std::min(spins_with_a_core_each, 2 * spins_now);
      return;
    }
    relax();
  }
  spins_now = std::max(least_spins, spins_now / 2);
  word.wait(value, std::memory_order_acquire);
}

void Team::run_job(Job job) {
  const FlushDenormals flush;
  const Pinned pinned(allowed_, 0);
  job_ = job;
  if (size_ > 1) {
    jobs_.fetch_add(1);
    jobs_.notify_all();
  }
  job.call(job.object, 0);
  if (size_ > 1) meet();
}

void Team::meet() {
  const std::uint32_t meeting = meetings_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 < size_) return wait_while(meetings_, meeting);
  next_.store(0, std::memory_order_relaxed);
  arrived_.store(0, std::memory_order_relaxed);
  meetings_.fetch_add(1, std::memory_order_release);
  meetings_.notify_all();
}

void Team::live(std::int64_t member) {
  const FlushDenormals flush;
  const Pinned pinned(allowed_, member);
  for (std::uint32_t seen = 0;; ++seen) {
    wait_while(jobs_, seen);
    if (leaving_.load()) return;
    job_.call(job_.object, member);
    meet();
  }
}

}  // namespace accelbench::cpu
