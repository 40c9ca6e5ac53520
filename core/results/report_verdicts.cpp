// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/results/comparison_words.h"
#include "core/results/ratio_texts.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

std::string in_variant(const ReportView& view, std::size_t variant, const std::string& sentence) {
  const std::string name = view.variant_name(variant);
  return name.empty() ? sentence : name + ": " + sentence;
}

std::string plain_name(const ReportView& view, const std::string& row) {
  const ReportRow* known = view.row(row);
  return known ? known->accelerator : row;
}

/// ": 3.1× (2.9–3.4) against cpu, 1.4× (1.3–1.5) against jax": what stands behind a leader's claim.
std::string leads_of(const ReportView& view, std::size_t variant) {
  std::string leads;
  for (const PairJudgement& pair : view.judgement()->leader_pairs) {
    if (pair.variant != variant || !pair.ratio) continue;
    const RatioTexts texts = ratio_texts(*pair.ratio, pair.low, pair.high);
    leads += fmt::format("{}{}× ({}–{}) against {}", leads.empty() ? ": " : ", ", texts.ratio, texts.low,
                         texts.high, plain_name(view, pair.b));
  }
  return leads;
}

/// Said of what two accelerators and more have in common: who stands before all others, or that nobody does.
std::string leader_sentence(const ReportView& view, std::size_t variant) {
  const auto& best = view.judgement()->best;
  if (variant >= best.size() || view.rows_of(variant).size() < 3) return {};
  if (best[variant].empty()) return "no accelerator is separated from all others";
  return fmt::format("best: {}, separated from every other{}", plain_name(view, best[variant]),
                     leads_of(view, variant));
}

/// The sentence, or where there is none yet what stands in its way.
std::string sentence_of(const ReportView& view, const PairJudgement& pair) {
  if (!pair.sentence.empty()) return pair.sentence;
  const std::string names = plain_name(view, pair.a) + " against " + plain_name(view, pair.b);
  const std::string why = pair.reason.empty() ? words_of(pair.verdict) : pair.reason;
  return in_variant(view, pair.variant, names + ": " + why);
}

std::string progress_sentence(const Judgement& judgement) {
  if (judgement.resolved || !judgement.next_look) return {};
  std::string sentence = fmt::format("Not resolved: the next look is at round {}", *judgement.next_look);
  if (judgement.expected_rounds)
    sentence += fmt::format(", about {} rounds are expected", *judgement.expected_rounds);
  return sentence + ".";
}

bool is_baseline(const ReportView& view, const std::string& row) {
  return std::ranges::any_of(view.judgement()->pairs,
                             [&](const PairJudgement& pair) { return pair.b == row; });
}

std::string state_of(const CertificateRecord* certificate) {
  if (!certificate) return not_measured_mark;
  if (certificate->status == RunStatus::unavailable) return "unavailable";
  if (certificate->algorithm != "same") return "different algorithm";
  return certificate->comparable ? "comparable" : "not comparable";
}

std::string baseline_title(const ReportView& view) {
  for (const PairJudgement& pair : view.judgement()->pairs)
    if (pair.decides) return "/ " + plain_name(view, pair.b);
  return "/ baseline";
}

std::vector<ReportCell> accelerator_cells(const ReportView& view, const RowFigures& figures) {
  const ReportRow* row = view.row(figures.row);
  const PairJudgement* pair = view.pair(figures.row, view.quantity());
  std::vector<ReportCell> cells = {name_cell(view, figures.row)};
  add_variant_cell(view, figures.variant, cells);
  const QuantityFigure figure = figure_of(figures, view.quantity());
  cells.push_back({state_of(view.certificate(figures.row))});
  cells.push_back({figure_text(figure, row ? row->currency : "")});
  cells.push_back({std::to_string(figure.rounds)});
  const bool baseline = !pair && is_baseline(view, figures.row);
  cells.push_back({baseline ? "1" : pair ? ratio_text(*pair) : not_measured_mark});
  cells.push_back(baseline ? ReportCell{"baseline"} : verdict_cell(pair));
  return cells;
}

std::string method_note(const ReportView& view) {
  const auto& pairs = view.judgement()->pairs;
  const auto shown =
      std::ranges::find_if(pairs, [](const PairJudgement& pair) { return pair.ratio && pair.decides; });
  if (shown == pairs.end()) return {};
  const Look* look = view.judgement()->looks.empty() ? nullptr : &view.judgement()->looks.back();
  return fmt::format(
      "Ratio: {} at the look after round {}, level {:.3g} % there so that all looks together keep {:.4g} %.",
      shown->method, look ? look->rounds : shown->rounds, 100 * shown->level, 100 * shown->confidence);
}

const NoiseFloor* floor_of(const ReportView& view) {
  return view.facts()->floor ? &*view.facts()->floor : nullptr;
}

