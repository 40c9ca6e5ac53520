// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/comparison/comparison.h"

// A comparison while it runs, in words for a terminal.
namespace accelbench {

/// What the live table shows.
struct LiveComparison {
  ComparisonSpec spec;
  std::vector<std::string> rows;
  ComparisonProgress progress;
  Judgement judgement;
};

/// Status, one row an accelerator, what comes next. Colours where wanted: nothing is coloured unless
/// separated.
std::vector<std::string> live_lines(const LiveComparison& live, bool colour);

/// "├──●──┤" on a logarithmic axis from 1/reach to reach, with "│" at 1; empty text without a whole interval.
std::string interval_bar(double low, double ratio, double high, double reach, std::size_t width);

/// "cpu-all: the same work (6 checks; gradient 2.1e-07 of at most 0.0001)", or why not.
std::string certificate_line(const CertificateRecord& certificate);
/// "about 14 s to 1 min 10 s: 6 to 30 rounds of 2.3 s", and what is left out and why.
std::vector<std::string> forecast_lines(const Forecast& forecast);
/// "round 3 is repeated: while gpu ran, other processes used 31 % of the processors": its worst disturbance.
std::string repeat_line(const RoundRecord& round);
/// "1 min 10 s"; "—" where not known.
std::string readable_duration(std::optional<double> seconds);

}  // namespace accelbench
