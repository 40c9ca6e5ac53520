// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/evaluate_panel.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QMimeData>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/field_form.h"
#include "ui/session/kept_weights.h"

namespace accelbench {

using EvaluationState = Evaluator::State;

namespace {

bool is_weights(const QString& file) { return file.endsWith(QStringLiteral(".safetensors")); }

QComboBox* new_choice(QWidget* parent, const QString& name, const QString& what) {
  auto* box = new QComboBox(parent);
  box->setObjectName(name);
  box->setAccessibleName(what);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(24);
  box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  return box;
}

QHBoxLayout* new_line(QGridLayout& grid, int row) {
  auto* line = new QHBoxLayout;
  grid.addLayout(line, row, 2);
  return line;
}

}  // namespace

EvaluatePanel::EvaluatePanel(Evaluator& evaluator, QWidget* parent) : QWidget(parent), evaluator_(evaluator) {
  setObjectName(QStringLiteral("evaluate"));
  setAccessibleName(tr("Evaluate trained weights"));
  setAcceptDrops(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(build_choices());
  column->addWidget(build_state());
  empty_ = new QLabel(this);
  empty_->setObjectName(QStringLiteral("evaluate_empty"));
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  empty_->setWordWrap(true);
  view_ = new EvaluationView(this);
  column->addWidget(empty_, 1);
  column->addWidget(view_, 1);
  connect_parts();
  fill_source();
  set_runs({}, tr("Train a model, and its weights stand here; or open weights that were saved."));
}

QWidget* EvaluatePanel::build_choices() {
  auto* rows = new QWidget(this);
  auto* grid = new QGridLayout(rows);
  grid->setContentsMargins(8, 4, 8, 2);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  build_weights(*grid);
  build_samples(*grid);
  return rows;
}

QPushButton* EvaluatePanel::add_button(QHBoxLayout& line, const QString& text, const QString& name,
                                       const QString& tip, const std::function<void()>& action) {
  auto* button = new QPushButton(text, this);
  button->setObjectName(name);
  button->setToolTip(tip);
  line.addWidget(button);
  connect(button, &QPushButton::clicked, this, action);
  return button;
}

void EvaluatePanel::build_weights(QGridLayout& grid) {
  weights_ = new_choice(this, QStringLiteral("evaluate_weights"), tr("Weights"));
  auto* label = new QLabel(tr("&Weights"), this);
  label->setBuddy(weights_);
  grid.addWidget(label, 0, 0);
  grid.addWidget(weights_, 0, 1);
  QHBoxLayout* line = new_line(grid, 0);
  add_button(*line, tr("Open…"), QStringLiteral("open_weights"),
             tr("Weights that were saved, here or by accelbench-cli run --weights"),
             [this] { choose_weights(); });
  save_ = add_button(*line, tr("Save…"), QStringLiteral("save_weights"),
                     tr("Save these weights with all that is needed to use them (safetensors)"),
                     [this] { choose_and_save_weights(); });
  line->addStretch();
  evaluate_ = add_button(*line, tr("&Evaluate"), QStringLiteral("evaluate_now"),
                         tr("Loss, metrics and the worst samples of these weights on these samples (F9)"),
                         [this] { evaluate(); });
}

void EvaluatePanel::build_samples(QGridLayout& grid) {
  source_ = new_choice(this, QStringLiteral("evaluate_samples"), tr("Samples"));
  auto* label = new QLabel(tr("Sa&mples"), this);
  label->setBuddy(source_);
  grid.addWidget(label, 1, 0);
  grid.addWidget(source_, 1, 1);
  QHBoxLayout* line = new_line(grid, 1);
  add_button(*line, tr("Files…"), QStringLiteral("choose_samples"),
             tr("A table of text, x.npy with y.npy, an .npz archive, or IDX images with labels"),
             [this] { choose_files(); });
  probabilities_ = new QCheckBox(tr("All probabilities"), this);
  probabilities_->setObjectName(QStringLiteral("all_probabilities"));
  probabilities_->setToolTip(tr("Predictions also hold the probability of every class"));
  line->addSpacing(fontMetrics().averageCharWidth());
  line->addWidget(probabilities_);
  line->addStretch();
  predict_ = add_button(*line, tr("&Predict…"), QStringLiteral("predict"),
                        tr("Write what these weights answer to these samples into a CSV file; the samples "
                           "need no answers"),
                        [this] { choose_and_predict(); });
}

QWidget* EvaluatePanel::build_state() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 0, 8, 2);
  state_ = new QLabel(row);
  state_->setObjectName(QStringLiteral("evaluate_state"));
  state_->setWordWrap(true);
  state_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  bar_ = new QProgressBar(row);
  bar_->setTextVisible(false);
  bar_->setMaximumHeight(fontMetrics().height() / 2);
  bar_->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
  bar_->setAccessibleName(tr("Progress of the evaluation"));
  line->addWidget(state_, 1);
  line->addWidget(bar_);
  cancel_ = add_button(*line, tr("Cancel"), QStringLiteral("cancel_evaluation"), tr("Stop; nothing is kept"),
                       [this] { evaluator_.cancel(); });
  return row;
}

