// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_board.h"

#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

void take(RunRow& row, const RunStarted& started) {
  row.state = RunRow::State::running;
  row.steps_per_epoch = started.steps_per_epoch;
  row.identity.epochs = started.epochs;
  row.fingerprint = started.fingerprint;
  row.device = started.device;
  row.capabilities = started.capabilities;
}

void take(RunRow& row, const PhaseEvent& phase) {
  if (phase.begin) row.phase = phase.phase;
  row.state = RunRow::State::running;
}

void reach(RunRow& row, std::int64_t step) {
  row.step = std::max(row.step, static_cast<double>(step));
  if (row.steps_per_epoch > 0)
    row.epoch = std::max(row.epoch, row.step / static_cast<double>(row.steps_per_epoch));
}

void take(RunRow& row, const StepEvent& step) { reach(row, step.step); }
void take(RunRow& row, const Heartbeat& beat) { reach(row, beat.step); }
void take(RunRow&, const MessageEvent&) {}

void take(RunRow& row, const EpochsEvent& epochs) {
  row.metrics = epochs.metrics;
  row.curves->take(epochs);
  for (const EpochRecord& record : epochs.records) {
    const auto step = static_cast<double>(record.step);
    const auto epoch = static_cast<double>(record.epoch);
    row.step = step;
    row.epoch = epoch;
    row.last_epoch = record;
  }
}

template <class Devices, class Member>
std::optional<double> mean_over(const Devices& devices, Member utilization) {
  double sum = 0;
  int told = 0;
  for (const auto& device : devices)
    if (const auto& value = device.*utilization) {
      sum += *value;
      ++told;
    }
  return told > 0 ? std::optional(sum / told) : std::nullopt;
}

/// A core of the machine ("cpu/3") tells of everything that runs there.
void take(RunRow& row, const DeviceEvent& device) {
  row.curves->take(device.reading, row.step, row.epoch, row.t_s);
  if (device.reading.device.find('/') != std::string::npos) return;
  const auto known = std::ranges::find(row.readings, device.reading.device, &DeviceReading::device);
  if (known == row.readings.end())
    row.readings.push_back(device.reading);
  else
    *known = device.reading;
  row.utilization = mean_over(row.readings, &DeviceReading::utilization);
}

void take(RunRow& row, const RunFinished& finished) {
  row.state = RunRow::State::finished;
  row.phase.reset();
  row.paused = false;
  row.summary = finished.summary;
  row.summary->status = finished.status;
  if (!finished.reason.empty()) row.summary->reason = finished.reason;
  if (!finished.summary.devices.empty())
    row.utilization = mean_over(finished.summary.devices, &DeviceSummary::utilization_mean);
}

void take_curves(RunRow& row, std::shared_ptr<RunCurves> curves) {
  row.loss = curves->loss();
  row.val_loss = curves->val_loss();
  row.throughput = curves->throughput();
  row.utilization_curve = curves->utilization();
  row.curves = std::move(curves);
}

/// "@2" of "cpu@2"; empty without a sweep.
std::string variant_mark(const std::string& run) {
  const std::size_t mark = run.rfind('@');
  return mark == std::string::npos ? std::string() : run.substr(mark);
}

/// Has a figure, of the work as it was asked for.
bool comparable(const RunRow& row) {
  return row.summary && row.summary->samples_per_second && row.summary->algorithm == "same" &&
         !row.changed_by_hand;
}

}  // namespace

double RunRow::progress() const { return state == State::finished ? 1.0 : reached(); }

double RunRow::reached() const {
  if (summary && summary->status == RunStatus::completed) return 1.0;
  if (identity.epochs <= 0) return 0.0;
  return std::clamp(epoch / static_cast<double>(identity.epochs), 0.0, 1.0);
}

bool RunRow::idle_by_design() const {
  constexpr double busy_enough = 0.6;
  return identity.many_threads && utilization && *utilization < busy_enough;
}

std::optional<double> RunRow::eta_s() const {
  // Epochs say nothing of how long the steady window takes; early stopping may have ended them.
  if (phase == Phase::measure) return {};
  if (state != State::running || !last_epoch || last_epoch->elapsed_s <= 0 || last_epoch->epoch <= 0)
    return {};
  const double each = last_epoch->elapsed_s / static_cast<double>(last_epoch->epoch);
  return std::max(0.0, each * (static_cast<double>(identity.epochs) - epoch));
}

