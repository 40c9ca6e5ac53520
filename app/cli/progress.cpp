// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/text_table.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
constexpr auto between_drawings = 100ms;
constexpr std::size_t widest_bar = 24;

std::string bar(std::int64_t done, std::int64_t all, std::size_t width) {
  const double share =
      all > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(all), 0.0, 1.0) : 0.0;
  const auto filled = static_cast<std::size_t>(std::lround(share * static_cast<double>(width)));
  return "[" + std::string(filled, '=') + std::string(width - filled, ' ') + "]";
}

std::optional<double> measured(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> seconds_to_go(const EpochRecord& last, std::int64_t epochs) {
  if (last.epoch < 1 || epochs < last.epoch) return std::nullopt;
  return last.elapsed_s / static_cast<double>(last.epoch) * static_cast<double>(epochs - last.epoch);
}

}  // namespace

Progress::Progress() : colour_(wants_colour()) {}

Progress::Run& Progress::run_of(const std::string& id) {
  const auto known = std::find_if(runs_.begin(), runs_.end(), [&](const Run& run) { return run.id == id; });
  if (known != runs_.end()) return *known;
  runs_.emplace_back();
  runs_.back().id = runs_.back().name = id;
  return runs_.back();
}

void Progress::take(Run& run, const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event.what)) {
    run.epochs = started->epochs;
    if (!started->variant.empty())
      run.name = fmt::format("{} ({})", started->accelerator, started->variant.name);
  }
  if (const auto* phase = std::get_if<PhaseEvent>(&event.what)) run.phase = name_of(phase->phase);
  if (const auto* epochs = std::get_if<EpochsEvent>(&event.what);
      epochs != nullptr && !epochs->records.empty())
    run.last = epochs->records.back();
  if (const auto* finished = std::get_if<RunFinished>(&event.what)) {
    run.ended = true;
    run.end = name_of(finished->status);
    run.last.samples_per_second = finished->summary.samples_per_second.value_or(run.last.samples_per_second);
  }
}

void Progress::on_event(const Event& event) {
  if (event.run.empty()) return;
  take(run_of(event.run), event);
  const auto now = std::chrono::steady_clock::now();
  const bool ended = std::holds_alternative<RunFinished>(event.what);
  if (!ended && now - last_ < between_drawings) return;
  last_ = now;
  draw();
}

std::string Progress::line_of(const Run& run, std::size_t width) {
  const std::string id = printable(run.name);
  if (run.epochs == 0) return id + "  " + (run.ended ? run.end : run.phase);
  const std::string figures = fmt::format(
      "  epoch {}/{}  loss {}  {} samples/s  {}", run.last.epoch, run.epochs,
      readable_number(measured(run.last.loss)), readable_count(measured(run.last.samples_per_second)),
      run.ended ? run.end : readable_seconds(seconds_to_go(run.last, run.epochs)) + " to go");
  const std::size_t used =
      display_width(id) + display_width(figures) + 5;  // spaces, brackets, the last column
  const std::size_t room = std::min(widest_bar, width > used ? width - used : 0);
  return id + (room < 4 ? "" : "  " + bar(run.last.epoch, run.epochs, room)) + figures;
}

// Runs that have ended are printed once and for all above the lines that are still drawn again.
void Progress::draw() {
  const std::size_t width = terminal_width();
  std::vector<std::string> ended;
  std::vector<std::string> lines;
  for (const Run& run : runs_) {
    if (!run.ended) {
      lines.push_back(line_of(run, width));
      continue;
    }
    const char* colour = run.end == "completed" ? "\x1b[32m" : "\x1b[33m";
    ended.push_back((colour_ ? colour : "") + cut_to_width(line_of(run, width), width) +
                    (colour_ ? "\x1b[0m" : ""));
  }
  std::erase_if(runs_, [](const Run& run) { return run.ended; });
  lines_.draw(ended, lines);
}

void Progress::close() { lines_.close(); }

}  // namespace accelbench
