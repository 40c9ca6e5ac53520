// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/engine/event.h"
#include "core/run/run_control.h"
#include "ui/charts/series.h"
#include "ui/session/run_curves.h"
#include "ui/session/run_identity.h"

namespace accelbench {

/// What one run told so far. Empty: not told yet or not measured.
struct RunRow {
  enum class State { waiting, running, finished };

  RunIdentity identity;
  State state = State::waiting;
  std::optional<Phase> phase;
  std::int64_t steps_per_epoch = 0;
  double step = 0;   ///< reached
  double epoch = 0;  ///< reached, with its fraction
  double t_s = 0;    ///< of the last event
  std::optional<EpochRecord> last_epoch;
  std::vector<Metric> metrics;
  std::optional<double> utilization;    ///< 0 … 1, the last reading; of several devices their mean
  std::vector<DeviceReading> readings;  ///< the last of each device, in the order in which they began to tell
  std::string fingerprint;
  std::string device;
  std::vector<std::string> capabilities;  ///< commands that it takes
  bool paused = false;
  bool changed_by_hand = false;  ///< somebody set its learning rate: it is not compared
  std::optional<RunSummary> summary;

  std::shared_ptr<RunCurves> curves;
  std::shared_ptr<SampleSeries> loss, val_loss, throughput, utilization_curve;  ///< of `curves`

  double progress() const;  ///< 0 … 1; 1 once there is nothing left to wait for
  double reached() const;   ///< share of the epochs; 1 where the run completed, early or not
  /// Whether it was given threads and left about half of them idle, as steps that are small do.
  bool idle_by_design() const;
  std::optional<double> eta_s() const;
  /// Whether it runs and takes this command now: while it is measured, it can only be paused.
  bool takes(RunCommandKind command) const;
  /// Of the last epoch, or what was set by hand since.
  std::optional<double> learning_rate() const;
  /// Somebody set it in the epoch after the last one told.
  void set_learning_rate(double learning_rate);
  /// The steady figure where the run gave one, else that of the last epoch.
  std::optional<double> samples_per_second() const;

 private:
  std::int64_t epochs_told() const { return last_epoch ? last_epoch->epoch : 0; }
  std::optional<double> rate_by_hand_;
  std::int64_t by_hand_after_ = 0;  ///< epochs that were told when it was set
};

/// The runs of one training, built from events that the window pulls. Used by one thread.
class RunBoard {
 public:
  struct Message {
    QString run;    ///< label; empty for the training itself
    QString level;  ///< info, warning, error
    QString text;
  };

  void begin(const std::vector<RunIdentity>& runs, bool together);
  /// The row begins anew, as before its first event.
  void restart(const std::string& id);
  /// Returns what the runs said in words.
  std::vector<Message> apply(const std::vector<Event>& events);

  const std::vector<RunRow>& rows() const { return rows_; }
  bool together() const { return together_; }
  /// The lines of all rows; another set after begin().
  const std::shared_ptr<CurveSet>& curves() const { return curves_; }
  /// Ratios are to this accelerator's row of the same variant from now on.
  void set_baseline(const std::string& accelerator);
  /// Marks what runs as at rest, or not.
  void set_paused(bool paused);
  /// Somebody set the learning rate of what runs.
  void set_learning_rate(double learning_rate);
  /// The first run that takes the command now, or null.
  const RunRow* first_that_takes(RunCommandKind command) const;
  /// Throughput of a row over that of the baseline (of the same variant), both finished, not run together and
  /// of the same algorithm; empty otherwise.
  std::optional<double> ratio_to(const std::string& baseline, const RunRow& row) const;
  /// Share of all epochs of all runs, 0 … 1.
  double progress() const;
  /// Of all runs that are left, as far as the running one lets know.
  std::optional<double> eta_s() const;

 private:
  RunRow* find(const std::string& id);

  std::vector<RunRow> rows_;
  std::shared_ptr<CurveSet> curves_ = std::make_shared<CurveSet>();
  std::unordered_map<std::string, std::size_t> places_;  ///< of ids in rows_: a sweep has thousands
  bool together_ = false;
};

}  // namespace accelbench
