// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tab_order.h"

#include <QLayout>
#include <QScrollArea>

namespace accelbench {

namespace {

void collect(QWidget& widget, std::vector<QWidget*>& stops);

void collect(QLayout& layout, std::vector<QWidget*>& stops) {
  for (int i = 0; i < layout.count(); ++i) {
    if (QWidget* widget = layout.itemAt(i)->widget())
      collect(*widget, stops);
    else if (QLayout* inner = layout.itemAt(i)->layout())
      collect(*inner, stops);
  }
}

void collect(QWidget& widget, std::vector<QWidget*>& stops) {
  auto* area = qobject_cast<QScrollArea*>(&widget);
  if (area != nullptr && area->widget() != nullptr)
    collect(*area->widget(), stops);
  else if ((widget.focusPolicy() & Qt::TabFocus) != 0)
    stops.push_back(&widget);  // with what it is made of
  else if (widget.layout() != nullptr)
    collect(*widget.layout(), stops);
}

}  // namespace

std::vector<QWidget*> tab_stops(QWidget& root) {
  std::vector<QWidget*> stops;
  collect(root, stops);
  return stops;
}

void chain_tabs(const std::vector<QWidget*>& stops) {
  for (std::size_t i = 1; i < stops.size(); ++i) QWidget::setTabOrder(stops[i - 1], stops[i]);
}

}  // namespace accelbench
