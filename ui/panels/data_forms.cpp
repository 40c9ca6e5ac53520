// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/data_forms.h"

#include "ui/panels/size_slider.h"

namespace accelbench {

namespace {

constexpr double most_samples = 1e9;
constexpr double most_features = 1e6;

auto synthetic = [](auto& e) -> auto& { return std::get<SyntheticData>(e.data.source); };
auto csv = [](auto& e) -> auto& { return std::get<CsvData>(e.data.source); };
auto npy = [](auto& e) -> auto& { return std::get<NpyData>(e.data.source); };
auto npz = [](auto& e) -> auto& { return std::get<NpzData>(e.data.source); };
auto idx = [](auto& e) -> auto& { return std::get<IdxData>(e.data.source); };
auto validation = [](auto& e) -> auto& { return *e.data.validation; };

const Field<std::int64_t> samples_field(
    "data.samples", [](auto& e) -> auto& { return synthetic(e).samples; });
const Field<std::int64_t> targets_field(
    "data.targets", [](auto& e) -> auto& { return synthetic(e).targets; });
const Field<std::optional<std::int64_t>> classes_field(
    "data.classes", [](auto& e) -> auto& { return synthetic(e).classes; });
const Field<std::optional<bool>> header_field(
    "data.header", [](auto& e) -> auto& { return csv(e).header; });
const Field<std::optional<std::string>> delimiter_field(
    "data.delimiter", [](auto& e) -> auto& { return csv(e).delimiter; });
const Field<std::string> validation_path(
    "data.validation.path", [](auto& e) -> auto& { return validation(e).path; });
const Field<std::string> validation_x(
    "data.validation.x", [](auto& e) -> auto& { return validation(e).x; });
const Field<std::string> validation_y(
    "data.validation.y", [](auto& e) -> auto& { return validation(e).y; });
const Field<std::string> validation_images(
    "data.validation.images", [](auto& e) -> auto& { return validation(e).images; });
const Field<std::string> validation_labels(
    "data.validation.labels", [](auto& e) -> auto& { return validation(e).labels; });
const Field<DataSpec> data_field(
    "data", [](auto& e) -> auto& { return e.data; });

QString tr(const char* text) { return FieldForm::tr(text); }

QString table_filter() { return tr("Tables (*.csv *.tsv *.txt);;All files (*)"); }
QString array_filter() { return tr("NumPy arrays (*.npy);;All files (*)"); }
QString archive_filter() { return tr("NumPy archives (*.npz);;All files (*)"); }
QString image_filter() { return tr("IDX files (*ubyte *.idx *.gz);;All files (*)"); }

FieldForm* form_for(ExperimentDocument& document, DataSource source, QWidget* parent) {
  return new FieldForm(
      document, [source](const Experiment& e) { return e.data.kind() == source; }, parent);
}

void add_size(ExperimentDocument& document, FieldForm& form) {
  form.add_whole(tr("Samples"), samples_field, 1, most_samples);
  auto* slider = new SizeSlider(&form);
  slider->setAccessibleName(tr("Number of samples, logarithmic"));
  QObject::connect(slider, &SizeSlider::size_chosen, &form, [&document, &form](qint64 samples) {
    if (form.can_edit()) document.set<std::int64_t>(samples_field, samples, tr("Change samples"), Merge::yes);
  });
  form.add_row({{},
                slider,
                QStringLiteral("data.size"),
                [slider](const Experiment& e) { slider->set_size(synthetic(e).samples); },
                {},
                false});
}

/// Numbers to predict, or classes: one choice and one number.
void add_targets(ExperimentDocument& document, FieldForm& form) {
  auto* task = new QComboBox(&form);
  task->addItems({tr("numbers"), tr("classes")});
  QObject::connect(task, &QComboBox::activated, &form, [&document](int index) {
    document.set(classes_field, index == 1 ? std::optional<std::int64_t>(2) : std::nullopt,
                 tr("Change targets"));
  });
  auto show_task = [task](const Experiment& e) { task->setCurrentIndex(synthetic(e).classes ? 1 : 0); };
  form.add_row({tr("To predict"), task, QStringLiteral("data.task_kind"), show_task, {}, false});
  form.add_whole(tr("Targets"), targets_field, 1, most_features,
                 [](const Experiment& e) { return !synthetic(e).classes; });
  auto* classes = new WholeBox(2, 1e6, &form);
  QObject::connect(classes, &QDoubleSpinBox::valueChanged, &form, [&document](double value) {
    const auto number = static_cast<std::int64_t>(value);
    const auto* source = std::get_if<SyntheticData>(&document.experiment().data.source);
    if (source != nullptr && source->classes && *source->classes != number)
      document.set(classes_field, std::optional(number), tr("Change classes"), Merge::yes);
  });
  auto show = [classes](const Experiment& e) {
    classes->setValue(static_cast<double>(synthetic(e).classes.value_or(2)));
  };
  form.add_row({tr("Classes"), classes, classes_field.key, show,
                [](const Experiment& e) { return synthetic(e).classes.has_value(); }, false});
}

/// Found out from the file, or said.
void add_header(ExperimentDocument& document, FieldForm& form) {
  auto* box = new QComboBox(&form);
  box->addItems({tr("found out"), tr("has one"), tr("has none")});
  QObject::connect(box, &QComboBox::activated, &form, [&document](int index) {
    document.set(header_field, index == 0 ? std::nullopt : std::optional(index == 1), tr("Change header"));
  });
  auto show = [box](const Experiment& e) {
    const auto header = header_field.read(e);
    box->setCurrentIndex(!header ? 0 : *header ? 1 : 2);
  };
  form.add_row({tr("Header"), box, header_field.key, show, {}, false});
}

void add_delimiter(ExperimentDocument& document, FieldForm& form) {
  auto* box = new QComboBox(&form);
  const auto add = [box](const QString& name, const QString& value) { box->addItem(name, value); };
  add(tr("found out"), {});
  add(tr("comma"), QStringLiteral(","));
  add(tr("semicolon"), QStringLiteral(";"));
  add(tr("tab"), QStringLiteral("\t"));
  QObject::connect(box, &QComboBox::activated, &form, [&document, box](int index) {
    const std::string value = box->itemData(index).toString().toStdString();
    document.set(delimiter_field, value.empty() ? std::nullopt : std::optional(value),
                 tr("Change delimiter"));
  });
  auto show = [box](const Experiment& e) {
    const QString value = QString::fromStdString(delimiter_field.read(e).value_or(""));
    if (box->findData(value) < 0) box->addItem(value, value);  // another one, from the file
    box->setCurrentIndex(value.isEmpty() ? 0 : box->findData(value));
  };
  form.add_row({tr("Delimiter"), box, delimiter_field.key, show, {}, false});
}

/// The switch between a share of the samples and files of their own is one step: they exclude each other.
void add_own_files(ExperimentDocument& document, FieldForm& form) {
  auto* box = new QCheckBox(&form);
  QObject::connect(box, &QCheckBox::toggled, &form, [&document, &form](bool on) {
    if (!form.can_edit()) return;
    DataSpec data = document.experiment().data;
    data.validation = on ? std::optional(ValidationFiles{}) : std::nullopt;
    if (on) data.validation_split = 0;
    document.set(data_field, std::move(data), tr("Change validation"));
  });
  form.add_row({tr("Validation files"), box, QStringLiteral("data.validation"),
                [box](const Experiment& e) { box->setChecked(e.data.validation.has_value()); },
                [](const Experiment& e) {
                  return e.data.kind() != DataSource::synthetic || e.data.validation.has_value();
                },
                false});
}

FieldForm* own_files_form(ExperimentDocument& document, DataSource source, QWidget* parent) {
  return new FieldForm(
      document,
      [source](const Experiment& e) { return e.data.validation.has_value() && e.data.kind() == source; },
      parent);
}

}  // namespace

FieldForm* synthetic_form(ExperimentDocument& document, QWidget* parent) {
  FieldForm* form = form_for(document, DataSource::synthetic, parent);
  form->add_choice(tr("Generator"),
                   Field<Generator>(
                       "data.generator", [](auto& e) -> auto& { return synthetic(e).generator; }));
  add_size(document, *form);
  form->add_whole(tr("Features"),
                  Field<std::int64_t>(
                      "data.features", [](auto& e) -> auto& { return synthetic(e).features; }),
                  1, most_features);
  add_targets(document, *form);
  form->add_number(tr("Noise"),
                   Field<double>(
                       "data.noise", [](auto& e) -> auto& { return synthetic(e).noise; }),
                   0, 1e6, NumberBox::Steps::linear);
  form->add_seed(tr("Seed"), Field<std::uint64_t>(
                                 "data.seed", [](auto& e) -> auto& { return synthetic(e).seed; }));
  return form;
}

FieldForm* csv_form(ExperimentDocument& document, QWidget* parent) {
  FieldForm* form = form_for(document, DataSource::csv, parent);
  form->add_file(tr("File"),
                 Field<std::string>(
                     "data.path", [](auto& e) -> auto& { return csv(e).path; }),
                 table_filter());
  form->add_words(tr("Target"),
                  Field<std::vector<std::string>>(
                      "data.target", [](auto& e) -> auto& { return csv(e).target; }),
                  tr("the last column"));
  form->add_choice(tr("Task"), Field<Task>(
                                   "data.task", [](auto& e) -> auto& { return csv(e).task; }));
  add_header(document, *form);
  add_delimiter(document, *form);
  return form;
}

FieldForm* npy_form(ExperimentDocument& document, QWidget* parent) {
  FieldForm* form = form_for(document, DataSource::npy, parent);
  form->add_file(tr("Features"),
                 Field<std::string>(
                     "data.x", [](auto& e) -> auto& { return npy(e).x; }),
                 array_filter());
  form->add_file(tr("Targets"),
                 Field<std::string>(
                     "data.y", [](auto& e) -> auto& { return npy(e).y; }),
                 array_filter());
  return form;
}

FieldForm* npz_form(ExperimentDocument& document, QWidget* parent) {
  FieldForm* form = form_for(document, DataSource::npz, parent);
  form->add_file(tr("Archive"),
                 Field<std::string>(
                     "data.path", [](auto& e) -> auto& { return npz(e).path; }),
                 archive_filter());
  form->add_text(tr("Features in it"), Field<std::string>(
                                           "data.x", [](auto& e) -> auto& { return npz(e).x; }));
  form->add_text(tr("Targets in it"), Field<std::string>(
                                          "data.y", [](auto& e) -> auto& { return npz(e).y; }));
  return form;
}

FieldForm* idx_form(ExperimentDocument& document, QWidget* parent) {
  FieldForm* form = form_for(document, DataSource::idx, parent);
  form->add_file(tr("Images"),
                 Field<std::string>(
                     "data.images", [](auto& e) -> auto& { return idx(e).images; }),
                 image_filter());
  form->add_file(tr("Labels"),
                 Field<std::string>(
                     "data.labels", [](auto& e) -> auto& { return idx(e).labels; }),
                 image_filter());
  return form;
}

FieldForm* split_form(ExperimentDocument& document, QWidget* parent) {
  auto* form = new FieldForm(document, {}, parent);
  form->add_check(tr("Standardize"),
                  Field<bool>(
                      "data.standardize", [](auto& e) -> auto& { return e.data.standardize; }));
  add_own_files(document, *form);
  form->add_number(tr("Validation"),
                   Field<double>(
                       "data.validation_split", [](auto& e) -> auto& { return e.data.validation_split; }),
                   0, 0.95, NumberBox::Steps::linear,
                   [](const Experiment& e) { return !e.data.validation || e.data.validation_split > 0; });
  return form;
}

std::vector<FieldForm*> validation_forms(ExperimentDocument& document, QWidget* parent) {
  const auto own = [&](DataSource source) { return own_files_form(document, source, parent); };
  FieldForm* table = own(DataSource::csv);
  table->add_file(tr("Validate on"), validation_path, table_filter());
  FieldForm* archive = own(DataSource::npz);
  archive->add_file(tr("Validate on"), validation_path, archive_filter());
  archive->add_text(tr("Features in it"), validation_x, tr("as above"));
  archive->add_text(tr("Targets in it"), validation_y, tr("as above"));
  FieldForm* arrays = own(DataSource::npy);
  arrays->add_file(tr("Validate: features"), validation_x, array_filter());
  arrays->add_file(tr("Validate: targets"), validation_y, array_filter());
  FieldForm* images = own(DataSource::idx);
  images->add_file(tr("Validate: images"), validation_images, image_filter());
  images->add_file(tr("Validate: labels"), validation_labels, image_filter());
  return {table, archive, arrays, images};
}

}  // namespace accelbench
