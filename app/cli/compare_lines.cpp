// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/comparison_words.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

using Stage = ComparisonProgress::Stage;
constexpr std::size_t bar_width = 25;

const PairJudgement* pair_of(const Judgement& judgement, const std::string& row) {
  const auto pair = std::ranges::find_if(
      judgement.pairs, [&](const PairJudgement& one) { return one.decides && one.a == row; });
  return pair == judgement.pairs.end() ? nullptr : &*pair;
}

const QuantityFigure* figure_of(const Judgement& judgement, const std::string& row, Quantity quantity) {
  const auto found = std::ranges::find(judgement.rows, row, &RowFigures::row);
  if (found == judgement.rows.end()) return nullptr;
  const auto figure = std::ranges::find(found->figures, quantity, &QuantityFigure::quantity);
  return figure == found->figures.end() ? nullptr : &*figure;
}

std::string readable_figure(Quantity quantity, std::optional<double> value) {
  switch (quantity) {
    case Quantity::throughput:
      return readable_count(value);
    case Quantity::time_to_target:
    case Quantity::train_time:
      return readable_seconds(value);
    default:
      return readable_number(value);
  }
}

/// The same axis for all bars: from 1/reach to reach.
double reach_of(const Judgement& judgement) {
  double reach = 1.01;
  for (const PairJudgement& pair : judgement.pairs) {
    if (!pair.decides || !pair.low || !pair.high) continue;
    reach = std::max({reach, *pair.high, 1 / *pair.low});
  }
  return reach;
}

std::string ratio_cell(const PairJudgement& pair) {
  if (!pair.ratio) return not_measured_mark;
  if (!pair.low || !pair.high) return fmt::format("{:.3g}×", *pair.ratio);
  return fmt::format("{:.3g}× ({:.3g}–{:.3g})", *pair.ratio, *pair.low, *pair.high);
}

std::string verdict_text(const PairJudgement* pair) { return pair ? words_of(pair->verdict) : "baseline"; }

std::string status_line(const LiveComparison& live) {
  const ComparisonProgress& now = live.progress;
  const RoundsSpec& rounds = live.spec.rounds;
  const std::string spent = readable_duration(now.elapsed_s);
  if (now.stage == Stage::paused) return fmt::format("paused after {}", spent);
  if (now.stage == Stage::certificate) return fmt::format("proving that all do the same work · {}", spent);
  if (now.stage == Stage::ended) return fmt::format("ended after {}", spent);
  const std::string of =
      rounds.until_resolved ? fmt::format("{}–{}", rounds.min, rounds.max) : std::to_string(rounds.max);
  return fmt::format("round {} of {} · {} ({} of {}) · {}, {} to go", now.round, of, now.row,
                     now.done_in_round + 1, now.rows_in_round, spent,
                     now.eta_s ? "about " + readable_duration(now.eta_s) : std::string("not known how long"));
}

std::string next_line(const Judgement& judgement) {
  std::string line = judgement.next_look
                         ? fmt::format("verdicts may change after round {}", *judgement.next_look)
                         : std::string("no further look");
  if (judgement.next_look && judgement.expected_rounds)
    line += fmt::format("; {} rounds expected in all", *judgement.expected_rounds);
  if (judgement.set_aside > 0) line += fmt::format("; {} set aside as disturbed", judgement.set_aside);
  return line;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string table_of(const LiveComparison& live) {
  using Align = TextTable::Align;
  TextTable table({{"accelerator", Align::left},
                   {std::string(name_of(live.spec.quantity)), Align::right},
                   {"ratio to " + live.spec.baseline, Align::left},
                   {"", Align::left},
                   {"verdict", Align::left}});
  const double reach = reach_of(live.judgement);
  for (const std::string& row : live.rows) {
    const PairJudgement* pair = pair_of(live.judgement, row);
    const QuantityFigure* figure = figure_of(live.judgement, row, live.spec.quantity);
    const bool whole = pair && pair->ratio && pair->low && pair->high;
    table.add_row({row, figure ? readable_figure(live.spec.quantity, figure->median) : not_measured_mark,
                   pair ? ratio_cell(*pair) : "1",
                   whole ? interval_bar(*pair->low, *pair->ratio, *pair->high, reach, bar_width) : "",
                   verdict_text(pair)});
  }
  return table.text();
}

/// "2.1e-07 of at most 0.0001", of the gradient where there is one.
std::string gradient_text(const CertificateRecord& certificate) {
  const auto gradient = std::ranges::find(certificate.checks, "gradient", &CertificateCheck::name);
  if (gradient == certificate.checks.end() || !gradient->found || !gradient->limit) return {};
  return fmt::format("; gradient {:.2g} of at most {:g}", *gradient->found, *gradient->limit);
}

}  // namespace

