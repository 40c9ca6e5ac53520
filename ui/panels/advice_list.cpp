// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/advice_list.h"

#include <QLabel>
#include <QPushButton>
#include <algorithm>

#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

bool same(const std::vector<ModelAdvice>& a, const std::vector<ModelAdvice>& b) {
  return std::ranges::equal(a, b, [](const ModelAdvice& one, const ModelAdvice& other) {
    return one.key == other.key && one.text == other.text && one.fix == other.fix;
  });
}

}  // namespace

AdviceList::AdviceList(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), rows_(new QVBoxLayout(this)) {
  setObjectName(QStringLiteral("advice"));
  setAccessibleName(tr("Advice"));
  rows_->setContentsMargins(0, 0, 0, 0);
  hide();
}

void AdviceList::show_advice(std::vector<ModelAdvice> advice) {
  const bool changed = !same(advice, advice_);
  advice_ =
      std::move(advice);  // the changes belong to the experiment of now, even where the words are the same
  if (!changed) return;
  while (QLayoutItem* item = rows_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();  // it may be the one whose button was pressed
    delete item;
  }
  for (std::size_t i = 0; i < advice_.size(); ++i) add_row(i);
  setVisible(!advice_.empty());
}

void AdviceList::add_row(std::size_t number) {
  const ModelAdvice& one = advice_[number];
  auto* row = new QWidget(this);
  auto* column = new QVBoxLayout(row);
  column->setContentsMargins(0, 0, 0, 2);
  column->setSpacing(2);
  auto* text = new QLabel(one.text, row);
  style_note(*text, true);
  auto* button = new QPushButton(one.fix, row);
  button->setObjectName(QStringLiteral("advice_%1").arg(number));
  button->setAccessibleDescription(one.text);
  button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  connect(button, &QPushButton::clicked, this, [this, number] { take(number); });
  column->addWidget(text);
  column->addWidget(button);
  rows_->addWidget(row);
}

void AdviceList::take(std::size_t number) {
  if (number >= advice_.size()) return;
  const ModelAdvice one = advice_[number];  // the list changes with the document
  const Field<Experiment> whole(
      {}, [](auto& e) -> auto& { return e; });
  Experiment changed = document_.experiment();
  one.apply(changed);
  document_.set(whole, std::move(changed), one.fix);
}

}  // namespace accelbench
