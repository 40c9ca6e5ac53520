// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/results/comparison_words.h"
#include "core/base/not_built.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

constexpr std::size_t most_notes = 60;

/// "gradient 2.1e-07 of at most 0.0001".
std::string check_text(const CertificateCheck& check) {
  if (!check.found) return check.name;
  const std::string limit = check.limit ? fmt::format(" of at most {:.2g}", *check.limit) : "";
  return fmt::format("{} {:.2g}{}", check.name, *check.found, limit);
}

/// An error that was held against a limit, and not a count that had to be met.
bool is_error(const CertificateCheck& check) { return check.found && check.limit && *check.limit < 1; }

/// Gradient, optimizer and losses come first and say most; the table of all checks has the rest.
std::string proof_text(const CertificateRecord& certificate) {
  constexpr int most_numbers = 3;
  std::string numbers;
  int told = 0;
  for (const CertificateCheck& check : certificate.checks)
    if (is_error(check) && check.passed && told++ < most_numbers) numbers += "; " + check_text(check);
  const auto passed = std::ranges::count_if(certificate.checks, &CertificateCheck::passed);
  return fmt::format("the same work, {} of {} checks{}", passed, certificate.checks.size(), numbers);
}

std::string certificate_text(const CertificateRecord& certificate) {
  if (certificate.status == RunStatus::unavailable) return status_and_reason("unavailable", certificate.reason);
  if (certificate.algorithm != "same")
    return "different algorithm, shown and never ranked: " + certificate.algorithm;
  if (!certificate.comparable) return "not comparable: " + certificate.reason;
  const std::string note = certificate.note.empty() ? "" : " (" + certificate.note + ")";
  return proof_text(certificate) + note;
}

std::string row_name(const ReportView& view, const std::string& row, const std::string& accelerator) {
  return view.swept() ? row : accelerator;
}

/// "3 separated, 1 not separated".
std::string verdicts_text(const Look& look) {
  std::map<std::string, int> counts;
  for (const PairJudgement& pair : look.pairs) ++counts[words_of(pair.verdict)];
  std::string text;
  for (const auto& [words, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, words);
  return text;
}

std::string widest_level(const Look& look) {
  double level = 0;
  for (const PairJudgement& pair : look.pairs) level = std::max(level, pair.level);
  return level > 0 ? fmt::format("{:.3g} %", 100 * level) : not_measured_mark;
}

std::string planned_text(const Judgement& judgement) {
  if (judgement.planned_looks.empty()) return {};
  return fmt::format("Planned looks: after round {}. Verdicts change only at looks.",
                     fmt::join(judgement.planned_looks, ", "));
}

/// What a round's runs met, each text once.
std::string disturbances_text(const RoundRecord& round, bool outside) {
  std::vector<std::string> texts;
  for (const RoundRun& run : round.runs)
    for (const Disturbance& disturbance : run.disturbances)
      if (disturbance.outside == outside) {
        const std::string what =
            disturbance.text.empty()
                ? std::string(
                      Names<DisturbanceKind>::table[static_cast<std::size_t>(disturbance.kind)].meaning)
                : disturbance.text;
        texts.push_back(run.row + ": " + what);
      }
  return fmt::format("{}", fmt::join(texts, "; "));
}

void add_round_notes(const ReportView& view, ReportPart& part) {
  for (const RoundRecord& round : view.facts()->rounds) {
    const std::string outside = disturbances_text(round, true);
    const std::string own = disturbances_text(round, false);
    if (round.set_aside)
      part.notes.push_back(fmt::format("Round {} (attempt {}) was set aside and repeated: {}", round.round,
                                       round.attempt, outside));
    else if (!outside.empty())
      part.notes.push_back(
          fmt::format("Round {} counts although it was disturbed: {}", round.round, outside));
    if (!own.empty())
      part.notes.push_back(fmt::format("Round {}, marked and kept (its own load): {}", round.round, own));
  }
  if (part.notes.size() <= most_notes) return;
  const std::size_t more = part.notes.size() - most_notes;
  part.notes.resize(most_notes);
  part.notes.push_back(fmt::format("… and {} more; rounds.csv of --csv tells all of them.", more));
}

void add_failure_notes(const ReportView& view, ReportPart& part) {
  for (const ReportRow& row : view.rows()) {
    std::map<std::string, int> failures;
    for (const ReportRun& run : view.counted(row.run))
      if (run.summary->status != RunStatus::completed)
        ++failures[fmt::format("{}: {}", name_of(run.summary->status), run.summary->reason)];
    for (const auto& [what, count] : failures)
      part.notes.push_back(fmt::format("{} did not complete in {} of {} rounds: {}",
                                       row_name(view, row.run, row.accelerator), count,
                                       view.counted(row.run).size(), what));
  }
}

/// Deciding pairs twice: as counted, and with the rounds that were set aside.
void add_both_ways(const ReportView& view, ReportPart& part) {
  const auto& with = view.judgement()->pairs_with_set_aside;
  if (with.empty()) return;
  part.sentences.push_back("With and without the rounds that were set aside:");
  part.table.columns = {{"pair", Align::left},
                        {"without", Align::right},
                        {"verdict", Align::left},
                        {"with", Align::right},
                        {"verdict", Align::left}};
  for (const PairJudgement& pair : with) {
    const PairJudgement* counted = view.pair(pair.a, pair.quantity);
    ReportCell name = name_cell(view, pair.a);
    name.text = pair.a + " / " + pair.b;
    part.table.rows.push_back({name,
                               {counted ? ratio_text(*counted) : not_measured_mark},
                               verdict_cell(counted),
                               {ratio_text(pair)},
                               verdict_cell(&pair)});
  }
}

}  // namespace

