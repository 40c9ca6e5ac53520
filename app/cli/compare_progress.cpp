// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_progress.h"

#include <fmt/format.h>

#include <utility>

#include "app/cli/exit_status.h"
#include "core/results/text_table.h"

namespace accelbench {

CompareProgress::CompareProgress(const Experiment& experiment, std::vector<std::string> rows, bool draws)
    : draws_(draws) {
  live_.spec = experiment.comparison;
  live_.rows = std::move(rows);
}

void CompareProgress::say(const std::vector<std::string>& lines) {
  if (draws_) return draw(lines);
  for (const std::string& line : lines) tell(line);
}

void CompareProgress::draw(const std::vector<std::string>& above) {
  lines_.draw(above, live_lines(live_, wants_colour()));
}

/// What a run says in words stands in the results; what the comparison itself says is for now.
void CompareProgress::on_event(const Event& event) {
  const auto* message = std::get_if<MessageEvent>(&event.what);
  if (message && event.run.empty()) say({printable(message->level + ": " + message->text)});
}

void CompareProgress::on_certificate(const CertificateRecord& certificate) {
  say({certificate_line(certificate)});
}

void CompareProgress::on_forecast(const Forecast& forecast) { say(forecast_lines(forecast)); }

void CompareProgress::on_round_end(const RoundRecord& round, const Judgement& judgement) {
  live_.judgement = judgement;
  if (round.set_aside) say({repeat_line(round)});
}

void CompareProgress::on_progress(const ComparisonProgress& progress) {
  live_.progress = progress;
  if (draws_) draw({});
}

}  // namespace accelbench
