// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_curves.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

constexpr std::size_t most_entries_of_a_run = 2;  // in the legend

constexpr double bytes_a_mib = 1024.0 * 1024.0;
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

QString curve_text(const char* text) { return QCoreApplication::translate("RunBoard", text); }

CurveKind kind_of_metric(std::size_t metric) {
  return static_cast<CurveKind>(static_cast<std::size_t>(CurveKind::accuracy) + metric);
}

}  // namespace

void EnergyTrace::add(const std::string& device, double t_s, double power_w) {
  Device& one = devices_[device];
  if (!std::isfinite(power_w) || (!one.t_s.empty() && t_s < one.t_s.back())) return;
  const double before = one.joules.empty() ? 0 : one.joules.back();
  const double area =
      one.t_s.empty() ? power_w * t_s : (t_s - one.t_s.back()) * (power_w + one.power_w.back()) / 2;
  one.t_s.push_back(t_s);
  one.power_w.push_back(power_w);
  one.joules.push_back(before + area);
}

double EnergyTrace::joules_of(const Device& device, double t_s) {
  if (device.t_s.empty()) return not_known;
  const auto after = std::lower_bound(device.t_s.begin(), device.t_s.end(), t_s);
  if (after == device.t_s.begin()) return device.power_w.front() * t_s;
  const auto place = static_cast<std::size_t>(after - device.t_s.begin());
  const double past = t_s - device.t_s[place - 1];
  if (after == device.t_s.end()) return device.joules.back() + past * device.power_w.back();
  const double run = device.t_s[place] - device.t_s[place - 1];
  const double rise = device.power_w[place] - device.power_w[place - 1];
  const double power_here = device.power_w[place - 1] + (run > 0 ? rise * past / run : 0);
  return device.joules[place - 1] + past * (device.power_w[place - 1] + power_here) / 2;
}

double EnergyTrace::joules_at(double t_s) const {
  if (devices_.empty()) return not_known;
  double sum = 0;
  for (const auto& [name, device] : devices_) sum += joules_of(device, t_s);
  return sum;
}

void CurveSet::add(CurveKind kind, const std::string& run, int row, const Line& line) {
  all_.push_back({kind, run, row, line});
  ++version_;
}

bool CurveSet::has(CurveKind kind) const {
  return std::ranges::any_of(all_, [=](const One& one) { return one.kind == kind && one.line->size() > 0; });
}

/// A sweep has thousands of rows: they are looked up by their names. Of several devices the first is held
/// against.
std::vector<CurveSet::Held> CurveSet::with_baselines(const std::vector<const One*>& lines) const {
  std::map<std::pair<std::string, bool>, LineOf> first;
  for (const One* one : lines) first.try_emplace({one->run, one->line->style.dashed}, one->line);
  std::vector<Held> held;
  for (const One* one : lines) {
    held.push_back({one->line, nullptr});
    const auto named = baselines_.find(one->run);
    if (named == baselines_.end()) continue;
    const auto found = first.find({named->second, one->line->style.dashed});
    if (found != first.end()) held.back().baseline = found->second;
  }
  return held;
}

std::vector<CurveSet::Held> CurveSet::of(CurveKind kind) const {
  std::vector<const One*> chosen;
  for (const One& one : all_)
    if (one.kind == kind) chosen.push_back(&one);
  std::ranges::stable_sort(chosen, {},
                           [](const One* one) { return std::make_pair(one->line->style.dashed, one->row); });
  return with_baselines(chosen);
}

void CurveSet::set_baseline(const std::string& run, const std::string& baseline) {
  baselines_[run] = baseline;
  ++version_;
}

QString CurveSet::baseline_label() const {
  QString label;
  std::string run;
  for (const auto& [held, baseline] : baselines_) {
    if (!run.empty() && baseline != run) return {};
    run = baseline;
  }
  for (const One& one : all_)
    if (one.run == run && one.kind == CurveKind::loss && !one.line->style.dashed)
      label = one.line->style.label;
  return label;
}

RunCurves::RunCurves(const RunIdentity& run, int row, std::shared_ptr<CurveSet> set)
    : run_(run), row_(row), set_(std::move(set)) {
  if (!run.baseline.empty()) set_->set_baseline(run.id, run.baseline);
  loss_ = new_line(CurveKind::loss, run.label, row, false);
  val_loss_ = new_line(CurveKind::loss, run.label, row, true);
  throughput_ = new_line(CurveKind::throughput, run.label, row, false);
  utilization_ = new_line(CurveKind::utilization, run.label, row, false);
}

