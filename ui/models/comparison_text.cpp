// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/comparison_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "ui/models/format.h"

namespace accelbench {

namespace {

using Stage = ComparisonProgress::Stage;

QString tr(const char* text) { return QCoreApplication::translate("Comparison", text); }

QString text_of(const std::string& text) { return QString::fromStdString(text); }

QString number(double value, int digits) { return QLocale().toString(value, 'g', digits); }

/// 0.998, 1.02, 3.1, 12: as many digits as a difference from 1 needs.
QString ratio_number(double ratio) {
  const double away = std::abs(ratio - 1);
  const int decimals = away < 0.1 ? 3 : ratio < 10 ? 2 : ratio < 100 ? 1 : 0;
  return QLocale().toString(ratio, 'f', decimals);
}

QString asked_rounds(const RoundsSpec& rounds) {
  return rounds.until_resolved ? tr("%1–%2").arg(rounds.min).arg(rounds.max) : QString::number(rounds.max);
}

QString sentence_of(const PairJudgement& pair, const ComparisonBoard& board) {
  if (!pair.sentence.empty()) return text_of(pair.sentence);
  return tr("%1 and %2: %3").arg(board.label(pair.a), board.label(pair.b), verdict_text(pair.verdict));
}

/// Rounds that were disturbed in one way and with one consequence.
struct Disturbed {
  Q_DECLARE_TR_FUNCTIONS(Disturbed)

 public:
  std::set<std::int64_t> rounds;
  Disturbance worst;
  std::int64_t worst_round = 0;
  std::string worst_row;

