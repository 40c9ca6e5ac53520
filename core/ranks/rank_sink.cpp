// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_sink.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/ranks/rank_readings.h"

namespace accelbench::ranks {
namespace {
/// More than an event needs on its way: then the clocks are those of two machines.
constexpr double another_clock_s = 10;
}  // namespace

std::string RankSink::device_name(const std::string& device) const {
  if (device == "cpu") return rank_name(0, first_host_);
  return device.starts_with("cuda:") ? rank_device_name(0, first_host_, device) : device;
}

std::int64_t RankSink::at_ns(double t_s) {
  const double now_s = events_.t_s(monotonic_ns());
  if (!late_s_) late_s_ = t_s > now_s || now_s - t_s > another_clock_s ? now_s - t_s : 0;
  return events_.origin_ns() + static_cast<std::int64_t>(std::clamp(t_s + *late_s_, 0.0, now_s) * 1e9);
}

void RankSink::on_event(const Event& event) {
  const std::int64_t at = at_ns(event.t_s);
  if (const auto* started = std::get_if<RunStarted>(&event.what)) {
    events_.describe(run_.work.experiment.training.metrics, run_.work.data.validation.samples > 0);
    events_.post(*started);
  } else if (const auto* phase = std::get_if<PhaseEvent>(&event.what)) {
    events_.phase(phase->phase, phase->begin, phase->seconds, at);
  } else if (const auto* step = std::get_if<StepEvent>(&event.what)) {
    events_.step(step->step, step->loss, at);
  } else if (const auto* epochs = std::get_if<EpochsEvent>(&event.what)) {
    for (EpochRecord record : epochs->records) {
      record.t_s = events_.t_s(at_ns(record.t_s));
      events_.reached(record.step);
      events_.epoch(record);
    }
  } else if (const auto* device = std::get_if<DeviceEvent>(&event.what)) {
    DeviceReading reading = device->reading;
    reading.device = device_name(reading.device);
    events_.readings({std::move(reading)});
  } else if (const auto* message = std::get_if<MessageEvent>(&event.what)) {
    events_.message(message->level, message->text);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&event.what)) {
    events_.reached(heartbeat->step);
  }
}

}  // namespace accelbench::ranks
