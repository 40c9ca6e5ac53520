// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "ui/charts/series.h"
#include "ui/session/run_identity.h"

// What runs tell, as lines over epochs and over time.
namespace accelbench {

/// What a curve shows. The metrics stand in the order of Metric.
enum class CurveKind {
  loss,
  accuracy,
  mae,
  mse,
  rmse,
  r2,
  throughput,
  utilization,
  memory,  ///< MiB
  power,   ///< watts
  temperature,
  clock,  ///< MHz
  learning_rate
};
inline constexpr std::size_t curve_kinds = 13;

/// The joules that a run has used, from readings of power, as the area under straight lines between them.
class EnergyTrace {
 public:
  void add(const std::string& device, double t_s, double power_w);
  /// All devices together; NaN where none told of power before. After the last reading power stays as it was.
  double joules_at(double t_s) const;
  void clear() { devices_.clear(); }

 private:
  struct Device {
    std::vector<double> t_s, power_w, joules;
  };
  static double joules_of(const Device& device, double t_s);
  std::map<std::string, Device> devices_;
};

/// The lines of all runs of a training or comparison. Lines are added when something is told for the first
/// time.
class CurveSet {
 public:
  using Line = std::shared_ptr<SampleSeries>;
  using LineOf = std::shared_ptr<const SampleSeries>;
  struct Held {
    LineOf samples;
    LineOf baseline;  ///< null: none
  };

  void add(CurveKind kind, const std::string& run, int row, const Line& line);
  /// In the order of rows, validation after all others.
  std::vector<Held> of(CurveKind kind) const;
  bool has(CurveKind kind) const;
  /// `run` is held against `baseline` from now on.
  void set_baseline(const std::string& run, const std::string& baseline);
  /// What the lines of the baseline are called; empty where there are several, as with a sweep.
  QString baseline_label() const;
  /// Counts lines that were added and baselines that were set.
  std::uint64_t version() const { return version_; }

 private:
  struct One {
    CurveKind kind;
    std::string run;
    int row;
    Line line;
  };
  std::vector<Held> with_baselines(const std::vector<const One*>& lines) const;

  std::vector<One> all_;
  std::map<std::string, std::string> baselines_;
  std::uint64_t version_ = 0;
};

/// The lines of one run.
class RunCurves {
 public:
  RunCurves(const RunIdentity& run, int row, std::shared_ptr<CurveSet> set);

  void take(const EpochsEvent& epochs);
  /// `step`, `epoch`: reached so far. Cores of the machine ("cpu/3") tell of everything that runs there: they
  /// make no line.
  void take(const DeviceReading& reading, double step, double epoch, double t_s);
  /// The run begins anew.
  void clear();
  void set_samples_per_epoch(double samples);

  const CurveSet::Line& loss() const { return loss_; }
  const CurveSet::Line& val_loss() const { return val_loss_; }
  const CurveSet::Line& throughput() const { return throughput_; }
  const CurveSet::Line& utilization() const { return utilization_; }
  /// Null where nothing was told of it.
  CurveSet::Line line(CurveKind kind, bool validation) const;

 private:
  CurveSet::Line new_line(CurveKind kind, const QString& label, int marker, bool validation);
  CurveSet::Line& metric_line(std::size_t metric, bool validation);
  CurveSet::Line& device_line(CurveKind kind, const std::string& device);
  QString label_of(const std::string& device);
  void name_devices(CurveKind kind);

  RunIdentity run_;
  int row_;
  std::shared_ptr<CurveSet> set_;
  EnergyTrace energy_;
  std::vector<std::string> devices_;  ///< in the order in which they told something
  std::vector<CurveSet::Line> all_;
  CurveSet::Line loss_, val_loss_, throughput_, utilization_, learning_rate_;
  std::array<CurveSet::Line, metric_kinds> metrics_, val_metrics_;
  std::map<std::pair<CurveKind, std::string>, CurveSet::Line> of_devices_;
};

}  // namespace accelbench
