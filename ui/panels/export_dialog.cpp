// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/export_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

const std::array suffixes = {"png", "svg", "pdf", "csv"};

QString suffix(ExportFormat format) { return QLatin1String(suffixes.at(static_cast<std::size_t>(format))); }

}  // namespace

Status export_chart(const LineChart& chart, ExportFormat format, double scale, const QString& file) {
  switch (format) {
    case ExportFormat::png:
      return chart.export_png(file, scale);
    case ExportFormat::svg:
      return chart.export_svg(file);
    case ExportFormat::pdf:
      return chart.export_pdf(file);
    case ExportFormat::csv:
      return chart.export_csv(file);
  }
  return failed(file.toStdString(), "no such format");
}

ExportDialog::ExportDialog(const ChartBoard& board, const QString& folder, QWidget* parent)
    : QDialog(parent),
      board_(board),
      folder_(folder),
      chart_(new QComboBox(this)),
      format_(new QComboBox(this)),
      scale_(new QComboBox(this)),
      file_(new QLineEdit(this)),
      problem_(new QLabel(this)) {
  setWindowTitle(tr("Export chart"));
  may_overwrite = [this](const QString& file) { return ask_to_overwrite(file); };
  build(board);
  propose_name();
}

void ExportDialog::build(const ChartBoard& board) {
  for (const auto which : {ChartBoard::loss, ChartBoard::throughput, ChartBoard::utilization})
    chart_->addItem(board.chart(which)->title());
  format_->addItems({tr("Picture (PNG)"), tr("Drawing (SVG)"), tr("Document (PDF)"), tr("Numbers (CSV)")});
  for (const int scale : {1, 2, 3}) scale_->addItem(tr("%1×").arg(scale), scale);
  scale_->setCurrentIndex(1);
  file_->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
  auto* look = new QToolButton(this);
  look->setText(QStringLiteral("…"));
  look->setAccessibleName(tr("Look for a place"));
  auto* place = new QHBoxLayout;
  place->addWidget(file_);
  place->addWidget(look);
  style_note(*problem_, true);
  problem_->hide();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole)->setDefault(true);
  auto* form = new QFormLayout(this);
  form->addRow(tr("&Chart"), chart_);
  form->addRow(tr("F&ormat"), format_);
  form->addRow(tr("&Size"), scale_);
  auto* file_label = new QLabel(tr("F&ile"), this);  // with a buddy: the form finds none in a layout
  file_label->setBuddy(file_);
  form->addRow(file_label, place);
  form->addRow(problem_);
  form->addRow(buttons);
  connect(look, &QToolButton::clicked, this, &ExportDialog::look_for_file);
  connect(chart_, &QComboBox::currentIndexChanged, this, &ExportDialog::propose_name);
  connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::propose_name);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

void ExportDialog::choose(ChartBoard::Chart chart) { chart_->setCurrentIndex(chart); }

void ExportDialog::propose_name() {
  scale_->setEnabled(format() == ExportFormat::png);
  const auto which = static_cast<ChartBoard::Chart>(chart_->currentIndex());
  file_->setText(QDir(folder_).filePath(ChartBoard::file_stem(which) + u'.' + suffix(format())));
}

void ExportDialog::look_for_file() {
  // The dialog of the system does not ask: this one does, however the name was chosen.
  const QString file = QFileDialog::getSaveFileName(this, windowTitle(), file_->text(), {}, nullptr,
                                                    QFileDialog::DontConfirmOverwrite);
  if (file.isEmpty()) return;
  folder_ = QFileInfo(file).absolutePath();
  file_->setText(file);
}

bool ExportDialog::ask_to_overwrite(const QString& file) {
  QMessageBox box(QMessageBox::Question, windowTitle(), tr("%1 exists.").arg(QFileInfo(file).fileName()),
                  QMessageBox::Cancel, this);
  QPushButton* overwrite = box.addButton(tr("Overwrite"), QMessageBox::AcceptRole);
  box.exec();
  return box.clickedButton() == overwrite;
}

void ExportDialog::accept() {
  const QString file = file_->text();
  if (QFileInfo::exists(file) && !may_overwrite(file)) return;
  const auto which = static_cast<ChartBoard::Chart>(chart_->currentIndex());
  const Status written = export_chart(*board_.chart(which), format(), scale_->currentData().toDouble(), file);
  problem_->setVisible(!written);
  if (!written) return problem_->setText(QString::fromStdString(to_string(written.error())));
  emit exported(file);
  QDialog::accept();
}

}  // namespace accelbench