std::string floor_note(const ReportView& view) {
  const NoiseFloor* floor = floor_of(view);
  if (!floor)
    return view.facts()->a_a
               ? ""
               : "Noise floor: not measured here; compare --a-a measures what an accelerator differs "
                 "from itself.";
  return fmt::format(
      "Noise floor: {} ({} against itself in {}, {} rounds, {}): a claim needs its whole interval outside "
      "{:.4g} to {:.4g}.",
      ratio_text(floor->floor), floor->accelerator, words_of(floor->quantity), floor->rounds, floor->measured,
      1 / floor->floor, floor->floor);
}

void add_note(ReportPart& part, std::string note) {
  if (!note.empty()) part.notes.push_back(std::move(note));
}

std::vector<ReportCell> other_cells(const ReportView& view, const PairJudgement& pair) {
  std::vector<ReportCell> cells = {name_cell(view, pair.a)};
  add_variant_cell(view, pair.variant, cells);
  cells.push_back({plain_name(view, pair.b)});
  cells.push_back({words_of(pair.quantity)});
  cells.push_back({ratio_text(pair)});
  cells.push_back(verdict_cell(&pair));
  cells.push_back({std::to_string(pair.rounds)});
  return cells;
}

}  // namespace

ReportCell name_cell(const ReportView& view, const std::string& row) {
  const ReportRow* known = view.row(row);
  return known ? ReportCell{known->accelerator, known->look} : ReportCell{row};
}

void add_variant_column(const ReportView& view, ReportTable& table) {
  if (view.swept()) table.columns.push_back({"variant", Align::left}), ++table.keys;
}

void add_variant_cell(const ReportView& view, std::size_t variant, std::vector<ReportCell>& cells) {
  if (view.swept())
    cells.push_back(
        {variant < view.variants().size() ? view.variants()[variant] : std::to_string(variant + 1)});
}

ReportCell verdict_cell(const PairJudgement* pair) {
  if (!pair) return {not_measured_mark};
  std::string words = words_of(pair->verdict);
  if (pair->within_floor) words += " (noise floor)";
  return {std::move(words), -1, is_separated(pair->verdict)};
}

ReportPart verdicts_part(const ReportView& view) {
  ReportPart part{"verdicts", "Verdict", {}, {}, {}};
  const Judgement& judgement = *view.judgement();
  for (std::size_t variant = 0; variant < view.variants().size(); ++variant) {
    for (const PairJudgement& pair : judgement.pairs)
      if (pair.decides && pair.variant == variant) part.sentences.push_back(sentence_of(view, pair));
    if (const std::string leader = leader_sentence(view, variant); !leader.empty())
      part.sentences.push_back(in_variant(view, variant, leader));
  }
  if (part.sentences.empty()) part.sentences.push_back("There is no pair to compare.");
  if (const std::string progress = progress_sentence(judgement); !progress.empty())
    part.sentences.push_back(progress);
  return part;
}

ReportPart accelerators_part(const ReportView& view) {
  ReportPart part{"accelerators", title_of(view.quantity()), {}, {}, {}};
  part.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(part.title[0])));
  part.table.columns = {{"accelerator", Align::left}};
  add_variant_column(view, part.table);
  for (const TextTable::Column& column : {TextTable::Column{"state", Align::left},
                                          {words_of(view.quantity()), Align::right},
                                          {"rounds", Align::right},
                                          {baseline_title(view), Align::right},
                                          {"verdict", Align::left}})
    part.table.columns.push_back(column);
  for (const RowFigures& figures : view.judgement()->rows)
    part.table.rows.push_back(accelerator_cells(view, figures));
  part.notes.push_back(
      "In brackets intervals: of the median over rounds 95 % (below 6 rounds its range), of the ratio "
      "its own.");
  add_note(part, method_note(view));
  add_note(part, floor_note(view));
  return part;
}

ReportPart other_verdicts_part(const ReportView& view) {
  ReportPart part{"others", "The other quantities", {}, {}, {}};
  part.table.columns = {{"accelerator", Align::left}};
  add_variant_column(view, part.table);
  for (const TextTable::Column& column : {TextTable::Column{"against", Align::left},
                                          {"quantity", Align::left},
                                          {"ratio", Align::right},
                                          {"verdict", Align::left},
                                          {"rounds", Align::right}})
    part.table.columns.push_back(column);
  for (const PairJudgement& pair : view.judgement()->pairs)
    if (!pair.decides && says_something(pair)) part.table.rows.push_back(other_cells(view, pair));
  if (!part.table.empty())
    part.notes.push_back("Each is a verdict of its own at the same level; the comparison went on until " +
                         words_of(view.quantity()) + " was resolved, not these.");
  return part;
}

}  // namespace accelbench
