// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/h2o/scoring_history.h"
#include "core/run/callbacks.h"
#include "core/run/event_stream.h"
#include "core/run/step_clock.h"

// What the server's scoring history comes to: epochs told, callbacks asked, figures of speed.
namespace accelbench::h2o {

/// The callbacks of an experiment that can act here: those that would change the learning rate or go back to
/// earlier weights are left out (the configuration's `algorithm` says so). An error where one watches what
/// H2O does not tell.
Result<std::vector<std::unique_ptr<Callback>>> callbacks_for(const TrainingSpec& training, bool validation);

/// Takes the history again and again as it grows.
class Course {
 public:
  /// `learning_rate`: NaN where the optimizer has none.
  Course(const TrainingSpec& training, std::vector<std::unique_ptr<Callback>> callbacks, EventStream& events,
         double learning_rate);

  /// Tells the epochs that are new. `seen_ns`: when the history was asked for.
  void take(const std::vector<ScoringRow>& rows, std::int64_t seen_ns);

  bool begun() const { return begin_ns_ != 0; }
  bool stop() const { return control_.stop; }  ///< a callback has ended the training
  const std::string& stop_reason() const { return control_.stop_reason; }
  bool diverged() const { return diverged_; }
  const EpochRecord& last() const { return record_; }
  std::int64_t epochs() const { return record_.epoch; }
  std::int64_t steps() const { return record_.step; }
  std::optional<TargetReached> target() const;
  std::function<void()> on_target = {};                      ///< called once, when a target is reached
  std::function<void(std::int64_t begin_ns)> on_begin = {};  ///< called once, before the first epoch is told

  /// Seconds of training, scoring left out, and seconds of scoring; empty where the server told no speed.
  std::optional<double> train_s() const;
  std::optional<double> scoring_s() const;
  /// Over all epochs but the first, where they lasted long enough to say something.
  std::optional<SteadyFigures> steady() const;

 private:
  void tell(const ScoringRow& row, std::int64_t seen_ns);
  void ask_callbacks();
  EpochRecord record_of(const ScoringRow& row, std::int64_t seen_ns) const;

  const TrainingSpec& training_;
  std::vector<std::unique_ptr<Callback>> callbacks_;
  EventStream& events_;
  double learning_rate_;
  TrainingControl control_;
  std::int64_t begin_ns_ = 0;
  bool diverged_ = false;
  bool target_told_ = false;
  EpochRecord record_;
  ScoringRow first_, last_;  ///< told
};

}  // namespace accelbench::h2o
