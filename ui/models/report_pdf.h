// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>

#include "core/base/result.h"
#include "core/results/comparison_report.h"

namespace accelbench {

/// The content of the HTML report (sentences, tables, plots, the experiment) printed on sheets of A4, with
/// its fonts, plots as lines, and the number of each sheet.
Result<QByteArray> report_pdf(const ReportSource& source);

/// A plot of a report without the rules that only apply to dark screens, which Qt's reader of SVG does not
/// know.
QByteArray printable_plot(const std::string& svg);

}  // namespace accelbench
