// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/evaluator.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>
#include <variant>

#include "core/base/reading_stop.h"
#include "core/data/preview_rows.h"
#include "core/run/prediction_csv.h"

namespace accelbench {

namespace {

constexpr int progress_ms = 100;

using Parts = std::vector<NamedSamples>;

QString file_name_of_path(const std::filesystem::path& file) {
  return QString::fromStdString(file.filename().string());
}

QString names_of_files(const SampleChoice& samples) {
  QStringList names;
  for (const auto& file : samples.files) names << file_name_of_path(file);
  return names.join(QStringLiteral(", "));
}

std::vector<WorstRow> with_inputs(const TrainedModel& model, const Samples& samples,
                                  std::vector<WorstSample> worst) {
  std::vector<WorstRow> rows;
  const auto width = static_cast<std::size_t>(samples.features);
  for (WorstSample& found : worst) {
    const auto features = samples.x.subspan(static_cast<std::size_t>(found.sample) * width, width);
    rows.push_back(
        {std::move(found), features_as_read(model, features.first(std::min(width, Evaluated::most_inputs)))});
  }
  return rows;
}

bool is_interrupted(const Error& error) { return error.kind == ErrorKind::interrupted; }

}  // namespace

struct Evaluator::Progress {
  std::atomic<std::int64_t> done{0};
  std::atomic<std::int64_t> all{0};  ///< 0 while the files are read
};

struct Evaluator::Outcome {
  std::shared_ptr<const Evaluated> evaluated;
  std::optional<std::int64_t> predicted;
  std::optional<Error> problem;
};

std::optional<ImageShape> image_of_model(const TrainedModel& model) {
  const auto& names = model.columns.like.feature_names;
  if (!names.empty()) return square_of(names);
  if (!std::holds_alternative<IdxData>(model.experiment.data.source)) return std::nullopt;
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(model.features()))));
  if (side * side != model.features()) return std::nullopt;
  return ImageShape{side, side};
}

Evaluator::Evaluator(QObject* parent) : QObject(parent) {
  ticker_.setInterval(progress_ms);
  connect(&ticker_, &QTimer::timeout, this, &Evaluator::look_at_progress);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, this, [this](const QString& file) {
    if (!busy()) emit data_changed(file);
  });
}

Evaluator::~Evaluator() { stop_.request_stop(); }

void Evaluator::start(ModelTask task) {
  if (busy()) {
    cancel();
    next_ = std::move(task);
    return;
  }
  task_ = std::move(task);
  problem_.reset();
  progress_ = std::make_shared<Progress>();
  stop_ = std::stop_source();
  const std::int64_t question = ++question_;
  // The application outlives the pool's work; this object may not.
  QThreadPool::globalInstance()->start([self = QPointer<Evaluator>(this), question, task = task_,
                                        progress = progress_, stop = stop_.get_token(),
                                        context = QCoreApplication::instance()] {
    auto outcome = std::make_shared<Outcome>(work(task, *progress, stop));
    QMetaObject::invokeMethod(
        context,
        [self, question, outcome] {
          if (self) self->take(question, std::move(*outcome));
        },
        Qt::QueuedConnection);
  });
  ticker_.start();
  set_state(State::reading);
}

void Evaluator::cancel() {
  next_.reset();
  if (!busy() || state_ == State::stopping) return;
  stop_.request_stop();
  set_state(State::stopping);
}

double Evaluator::progress() const {
  const std::int64_t all = progress_ ? progress_->all.load() : 0;
  return all > 0 ? static_cast<double>(progress_->done.load()) / static_cast<double>(all) : 0;
}

