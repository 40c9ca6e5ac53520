// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/experiment/tree.h"
#include "core/results/comparison_words.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;
using Settings = std::map<std::string, std::string>;

constexpr std::size_t most_differences = 40;

/// Every value of an experiment by its dotted path.
void flatten(const Node& node, const std::string& path, Settings& settings) {
  if (node.items.empty()) {
    settings[path] = node.is_scalar() ? node.text : "none";
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    flatten(node.items[i],
            node.kind == Node::Kind::mapping ? join_path(path, node.keys[i].name) : join_path(path, i),
            settings);
}

Settings settings_of(const ReportView& view) {
  Settings settings;
  flatten(to_tree(view.experiment()), "", settings);
  return settings;
}

std::string value_in(const Settings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? "(not set)" : found->second;
}

/// "training.epochs: 100 in A, 50 in B".
std::vector<std::string> differences(const ReportView& a, const ReportView& b) {
  const Settings in_a = settings_of(a);
  const Settings in_b = settings_of(b);
  std::set<std::string> keys;
  for (const auto* settings : {&in_a, &in_b})
    for (const auto& [key, value] : *settings) keys.insert(key);
  std::vector<std::string> lines;
  for (const std::string& key : keys)
    if (value_in(in_a, key) != value_in(in_b, key))
      lines.push_back(fmt::format("{}: {} in A, {} in B", key, value_in(in_a, key), value_in(in_b, key)));
  if (lines.size() <= most_differences) return lines;
  const std::size_t more = lines.size() - most_differences;
  lines.resize(most_differences);
  lines.push_back(fmt::format("… and {} more", more));
  return lines;
}

/// Empty where one of the two has no single fingerprint (a sweep).
std::string work_sentence(const ReportView& a, const ReportView& b) {
  const std::string& in_a = a.results().fingerprint;
  const std::string& in_b = b.results().fingerprint;
  if (in_a.empty() || in_b.empty()) {
    if (settings_of(a) == settings_of(b)) return "Both did the variants of one and the same experiment.";
    return "The two did several works each; their experiments differ.";
  }
  if (in_a == in_b) return "Both did the same work: their fingerprints are equal.";
  return "They did different work: their fingerprints differ, and so may all figures.";
}

ReportPart work_part(const ReportView& a, const ReportView& b) {
  ReportPart part{"work", "The work", {work_sentence(a, b)}, {}, {}};
  part.notes = differences(a, b);
  if (part.notes.empty()) part.notes.push_back("The experiments are equal in every setting.");
  return part;
}

/// What stands on both sides of one row.
struct Both {
  const ReportRow* row = nullptr;
  QuantityFigure a, b;
  bool in_a = false, in_b = false;
};

std::vector<Both> matched(const ReportView& a, const ReportView& b, Quantity quantity) {
  std::vector<Both> all;
  std::map<std::string, std::size_t> places;
  const auto collect = [&](const ReportView& view, bool first) {
    for (const RowFigures& figures : view.figures()) {
      const auto [at, is_new] = places.emplace(figures.row, all.size());
      if (is_new) all.push_back({view.row(figures.row), {}, {}, false, false});
      Both& both = all[at->second];
      (first ? both.a : both.b) = figure_of(figures, quantity);
      (first ? both.in_a : both.in_b) = true;
    }
  };
  collect(a, true);
  collect(b, false);
  return all;
}

bool is_positive(const std::optional<double>& value) { return value && std::isfinite(*value) && *value > 0; }

std::string description(const Both& both) {
  if (!is_positive(both.a.median) || !is_positive(both.b.median)) return not_measured_mark;
  return ratio_text(*both.b.median / *both.a.median);
}

std::string side_text(const QuantityFigure& figure, bool is_there, const ReportRow* row) {
  return is_there ? figure_text(figure, row ? row->currency : "") : "not in it";
}

void add_figures(const ReportView& a, const ReportView& b, Quantity quantity, ReportPart& part) {
  for (const Both& both : matched(a, b, quantity)) {
    if (!both.a.median && !both.b.median) continue;
    const std::string name = both.row ? both.row->run : "";
    part.table.rows.push_back({{name, both.row ? both.row->look : -1},
                               {words_of(quantity)},
                               {side_text(both.a, both.in_a, both.row)},
                               {side_text(both.b, both.in_b, both.row)},
                               {description(both)}});
  }
}

ReportPart figures_beside(const ReportView& a, const ReportView& b) {
  ReportPart part{"figures", "Figures", {}, {}, {}};
  part.table.columns = {{"accelerator", Align::left},
                        {"quantity", Align::left},
                        {"A", Align::right},
                        {"B", Align::right},
                        {"B / A", Align::right}};
  add_figures(a, b, a.quantity(), part);
  for (const auto& named : Names<Quantity>::table)
    if (named.value != a.quantity()) add_figures(a, b, named.value, part);
  part.notes.push_back(
      "B / A is the ratio of the medians, as a description: different machines or times, runs that "
      "were not paired. It is no verdict.");
  return part;
}

std::string agreement(const PairJudgement& a, const PairJudgement& b) {
  if (a.verdict == b.verdict) return "agree";
  return is_separated(a.verdict) && is_separated(b.verdict) ? "disagree" : "differ";
}

std::vector<ReportCell> verdict_cells(const ReportView& view, const PairJudgement& a,
                                      const PairJudgement* b) {
  std::vector<ReportCell> cells = {name_cell(view, a.a), name_cell(view, a.b), {words_of(a.quantity)}};
  cells.front().text = a.a;
  cells.push_back({ratio_text(a)});
  cells.push_back(verdict_cell(&a));
  cells.push_back({b ? ratio_text(*b) : not_measured_mark});
  cells.push_back(b ? verdict_cell(b) : ReportCell{"not in it"});
  cells.push_back({b ? agreement(a, *b) : ""});
  return cells;
}

ReportPart verdicts_beside(const ReportView& a, const ReportView& b) {
  ReportPart part{"verdicts", "Verdicts", {}, {}, {}};
  if (!a.judgement() || !b.judgement()) {
    part.sentences.push_back("Only two comparisons have verdicts to set beside each other.");
    return part;
  }
  part.table.columns = {{"accelerator", Align::left}, {"against", Align::left},   {"quantity", Align::left},
                        {"A", Align::right},          {"verdict A", Align::left}, {"B", Align::right},
                        {"verdict B", Align::left},   {"", Align::left}};
  int agree = 0, shown = 0;
  for (const PairJudgement& pair : a.judgement()->pairs) {
    const PairJudgement* other = b.pair(pair.a, pair.quantity);
    if (other && other->b != pair.b) other = nullptr;
    if (pair.verdict == Verdict::unmeasured && (!other || other->verdict == Verdict::unmeasured)) continue;
    part.table.rows.push_back(verdict_cells(a, pair, other));
    if (!pair.decides || !other) continue;
    ++shown;
    agree += pair.verdict == other->verdict ? 1 : 0;
  }
  if (shown > 0)
    part.sentences.push_back(fmt::format("On {}, {} of {} {} agree.", words_of(a.quantity()), agree, shown,
                                         shown == 1 ? "verdict" : "verdicts"));
  part.notes.push_back(
      "agree: the same verdict; disagree: one says faster or lower, the other the opposite; differ: "
      "one of the two is not separated or has no ratio.");
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
  if (!view.source().recomputed.empty()) document.head.emplace_back("", view.source().recomputed);
}

}  // namespace

ReportDocument side_by_side_document(const ReportSource& a, const ReportSource& b) {
  const ReportView view_a(a);
  const ReportView view_b(b);
  ReportDocument document;
  const std::string& name_a = view_a.results().experiment_name;
  const std::string& name_b = view_b.results().experiment_name;
  document.title = name_a == name_b ? name_a + ": two results" : name_a + " and " + name_b;
  add_side(document, "A", view_a);
  add_side(document, "B", view_b);
  document.parts = {work_part(view_a, view_b), verdicts_beside(view_a, view_b),
                    figures_beside(view_a, view_b)};
  document.texts = {{"The experiment of A", view_a.results().experiment_text}};
  if (view_b.results().experiment_text != view_a.results().experiment_text)
    document.texts.emplace_back("The experiment of B", view_b.results().experiment_text);
  return document;
}

}  // namespace accelbench
