// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/comparison_model.h"

#include <QFont>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/results/comparison_words.h"
#include "ui/models/accelerators_model.h"
#include "ui/models/comparison_text.h"
#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

using Stage = ComparisonProgress::Stage;

std::optional<Quantity> quantity_at(int column) {
  if (column < ComparisonModel::throughput || column > ComparisonModel::cost) return {};
  return static_cast<Quantity>(column - ComparisonModel::throughput);
}

/// Words to the left, numbers to the right; between numbers, words need air on both sides.
int alignment(int column) {
  if (column == ComparisonModel::ratio || column == ComparisonModel::verdict) return Qt::AlignCenter;
  const bool words = column == ComparisonModel::name || column == ComparisonModel::state;
  return int(words ? Qt::AlignLeft : Qt::AlignRight) | int(Qt::AlignVCenter);
}

}  // namespace

ComparisonModel::ComparisonModel(const ComparisonBoard& board, QObject* parent)
    : QAbstractTableModel(parent), board_(board) {}

int ComparisonModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }
int ComparisonModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rows_) return {};
  const RunIdentity& row = board_.rows()[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
      return text(row, column);
    case value_role:
      return value(row, column);
    case Qt::ToolTipRole:
      return tip(row, column);
    case Qt::DecorationRole:
      return column == name ? QVariant(color_swatch(row.color)) : QVariant();
    case Qt::TextAlignmentRole:
      return alignment(column);
    case Qt::FontRole: {
      const PairJudgement* pair = board_.pair(row.id, board_.experiment().comparison.quantity);
      QFont bold;
      bold.setBold(true);
      return column == verdict && pair != nullptr && is_separated(pair->verdict) ? QVariant(bold)
                                                                                 : QVariant();
    }
    default:
      return {};
  }
}

QString ComparisonModel::text(const RunIdentity& row, int column) const {
  if (const auto quantity = quantity_at(column)) {
    const QuantityFigure* figure = board_.figure(row.id, *quantity);
    const JudgedRow* judged = board_.judged(row.id);
    return quantity_text(*quantity, figure != nullptr ? figure->median : std::nullopt,
                         judged != nullptr ? judged->currency : std::string());
  }
  const PairJudgement* pair = board_.pair(row.id, board_.experiment().comparison.quantity);
  const CertificateRecord* certificate = board_.certificate(row.id);
  switch (column) {
    case name:
      return row.label == board_.name(row.id) ? row.label : tr("%1 · %2").arg(row.label, board_.name(row.id));
    case state:
      return state_text(row);
    case ratio:
      if (board_.is_baseline(row.id)) return QStringLiteral("1");
      return pair != nullptr ? interval_text(*pair) : not_measured_text();
    case verdict:
      return verdict_cell(row);
    case cold_start:
      return duration_text(certificate != nullptr ? certificate->cold_start_s : std::nullopt);
    case utilization:
      return share_text(mean_utilization(row.id));
    default:
      return {};
  }
}

/// Numbers in full; empty where there is none.
QVariant ComparisonModel::value(const RunIdentity& row, int column) const {
  std::optional<double> number;
  if (const auto quantity = quantity_at(column)) {
    const QuantityFigure* figure = board_.figure(row.id, *quantity);
    if (figure != nullptr) number = figure->median;
  } else if (column == ratio) {
    const PairJudgement* pair = board_.pair(row.id, board_.experiment().comparison.quantity);
    if (board_.is_baseline(row.id)) number = 1.0;
    if (pair != nullptr) number = pair->ratio;
  } else if (column == utilization) {
    number = mean_utilization(row.id);
  } else if (column == cold_start) {
    const CertificateRecord* certificate = board_.certificate(row.id);
    if (certificate != nullptr) number = certificate->cold_start_s;
  } else {
    return text(row, column);
  }
  return number ? QVariant(*number) : QVariant();
}

QString ComparisonModel::verdict_cell(const RunIdentity& row) const {
  if (board_.is_baseline(row.id)) return tr("baseline");
  const PairJudgement* pair = board_.pair(row.id, board_.experiment().comparison.quantity);
  if (pair == nullptr) return not_measured_text();
  return pair->within_floor ? tr("within the noise floor") : verdict_text(pair->verdict);
}

QString ComparisonModel::state_text(const RunIdentity& row) const {
  const CertificateRecord* certificate = board_.certificate(row.id);
  if (certificate == nullptr) {
    const std::size_t proved = board_.facts().certificates.size();
    const bool now = proved < board_.rows().size() && board_.rows()[proved].id == row.id;
    return now && !board_.recorded() ? tr("proving the same work") : tr("waiting");
  }
  if (certificate->status == RunStatus::unavailable) return tr("left out");
  if (!certificate->comparable && certificate->algorithm == "same") return tr("not comparable");
  const auto& now = board_.progress();
  if (now && now->stage == Stage::rounds && now->row == row.id) return tr("round %1").arg(now->round);
  const QuantityFigure* figure = board_.figure(row.id, board_.experiment().comparison.quantity);
  if (figure != nullptr && figure->rounds > 0) return rounds_text(figure->rounds);
  return certificate->algorithm == "same" ? tr("same work") : tr("different algorithm");
}

