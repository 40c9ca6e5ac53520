// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_file.h"
#include "core/results/text_table.h"
#include "core/scaling/scaling_study.h"

// What people read of results: one document, written as text, Markdown or a page of HTML.
namespace accelbench {

/// A run's value of a quantity (core/judgement/judgement.h: quantity_of). Empty where not measured, infinite
/// where the target was missed.
using QuantityReader =
    std::function<std::optional<double>(Quantity quantity, const RunSummary& run, const std::string& row)>;

/// What a report is made from. The results outlive it.
struct ReportSource {
  const Results* results = nullptr;
  const Judgement* judgement = nullptr;  ///< computed from results->comparison; null: a training
  const std::vector<ScalingStudy>* scaling = nullptr;  ///< over several numbers of ranks; null: none
  QuantityReader value_of;
  std::string recomputed;  ///< how these verdicts stand to those told while it ran; empty: nothing to say
  std::optional<double> measured_floor;  ///< of an A/A comparison: what it came to
  std::string command;                   ///< that repeats the work, with the file's name; empty: none
};

/// One cell of a table.
struct ReportCell {
  std::string text;
  int look = -1;      ///< of the accelerator that it names (svg::Curve::look); -1: none
  bool sure = false;  ///< a verdict that is separated
};
struct ReportTable {
  std::vector<TextTable::Column> columns;
  std::vector<std::vector<ReportCell>> rows;
  std::size_t keys = 1;  ///< so many first columns say what a row is about
  bool empty() const { return rows.empty(); }
};

struct ReportPart {
  std::string id;  ///< "verdicts", "curves", …: where its plots belong
  std::string title;
  std::vector<std::string> sentences;
  ReportTable table;
  std::vector<std::string> notes;
  bool page_only = false;  ///< too long for a terminal
  bool empty() const { return sentences.empty() && table.empty() && notes.empty(); }
};

struct ReportDocument {
  std::string title;
  std::vector<std::pair<std::string, std::string>> head;  ///< "machine", "…"
  std::vector<ReportPart> parts;
  std::vector<std::pair<std::string, std::string>> texts;  ///< title and text of what is folded away: YAML
  std::string command;
};

/// Of a comparison (source.judgement) or of a training.
ReportDocument report_document(const ReportSource& source);
/// Two results beside each other: the same work? both figures, their ratio as description, both verdicts.
ReportDocument side_by_side_document(const ReportSource& a, const ReportSource& b);

/// For a terminal of 120 columns: wider tables go on below, with their first columns repeated.
std::string report_as_text(const ReportDocument& document);
/// As GitHub reads it.
std::string report_as_markdown(const ReportDocument& document);

}  // namespace accelbench