  void add(const RoundRecord& round, const RoundRun& run, const Disturbance& one) {
    const bool worse = rounds.empty() || one.found.value_or(0) > worst.found.value_or(0);
    rounds.insert(round.round);
    if (!worse) return;
    worst = one;
    worst_round = round.round;
    worst_row = run.row;
  }
  /// "Round 3", "Rounds 1–4, 7".
  QString rounds_text() const {
    QStringList runs;
    for (auto first = rounds.begin(); first != rounds.end();) {
      auto last = first;
      while (std::next(last) != rounds.end() && *std::next(last) == *last + 1) ++last;
      runs << (first == last ? QString::number(*first) : tr("%1–%2").arg(*first).arg(*last));
      first = std::next(last);
    }
    const QString all = runs.join(QStringLiteral(", "));
    return rounds.size() == 1 ? tr("Round %1").arg(all) : tr("Rounds %1").arg(all);
  }
  QString worst_place(const QString& name) const {
    return rounds.size() == 1 ? tr("while %1 ran").arg(name)
                              : tr("worst: %1 in round %2").arg(name).arg(worst_round);
  }
  QString worst_text(DisturbanceKind kind) const {
    return worst.text.empty() ? QString::fromUtf8(name_of(kind)) : text_of(worst.text);
  }
};

QString consequence_of(const Disturbance& one, const RoundRecord& round) {
  if (!one.outside) return tr("Counted: it is the accelerator's own load.");
  return round.set_aside ? tr("Set aside and run again.")
                         : tr("Counted all the same: at most a third of all rounds are repeated.");
}

std::int64_t most_rounds(const Forecast& forecast) {
  return forecast.rounds_in_time.value_or(forecast.most_rounds);
}

QString duration_line(const Forecast& forecast) {
  const std::int64_t most = most_rounds(forecast);
  const std::int64_t fewest = std::min(forecast.first_look, most);
  QStringList runs;
  for (const Forecast::Row& row : forecast.rows)
    if (row.skipped.empty()) runs << duration_text(row.run_s);
  const auto lasting = [&](std::int64_t rounds) {
    return duration_text(static_cast<double>(rounds) * forecast.round_s);
  };
  const QString round =
      QStringLiteral("%1 (%2)").arg(duration_text(forecast.round_s), runs.join(QStringLiteral(" + ")));
  if (fewest == most) return tr("About %1: %2 of %3").arg(lasting(most), rounds_text(most), round);
  return tr("About %1 to %2: %3 to %4 of %5")
      .arg(lasting(fewest), lasting(most), QString::number(fewest), rounds_text(most), round);
}

/// Only where all accelerators tell it is a sum of joules one of the comparison.
QStringList money_and_energy_lines(const Forecast& forecast) {
  const auto most = static_cast<double>(most_rounds(forecast));
  double energy_j = 0;
  bool energy_known = true;
  std::map<std::string, double> cost;
  for (const Forecast::Row& row : forecast.rows) {
    if (!row.skipped.empty()) continue;
    energy_known = energy_known && row.energy_j;
    energy_j += row.energy_j.value_or(0);
    if (row.cost) cost[row.currency] += *row.cost;
  }
  QStringList lines;
  if (energy_known && energy_j > 0) lines << tr("Energy: up to %1 kJ").arg(number(energy_j * most / 1000, 3));
  for (const auto& [currency, each] : cost)
    lines << tr("Cost: up to %1 %2").arg(number(each * most, 3), text_of(currency));
  return lines;
}

}  // namespace

QString quantity_name(Quantity quantity) {
  switch (quantity) {
    case Quantity::throughput:
      return tr("Throughput");
    case Quantity::time_to_target:
      return tr("Time to target");
    case Quantity::train_time:
      return tr("Training time");
    case Quantity::final_loss:
      return tr("Final loss");
    case Quantity::energy_to_target:
      return tr("Energy to target");
    case Quantity::cost_to_target:
      return tr("Cost to target");
  }
  return {};
}

QString quantity_text(Quantity quantity, std::optional<double> value, const std::string& currency) {
  if (value && std::isinf(*value)) return tr("missed");
  if (!value || std::isnan(*value)) return not_measured_text();
  switch (quantity) {
    case Quantity::throughput:
      return rate_text(value);
    case Quantity::time_to_target:
    case Quantity::train_time:
      return duration_text(value);
    case Quantity::final_loss:
      return loss_text(value);
    case Quantity::energy_to_target:
      return *value < 1e4 ? tr("%1 J").arg(number(*value, 3)) : tr("%1 kJ").arg(number(*value / 1000, 3));
    case Quantity::cost_to_target:
      return QStringLiteral("%1 %2").arg(number(*value, 3), text_of(currency)).trimmed();
  }
  return {};
}

QString above_one(Quantity quantity) {
  if (quantity == Quantity::throughput) return tr("faster");
  const bool time = quantity == Quantity::time_to_target || quantity == Quantity::train_time;
  return time ? tr("slower") : tr("higher");
}

QString below_one(Quantity quantity) {
  if (quantity == Quantity::throughput) return tr("slower");
  const bool time = quantity == Quantity::time_to_target || quantity == Quantity::train_time;
  return time ? tr("faster") : tr("lower");
}

QString rounds_text(std::int64_t rounds) { return rounds == 1 ? tr("1 round") : tr("%1 rounds").arg(rounds); }

QString verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::faster:
      return tr("faster");
    case Verdict::slower:
      return tr("slower");
    case Verdict::lower:
      return tr("lower");
    case Verdict::higher:
      return tr("higher");
    case Verdict::not_separated:
      return tr("not separated");
    case Verdict::target_not_reached:
      return tr("target not reached");
    case Verdict::different_algorithm:
      return tr("different algorithm");
    case Verdict::not_comparable:
      return tr("not comparable");
    case Verdict::unmeasured:
      return tr("not measured");
    case Verdict::too_few_rounds:
      return tr("too few rounds");
  }
  return {};
}

QString interval_text(const PairJudgement& pair) {
  if (!pair.ratio) return not_measured_text();
  if (!pair.low && !pair.high) return ratio_number(*pair.ratio);
  return tr("%1 (%2–%3)")
      .arg(ratio_number(*pair.ratio), pair.low ? ratio_number(*pair.low) : QStringLiteral("0"),
           pair.high ? ratio_number(*pair.high) : QStringLiteral("∞"));
}

