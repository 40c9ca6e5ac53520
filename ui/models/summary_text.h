// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <QVariant>

#include "core/engine/event.h"

// How a run trained, for the columns `path` … `split` of RunsModel: what was not told is an empty text.
namespace accelbench {

bool has_summary_text(const RunSummary& run, int column);
QString summary_text(const RunSummary& run, int column);
QString summary_tip(const RunSummary& run, int column);

/// Shares of a step in the order gather, forward, backward, optimizer, other, as a QList<double>; empty where
/// they were not sampled.
QVariant split_parts(const RunSummary& run);
/// The colour of a part of a step, by its place in split_parts; legible on light and on dark.
QColor part_color(int part);

}  // namespace accelbench
