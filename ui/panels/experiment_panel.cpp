// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/experiment_panel.h"

#include <QEvent>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/panels/accelerators_panel.h"
#include "ui/panels/field_form.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/sweep_panel.h"
#include "ui/panels/tab_order.h"
#include "ui/panels/training_panel.h"

namespace accelbench {

namespace {

Section* add_section(QVBoxLayout& column, const QString& title, QWidget* panel) {
  auto* section = new Section(title);
  section->content()->addWidget(panel);
  column.addWidget(section);
  return section;
}

FieldForm* name_form(ExperimentDocument& document) {
  auto* form = new FieldForm(document);
  form->layout()->setContentsMargins(8, 4, 4, 8);
  form->add_text(ExperimentPanel::tr("Name"), Field<std::string>(
                                                  "name", [](auto& e) -> auto& { return e.name; }));
  form->add_text(ExperimentPanel::tr("Description"),
                 Field<std::string>(
                     "description", [](auto& e) -> auto& { return e.description; }));
  form->refresh();
  return form;
}

}  // namespace

ExperimentPanel::ExperimentPanel(ExperimentDocument& document, DataProbe& probe, DeviceList& devices,
                                 AcceleratorsModel& accelerators, const UserSettings& settings,
                                 WeightFeed& weights, const KnownSpeed& speed, QWidget* parent)
    : QWidget(parent) {
  setAccessibleName(tr("Experiment"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(build_scrolled(document, probe, accelerators, weights, speed), 1);
  auto* below = new QVBoxLayout;
  below->setContentsMargins(4, 4, 4, 0);
  add_section(*below, tr("Accelerators"), new AcceleratorsPanel(document, devices, accelerators, settings));
  column->addLayout(below);
  // Queued: the panels rebuild what a change brought first.
  connect(&document, &ExperimentDocument::changed, this, &ExperimentPanel::order_tabs, Qt::QueuedConnection);
  order_tabs();
}

void ExperimentPanel::order_tabs() { chain_tabs(tab_stops(*this)); }

/// Settings of another accelerator come without a change of the document.
bool ExperimentPanel::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) order_tabs();
  return QWidget::event(event);
}

QScrollArea* ExperimentPanel::build_scrolled(ExperimentDocument& document, DataProbe& probe,
                                             AcceleratorsModel& accelerators, WeightFeed& weights,
                                             const KnownSpeed& speed) {
  auto* area = new QScrollArea(this);
  auto* content = new QWidget(area);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(4, 4, 4, 4);
  column->setSpacing(0);
  column->addWidget(name_form(document));
  add_section(*column, tr("Model"), new ModelPanel(document, probe, weights));
  data_ = new DataPanel(document, probe, speed);
  data_section_ = add_section(*column, tr("Data"), data_);
  add_section(*column, tr("Training"), new TrainingPanel(document));
  add_section(*column, tr("Sweep"), new SweepPanel(document, probe, speed, accelerators));
  column->addStretch();
  area->setWidget(content);
  scrolled_ = area;
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFrameShape(QFrame::NoFrame);
  // Nothing is cut off at the right, with the scroll bar and all.
  area->setMinimumWidth(content->minimumSizeHint().width() + area->verticalScrollBar()->sizeHint().width());
  return area;
}

void ExperimentPanel::offer_data(const QStringList& files) {
  data_section_->set_open(true);
  data_->offer(files);
  // The sheet finds its height on the next turn of the event loop.
  QTimer::singleShot(0, this, [this] {
    scrolled_->ensureVisible(0, data_section_->y() + scrolled_->viewport()->height() - 1, 0, 0);
    scrolled_->ensureVisible(0, data_section_->y(), 0, 0);
  });
}

QSize ExperimentPanel::sizeHint() const {
  const int width = std::max(minimumSizeHint().width(), fontMetrics().averageCharWidth() * 54);
  return {width, fontMetrics().height() * 40};
}

}  // namespace accelbench