QString before_text(const ComparisonSpec& spec, int accelerators, const QStringList& skipped) {
  const auto measured = [&](std::int64_t rounds) {
    return duration_text(static_cast<double>(rounds * accelerators) * spec.measure_s);
  };
  const std::int64_t fewest = spec.rounds.until_resolved ? spec.rounds.min : spec.rounds.max;
  QStringList lines;
  if (accelerators < 2)
    lines << tr("Tick two or more accelerators on the left, then press Compare (Ctrl+F5).");
  else
    lines << tr(
        "Press Compare (Ctrl+F5): each accelerator first proves that it does the same work, then "
        "fresh launches in random order, round by round, until the verdicts stand.");
  if (accelerators > 1 && fewest < spec.rounds.max)
    lines << tr("%1 rounds of %2 launches: at least %3, at most %4 of measuring and what the trainings take; "
                "it ends after %5. The forecast comes before the first round.")
                 .arg(asked_rounds(spec.rounds))
                 .arg(accelerators)
                 .arg(measured(fewest), measured(spec.rounds.max), duration_text(spec.time_limit_s));
  else if (accelerators > 1)
    lines << tr("%1 rounds of %2 launches: at least %3, and what the trainings take; it ends after %4.")
                 .arg(asked_rounds(spec.rounds))
                 .arg(accelerators)
                 .arg(measured(fewest), duration_text(spec.time_limit_s));
  if (!skipped.isEmpty()) lines << tr("Left out: %1").arg(skipped.join(QStringLiteral("; ")));
  return lines.join(u'\n');
}

QStringList forecast_lines(const ComparisonBoard& board) {
  if (!board.forecast()) return {};
  const Forecast& forecast = *board.forecast();
  QStringList lines;
  if (forecast.round_s > 0) lines << duration_line(forecast);
  if (forecast.rounds_in_time)
    lines << tr("The time limit ends it before its %1 rounds.").arg(forecast.most_rounds);
  lines << money_and_energy_lines(forecast);
  QStringList skipped;
  for (const Forecast::Row& row : forecast.rows)
    if (!row.skipped.empty()) skipped << tr("%1 (%2)").arg(board.label(row.row), text_of(row.skipped));
  if (!skipped.isEmpty()) lines << tr("Left out: %1").arg(skipped.join(QStringLiteral("; ")));
  return lines;
}

QString doing_text(const ComparisonBoard& board) {
  if (!board.progress()) return tr("Starting…");
  const ComparisonProgress& now = *board.progress();
  const auto proved = board.facts().certificates.size();
  switch (now.stage) {
    case Stage::certificate:
      if (proved < board.rows().size())
        return tr("Proving the same work: %1").arg(board.rows()[proved].label);
      return tr("Trial launches, for the forecast");
    case Stage::rounds:
      return tr("Round %1 of %2: %3 (%4 of %5)")
          .arg(now.round)
          .arg(asked_rounds(board.experiment().comparison.rounds), board.label(now.row))
          .arg(now.done_in_round + 1)
          .arg(now.rows_in_round);
    case Stage::paused:
      return tr("Paused after %1").arg(rounds_text(board.judgement().rounds));
    case Stage::ended:
      break;
  }
  return tr("Ended");
}

QString standing_text(const ComparisonBoard& board) {
  const ComparisonRecord& facts = board.facts();
  const Judgement& judgement = board.judgement();
  QStringList parts;
  if (facts.end != ComparisonEnd::unfinished || board.recorded()) {
    const QString how = text_of(facts.end_reason);
    parts << rounds_text(judgement.rounds);
    parts << (facts.end == ComparisonEnd::unfinished
                  ? tr("not finished (accelbench-cli compare --resume goes on)")
              : how.isEmpty() ? QString::fromUtf8(name_of(facts.end))
                              : how);
  } else {
    if (judgement.next_look) parts << tr("verdicts may change after round %1").arg(*judgement.next_look);
    if (judgement.expected_rounds) parts << tr("%1 rounds expected in all").arg(*judgement.expected_rounds);
  }
  if (judgement.set_aside > 0) parts << tr("%1 set aside").arg(rounds_text(judgement.set_aside));
  return parts.join(QStringLiteral(" · "));
}