bool RunRow::takes(RunCommandKind command) const {
  if (state != State::running || std::ranges::count(capabilities, name_of(command)) == 0) return false;
  const bool always = command == RunCommandKind::pause || command == RunCommandKind::go_on;
  return always || phase != Phase::measure;
}

std::optional<double> RunRow::learning_rate() const {
  if (rate_by_hand_ && epochs_told() <= by_hand_after_) return rate_by_hand_;
  if (last_epoch && std::isfinite(last_epoch->learning_rate)) return last_epoch->learning_rate;
  return identity.learning_rate;
}

void RunRow::set_learning_rate(double learning_rate) {
  rate_by_hand_ = learning_rate;
  by_hand_after_ = epochs_told();
  changed_by_hand = true;
}

std::optional<double> RunRow::samples_per_second() const {
  if (summary) return summary->samples_per_second;
  if (last_epoch && std::isfinite(last_epoch->samples_per_second)) return last_epoch->samples_per_second;
  return {};
}

void RunBoard::begin(const std::vector<RunIdentity>& runs, bool together) {
  rows_.clear();
  places_.clear();
  together_ = together;
  curves_ = std::make_shared<CurveSet>();
  for (RunIdentity run : runs) {
    if (together) run.baseline.clear();  // they shared the cores: nothing is held against anything
    const auto position = static_cast<int>(rows_.size());
    places_.emplace(run.id, rows_.size());
    RunRow& row = rows_.emplace_back();
    row.identity = run;
    take_curves(row, std::make_shared<RunCurves>(run, position, curves_));
  }
}

void RunBoard::restart(const std::string& id) {
  RunRow* row = find(id);
  if (row == nullptr) return;
  RunRow fresh;
  fresh.identity = row->identity;
  take_curves(fresh, row->curves);
  fresh.curves->clear();
  *row = std::move(fresh);
}

void RunBoard::set_baseline(const std::string& accelerator) {
  if (together_) return;
  for (const RunRow& row : rows_)
    if (const std::string& run = row.identity.id; places_.contains(accelerator + variant_mark(run)))
      curves_->set_baseline(run, accelerator + variant_mark(run));
}

std::vector<RunBoard::Message> RunBoard::apply(const std::vector<Event>& events) {
  std::vector<Message> messages;
  for (const Event& event : events) {
    RunRow* row = find(event.run);
    if (const auto* said = std::get_if<MessageEvent>(&event.what))
      messages.push_back({row != nullptr ? row->identity.label : QString(),
                          QString::fromStdString(said->level), QString::fromStdString(said->text)});
    if (row == nullptr) continue;
    row->t_s = std::max(row->t_s, event.t_s);
    std::visit([row](const auto& what) { take(*row, what); }, event.what);
  }
  return messages;
}

void RunBoard::set_paused(bool paused) {
  for (RunRow& row : rows_) row.paused = paused && row.state == RunRow::State::running;
}

void RunBoard::set_learning_rate(double learning_rate) {
  for (RunRow& row : rows_)
    if (row.takes(RunCommandKind::set_learning_rate)) row.set_learning_rate(learning_rate);
}

const RunRow* RunBoard::first_that_takes(RunCommandKind command) const {
  const auto found = std::ranges::find_if(rows_, [=](const RunRow& row) { return row.takes(command); });
  return found == rows_.end() ? nullptr : &*found;
}

std::optional<double> RunBoard::ratio_to(const std::string& baseline, const RunRow& row) const {
  if (together_ || !comparable(row)) return {};
  const auto base = places_.find(baseline + variant_mark(row.identity.id));
  if (base == places_.end()) return {};
  if (!comparable(rows_[base->second])) return {};
  const auto& of_base = rows_[base->second].summary;
  if (*of_base->samples_per_second <= 0) return {};
  return *row.summary->samples_per_second / *of_base->samples_per_second;
}

double RunBoard::progress() const {
  if (rows_.empty()) return 0.0;
  double sum = 0;
  for (const RunRow& row : rows_) sum += row.progress();
  return sum / static_cast<double>(rows_.size());
}

std::optional<double> RunBoard::eta_s() const {
  std::optional<double> left;
  for (const RunRow& row : rows_)
    if (const auto eta = row.eta_s())
      left = together_ ? std::max(left.value_or(0), *eta) : left.value_or(0) + *eta;
  return left;
}

RunRow* RunBoard::find(const std::string& id) {
  const auto place = places_.find(id);
  return place == places_.end() ? nullptr : &rows_[place->second];
}

}  // namespace accelbench