QString ComparisonModel::tip(const RunIdentity& row, int column) const {
  if (const auto quantity = quantity_at(column)) {
    const QuantityFigure* figure = board_.figure(row.id, *quantity);
    if (figure == nullptr) return {};
    if (!figure->median) return QString::fromStdString(figure->reason);
    const JudgedRow* judged = board_.judged(row.id);
    const std::string currency = judged != nullptr ? judged->currency : std::string();
    return tr("Median of %1: %2 to %3")
        .arg(rounds_text(figure->rounds), quantity_text(*quantity, figure->low, currency),
             quantity_text(*quantity, figure->high, currency));
  }
  const PairJudgement* pair = board_.pair(row.id, board_.experiment().comparison.quantity);
  const CertificateRecord* certificate = board_.certificate(row.id);
  if ((column == ratio || column == verdict) && pair != nullptr)
    return QString::fromStdString(pair->sentence.empty() ? pair->reason : pair->sentence);
  if (column == name || column == state)
    return certificate != nullptr ? certificate_text(*certificate) : QString();
  if (column == cold_start) return tr("Launch to the first step of the very first launch.");
  return {};
}

/// Of the runs that count.
std::optional<double> ComparisonModel::mean_utilization(const std::string& row) const {
  double sum = 0;
  int runs = 0;
  for (const RoundRecord& round : board_.facts().rounds)
    for (const RoundRun& run : round.runs) {
      if (!round.finished || round.set_aside || run.row != row || run.summary.devices.empty()) continue;
      const auto mean = run.summary.devices.front().utilization_mean;
      if (!mean) continue;
      sum += *mean;
      ++runs;
    }
  return runs > 0 ? std::optional(sum / runs) : std::nullopt;
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  if (role == Qt::TextAlignmentRole) return alignment(section);
  if (role == Qt::ToolTipRole && section == ratio && !board_.empty())
    return tr("%1 over that of the baseline, with its interval")
        .arg(quantity_name(board_.experiment().comparison.quantity));
  if (role != Qt::DisplayRole) return {};
  if (section == throughput) return tr("Samples/s");
  if (section == train_time) return tr("Train time");
  if (const auto quantity = quantity_at(section)) return quantity_name(*quantity);
  switch (section) {
    case name:
      return tr("Accelerator");
    case state:
      return tr("State");
    case ratio:
      return tr("Ratio");
    case verdict:
      return tr("Verdict");
    case cold_start:
      return tr("Cold start");
    case utilization:
      return tr("Utilization");
    default:
      return {};
  }
}

bool ComparisonModel::is_shown(int column) const {
  if (column == name || column == state || column == ratio || column == verdict || column == throughput)
    return true;
  return std::ranges::any_of(
      board_.rows(), [&](const RunIdentity& row) { return text(row, column) != not_measured_text(); });
}

std::string ComparisonModel::accelerator(int row) const {
  if (row < 0 || row >= rows_) return {};
  const JudgedRow* judged = board_.judged(board_.rows()[static_cast<std::size_t>(row)].id);
  return judged != nullptr ? judged->accelerator : std::string();
}

void ComparisonModel::begin() {
  beginResetModel();
  rows_ = static_cast<int>(board_.rows().size());
  endResetModel();
}

void ComparisonModel::refresh() {
  if (rows_ > 0) emit dataChanged(index(0, 0), index(rows_ - 1, columns - 1));
}

// Certificates

CertificatesModel::CertificatesModel(const ComparisonBoard& board, QObject* parent)
    : QAbstractTableModel(parent), board_(board) {}

int CertificatesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}
int CertificatesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant CertificatesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Line& line = lines_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return line_text(line, index.column());
  if (role == Qt::TextAlignmentRole && (index.column() == found || index.column() == limit))
    return int(Qt::AlignRight) | int(Qt::AlignVCenter);
  if (role == Qt::FontRole && !line.check) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  return {};
}

QString CertificatesModel::line_text(const Line& line, int column) const {
  if (line.certificate >= board_.facts().certificates.size()) return {};
  const CertificateRecord& certificate = board_.facts().certificates[line.certificate];
  if (!line.check) {
    if (column == accelerator) return board_.label(certificate.row);
    if (column == text) return certificate_text(certificate);
    return column == passed ? (certificate.comparable ? tr("yes") : tr("no")) : QString();
  }
  const CertificateCheck& one = certificate.checks[*line.check];
  switch (column) {
    case check:
      return QString::fromStdString(one.name).replace(u'_', u' ');
    case found:
      return one.found ? QLocale().toString(*one.found, 'g', 3) : QString();
    case limit:
      return one.limit ? QLocale().toString(*one.limit, 'g', 3) : QString();
    case passed:
      return one.passed ? tr("yes") : tr("no");
    case text:
      return QString::fromStdString(one.text);
    default:
      return {};
  }
}

QVariant CertificatesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || role != Qt::DisplayRole) return {};
  static const std::array names = {QT_TR_NOOP("Accelerator"), QT_TR_NOOP("Check"),  QT_TR_NOOP("Found"),
                                   QT_TR_NOOP("Limit"),       QT_TR_NOOP("Passed"), QT_TR_NOOP("In words")};
  return section >= 0 && section < columns ? tr(names.at(static_cast<std::size_t>(section))) : QString();
}

void CertificatesModel::refresh() {
  beginResetModel();
  lines_.clear();
  const auto& certificates = board_.facts().certificates;
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    lines_.push_back({i, {}});
    for (std::size_t one = 0; one < certificates[i].checks.size(); ++one) lines_.push_back({i, one});
  }
  endResetModel();
}

}  // namespace accelbench
