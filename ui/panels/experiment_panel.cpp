// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/experiment_panel.h"

#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/panels/accelerators_panel.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/field_form.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/section.h"
#include "ui/panels/training_panel.h"

namespace accelbench {

namespace {

void add_section(QVBoxLayout& column, const QString& title, QWidget* panel) {
  auto* section = new Section(title);
  section->content()->addWidget(panel);
  column.addWidget(section);
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
                                 AcceleratorsModel& accelerators, QWidget* parent)
    : QScrollArea(parent) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(4, 4, 4, 4);
  column->setSpacing(0);
  column->addWidget(name_form(document));
  add_section(*column, tr("Model"), new ModelPanel(document, probe));
  add_section(*column, tr("Data"), new DataPanel(document, probe));
  add_section(*column, tr("Training"), new TrainingPanel(document));
  add_section(*column, tr("Accelerators"), new AcceleratorsPanel(document, devices, accelerators));
  column->addStretch();
  setWidget(content);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("Experiment"));
}

QSize ExperimentPanel::minimumSizeHint() const {
  const int bar = verticalScrollBar()->sizeHint().width();
  return {widget()->minimumSizeHint().width() + bar, fontMetrics().height() * 10};
}

QSize ExperimentPanel::sizeHint() const {
  const int width = std::max(minimumSizeHint().width(), fontMetrics().averageCharWidth() * 52);
  return {width, fontMetrics().height() * 40};
}

}  // namespace accelbench