CurveSet::Line RunCurves::new_line(CurveKind kind, const QString& label, int marker, bool validation) {
  auto line = std::make_shared<SampleSeries>();
  line->style.label = validation ? curve_text("%1, validation").arg(label) : label;
  line->style.color = run_.color;
  line->style.marker = marker;
  line->style.dashed = validation;
  if (validation) line->style.stands_with = label;
  line->samples_per_epoch = run_.samples_per_epoch;
  if (run_.accelerator) {
    line->price_per_hour = run_.accelerator->price_per_hour.value_or(not_known);
    line->currency = QString::fromStdString(run_.accelerator->currency);
  }
  all_.push_back(line);
  set_->add(kind, run_.id, row_, line);
  return line;
}

CurveSet::Line& RunCurves::metric_line(std::size_t metric, bool validation) {
  CurveSet::Line& line = (validation ? val_metrics_ : metrics_)[metric];
  if (!line) line = new_line(kind_of_metric(metric), run_.label, row_, validation);
  return line;
}

void RunCurves::take(const EpochsEvent& epochs) {
  for (const EpochRecord& record : epochs.records) {
    const auto step = static_cast<double>(record.step);
    const auto epoch = static_cast<double>(record.epoch);
    const double joules = energy_.joules_at(record.t_s);
    const auto note = [&](CurveSet::Line& line, double value) {
      line->append(step, epoch, record.t_s, value, joules);
    };
    note(loss_, record.loss);
    if (epochs.validation) note(val_loss_, record.val_loss);
    if (std::isfinite(record.samples_per_second)) note(throughput_, record.samples_per_second);
    for (const Metric metric : epochs.metrics) {
      const auto slot = static_cast<std::size_t>(metric);
      note(metric_line(slot, false), record.metrics[slot]);
      if (epochs.validation) note(metric_line(slot, true), record.val_metrics[slot]);
    }
    if (!std::isfinite(record.learning_rate)) continue;
    if (!learning_rate_) learning_rate_ = new_line(CurveKind::learning_rate, run_.label, row_, false);
    note(learning_rate_, record.learning_rate);
  }
}

QString RunCurves::label_of(const std::string& device) {
  return curve_text("%1 · %2").arg(run_.label, QString::fromStdString(device));
}

/// A run with one device is called by its label alone, and so is the entry in the legend of many: a list of
/// all ranks would take the place of the chart. The crosshair names each.
void RunCurves::name_devices(CurveKind kind) {
  std::vector<std::pair<std::string, SampleSeries*>> lines;
  for (const std::string& device : devices_)
    if (const auto found = of_devices_.find({kind, device}); found != of_devices_.end() && found->second)
      lines.emplace_back(device, found->second.get());
  if (lines.size() < 2) return;
  for (const auto& [device, line] : lines) {
    line->style.label = label_of(device);
    line->style.stands_with = lines.size() > most_entries_of_a_run ? run_.label : QString();
  }
}

CurveSet::Line& RunCurves::device_line(CurveKind kind, const std::string& device) {
  const auto known = std::ranges::find(devices_, device);
  const auto place = static_cast<int>(known - devices_.begin());
  if (known == devices_.end()) devices_.push_back(device);
  CurveSet::Line& line = of_devices_[{kind, device}];
  if (line) return line;
  line = place == 0 && kind == CurveKind::utilization ? utilization_
                                                      : new_line(kind, run_.label, row_ + place, false);
  name_devices(kind);
  return line;
}

void RunCurves::take(const DeviceReading& reading, double step, double epoch, double t_s) {
  if (reading.device.find('/') != std::string::npos) return;
  if (reading.power_w) energy_.add(reading.device, t_s, *reading.power_w);
  const double joules = energy_.joules_at(t_s);
  const auto note = [&](CurveKind kind, std::optional<double> value) {
    if (value) device_line(kind, reading.device)->append(step, epoch, t_s, *value, joules);
  };
  note(CurveKind::utilization, reading.utilization);
  if (reading.memory_bytes) note(CurveKind::memory, static_cast<double>(*reading.memory_bytes) / bytes_a_mib);
  note(CurveKind::power, reading.power_w);
  note(CurveKind::temperature, reading.temperature_c);
  note(CurveKind::clock, reading.clock_mhz);
}

void RunCurves::clear() {
  for (const CurveSet::Line& line : all_) line->clear();
  energy_.clear();
}

void RunCurves::set_samples_per_epoch(double samples) {
  run_.samples_per_epoch = samples;
  for (const CurveSet::Line& line : all_) line->samples_per_epoch = samples;
}

CurveSet::Line RunCurves::line(CurveKind kind, bool validation) const {
  switch (kind) {
    case CurveKind::loss:
      return validation ? val_loss_ : loss_;
    case CurveKind::throughput:
      return validation ? nullptr : throughput_;
    case CurveKind::utilization:
      return validation ? nullptr : utilization_;
    case CurveKind::learning_rate:
      return validation ? nullptr : learning_rate_;
    default:
      break;
  }
  const auto place = static_cast<std::size_t>(kind) - static_cast<std::size_t>(CurveKind::accuracy);
  if (place < metric_kinds) return (validation ? val_metrics_ : metrics_)[place];
  return nullptr;
}

}  // namespace accelbench