ReportPart certificates_part(const ReportView& view) {
  ReportPart part{"certificates", "The same work", {}, {}, {}};
  for (const CertificateRecord& certificate : view.facts()->certificates)
    part.notes.push_back(row_name(view, certificate.row, certificate.accelerator) + ": " +
                         certificate_text(certificate));
  if (part.notes.empty())
    part.notes.push_back("No certificate was made: nothing proves that the work was the same.");
  return part;
}

ReportPart looks_part(const ReportView& view) {
  ReportPart part{"looks", "Looks", {}, {}, {}};
  part.table.columns = {{"after round", Align::right},
                        {"α spent", Align::right},
                        {"level of a pair", Align::right},
                        {"verdicts", Align::left},
                        {"resolved", Align::left}};
  for (const Look& look : view.judgement()->looks)
    part.table.rows.push_back({{std::to_string(look.rounds)},
                               {fmt::format("{:.3g} %", 100 * look.alpha_spent)},
                               {widest_level(look)},
                               {verdicts_text(look)},
                               {look.resolved ? "yes" : "no"}});
  if (std::string planned = planned_text(*view.judgement()); !planned.empty())
    part.notes.push_back(std::move(planned));
  return part;
}

ReportPart evidence_part(const ReportView& view) {
  ReportPart part{"evidence", "Rounds", {}, {}, {}};
  add_both_ways(view, part);
  add_round_notes(view, part);
  add_failure_notes(view, part);
  if (part.notes.empty() && view.judgement()->rounds > 0)
    part.notes.push_back("No round was disturbed or set aside, no run failed.");
  return part;
}

ReportPart checks_part(const ReportView& view) {
  ReportPart part{"checks", "Every check of the certificates", {}, {}, {}, true};
  part.table.columns = {{"accelerator", Align::left}, {"check", Align::left},  {"passed", Align::left},
                        {"found", Align::right},      {"limit", Align::right}, {"", Align::left}};
  const auto number = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.3g}", *value) : std::string();
  };
  for (const CertificateRecord& certificate : view.facts()->certificates)
    for (const CertificateCheck& check : certificate.checks)
      part.table.rows.push_back({{row_name(view, certificate.row, certificate.accelerator)},
                                 {check.name},
                                 {check.passed ? "yes" : "NO"},
                                 {number(check.found)},
                                 {number(check.limit)},
                                 {check.text}});
  return part;
}

}  // namespace accelbench
