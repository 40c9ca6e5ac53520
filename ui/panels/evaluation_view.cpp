// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/evaluation_view.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/atomic_file.h"
#include "ui/models/evaluation_figures.h"
#include "ui/models/format.h"
#include "ui/panels/comparison_table.h"

namespace accelbench {

namespace {

constexpr double saved_scale = 2;
constexpr int worst_in_sight = 9;  // rows of the table without scrolling

}  // namespace

EvaluationView::EvaluationView(QWidget* parent) : QWidget(parent), rows_(worst_) {
  setObjectName(QStringLiteral("evaluation"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(build_head());
  column->addWidget(build_body(), 1);
  connect(part_, &QComboBox::currentIndexChanged, this, &EvaluationView::show_part);
  connect(tools_, &TableTools::columns_chosen, this, &EvaluationView::fit_table);
}

QPushButton* EvaluationView::add_button(QHBoxLayout& line, const QString& text, const QString& name,
                                        const QString& tip, const std::function<void()>& action) {
  auto* button = new QPushButton(text, line.parentWidget());
  button->setObjectName(name);
  button->setToolTip(tip);
  line.addWidget(button);
  connect(button, &QPushButton::clicked, this, action);
  return button;
}

QWidget* EvaluationView::build_head() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 2, 8, 4);
  part_ = new QComboBox(row);
  part_->setObjectName(QStringLiteral("evaluated_part"));
  part_->setAccessibleName(tr("Part of the data"));
  figures_ = new QLabel(row);
  figures_->setObjectName(QStringLiteral("evaluation_figures"));
  figures_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  figures_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  figures_->setWordWrap(true);
  QFont bold = figures_->font();
  bold.setBold(true);
  figures_->setFont(bold);
  line->addWidget(part_);
  line->addWidget(figures_, 1);
  copy_ =
      add_button(*line, tr("&Copy matrix"), QStringLiteral("copy_matrix"),
                 tr("Copy the confusion matrix, with tabs between, for a table"), [this] { copy_matrix(); });
  picture_ = add_button(*line, tr("Save p&icture…"), QStringLiteral("save_evaluation_picture"),
                        tr("Save the picture as PNG or SVG"), [this] {
                          choose_and_save(tr("Save picture"), QStringLiteral("evaluation.png"),
                                          tr("Pictures (*.png *.svg)"), &EvaluationView::save_picture);
                        });
  add_button(*line, tr("Save wo&rst…"), QStringLiteral("save_worst"), tr("Save the worst samples as CSV"),
             [this] {
               choose_and_save(tr("Save the worst samples"), QStringLiteral("worst.csv"),
                               tr("Tables (*.csv)"), &EvaluationView::save_worst);
             });
  return row;
}

QWidget* EvaluationView::build_body() {
  auto* area = new QScrollArea(this);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setAccessibleName(tr("Evaluation"));
  area->setFocusPolicy(Qt::StrongFocus);
  auto* page = new QWidget(area);
  page->setBackgroundRole(QPalette::Base);
  page->setAutoFillBackground(true);
  confusion_ = new ConfusionPlot(page);
  scatter_ = new ScatterPlot(page);
  confusion_->setObjectName(QStringLiteral("confusion"));
  scatter_->setObjectName(QStringLiteral("predictions"));
  confusion_->set_title(tr("Confusion matrix"));
  confusion_->set_caption(tr("samples and share of the row; blue right, orange wrong"));
  scatter_->set_title(tr("Predicted against true"));
  scatter_->set_caption(tr("on the dashed line a prediction is right"));
  too_many_ = new QLabel(page);
  too_many_->setWordWrap(true);
  too_many_->setMargin(fontMetrics().height());
  auto* left = new QVBoxLayout;
  for (QWidget* figure :
       {static_cast<QWidget*>(confusion_), static_cast<QWidget*>(scatter_), static_cast<QWidget*>(too_many_)})
    left->addWidget(figure);
  left->addStretch(1);
  auto* line = new QHBoxLayout(page);
  line->setContentsMargins(4, 4, 4, 4);
  line->addLayout(left, 1);
  line->addWidget(build_worst(page), 1);
  area->setWidget(page);
  return area;
}

QWidget* EvaluationView::build_worst(QWidget* page) {
  auto* box = new QWidget(page);
  auto* column = new QVBoxLayout(box);
  const int gap = fontMetrics().height() / 2;
  column->setContentsMargins(gap, gap, gap, gap);
  worst_title_ = new QLabel(tr("Worst samples"), box);
  QFont bold = worst_title_->font();
  bold.setBold(true);
  worst_title_->setFont(bold);
  images_ = new ImagePlot(box);
  images_->setObjectName(QStringLiteral("worst_images"));
  images_->setAccessibleName(tr("Worst samples as images"));
  table_ = new QTableView(box);
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("worst"), tr("Worst samples"));
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setContextMenuPolicy(Qt::CustomContextMenu);
  tools_ = new TableTools(*table_);
  connect(table_, &QWidget::customContextMenuRequested, this, [this](const QPoint& place) {
    QMenu menu(this);
    tools_->add_to(menu);
    menu.exec(table_->viewport()->mapToGlobal(place));
  });
  column->addWidget(worst_title_);
  column->addWidget(images_);
  column->addWidget(table_);
  column->addStretch(1);
  return box;
}