void EvaluatePanel::connect_parts() {
  connect(&evaluator_, &Evaluator::changed, this, &EvaluatePanel::show_state);
  connect(&evaluator_, &Evaluator::progressed, this, [this] {
    const bool known = evaluator_.progress() > 0;
    bar_->setRange(0, known ? 1000 : 0);
    bar_->setValue(static_cast<int>(evaluator_.progress() * 1000));
  });
  connect(&evaluator_, &Evaluator::predicted, this, [this](const QString& file, qlonglong samples) {
    tell(tr("Answers to %1 samples written: %2").arg(count_text(samples), file), false);
  });
  connect(&evaluator_, &Evaluator::data_changed, this, [this](const QString& file) {
    tell(tr("%1 has changed since it was read. Evaluate again to see what it holds now.")
             .arg(QFileInfo(file).fileName()),
         true);
  });
  connect(view_, &EvaluationView::told, this, &EvaluatePanel::tell);
  connect(weights_, &QComboBox::currentIndexChanged, this, &EvaluatePanel::show_choice);
  connect(source_, &QComboBox::activated, this, [this](int place) {
    if (place == of_files && files_.isEmpty()) choose_files();
  });
}

void EvaluatePanel::set_runs(std::vector<TrainedWeights> runs, const QString& why_none) {
  runs_ = std::move(runs);
  why_none_ = why_none;
  fill_weights(runs_.empty() ? QString() : runs_.front().file);
}

void EvaluatePanel::set_hindrance(const QString& why) {
  if (hindrance_ == why) return;
  hindrance_ = why;
  if (!why.isEmpty()) evaluator_.cancel();
  show_state();
}

void EvaluatePanel::fill_weights(const QString& wanted) {
  {
    const QSignalBlocker quiet(weights_);
    weights_->clear();
    for (const auto* list : {&runs_, &opened_})
      for (const TrainedWeights& one : *list) {
        weights_->addItem(one.why_not.isEmpty() ? one.label : tr("%1: %2").arg(one.label, one.why_not),
                          one.file);
        weights_->setItemData(weights_->count() - 1, one.file, Qt::ToolTipRole);
      }
    weights_->setCurrentIndex(std::max(weights_->findData(wanted), 0));
  }
  show_choice();
}

void EvaluatePanel::fill_source() {
  const int before = std::max(source_->currentIndex(), 0);
  const QSignalBlocker quiet(source_);
  source_->clear();
  source_->addItem(tr("The data it was trained on"));
  source_->addItem(tr("The data of the experiment in the editor"));
  QStringList names;
  for (const QString& file : files_) names << QFileInfo(file).fileName();
  source_->addItem(files_.isEmpty() ? tr("Files…") : names.join(QStringLiteral(", ")));
  source_->setItemData(of_files, files_.join(u'\n'), Qt::ToolTipRole);
  source_->setCurrentIndex(before);
}

const TrainedWeights* EvaluatePanel::chosen() const {
  const int place = weights_->currentIndex();
  const auto runs = static_cast<int>(runs_.size());
  if (place < 0) return nullptr;
  return place < runs ? &runs_[static_cast<std::size_t>(place)]
                      : &opened_[static_cast<std::size_t>(place - runs)];
}

void EvaluatePanel::choose_run(int place) {
  if (place < 0 || place >= static_cast<int>(runs_.size())) return;
  weights_->setCurrentIndex(place);
}

void EvaluatePanel::open_weights(const QString& file) {
  std::erase_if(opened_, [&](const TrainedWeights& one) { return one.file == file; });
  opened_.push_back({QFileInfo(file).fileName(), file, {}, {}});
  fill_weights(file);
}

void EvaluatePanel::use_files(const QStringList& chosen_files) {
  files_ = chosen_files;
  fill_source();
  source_->setCurrentIndex(of_files);
  if (chosen() != nullptr) evaluate();
}

/// Whether weights are chosen that are there; else the line says why not.
bool EvaluatePanel::may_start() {
  const TrainedWeights* weights = chosen();
  if (!hindrance_.isEmpty()) return tell(hindrance_, true), false;
  if (weights == nullptr) return tell(why_none_, true), false;
  if (!weights->why_not.isEmpty()) return tell(weights->why_not, true), false;
  if (source_->currentIndex() == of_files && files_.isEmpty())
    return tell(tr("Choose files first."), true), false;
  return true;
}

