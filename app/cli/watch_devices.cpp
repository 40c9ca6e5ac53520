// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/watch_devices.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>

#include "app/cli/exit_status.h"
#include "core/base/clock.h"
#include "core/engine/event_json.h"
#include "core/results/text_table.h"
#include "core/telemetry/machine_meters.h"

namespace accelbench {
namespace {

/// Waits; whether stdin is still open. What stands in it is read away: it means nothing.
bool wait_for(double seconds) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  const std::int64_t until_ns = monotonic_ns() + static_cast<std::int64_t>(seconds * 1e9);
  for (;;) {
    const std::int64_t left_ms = (until_ns - monotonic_ns()) / 1'000'000;
    if (left_ms <= 0) return true;
    const int ready = poll(&input, 1, static_cast<int>(left_ms));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    std::array<char, 256> away{};
    if (ready < 0 || read(STDIN_FILENO, away.data(), away.size()) <= 0) return false;
  }
}

std::string words_of_reading(const DeviceReading& reading) {
  const auto number = [](const std::optional<double>& value, double factor, const char* unit) {
    return value ? fmt::format("{:.0f} {}", *value * factor, unit) : std::string(not_measured_mark);
  };
  const auto bytes =
      reading.memory_bytes ? std::optional(static_cast<double>(*reading.memory_bytes)) : std::nullopt;
  return fmt::format("{:<8} {:>6} {:>10} {:>7} {:>7}\n", reading.device,
                     number(reading.utilization, 100, "%"), readable_bytes(bytes),
                     number(reading.power_w, 1, "W"), number(reading.temperature_c, 1, "°C"));
}

void print_event(double t_s, decltype(Event::what) what) {
  Event event;
  event.t_s = t_s;
  event.what = std::move(what);
  print(to_json_line(event) + "\n");
}

}  // namespace

int watch_devices(double seconds, bool json) {
  MachineMeters meters;
  const std::int64_t begin_ns = monotonic_ns();
  for (const std::string& reason : meters.not_measured())
    json ? print_event(0, MessageEvent{"info", reason}) : print(reason + "\n");
  do {
    const double t_s = static_cast<double>(monotonic_ns() - begin_ns) * 1e-9;
    for (const DeviceReading& reading : meters.read())
      json ? print_event(t_s, DeviceEvent{reading}) : print(words_of_reading(reading));
  } while (wait_for(seconds));
  return exit_done;
}

}  // namespace accelbench
