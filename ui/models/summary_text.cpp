// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/summary_text.h"

#include <QCoreApplication>
#include <QList>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/models/format.h"
#include "ui/models/runs_model.h"

namespace accelbench {

namespace {

struct Part {
  double StepSplit::*share;
  const char* name;
  const char* color;  // not those of accelerators
};
constexpr std::array parts = {
    Part{&StepSplit::gather, QT_TRANSLATE_NOOP("Summary", "gather"), "#9a7fc7"},
    Part{&StepSplit::forward, QT_TRANSLATE_NOOP("Summary", "forward"), "#4f8fd0"},
    Part{&StepSplit::backward, QT_TRANSLATE_NOOP("Summary", "backward"), "#2c9c94"},
    Part{&StepSplit::optimizer, QT_TRANSLATE_NOOP("Summary", "optimizer"), "#c99a2e"},
    Part{&StepSplit::exchange, QT_TRANSLATE_NOOP("Summary", "exchange"), "#b5606b"},
    Part{&StepSplit::other, QT_TRANSLATE_NOOP("Summary", "other"), "#8c8c8c"},
};

QString tr(const char* text) { return QCoreApplication::translate("Summary", text); }

std::optional<double> share_of_ceiling(const RunSummary& run) {
  if (!run.achieved_flop_per_s || !run.gemm_ceiling_flop_per_s || *run.gemm_ceiling_flop_per_s <= 0)
    return {};
  return *run.achieved_flop_per_s / *run.gemm_ceiling_flop_per_s;
}

QString speed_text(const RunSummary& run) {
  const QString reached = rate_text(run.achieved_flop_per_s);
  const auto share = share_of_ceiling(run);
  return share ? QStringLiteral("%1 · %2").arg(reached, share_text(share)) : reached;
}

QString speed_tip(const RunSummary& run) {
  if (!run.achieved_flop_per_s) return {};
  if (!share_of_ceiling(run))
    return tr(
        "Operations of the layers' products a second. What this machine gives at most is not known yet: "
        "accelbench-cli selftest cpu measures it once.");
  return tr("Operations of the layers' products a second: %1 of the %2FLOP/s that matrix products reach on "
            "this "
            "machine with this precision and number of threads.")
      .arg(share_text(share_of_ceiling(run)), rate_text(run.gemm_ceiling_flop_per_s));
}

/// A swatch, a name and a share for each part: the bar's legend.
QString split_tip(const StepSplit& split) {
  QString rows;
  for (const Part& part : parts)
    rows += QStringLiteral(
                "<tr><td><span style='color:%1'>■</span></td><td>%2&nbsp;</td>"
                "<td align='right'>%3</td></tr>")
                .arg(QLatin1String(part.color), tr(part.name), share_text(split.*part.share));
  return tr("Where the time of a step goes") + QStringLiteral("<table>%1</table>").arg(rows);
}

}  // namespace

bool has_summary_text(const RunSummary& run, int column) {
  return column == RunsModel::split ? run.step_split.has_value() : !summary_text(run, column).isEmpty();
}

QString summary_text(const RunSummary& run, int column) {
  switch (column) {
    case RunsModel::path:
      return QString::fromStdString(run.path);
    case RunsModel::threads:
      return run.threads > 0 ? count_text(run.threads) : QString();
    case RunsModel::speed:
      return run.achieved_flop_per_s ? speed_text(run) : QString();
    default:
      return {};
  }
}

QString summary_tip(const RunSummary& run, int column) {
  switch (column) {
    case RunsModel::path:
      return QString::fromStdString(run.path_reason);
    case RunsModel::speed:
      return speed_tip(run);
    case RunsModel::split:
      return run.step_split ? split_tip(*run.step_split) : QString();
    default:
      return {};
  }
}

QVariant split_parts(const RunSummary& run) {
  if (!run.step_split) return {};
  QList<double> shares;
  for (const Part& part : parts) {
    const double share = *run.step_split.*part.share;
    shares << (std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0);
  }
  return QVariant::fromValue(shares);
}

QColor part_color(int part) { return QColor(QLatin1String(parts.at(static_cast<std::size_t>(part)).color)); }

}  // namespace accelbench
