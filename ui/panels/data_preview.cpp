// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/data_preview.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

constexpr int letters_in_a_cell = 13;
constexpr int rows_in_sight = 7;
constexpr std::size_t problems_shown = 3;

QVBoxLayout* column_in(QWidget* page) {
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 4, 0, 0);
  column->setSpacing(4);
  return column;
}

/// Chosen by name: the columns of other data are other ones.
void refill(QComboBox& box, const QStringList& names, int otherwise) {
  const QString before = box.currentText();
  const QSignalBlocker quiet(box);
  box.clear();
  box.addItems(names);
  const auto found = static_cast<int>(names.indexOf(before));
  box.setCurrentIndex(found >= 0 ? found : std::min(otherwise, static_cast<int>(names.size()) - 1));
}

}  // namespace

void set_up_preview_table(QTableView& table, PreviewModel& model) {
  table.setModel(&model);
  table.setEditTriggers(QAbstractItemView::NoEditTriggers);
  table.setTabKeyNavigation(false);
  table.setAlternatingRowColors(true);
  table.setShowGrid(false);
  table.setWordWrap(false);
  table.horizontalHeader()->setDefaultSectionSize(table.fontMetrics().averageCharWidth() * letters_in_a_cell);
  table.horizontalHeader()->setHighlightSections(false);
  const int line = table.fontMetrics().height() + 4;
  table.verticalHeader()->setDefaultSectionSize(line);
  table.setMinimumHeight(line * (rows_in_sight + 1) + table.horizontalHeader()->sizeHint().height());
}

DataPreview::DataPreview(QWidget* parent) : QWidget(parent), pages_(new QTabWidget(this)) {
  setAccessibleName(tr("Preview of the data"));
  pages_->setObjectName(QStringLiteral("preview"));
  pages_->setDocumentMode(true);
  images_ = new ImagePlot(pages_);
  images_->setObjectName(QStringLiteral("preview_images"));
  pages_->addTab(build_rows(), tr("Rows"));
  pages_->addTab(build_columns(), tr("Columns"));
  pages_->addTab(build_scatter(), tr("Scatter"));
  pages_->addTab(images_, tr("Images"));
  status_ = new QLabel(this);
  status_->setObjectName(QStringLiteral("preview_status"));
  style_note(*status_, false);
  QVBoxLayout* column = column_in(this);
  column->addWidget(pages_);
  column->addWidget(status_);
  show_answer(nullptr);
}

QWidget* DataPreview::build_rows() {
  rows_ = new QTableView(pages_);
  rows_->setObjectName(QStringLiteral("preview_rows"));
  rows_->setAccessibleName(tr("First rows of the data"));
  set_up_preview_table(*rows_, model_);
  // A click on the head of a column shows the column.
  rows_->horizontalHeader()->setSectionsClickable(true);
  connect(rows_->horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
    column_->setCurrentIndex(column);
    pages_->setCurrentIndex(1);
  });
  return rows_;
}

QComboBox* DataPreview::column_box(const QString& name, const QString& what) {
  auto* box = new QComboBox(pages_);
  box->setObjectName(name);
  box->setAccessibleName(what);
  box->setToolTip(what);
  box->setFocusPolicy(Qt::StrongFocus);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(6);
  box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  return box;
}

QWidget* DataPreview::build_columns() {
  auto* page = new QWidget(pages_);
  column_ = column_box(QStringLiteral("preview_column"), tr("Column"));
  summary_ = new QLabel(page);
  summary_->setObjectName(QStringLiteral("preview_summary"));
  style_note(*summary_, false);
  histogram_ = new HistogramPlot(page);
  QVBoxLayout* column = column_in(page);
  column->addWidget(column_);
  column->addWidget(summary_);
  column->addWidget(histogram_, 1);
  connect(column_, &QComboBox::currentIndexChanged, this, &DataPreview::show_column);
  return page;
}

QWidget* DataPreview::build_scatter() {
  auto* page = new QWidget(pages_);
  x_ = column_box(QStringLiteral("preview_x"), tr("Horizontal axis"));
  y_ = column_box(QStringLiteral("preview_y"), tr("Vertical axis"));
  scatter_ = new ScatterPlot(page);
  auto* line = new QHBoxLayout;
  line->addWidget(x_);
  line->addWidget(y_);
  QVBoxLayout* column = column_in(page);
  column->addLayout(line);
  column->addWidget(scatter_, 1);
  for (QComboBox* box : {x_, y_})
    connect(box, &QComboBox::currentIndexChanged, this, &DataPreview::show_scatter);
  return page;
}

void DataPreview::show_answer(const DataLook::Answer& answer) {
  show_status(answer);
  // What was read before stays while the next is read: the panel does not jump.
  if (answer == nullptr) return;
  preview_ = *answer ? std::shared_ptr<const Preview>(answer, &**answer) : nullptr;
  model_.show(preview_);
  pages_->setVisible(preview_ != nullptr);
  if (preview_ != nullptr) show_preview(*preview_);
}

void DataPreview::show_preview(const Preview& preview) {
  fill_boxes(preview);
  show_column();
  show_scatter();
  const bool has_images = preview.image.has_value();
  pages_->setTabVisible(3, has_images);
  images_->set_content(images_of(preview));
}

void DataPreview::fill_boxes(const Preview& preview) {
  QStringList names;
  for (const PreviewColumn& column : preview.columns) names << QString::fromStdString(column.name);
  refill(*column_, names, 0);
  refill(*x_, names, 0);
  refill(*y_, names, 1);
}

void DataPreview::show_column() {
  const int place = column_->currentIndex();
  if (preview_ == nullptr || place < 0 || place >= model_.columnCount()) return;
  const PreviewColumn& column = preview_->columns[static_cast<std::size_t>(place)];
  summary_->setText(column_summary(column));
  histogram_->set_content(histogram_of(column));
  histogram_->set_empty_text(column.values == 0 ? tr("No value of this column can be read.") : QString());
}

void DataPreview::show_scatter() {
  if (preview_ == nullptr || x_->currentIndex() < 0 || y_->currentIndex() < 0) return;
  const ScatterContent content = scatter_of(*preview_, static_cast<std::size_t>(x_->currentIndex()),
                                            static_cast<std::size_t>(y_->currentIndex()));
  scatter_->set_content(content);
  scatter_->set_empty_text(content.dots.empty() ? tr("No sample can be drawn over these columns.")
                                                : QString());
}

void DataPreview::show_status(const DataLook::Answer& answer) {
  status_->setPalette({});
  const bool failed = answer != nullptr && (!*answer || !(*answer)->problems.empty());
  style_note(*status_, failed);
  if (answer == nullptr) return status_->setText(tr("Reading the first rows…"));
  if (!*answer) return status_->setText(QString::fromStdString(to_string(answer->error())));
  const Preview& preview = **answer;
  QStringList lines;
  for (const Error& problem : preview.problems)
    if (static_cast<std::size_t>(lines.size()) < problems_shown)
      lines << QString::fromStdString(to_string(problem));
  const QString all = count_text(preview.samples.value_or(preview.samples_about));
  lines << (preview.samples ? tr("The first %1 of %2 samples, before standardization.")
                            : tr("The first %1 of about %2 samples, before standardization."))
               .arg(count_text(preview.looked_at), all);
  status_->setText(lines.join(u'\n'));
}

}  // namespace accelbench
