// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/data/preview.h"
#include "core/run/evaluation.h"
#include "core/run/model_samples.h"

namespace accelbench {

/// A sample that was answered badly, with what the model was given.
struct WorstRow {
  WorstSample found;
  std::vector<double> inputs;  ///< as they stood in the file; the first most_inputs
};

struct EvaluatedPart {
  QString name;  ///< "train", "validation", or a file
  Evaluation found;
  std::vector<WorstRow> worst;
};

/// Trained weights held to samples with answers.
struct Evaluated {
  static constexpr std::size_t most_worst = 100;
  static constexpr std::size_t most_inputs = 4096;

  std::shared_ptr<const TrainedModel> model;
  QString weights;  ///< the file
  QString data;     ///< the files' names; empty: those of an experiment
  std::vector<EvaluatedPart> parts;
  std::optional<ImageShape> image;  ///< of one sample, where features are pixels
};

/// What is to be done with which weights.
struct ModelTask {
  QString weights;
  SampleChoice samples;
  bool own_data = false;       ///< those that the weights were trained on, found by the roots of `samples`
  QString output;              ///< predictions are written there; empty: an evaluation
  bool probabilities = false;  ///< of all classes
  bool replace = false;        ///< a file that is there already
};

/// Evaluates and predicts on a thread of the pool, one task at a time; a later one takes the place of what is
/// not finished.
class Evaluator : public QObject {
  Q_OBJECT

 public:
  enum class State { idle, reading, working, stopping };

  explicit Evaluator(QObject* parent = nullptr);
  ~Evaluator() override;

  void start(ModelTask task);
  /// Acknowledged at once (`stopping`); nothing half-written stays.
  void cancel();

  State state() const { return state_; }
  bool busy() const { return state_ != State::idle; }
  /// Share of the samples that were answered; 0 … 1.
  double progress() const;
  /// The last evaluation that ended well; null before.
  const std::shared_ptr<const Evaluated>& evaluated() const { return evaluated_; }
  /// What went wrong with the last task; empty where nothing did.
  const std::optional<Error>& problem() const { return problem_; }
  /// The last task; what its files were then may have changed since.
  const ModelTask& task() const { return task_; }

 signals:
  /// State, evaluation or problem.
  void changed();
  void progressed();
  /// So many samples were answered, into this file.
  void predicted(const QString& file, qlonglong samples);
  /// A file that was evaluated has other bytes now.
  void data_changed(const QString& file);

 private:
  struct Progress;
  struct Outcome;
  static Outcome work(const ModelTask& task, Progress& progress, const std::stop_token& stop);
  void take(std::int64_t question, Outcome outcome);
  void look_at_progress();
  void watch_files();
  void set_state(State state);

  State state_ = State::idle;
  ModelTask task_;
  std::int64_t question_ = 0;
  std::shared_ptr<Progress> progress_;
  std::stop_source stop_;
  std::optional<ModelTask> next_;  // waits for the end of what was cancelled
  std::shared_ptr<const Evaluated> evaluated_;
  std::optional<Error> problem_;
  QTimer ticker_;
  QFileSystemWatcher watcher_;
};

/// Rows and columns of an image where the model's features are pixels of one.
std::optional<ImageShape> image_of_model(const TrainedModel& model);

}  // namespace accelbench
