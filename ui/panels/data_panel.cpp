// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/data_panel.h"

#include <QVBoxLayout>

#include "ui/models/format.h"

namespace accelbench {

namespace {

constexpr double most_samples = 1e9;
constexpr double most_features = 1e6;

auto synthetic = [](auto& e) -> auto& { return std::get<SyntheticData>(e.data.source); };
auto csv = [](auto& e) -> auto& { return std::get<CsvData>(e.data.source); };
auto npy = [](auto& e) -> auto& { return std::get<NpyData>(e.data.source); };

const Field<DataSourceSpec> source_field(
    "data.source", [](auto& e) -> auto& { return e.data.source; });
const Field<std::int64_t> targets_field(
    "data.targets", [](auto& e) -> auto& { return synthetic(e).targets; });
const Field<std::optional<std::int64_t>> classes_field(
    "data.classes", [](auto& e) -> auto& { return synthetic(e).classes; });

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

bool offers(DataSource source, DataSource current) {
  return source == DataSource::synthetic || source == DataSource::csv || source == DataSource::npy ||
         source == current;
}

}  // namespace

DataPanel::DataPanel(ExperimentDocument& document, DataProbe& probe, QWidget* parent)
    : QWidget(parent), document_(document), probe_(probe), shape_(new QLabel(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  build_source();
  for (FieldForm* form : {build_synthetic(), build_csv(), build_npy(), build_other(), build_split()}) {
    column->addWidget(form);
    form->refresh();
  }
  shape_->setObjectName(QStringLiteral("data_shape"));
  style_note(*shape_, false);
  column->addWidget(shape_);
  connect(&document_, &ExperimentDocument::changed, this, &DataPanel::ask);
  connect(&document_, &ExperimentDocument::changed, this, &DataPanel::show_shape);
  connect(&document_, &ExperimentDocument::file_changed, this, &DataPanel::ask);
  connect(&probe_, &DataProbe::changed, this, &DataPanel::show_shape);
  ask();
  show_shape();
}

void DataPanel::build_source() {
  auto* form = new FieldForm(document_, {}, this);
  auto* box = new QComboBox(form);
  connect(box, &QComboBox::activated, this,
          [this, box](int index) { choose_source(static_cast<DataSource>(box->itemData(index).toInt())); });
  auto show = [box](const Experiment& experiment) {
    box->clear();
    for (const auto& named : Names<DataSource>::table)
      if (offers(named.value, experiment.data.kind()))
        box->addItem(QString::fromUtf8(named.name), static_cast<int>(named.value));
    box->setCurrentIndex(box->findData(static_cast<int>(experiment.data.kind())));
  };
  form->add_row({tr("Source"), box, QStringLiteral("data.source"), show, {}, false});
  form->refresh();
  layout()->addWidget(form);
}

FieldForm* DataPanel::form_for(DataSource source) {
  return new FieldForm(
      document_, [source](const Experiment& e) { return e.data.kind() == source; }, this);
}

FieldForm* DataPanel::build_synthetic() {
  FieldForm* form = form_for(DataSource::synthetic);
  form->add_choice(tr("Generator"),
                   Field<Generator>(
                       "data.generator", [](auto& e) -> auto& { return synthetic(e).generator; }));
  form->add_whole(tr("Samples"),
                  Field<std::int64_t>(
                      "data.samples", [](auto& e) -> auto& { return synthetic(e).samples; }),
                  1, most_samples);
  form->add_whole(tr("Features"),
                  Field<std::int64_t>(
                      "data.features", [](auto& e) -> auto& { return synthetic(e).features; }),
                  1, most_features);
  add_targets(*form);
  form->add_number(tr("Noise"),
                   Field<double>(
                       "data.noise", [](auto& e) -> auto& { return synthetic(e).noise; }),
                   0, 1e6, NumberBox::Steps::linear);
  form->add_seed(tr("Seed"), Field<std::uint64_t>(
                                 "data.seed", [](auto& e) -> auto& { return synthetic(e).seed; }));
  return form;
}

/// Numbers to predict, or classes: one choice and one number.
void DataPanel::add_targets(FieldForm& form) {
  auto* task = new QComboBox(&form);
  task->addItems({tr("numbers"), tr("classes")});
  connect(task, &QComboBox::activated, this, [this](int index) {
    document_.set(classes_field, index == 1 ? std::optional<std::int64_t>(2) : std::nullopt,
                  tr("Change targets"));
  });
  auto show_task = [task](const Experiment& e) { task->setCurrentIndex(synthetic(e).classes ? 1 : 0); };
  form.add_row({tr("To predict"), task, QStringLiteral("data.task_kind"), show_task, {}, false});
  form.add_whole(tr("Targets"), targets_field, 1, most_features,
                 [](const Experiment& e) { return !synthetic(e).classes; });
  auto* classes = new WholeBox(2, 1e6, &form);
  connect(classes, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const auto number = static_cast<std::int64_t>(value);
    const auto* source = std::get_if<SyntheticData>(&document_.experiment().data.source);
    if (source != nullptr && source->classes && *source->classes != number)
      document_.set(classes_field, std::optional(number), tr("Change classes"), Merge::yes);
  });
  auto show = [classes](const Experiment& e) {
    classes->setValue(static_cast<double>(synthetic(e).classes.value_or(2)));
  };
  form.add_row({tr("Classes"), classes, classes_field.key, show,
                [](const Experiment& e) { return synthetic(e).classes.has_value(); }, false});
}

FieldForm* DataPanel::build_csv() {
  FieldForm* form = form_for(DataSource::csv);
  form->add_file(tr("File"),
                 Field<std::string>(
                     "data.path", [](auto& e) -> auto& { return csv(e).path; }),
                 tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
  form->add_words(tr("Target"),
                  Field<std::vector<std::string>>(
                      "data.target", [](auto& e) -> auto& { return csv(e).target; }),
                  tr("the last column"));
  form->add_choice(tr("Task"), Field<Task>(
                                   "data.task", [](auto& e) -> auto& { return csv(e).task; }));
  return form;
}

FieldForm* DataPanel::build_npy() {
  FieldForm* form = form_for(DataSource::npy);
  const QString filter = tr("NumPy arrays (*.npy);;All files (*)");
  form->add_file(tr("Features"),
                 Field<std::string>(
                     "data.x", [](auto& e) -> auto& { return npy(e).x; }),
                 filter);
  form->add_file(tr("Targets"),
                 Field<std::string>(
                     "data.y", [](auto& e) -> auto& { return npy(e).y; }),
                 filter);
  return form;
}

FieldForm* DataPanel::build_other() {
  auto* form = new FieldForm(
      document_,
      [](const Experiment& e) {
        return e.data.kind() == DataSource::npz || e.data.kind() == DataSource::idx;
      },
      this);
  auto* note = new QLabel(
      tr("The files of this source stand in the experiment file and are kept; they cannot be edited here."),
      form);
  style_note(*note, false);
  form->add_row({tr("Files"), note, QStringLiteral("data.files"), {}, {}, false});
  return form;
}

FieldForm* DataPanel::build_split() {
  auto* form = new FieldForm(document_, {}, this);
  form->add_check(tr("Standardize"),
                  Field<bool>(
                      "data.standardize", [](auto& e) -> auto& { return e.data.standardize; }));
  form->add_number(tr("Validation"),
                   Field<double>(
                       "data.validation_split", [](auto& e) -> auto& { return e.data.validation_split; }),
                   0, 0.95, NumberBox::Steps::linear);
  return form;
}

void DataPanel::choose_source(DataSource source) {
  if (source != document_.experiment().data.kind())
    document_.set(source_field, empty_source(source), tr("Change source"));
}

void DataPanel::ask() { probe_.ask(document_.experiment().data, document_.roots()); }

void DataPanel::show_shape() {
  const auto& shape = probe_.shape();
  const bool failed = shape && !*shape;
  shape_->setPalette({});
  style_note(*shape_, failed);
  if (!shape) return shape_->setText(tr("Reading…"));
  if (failed) return shape_->setText(QString::fromStdString(to_string(shape->error())));
  const std::int64_t samples = (*shape)->samples;
  const std::int64_t train = training_samples(samples, document_.experiment().data.validation_split);
  const double bytes = 4.0 * static_cast<double>(samples) *
                       static_cast<double>((*shape)->features + std::max<std::int64_t>((*shape)->targets, 1));
  shape_->setText(tr("%1 to train, %2 to validate · %3")
                      .arg(count_text(train), count_text(samples - train), bytes_text(bytes)));
}

}  // namespace accelbench
