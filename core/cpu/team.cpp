// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/team.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <system_error>

#include "core/math/flush_denormals.h"

namespace accelbench::cpu {
namespace {

// Some hundred microseconds: longer than a tile, shorter than what another program would miss.
constexpr int spins_with_a_core_each = 16000;
// A thread whose waits were in vain spins less the next time, and more again when it pays: on a machine where
// others want the processor too, or in a phase too narrow for all members, spinning only takes time from who
// is waited for.
constexpr int least_spins = 1000;
thread_local int spins_now = spins_with_a_core_each;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Whether it came true while spinning, at most `limit` times.
template <class Condition>
bool spin_until(int limit, const Condition& condition) {
  const int most = std::min(limit, spins_now);
  for (int i = 0; i < most; ++i) {
    if (condition()) {
      spins_now = std::min(spins_with_a_core_each, 2 * spins_now);
      return true;
    }
    relax();
  }
  spins_now = std::max(least_spins, spins_now / 2);
  return condition();
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

thread_local std::uint32_t Team::phase_ = 0;
thread_local std::int64_t Team::member_ = 0;

Team::Team(const TeamSpec& spec)
    : size_(spec.size), spins_(spec.size <= spec.processors ? spins_with_a_core_each : 0) {
  shares_ = std::make_unique<Share[]>(static_cast<std::size_t>(size_));
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
  if (!spin_until(spins_, [&] { return word.load(std::memory_order_acquire) != value; }))
    word.wait(value, std::memory_order_acquire);
}

std::int64_t Team::take(std::int64_t owner, std::uint32_t phase, std::int64_t count) {
  const std::int64_t first = count * owner / size_, tasks = count * (owner + 1) / size_ - first;
  std::atomic<std::uint64_t>& word = shares_[static_cast<std::size_t>(owner)].ticket;
  std::uint64_t ticket = word.load(std::memory_order_acquire);
  for (;;) {
    const auto next = static_cast<std::int64_t>(ticket & 0xFFFFFFFFU);
    if (static_cast<std::uint32_t>(ticket >> 32) != phase || next >= tasks) return -1;
    if (word.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel, std::memory_order_acquire))
      return first + next;
  }
}

/// Nobody takes of the next phase before it is told: who comes to it has seen the end of this one.
void Team::open_next(std::uint32_t phase) {
  done_.store(0, std::memory_order_relaxed);
  for (std::int64_t member = 0; member < size_; ++member)
    shares_[static_cast<std::size_t>(member)].ticket.store(std::uint64_t{phase + 1} << 32,
                                                           std::memory_order_release);
  phases_.store(phase + 1, std::memory_order_release);
  phases_.notify_all();
}

void Team::run_job(Job job) {
  const FlushDenormals flush;
  const Pinned pinned(allowed_, 0);
  if (size_ == 1) return job.call(job.object, 0);
  job_ = job;
  member_ = 0;
  phase_ = first_phase_ = phases_.load();
  inside_.fetch_and(~closed);
  jobs_.fetch_add(1);
  jobs_.notify_all();
  job.call(job.object, 0);
  // Who has not come by now is not waited for: there is nothing left to do.
  for (std::uint32_t here = inside_.fetch_or(closed) | closed; here != closed; here = inside_.load())
    wait_while(inside_, here);
}

void Team::take_part(std::int64_t member) {
  if ((inside_.fetch_add(1) & closed) == 0) {
    member_ = member;
    phase_ = first_phase_;
    job_.call(job_.object, member);
  }
  inside_.fetch_sub(1);
  inside_.notify_all();
}

void Team::live(std::int64_t member) {
  const FlushDenormals flush;
  const Pinned pinned(allowed_, member);
  for (std::uint32_t seen = 0;;) {
    wait_while(jobs_, seen);
    if (leaving_.load()) return;
    seen = jobs_.load();
    take_part(member);
  }
}

}  // namespace accelbench::cpu