namespace {

Result<std::vector<EvaluatedPart>> evaluate_parts(const TrainedModel& model, Parts parts,
                                                  std::atomic<std::int64_t>& done,
                                                  const std::stop_token& stop) {
  std::vector<EvaluatedPart> evaluated;
  std::int64_t before = 0;
  for (const NamedSamples& part : parts) {
    auto found = evaluate(model, part.samples, Evaluated::most_worst, stop,
                          [&](std::int64_t seen) { done = before + seen; });
    if (!found) return tl::make_unexpected(found.error());
    before += part.samples.samples;
    auto worst = with_inputs(model, part.samples, std::move(found->worst));
    evaluated.push_back({QString::fromStdString(part.name), std::move(*found), std::move(worst)});
  }
  return evaluated;
}

Result<std::int64_t> predict_parts(const TrainedModel& model, const ModelTask& task, const Parts& parts,
                                   std::atomic<std::int64_t>& done, const std::stop_token& stop) {
  const Existing existing = task.replace ? Existing::replace : Existing::refuse;
  const PredictionFile output{task.output.toStdString(), existing, task.probabilities};
  const Status written = write_predictions(
      model, parts, output, [&](std::int64_t seen) { done = seen; }, stop);
  if (!written) return tl::make_unexpected(written.error());
  return done.load();
}

std::shared_ptr<const Evaluated> evaluation_of(const ModelTask& task, TrainedModel model,
                                               std::vector<EvaluatedPart> parts) {
  auto evaluated = std::make_shared<Evaluated>();
  evaluated->image = image_of_model(model);
  evaluated->model = std::make_shared<const TrainedModel>(std::move(model));
  evaluated->weights = task.weights;
  evaluated->data = names_of_files(task.samples);
  evaluated->parts = std::move(parts);
  return evaluated;
}

}  // namespace

Evaluator::Outcome Evaluator::work(const ModelTask& task, Progress& progress,
                                   const std::stop_token& stop) try {
  const ReadingStop stoppable(stop);
  auto model = read_trained_model(task.weights.toStdString());
  if (!model) return {{}, {}, model.error()};
  SampleChoice choice = task.samples;
  if (task.own_data) choice.data = model->experiment.data;
  auto parts = samples_for_model(*model, choice, task.output.isEmpty());
  if (!parts) return {{}, {}, parts.error()};
  if (stop.stop_requested()) return {};
  std::int64_t all = 0;
  for (const NamedSamples& part : *parts) all += part.samples.samples;
  progress.all = all;
  if (!task.output.isEmpty()) {
    const auto rows = predict_parts(*model, task, *parts, progress.done, stop);
    return rows ? Outcome{{}, *rows, {}} : Outcome{{}, {}, rows.error()};
  }
  auto evaluated = evaluate_parts(*model, std::move(*parts), progress.done, stop);
  if (!evaluated) return {{}, {}, evaluated.error()};
  return {evaluation_of(task, std::move(*model), std::move(*evaluated)), {}, {}};
} catch (const std::bad_alloc&) {
  return {{}, {}, Error{ErrorKind::failed, "data", "not enough memory for these samples", "use fewer"}};
}

void Evaluator::take(std::int64_t question, Outcome outcome) {
  if (question != question_) return;
  const bool stopped = state_ == State::stopping;
  ticker_.stop();
  if (outcome.problem && !is_interrupted(*outcome.problem)) problem_ = std::move(outcome.problem);
  if (outcome.evaluated && !stopped) evaluated_ = std::move(outcome.evaluated);
  watch_files();
  set_state(State::idle);
  if (outcome.predicted) emit predicted(task_.output, *outcome.predicted);
  if (next_) start(*std::exchange(next_, std::nullopt));
}

void Evaluator::look_at_progress() {
  if (state_ == State::reading && progress_->all.load() > 0) set_state(State::working);
  emit progressed();
}

void Evaluator::watch_files() {
  if (!watcher_.files().isEmpty()) watcher_.removePaths(watcher_.files());
  QStringList files;
  for (const auto& path : task_.samples.files) {
    const QString file = QString::fromStdString(path.string());
    if (QFileInfo(file).isFile()) files << file;
  }
  if (!files.isEmpty()) watcher_.addPaths(files);
}

void Evaluator::set_state(State state) {
  state_ = state;
  emit changed();
}

}  // namespace accelbench
