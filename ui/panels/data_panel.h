// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/panels/data_preview.h"
#include "ui/panels/drop_sheet.h"
#include "ui/panels/field_form.h"
#include "ui/session/data_probe.h"
#include "ui/session/known_speed.h"

namespace accelbench {

/// Where the data come from, a generator or files; their first rows, their size, and how long an epoch takes.
/// Files can be dropped on it.
class DataPanel : public QWidget {
  Q_OBJECT

 public:
  DataPanel(ExperimentDocument& document, DataProbe& probe, const KnownSpeed& speed,
            QWidget* parent = nullptr);

  /// Shows the files as they would be read and asks whether to take them.
  void offer(const QStringList& files) { drop_.offer(files); }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  FieldForm* build_source();
  void connect_parts();
  void choose_source(DataSource source);
  void ask();
  void show_size();
  QString size_text(const DataShape& shape) const;
  QString time_text(const DataShape& shape) const;
  void note_file_change(const QString& file);

  ExperimentDocument& document_;
  DataProbe& probe_;
  const KnownSpeed& speed_;
  DataLook look_;
  DataDrop drop_;
  DropSheet* sheet_;
  DataPreview* preview_;
  QLabel *size_, *file_note_;
};

/// The local files that are dragged; empty: something else.
QStringList dragged_files(const QMimeData* data);

}  // namespace accelbench
