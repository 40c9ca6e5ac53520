// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "core/results/comparison_words.h"
#include "core/results/report_parts.h"
#include "core/results/side_by_side.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

constexpr std::size_t most_differences = 40;

std::string work_sentence(const SideBySide& both) {
  if (!both.same_work)
    return both.differences.empty() ? "Both did the variants of one and the same experiment."
                                    : "They did several works each, and their experiments differ.";
  return *both.same_work ? "Both did the same work: their fingerprints are equal."
                         : "They did different work: their fingerprints differ, and so may all figures.";
}

ReportPart work_part(const SideBySide& both) {
  ReportPart part{"work", "The work", {work_sentence(both)}, {}, {}};
  for (const SettingDifference& difference : both.differences) {
    if (part.notes.size() == most_differences) {
      part.notes.push_back(fmt::format("… and {} more", both.differences.size() - most_differences));
      break;
    }
    part.notes.push_back(fmt::format("{}: {} in A, {} in B", difference.key, difference.a, difference.b));
  }
  if (part.notes.empty()) part.notes.push_back("The experiments are equal in every setting.");
  return part;
}

std::string side_text(const QuantityFigure& figure, bool is_there, const std::string& currency) {
  return is_there ? figure_text(figure, currency) : "not in it";
}

ReportPart figures_beside(const SideBySide& both) {
  ReportPart part{"figures", "Figures", {}, {}, {}};
  part.table.columns = {{"accelerator", Align::left},
                        {"quantity", Align::left},
                        {"A", Align::right},
                        {"B", Align::right},
                        {"B / A", Align::right}};
  part.table.keys = 2;
  for (const FigureBeside& figure : both.figures)
    part.table.rows.push_back({{figure.row, figure.look},
                               {words_of(figure.a.quantity)},
                               {side_text(figure.a, figure.in_a, figure.currency)},
                               {side_text(figure.b, figure.in_b, figure.currency)},
                               {figure.ratio ? ratio_text(*figure.ratio) : not_measured_mark}});
  part.notes.push_back(
      "B / A is the ratio of the medians, as a description: other machines or times, runs that were not "
      "paired. "
      "It is no verdict.");
  return part;
}

/// "3.00× (2.90–3.10) faster".
ReportCell claim_cell(const PairJudgement* pair) {
  if (!pair) return {"not in it"};
  ReportCell cell = verdict_cell(pair);
  if (pair->ratio) cell.text = ratio_text(*pair) + " " + cell.text;
  return cell;
}

std::vector<ReportCell> verdict_cells(const ReportView& view, const VerdictBeside& both) {
  const PairJudgement& a = *both.a;
  std::vector<ReportCell> cells = {name_cell(view, a.a), {words_of(a.quantity)}};
  cells.front().text = a.a + " / " + a.b;
  cells.push_back(claim_cell(&a));
  cells.push_back(claim_cell(both.b));
  cells.push_back({both.agreement});
  return cells;
}

std::string agreement_sentence(const SideBySide& both, Quantity quantity) {
  const auto decides = [](const VerdictBeside& verdict) { return verdict.a->decides && verdict.b; };
  const auto agrees = [&](const VerdictBeside& verdict) {
    return decides(verdict) && verdict.agreement == "agree";
  };
  const auto shown = std::ranges::count_if(both.verdicts, decides);
  if (shown == 0) return "They have no pair in common.";
  return fmt::format("On {}, {} of {} {} agree.", words_of(quantity),
                     std::ranges::count_if(both.verdicts, agrees), shown,
                     shown == 1 ? "verdict" : "verdicts");
}

ReportPart verdicts_beside(const ReportView& a, const ReportView& b, const SideBySide& both) {
  ReportPart part{"verdicts", "Verdicts", {}, {}, {}};
  if (!a.judgement() || !b.judgement()) {
    part.sentences.push_back("Only two comparisons have verdicts to set beside each other.");
    return part;
  }
  part.sentences.push_back(agreement_sentence(both, a.quantity()));
  part.table.columns = {{"pair", Align::left},
                        {"quantity", Align::left},
                        {"A", Align::left},
                        {"B", Align::left},
                        {"", Align::left}};
  part.table.keys = 2;
  for (const VerdictBeside& verdict : both.verdicts) part.table.rows.push_back(verdict_cells(a, verdict));
  if (!part.table.empty())
    part.notes.push_back(
        "agree: the same verdict; disagree: both are separated, the other way round; differ: one of the two "
        "is not "
        "separated or has no ratio.");
  return part;
}

void add_side(ReportDocument& document, const std::string& side, const ReportView& view) {
  const Results& results = view.results();
  document.head.emplace_back(side, results.file.filename().string() + ", " + results.created);
  document.head.emplace_back("", machine_words(results.machine));
  document.head.emplace_back("", results.machine.program);
  document.head.emplace_back("", view.judgement()
                                     ? fmt::format("a comparison of {} rounds", view.judgement()->rounds)
                                     : std::string("a training: one run each"));
  if (!view.source().recomputed.empty())
    document.head.emplace_back("", "verdicts " + view.source().recomputed);
}

}  // namespace

ReportDocument side_by_side_document(const ReportSource& a, const ReportSource& b) {
  const ReportView view_a(a);
  const ReportView view_b(b);
  const SideBySide both = side_by_side(view_a, view_b);
  ReportDocument document;
  const std::string& name_a = view_a.results().experiment_name;
  const std::string& name_b = view_b.results().experiment_name;
  document.title = name_a == name_b ? name_a + ": two results" : name_a + " and " + name_b;
  add_side(document, "A", view_a);
  add_side(document, "B", view_b);
  document.parts = {work_part(both), verdicts_beside(view_a, view_b, both), figures_beside(both)};
  document.texts = {{"The experiment of A", view_a.results().experiment_text}};
  if (view_b.results().experiment_text != view_a.results().experiment_text)
    document.texts.emplace_back("The experiment of B", view_b.results().experiment_text);
  return document;
}

}  // namespace accelbench
