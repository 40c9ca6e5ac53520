// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/results/report_view.h"

// The parts of a report, each from the same view.
namespace accelbench {

using ReportHead = std::vector<std::pair<std::string, std::string>>;

std::string machine_words(const Machine& machine);
ReportHead comparison_head(const ReportView& view);
ReportHead training_head(const ReportView& view);

/// One sentence a pair, and who leads.
ReportPart verdicts_part(const ReportView& view);
/// The quantity that decides: one row an accelerator.
ReportPart accelerators_part(const ReportView& view);
/// What else was measured of each accelerator.
ReportPart figures_part(const ReportView& view);
/// Verdicts on the other quantities.
ReportPart other_verdicts_part(const ReportView& view);
/// Accelerators over several numbers of ranks: what was measured, and what the model of it predicts.
ReportPart scaling_part(const ReportView& view);
ReportPart scaling_prediction_part(const ReportView& view);
ReportPart certificates_part(const ReportView& view);
ReportPart looks_part(const ReportView& view);
/// Rounds set aside, disturbances, failures, the floor, how it ended.
ReportPart evidence_part(const ReportView& view);
/// Every check of every certificate.
ReportPart checks_part(const ReportView& view);
/// Every run of every round.
ReportPart runs_part(const ReportView& view);
/// The runs of a training.
ReportPart training_part(const ReportView& view);

/// The name of a row in tables: its accelerator's, in its colour.
ReportCell name_cell(const ReportView& view, const std::string& row);
/// Titles and cells of the columns that tell the variant; none without a sweep.
void add_variant_column(const ReportView& view, ReportTable& table);
void add_variant_cell(const ReportView& view, std::size_t variant, std::vector<ReportCell>& cells);
/// The verdict as a cell: nothing is marked as sure unless separated.
ReportCell verdict_cell(const PairJudgement* pair);

}  // namespace accelbench
