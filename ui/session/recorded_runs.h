// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/results/results_file.h"
#include "ui/charts/series.h"
#include "ui/session/opened_results.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// What a recorded run told that curves are made of, as events of `row`.
std::vector<Event> events_of(const RunRecord& run, const std::string& row);

/// A recorded training as it stood at its end. The board then has its rows, curves and summaries; what the
/// runs said in words is returned.
std::vector<RunBoard::Message> show_recorded(const Results& results, std::vector<RunIdentity> rows,
                                             RunBoard& board);

/// Curves of a results file to lie over others: dimmed, and named after the file's experiment.
struct Overlay {
  std::string file;
  QString name;
  using Series = std::vector<std::shared_ptr<const SampleSeries>>;
  std::map<CurveKind, Series> lines;
  const Series& of(CurveKind kind) const;
};

/// `rows`: the identities of the file's rows. Of a comparison each row's last counted run.
Overlay overlay_of(const OpenedResults& opened, std::vector<RunIdentity> rows);

}  // namespace accelbench