double progress_of(const ComparisonBoard& board) {
  const auto& now = board.progress();
  if (!now || now->stage == Stage::certificate) return 0;
  const RoundsSpec& rounds = board.experiment().comparison.rounds;
  const auto in_all = static_cast<double>(board.judgement().expected_rounds.value_or(rounds.max));
  if (now->rows_in_round <= 0 || in_all <= 0) return 0;
  const double within = static_cast<double>(now->done_in_round) / static_cast<double>(now->rows_in_round);
  return std::clamp((static_cast<double>(board.judgement().rounds) + within) / in_all, 0.0, 1.0);
}

QStringList verdict_sentences(const ComparisonBoard& board) {
  QStringList sentences;
  for (const PairJudgement& pair : board.judgement().pairs)
    if (pair.decides && board.is_baseline(pair.b)) sentences << sentence_of(pair, board);
  for (const std::string& best : board.judgement().best)
    if (!best.empty() && board.rows().size() > 2)
      sentences << tr("Best: %1. Its interval against every other excludes 1.").arg(board.name(best));
  return sentences;
}

QStringList other_sentences(const ComparisonBoard& board) {
  QStringList sentences;
  for (const PairJudgement& pair : board.judgement().pairs) {
    const bool says = pair.verdict != Verdict::unmeasured && pair.verdict != Verdict::too_few_rounds &&
                      pair.verdict != Verdict::not_comparable;  // said once, of the one that decides
    if (!pair.decides && says && board.is_baseline(pair.b))
      sentences << tr("%1: %2").arg(quantity_name(pair.quantity), sentence_of(pair, board));
  }
  return sentences;
}

QString certificate_text(const CertificateRecord& certificate) {
  const QString reason = text_of(certificate.reason).remove(QStringLiteral("unavailable: "));
  if (certificate.algorithm != "same")
    return tr("different algorithm: %1; shown, never ranked").arg(text_of(certificate.algorithm));
  if (certificate.status == RunStatus::unavailable) return tr("left out: %1").arg(reason);
  if (!certificate.comparable) return tr("not comparable: %1").arg(reason);
  const auto checks = certificate.checks.size();
  const QString proved =
      checks == 1 ? tr("the same work (1 check)") : tr("the same work (%1 checks)").arg(checks);
  return certificate.note.empty() ? proved : tr("%1; %2").arg(proved, text_of(certificate.note));
}

QStringList disturbance_lines(const ComparisonBoard& board) {
  std::map<std::pair<DisturbanceKind, QString>, Disturbed> kinds;
  for (const RoundRecord& round : board.facts().rounds)
    for (const RoundRun& run : round.runs)
      for (const Disturbance& one : run.disturbances)
        kinds[{one.kind, consequence_of(one, round)}].add(round, run, one);
  QStringList lines;
  for (const auto& [kind, disturbed] : kinds)
    lines << tr("%1: %2 (%3). %4")
                 .arg(disturbed.rounds_text(), disturbed.worst_text(kind.first),
                      disturbed.worst_place(board.name(disturbed.worst_row)), kind.second);
  for (const PairJudgement& pair : board.judgement().pairs_with_set_aside)
    if (pair.ratio) lines << tr("With the rounds set aside: %1").arg(sentence_of(pair, board));
  return lines;
}

QString floor_text(const ComparisonBoard& board) {
  const auto& floor = board.facts().floor;
  if (!floor) return {};
  return tr("Noise floor: ratios between %1 and %2 mean nothing here (%3 against itself, %4 rounds, %5).")
      .arg(ratio_number(1 / floor->floor), ratio_number(floor->floor), text_of(floor->accelerator))
      .arg(floor->rounds)
      .arg(text_of(floor->measured).left(10));
}

QString whole_text(const ComparisonBoard& board) {
  QStringList lines{text_of(board.experiment().name)};
  lines << verdict_sentences(board) << other_sentences(board) << standing_text(board);
  for (const CertificateRecord& certificate : board.facts().certificates)
    lines << tr("%1: %2").arg(board.label(certificate.row), certificate_text(certificate));
  lines << disturbance_lines(board) << floor_text(board);
  lines << tr("Machine: %1, %2 logical processors")
               .arg(text_of(board.machine().cpu))
               .arg(board.machine().cores);
  lines << tr("Work: %1").arg(text_of(board.fingerprint()));
  lines.removeAll(QString());
  return lines.join(u'\n');
}

}  // namespace accelbench
