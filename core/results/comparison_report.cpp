// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_report.h"

#include <algorithm>

#include "core/results/exports.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

ReportPart plots_part(std::string id, std::string title) {
  return {std::move(id), std::move(title), {}, {}, {}, true};
}

void comparison_parts(const ReportView& view, ReportDocument& document) {
  document.head = comparison_head(view);
  document.parts = {verdicts_part(view),
                    accelerators_part(view),
                    scaling_part(view),
                    scaling_prediction_part(view),
                    figures_part(view),
                    other_verdicts_part(view),
                    plots_part("curves", "Training"),
                    plots_part("phases", "Time"),
                    certificates_part(view),
                    looks_part(view),
                    evidence_part(view),
                    checks_part(view),
                    runs_part(view)};
}

void training_parts(const ReportView& view, ReportDocument& document) {
  document.head = training_head(view);
  document.parts = {training_part(view), plots_part("curves", "Training"), plots_part("phases", "Time")};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

ReportPart training_part(const ReportView& view) {
  std::vector<RunSummary> summaries;
  for (const RunRecord& run : view.results().runs) summaries.push_back(run.summary);
  const std::string baseline = view.results().together ? no_ratios : view.experiment().comparison.baseline;
  RunTable runs = run_table(summaries, baseline);
  ReportPart part{"accelerators", "Runs", {}, {}, lines_of(runs.notes)};
  part.table.columns = std::move(runs.columns);
  for (std::size_t i = 0; i < runs.rows.size(); ++i) {
    std::vector<ReportCell> cells;
    for (std::string& text : runs.rows[i]) cells.push_back({std::move(text)});
    const ReportRow* row = view.row(view.results().runs[i].run);
    if (row && !cells.empty()) cells.front().look = row->look;
    part.table.rows.push_back(std::move(cells));
  }
  part.notes.push_back(
      "One measurement each: nothing here is a verdict. A comparison (accelbench-cli compare) gives one.");
  return part;
}

ReportDocument report_document(const ReportSource& source) {
  const ReportView view(source);
  ReportDocument document;
  document.title = view.results().experiment_name;
  view.judgement() ? comparison_parts(view, document) : training_parts(view, document);
  document.texts.emplace_back("The experiment", view.results().experiment_text);
  document.command = source.command;
  return document;
}

}  // namespace accelbench
