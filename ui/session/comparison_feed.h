// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <variant>
#include <vector>

#include "core/comparison/comparison.h"

namespace accelbench {

struct RoundBegan {
  RoundRecord round;
};
struct RunEnded {
  RoundRecord round;
  RoundRun run;
};
struct RoundEnded {
  RoundRecord round;
  Judgement judgement;
};
/// One thing that a comparison told.
using ComparisonNews =
    std::variant<Event, CertificateRecord, Forecast, NoiseFloor, RoundBegan, RunEnded, RoundEnded, ComparisonProgress>;

/// Where the news of a comparison wait until the window pulls them. Any thread may put; one takes.
///
/// The ends of runs and rounds wait for the window (a moment at most): it draws then, while no run is
/// measured, and not in the next one.
class ComparisonFeed : public ComparisonSink {
 public:
  void on_event(const Event& event) override;
  void on_certificate(const CertificateRecord& certificate) override { put(certificate); }
  void on_floor(const NoiseFloor& floor) override { put(floor); }
  void on_forecast(const Forecast& forecast) override { put(forecast); }
  void on_round_begin(const RoundRecord& round) override { put(RoundBegan{round}); }
  void on_run_end(const RoundRecord& round, const RoundRun& run) override;
  void on_round_end(const RoundRecord& round, const Judgement& judgement) override;
  void on_progress(const ComparisonProgress& progress) override { put(progress); }
  /// All news since the last call, in their order.
  std::vector<ComparisonNews> take();

  /// Called at the ends of runs and rounds, by the thread that compares. Without it nothing waits.
  void set_wake(std::function<void()> wake) { wake_ = std::move(wake); }
  /// The window has drawn all that it took.
  void drawn();

  static constexpr std::chrono::milliseconds longest_wait{300};

 private:
  void put(ComparisonNews news);
  void wait_until_drawn();

  std::mutex mutex_;
  std::vector<ComparisonNews> waiting_;
  std::function<void()> wake_;
  std::condition_variable drawn_;
  bool draws_ = false;  // somebody waits for drawn()
};

}  // namespace accelbench