void EvaluatePanel::start(const QString& output) {
  if (!may_start()) return;
  tell({}, false);
  ModelTask task;
  task.weights = chosen()->file;
  if (editor_) task.samples = editor_();
  if (source_->currentIndex() != of_editor) task.samples.data.reset();
  task.own_data = source_->currentIndex() == own_data;
  if (task.own_data && !chosen()->roots.base_dir.empty()) task.samples.roots = chosen()->roots;
  if (source_->currentIndex() == of_files)
    for (const QString& file : files_) task.samples.files.emplace_back(file.toStdString());
  task.output = output;
  task.probabilities = probabilities_->isChecked();
  task.replace = true;  // the dialog has asked
  evaluator_.start(std::move(task));
}

void EvaluatePanel::evaluate() { start({}); }

void EvaluatePanel::predict_to(const QString& file) { start(file); }

void EvaluatePanel::save_weights_to(const QString& file) {
  const TrainedWeights* weights = chosen();
  if (weights == nullptr) return tell(why_none_, true);
  if (!weights->why_not.isEmpty()) return tell(weights->why_not, true);
  copy_weights(weights->file, file, this, [this, file](const Status& done) {
    tell(done ? tr("Weights saved: %1").arg(file) : QString::fromStdString(to_string(done.error())), !done);
  });
}

void EvaluatePanel::choose_weights() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open weights"), {},
                                                    tr("Weights (*.safetensors);;All files (*)"));
  if (!file.isEmpty()) open_weights(file);
}

void EvaluatePanel::choose_files() {
  const QStringList found = QFileDialog::getOpenFileNames(
      this, tr("Samples"), {}, tr("Data (*.csv *.tsv *.txt *.npy *.npz *ubyte *.idx *.gz);;All files (*)"));
  if (!found.isEmpty()) use_files(found);
}

void EvaluatePanel::choose_and_predict() {
  if (!may_start()) return;
  const QString file = QFileDialog::getSaveFileName(this, tr("Write predictions into"),
                                                    QStringLiteral("predictions.csv"), tr("Tables (*.csv)"));
  if (!file.isEmpty()) predict_to(file);
}

void EvaluatePanel::choose_and_save_weights() {
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Save weights"), QStringLiteral("weights.safetensors"), tr("Weights (*.safetensors)"));
  if (!file.isEmpty()) save_weights_to(file);
}

void EvaluatePanel::tell(const QString& text, bool problem) {
  note_ = text;
  note_is_problem_ = problem;
  show_state();
}

/// Another choice of weights: what was said of the one before is not about this one.
void EvaluatePanel::show_choice() {
  const TrainedWeights* weights = chosen();
  save_->setEnabled(weights != nullptr && weights->why_not.isEmpty());
  tell(weights == nullptr || weights->why_not.isEmpty() ? QString() : weights->why_not, true);
}

QString EvaluatePanel::state_text() const {
  switch (evaluator_.state()) {
    case EvaluationState::reading:
      return tr("Reading weights and samples…");
    case EvaluationState::working:
      return evaluator_.task().output.isEmpty() ? tr("Evaluating…") : tr("Predicting…");
    case EvaluationState::stopping:
      return tr("Stopping…");
    case EvaluationState::idle:
      break;
  }
  if (!note_.isEmpty()) return note_;
  return evaluator_.problem() ? QString::fromStdString(to_string(*evaluator_.problem())) : QString();
}

void EvaluatePanel::show_state() {
  const bool busy = evaluator_.busy();
  const QString text = state_text();
  state_->setPalette({});
  style_note(*state_, !busy && (note_.isEmpty() ? evaluator_.problem().has_value() : note_is_problem_));
  state_->setText(text);
  bar_->setVisible(busy);
  cancel_->setVisible(busy);
  cancel_->setEnabled(evaluator_.state() != EvaluationState::stopping);
  state_->parentWidget()->setVisible(busy || !text.isEmpty());
  for (QPushButton* button : {evaluate_, predict_}) {
    button->setEnabled(chosen() != nullptr && hindrance_.isEmpty());
  }
  const auto& evaluated = evaluator_.evaluated();
  view_->show_evaluation(evaluated);
  view_->setVisible(evaluated != nullptr);
  empty_->setVisible(evaluated == nullptr);
  const QString next = tr("Press Evaluate for loss, metrics, confusion matrix and the worst samples.");
  empty_->setText(!hindrance_.isEmpty() ? hindrance_ : chosen() == nullptr ? why_none_ : next);
}

void EvaluatePanel::dragEnterEvent(QDragEnterEvent* event) {
  if (!dragged_files(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void EvaluatePanel::dropEvent(QDropEvent* event) {
  QStringList dropped = dragged_files(event->mimeData());
  if (dropped.isEmpty()) return;
  event->acceptProposedAction();
  for (const QString& file : dropped)
    if (is_weights(file)) open_weights(file);
  dropped.removeIf(is_weights);
  if (!dropped.isEmpty()) use_files(dropped);
}

}  // namespace accelbench
