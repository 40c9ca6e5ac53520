// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"
#include "ui/panels/export_dialog.h"

// Pictures, numbers and reports on their way out.
namespace accelbench {

namespace {

const QString topic = QStringLiteral("export");

}  // namespace

ExportDialog* MainWindow::open_export() {
  // While it is recorded the file is not whole.
  const std::string results = busy() ? std::string() : results_file_.string();
  auto* dialog =
      new ExportDialog(*charts_, results, QString::fromStdString(document_.roots().base_dir.string()), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
    messages_->show_message(topic, MessageBar::Level::information, tr("Exported %1").arg(file));
  });
  dialog->open();
  return dialog;
}

/// Of the data that are edited, where they were looked at.
std::optional<std::int64_t> MainWindow::known_samples() const {
  const auto& shape = probe_.shape();
  return shape && *shape ? std::optional((*shape)->samples) : std::nullopt;
}

void MainWindow::show_export(BoardChart chart) { open_export()->choose(chart); }
void MainWindow::show_board_export() { open_export()->choose_board(); }

void MainWindow::connect_export() {
  connect(charts_, &ChartBoard::export_asked, this, &MainWindow::show_export);
  connect(charts_, &ChartBoard::export_board_asked, this, &MainWindow::show_board_export);
  connect(charts_, &ChartBoard::copied, this, [this](const QString& what) {
    messages_->show_message(topic, MessageBar::Level::information,
                            tr("%1: a picture is on the clipboard.").arg(what));
  });
}

}  // namespace accelbench