void EvaluationView::set_provenance(const QString& text) {
  confusion_->set_provenance(text);
  scatter_->set_provenance(text);
}

void EvaluationView::show_evaluation(std::shared_ptr<const Evaluated> evaluated) {
  if (evaluated == evaluated_) return;
  evaluated_ = std::move(evaluated);
  const QSignalBlocker quiet(part_);
  part_->clear();
  if (!evaluated_) return worst_.show(nullptr, 0);
  for (const EvaluatedPart& part : evaluated_->parts) part_->addItem(part_title(part.name));
  // What the training has not seen says more.
  part_->setCurrentIndex(part_->count() - 1);
  part_->setEnabled(part_->count() > 1);
  show_part();
}

void EvaluationView::show_part() {
  if (!evaluated_ || part_->currentIndex() < 0) return;
  const EvaluatedPart& part = evaluated_->parts[static_cast<std::size_t>(part_->currentIndex())];
  const QString line = evaluation_line(*evaluated_->model, part.found);
  figures_->setText(line);
  figures_->setToolTip(line);
  show_figures(part);
  show_worst(part);
}

void EvaluationView::show_figures(const EvaluatedPart& part) {
  const TrainedModel& model = *evaluated_->model;
  confusion_->set_content(confusion_of(model, part.found));
  scatter_->set_content(predictions_of(model, part.found));
  const bool matrix = !confusion_->content().names.empty();
  confusion_->setVisible(matrix);
  scatter_->setVisible(model.classes() == 0);
  too_many_->setVisible(model.classes() > 0 && !matrix);
  too_many_->setText(tr("A confusion matrix of %1 classes is not drawn; at most %2 are.")
                         .arg(count_text(model.classes()), count_text(Evaluation::most_confused)));
  copy_->setEnabled(matrix);
  picture_->setEnabled(figure() != nullptr);
}

void EvaluationView::show_worst(const EvaluatedPart& part) {
  worst_.show(evaluated_, static_cast<std::size_t>(part_->currentIndex()));
  const ImageContent images = worst_images(*evaluated_, part);
  images_->setVisible(!images.names.empty());
  images_->set_content(images);
  fit_table();
}

void EvaluationView::fit_table() {
  const int room = 2 * table_->fontMetrics().averageCharWidth();
  table_->resizeColumnsToContents();
  for (int column = 0; column < worst_.columnCount(); ++column) {
    const bool means_nothing = column == WorstModel::probability && evaluated_ && !copy_->isEnabled() &&
                               evaluated_->model->classes() == 0;
    table_->setColumnHidden(column, means_nothing || tools_->is_put_away(column));
    table_->setColumnWidth(column, table_->columnWidth(column) + room);
  }
  const int rows = std::clamp(worst_.rowCount(), 1, worst_in_sight);
  table_->setMinimumHeight(table_->horizontalHeader()->sizeHint().height() +
                           rows * table_->verticalHeader()->defaultSectionSize() + 4);
}

const Figure* EvaluationView::figure() const {
  if (!evaluated_) return nullptr;
  if (evaluated_->model->classes() == 0) return scatter_;
  return confusion_->content().names.empty() ? nullptr : confusion_;
}

void EvaluationView::copy_matrix() const { QGuiApplication::clipboard()->setText(confusion_->text()); }

Status EvaluationView::save_picture(const QString& file) const {
  const Figure* picture = figure();
  if (picture == nullptr) return failed("picture", "there is nothing to save", "evaluate first");
  return file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive) ? picture->export_svg(file)
                                                                    : picture->export_png(file, saved_scale);
}

Status EvaluationView::save_worst(const QString& file) const {
  QList<int> rows, columns;
  for (int row = 0; row < rows_.rowCount(); ++row) rows << row;
  for (int column = 0; column < rows_.columnCount(); ++column) columns << column;
  return write_file(file.toStdString(), table_text(rows_, rows, columns, TableForm::csv).toStdString());
}

void EvaluationView::choose_and_save(const QString& title, const QString& name, const QString& filter,
                                     Status (EvaluationView::*save)(const QString&) const) {
  const QString file = QFileDialog::getSaveFileName(this, title, name, filter);
  if (file.isEmpty()) return;
  const Status done = (this->*save)(file);
  emit told(done ? tr("Saved: %1").arg(file) : QString::fromStdString(to_string(done.error())), !done);
}

}  // namespace accelbench
