// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

#include "core/base/clock.h"
#include "core/engine/event.h"

// Where the time of some steps goes, told by the thread that leads them. A sampled step costs some tens of
// reads of the processor's own counter, some twenty cycles each.
namespace accelbench::cpu {

/// One step in so many, from the second on; a prime, so that it is not the same batch of every epoch.
constexpr bool is_sampled(std::int64_t step_number) { return step_number % 31 == 1; }

enum class StepPart : std::uint8_t { gather, forward, backward, optimizer, other, exchange };

class StepPartClock {
 public:
  void begin() { since_ = ticks(), part_ = StepPart::other; }
  void end() { enter(StepPart::other); }

  /// Time counts to `part` from now on; returns what it counted to before.
  StepPart enter(StepPart part) {
    const std::uint64_t now = ticks();
    ticks_[static_cast<std::size_t>(part_)] += now - since_;
    since_ = now;
    return std::exchange(part_, part);
  }

  std::optional<StepSplit> split() const {
    const std::uint64_t all = std::accumulate(ticks_.begin(), ticks_.end(), std::uint64_t{0});
    if (all == 0) return std::nullopt;
    const auto share = [&](StepPart part) {
      return static_cast<double>(ticks_[static_cast<std::size_t>(part)]) / static_cast<double>(all);
    };
    return StepSplit{share(StepPart::gather),    share(StepPart::forward), share(StepPart::backward),
                     share(StepPart::optimizer), share(StepPart::other),   share(StepPart::exchange)};
  }

 private:
  /// Of a clock that runs evenly; only shares are made of them.
  static std::uint64_t ticks() {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    return static_cast<std::uint64_t>(monotonic_ns());
#endif
  }

  std::array<std::uint64_t, 6> ticks_{};
  std::uint64_t since_ = 0;
  StepPart part_ = StepPart::other;
};

/// A part of a step, as long as it lives; without a clock it does nothing.
class InPart {
 public:
  InPart(StepPartClock* clock, StepPart part)
      : clock_(clock), before_(clock != nullptr ? clock->enter(part) : StepPart::other) {}
  ~InPart() {
    if (clock_ != nullptr) clock_->enter(before_);
  }
  InPart(const InPart&) = delete;
  InPart& operator=(const InPart&) = delete;

 private:
  StepPartClock* clock_;
  StepPart before_;
};

}  // namespace accelbench::cpu