std::string interval_bar(double low, double ratio, double high, double reach, std::size_t width) {
  if (!(low > 0) || !(high >= low) || !(reach > 1) || width < 5) return {};
  const double half = static_cast<double>(width - 1) / 2;
  const auto place = [&](double value) {
    const double share = std::clamp(std::log(value) / std::log(reach), -1.0, 1.0);
    return static_cast<std::size_t>(std::lround(half + share * half));
  };
  std::vector<std::string> cells(width, " ");
  cells[place(1)] = "│";
  for (std::size_t i = place(low); i <= place(high); ++i) cells[i] = "─";
  cells[place(low)] = "├";
  cells[place(high)] = "┤";
  cells[place(ratio)] = "●";
  std::string bar;
  for (const std::string& cell : cells) bar += cell;
  return bar;
}

std::vector<std::string> live_lines(const LiveComparison& live, bool colour) {
  std::vector<std::string> lines = {status_line(live)};
  if (live.progress.stage == Stage::certificate) return lines;
  const auto table = lines_of(table_of(live));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const PairJudgement* pair =
        i > 0 && i <= live.rows.size() ? pair_of(live.judgement, live.rows[i - 1]) : nullptr;
    const bool bold = colour && pair && is_separated(pair->verdict);
    lines.push_back(bold ? "\x1b[1m" + table[i] + "\x1b[0m" : table[i]);
  }
  lines.push_back(next_line(live.judgement));
  return lines;
}

std::string certificate_line(const CertificateRecord& certificate) {
  const std::string name = printable(certificate.row);
  const std::string note = certificate.note.empty() ? "" : " (" + printable(certificate.note) + ")";
  if (certificate.algorithm != "same")
    return fmt::format("{}: a different algorithm, shown and never ranked: {}{}", name,
                       printable(certificate.algorithm), note);
  if (certificate.status == RunStatus::unavailable)
    return fmt::format("{}: left out: {}", name, printable(certificate.reason));
  if (!certificate.comparable)
    return fmt::format("{}: not comparable: {}", name, printable(certificate.reason));
  const std::size_t checks = certificate.checks.size();
  return fmt::format("{}: the same work ({} {}{}){}", name, checks, checks == 1 ? "check" : "checks",
                     gradient_text(certificate), note);
}

std::string repeat_line(const RoundRecord& round) {
  const RoundRun* during = nullptr;
  const Disturbance* worst = nullptr;
  for (const RoundRun& run : round.runs)
    for (const Disturbance& one : run.disturbances) {
      if (!one.outside || (worst && one.found.value_or(0) <= worst->found.value_or(0))) continue;
      during = &run;
      worst = &one;
    }
  if (!worst) return fmt::format("round {} is repeated", round.round);
  return printable(
      fmt::format("round {} is repeated: while {} ran, {}", round.round, during->row, worst->text));
}

std::string readable_duration(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds)) return not_measured_mark;
  if (*seconds < 9.95) return fmt::format("{:.1f} s", *seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(*seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::vector<std::string> forecast_lines(const Forecast& forecast) {
  std::vector<std::string> lines;
  const double shortest = static_cast<double>(forecast.first_look) * forecast.round_s;
  const auto most = static_cast<double>(forecast.rounds_in_time.value_or(forecast.most_rounds));
  if (forecast.round_s > 0)
    lines.push_back(fmt::format(
        "about {} to {}: {} to {:.0f} rounds of {}{}",
        readable_duration(std::min(shortest, most * forecast.round_s)),
        readable_duration(most * forecast.round_s),
        std::min<std::int64_t>(forecast.first_look, std::llround(most)), most,
        readable_duration(forecast.round_s),
        forecast.rounds_in_time ? fmt::format(", as the time limit ends it before {}", forecast.most_rounds)
                                : ""));
  for (const Forecast::Row& row : forecast.rows) {
    if (row.cost)
      lines.push_back(fmt::format("{}: up to {:.4g} {}", printable(row.row), *row.cost * most, row.currency));
    if (row.energy_j)
      lines.push_back(fmt::format("{}: up to {:.3g} kJ", printable(row.row), *row.energy_j * most / 1000));
  }
  return lines;
}

}  // namespace accelbench
