// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/data_panel.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/panels/data_forms.h"

namespace accelbench {

namespace {

const Field<DataSourceSpec> source_field(
    "data.source", [](auto& e) -> auto& { return e.data.source; });

DataSourceSpec empty_source(DataSource source) {
  switch (source) {
    case DataSource::synthetic:
      return SyntheticData{};
    case DataSource::csv:
      return CsvData{};
    case DataSource::npy:
      return NpyData{};
    case DataSource::npz:
      return NpzData{};
    case DataSource::idx:
      return IdxData{};
  }
  return SyntheticData{};
}

QString basis_text(const EpochTime& time) {
  switch (time.basis) {
    case EpochTime::Basis::measured:
      return DataPanel::tr("as measured on %1").arg(time.accelerator);
    case EpochTime::Basis::scaled:
      return DataPanel::tr("scaled by operations from the last training, on %1").arg(time.accelerator);
    case EpochTime::Basis::ceiling:
      return DataPanel::tr("at best: the most that %1 was measured to give").arg(time.accelerator);
  }
  return {};
}

QLabel* note(QWidget* parent, const char* name) {
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(name));
  style_note(*label, false);
  return label;
}

}  // namespace

QStringList dragged_files(const QMimeData* data) {
  QStringList files;
  for (const QUrl& url : data->urls()) {
    if (!url.isLocalFile()) return {};
    files << url.toLocalFile();
  }
  return files;
}

DataPanel::DataPanel(ExperimentDocument& document, DataProbe& probe, const KnownSpeed& speed, QWidget* parent)
    : QWidget(parent),
      document_(document),
      probe_(probe),
      speed_(speed),
      drop_(document),
      sheet_(new DropSheet(drop_, this)),
      preview_(new DataPreview(this)),
      size_(note(this, "data_shape")),
      file_note_(note(this, "file_note")) {
  setAcceptDrops(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(sheet_);
  std::vector<FieldForm*> forms{build_source(),
                                synthetic_form(document, this),
                                csv_form(document, this),
                                npy_form(document, this),
                                npz_form(document, this),
                                idx_form(document, this),
                                split_form(document, this)};
  for (FieldForm* form : validation_forms(document, this)) forms.push_back(form);
  for (FieldForm* form : forms) {
    column->addWidget(form);
    form->refresh();
  }
  column->addWidget(size_);
  column->addWidget(file_note_);
  column->addWidget(preview_);
  file_note_->hide();
  connect_parts();
  ask();
  show_size();
}

void DataPanel::connect_parts() {
  connect(&document_, &ExperimentDocument::changed, this, &DataPanel::ask);
  connect(&document_, &ExperimentDocument::changed, this, &DataPanel::show_size);
  connect(&document_, &ExperimentDocument::file_changed, this, &DataPanel::ask);
  connect(&probe_, &DataProbe::changed, this, &DataPanel::show_size);
  connect(&speed_, &KnownSpeed::changed, this, &DataPanel::show_size);
  connect(&look_, &DataLook::changed, this, [this] { preview_->show_answer(look_.found()); });
  connect(&look_, &DataLook::file_changed, this, &DataPanel::note_file_change);
}

FieldForm* DataPanel::build_source() {
  auto* form = new FieldForm(document_, {}, this);
  auto* box = new QComboBox(form);
  for (const auto& named : Names<DataSource>::table) {
    box->addItem(QString::fromUtf8(named.name), static_cast<int>(named.value));
    box->setItemData(box->count() - 1, QString::fromUtf8(named.meaning), Qt::ToolTipRole);
  }
  connect(box, &QComboBox::activated, this,
          [this, box](int index) { choose_source(static_cast<DataSource>(box->itemData(index).toInt())); });
  auto show = [box](const Experiment& experiment) {
    box->setCurrentIndex(box->findData(static_cast<int>(experiment.data.kind())));
  };
  form->add_row({tr("Source"), box, QStringLiteral("data.source"), show, {}, false});
  return form;
}

/// Files of their own belong to the source that they were named for.
void DataPanel::choose_source(DataSource source) {
  const DataSpec& spec = document_.experiment().data;
  if (source == spec.kind()) return;
  if (!spec.validation) return document_.set(source_field, empty_source(source), tr("Change source"));
  const Field<DataSpec> field(
      "data", [](auto& e) -> auto& { return e.data; });
  DataSpec other = spec;
  other.source = empty_source(source);
  other.validation.reset();
  document_.set(field, std::move(other), tr("Change source"));
}

void DataPanel::ask() {
  const Experiment& experiment = document_.experiment();
  const DataRoots roots = document_.roots();
  probe_.ask(experiment.data, roots);
  look_.ask(experiment.data, roots,
            takes_logits(experiment.training.loss) ? Task::classification : Task::regression);
  if (look_.found() == nullptr) file_note_->hide();
}

void DataPanel::note_file_change(const QString& file) {
  file_note_->setText(
      tr("%1 has changed on disk and was read again. A training that runs keeps what it began with.")
          .arg(QFileInfo(file).fileName()));
  file_note_->show();
  probe_.ask_again();
}

void DataPanel::show_size() {
  const auto& shape = probe_.shape();
  const bool failed = shape && !*shape;
  size_->setPalette({});
  style_note(*size_, failed);
  if (!shape) return size_->setText(tr("Reading…"));
  if (failed) return size_->setText(QString::fromStdString(to_string(shape->error())));
  size_->setText(size_text(**shape) + u'\n' + time_text(**shape));
}

QString DataPanel::size_text(const DataShape& shape) const {
  const DataSpec& spec = document_.experiment().data;
  const std::int64_t train = training_samples(shape.samples, spec.validation ? 0 : spec.validation_split);
  const std::int64_t validate = shape.samples - train + shape.validation_samples;
  const double bytes = 4.0 * static_cast<double>(shape.samples + shape.validation_samples) *
                       static_cast<double>(shape.features + std::max<std::int64_t>(shape.targets, 1));
  return tr("%1 to train, %2 to validate · %3")
      .arg(count_text(train), count_text(validate), bytes_text(bytes));
}

QString DataPanel::time_text(const DataShape& shape) const {
  const Experiment& experiment = document_.experiment();
  const auto time = speed_.epoch_time(experiment, shape);
  if (!time) return tr("How long an epoch takes is known after the first training.");
  const auto epochs = static_cast<double>(experiment.training.epochs);
  return tr("%1 an epoch, %2 for all %3 (%4)")
      .arg(duration_text(time->seconds), duration_text(time->seconds * epochs),
           count_text(experiment.training.epochs), basis_text(*time));
}

void DataPanel::dragEnterEvent(QDragEnterEvent* event) {
  if (!dragged_files(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DataPanel::dropEvent(QDropEvent* event) {
  const QStringList files = dragged_files(event->mimeData());
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  offer(files);
}

}  // namespace accelbench
