// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/clean_up_sheet.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/models/history_model.h"

namespace accelbench {

namespace {

constexpr std::int64_t megabyte = 1 << 20;
constexpr int names_shown = 4;

QSpinBox* new_box(QWidget* parent, int maximum, int value, const QString& suffix, const QString& name) {
  auto* box = new QSpinBox(parent);
  box->setRange(1, maximum);
  box->setValue(value);
  box->setSuffix(suffix);
  box->setAccessibleName(name);
  return box;
}

}  // namespace

CleanUpSheet::CleanUpSheet(HistoryList& list, QWidget* parent) : QFrame(parent), list_(list) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  plan_ = new QLabel(this);
  plan_->setObjectName(QStringLiteral("clean_up_plan"));
  plan_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 6, 8, 6);
  column->addWidget(build_limits());
  column->addWidget(plan_);
  column->addWidget(build_buttons());
  connect(&list_, &HistoryList::changed, this, &CleanUpSheet::show_plan);
  for (QCheckBox* box : {by_age_, by_size_})
    connect(box, &QCheckBox::toggled, this, &CleanUpSheet::show_plan);
  for (QSpinBox* box : {days_, megabytes_})
    connect(box, &QSpinBox::valueChanged, this, &CleanUpSheet::show_plan);
}

QWidget* CleanUpSheet::build_limits() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  by_age_ = new QCheckBox(tr("&Older than"), row);
  days_ = new_box(row, 10'000, 90, tr(" days"), tr("Age in days"));
  by_size_ = new QCheckBox(tr("&Keep at most"), row);
  megabytes_ = new_box(row, 10'000'000, 1024, tr(" MiB"), tr("Size in MiB"));
  by_age_->setChecked(true);
  line->addWidget(by_age_);
  line->addWidget(days_);
  line->addSpacing(16);
  line->addWidget(by_size_);
  line->addWidget(megabytes_);
  line->addStretch();
  return row;
}

QWidget* CleanUpSheet::build_buttons() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  remove_ = new QPushButton(tr("&Move to the trash"), row);
  remove_->setObjectName(QStringLiteral("clean_up_remove"));
  empty_ = new QPushButton(row);
  empty_->setObjectName(QStringLiteral("clean_up_empty"));
  empty_->setToolTip(tr("Removes for good what was deleted; this cannot be taken back."));
  auto* close = new QPushButton(tr("&Close"), row);
  line->addWidget(remove_);
  line->addWidget(empty_);
  line->addStretch();
  line->addWidget(close);
  connect(remove_, &QPushButton::clicked, this, [this] { emit remove_asked(files_); });
  connect(empty_, &QPushButton::clicked, this, [this] { list_.empty_trash(0); });
  connect(close, &QPushButton::clicked, this, &CleanUpSheet::close_asked);
  return row;
}

CleanUp CleanUpSheet::wanted() const {
  CleanUp wanted;
  if (by_age_->isChecked()) wanted.older_than_days = days_->value();
  if (by_size_->isChecked()) wanted.most_bytes = megabytes_->value() * megabyte;
  return wanted;
}

void CleanUpSheet::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  show_plan();
}

void CleanUpSheet::show_plan() {
  files_.clear();
  QStringList names;
  std::int64_t bytes = 0;
  for (const HistoryEntry& entry : to_clean(list_.entries(), wanted(), QDateTime::currentDateTime())) {
    files_ << entry.file;
    bytes += entry.bytes;
    if (names.size() < names_shown) names << HistoryModel::title(entry);
  }
  days_->setEnabled(by_age_->isChecked());
  megabytes_->setEnabled(by_size_->isChecked());
  remove_->setEnabled(!files_.isEmpty());
  empty_->setEnabled(list_.trash_bytes() > 0);
  empty_->setText(tr("&Empty the trash (%1)").arg(bytes_text(static_cast<double>(list_.trash_bytes()))));
  const auto rest = files_.size() - names.size();
  if (rest > 0) names << tr("%1 more").arg(rest);
  plan_->setText(files_.isEmpty()
                     ? tr("Nothing would go.")
                     : tr("Would go, the oldest first: %1. That gives %2.")
                           .arg(names.join(QStringLiteral(", ")), bytes_text(static_cast<double>(bytes))));
}

}  // namespace accelbench
