// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <functional>

#include "ui/panels/evaluation_view.h"
#include "ui/session/evaluator.h"

class QGridLayout;

namespace accelbench {

/// The weights of one run of a training in sight.
struct TrainedWeights {
  QString label;
  QString file;     ///< safetensors
  QString why_not;  ///< there is no such file; empty: there is
  DataRoots roots;  ///< where the training's data lie
};

/// After a training: its weights, held to samples with answers, saved, or used on samples without.
class EvaluatePanel : public QWidget {
  Q_OBJECT

 public:
  explicit EvaluatePanel(Evaluator& evaluator, QWidget* parent = nullptr);

  /// The runs of the training in sight, or why there are none. Files opened here stay.
  void set_runs(std::vector<TrainedWeights> runs, const QString& why_none);
  /// The data of the experiment in the editor, and where relative paths start.
  void set_editor(std::function<SampleChoice()> editor) { editor_ = std::move(editor); }
  /// While something trains nothing is evaluated: it would share the processors. Empty: it may.
  void set_hindrance(const QString& why);
  EvaluationView& view() { return *view_; }

  /// Chooses a run of those in sight by its place.
  void choose_run(int place);
  /// Weights from elsewhere, chosen at once.
  void open_weights(const QString& file);
  /// Samples of files; evaluated at once where weights are chosen.
  void use_files(const QStringList& files);
  void evaluate();
  void predict_to(const QString& file);
  /// Copies the chosen weights on a thread of the pool.
  void save_weights_to(const QString& file);
  void choose_and_save_weights();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  enum Source { own_data, of_editor, of_files };

  QWidget* build_choices();
  void build_weights(QGridLayout& grid);
  void build_samples(QGridLayout& grid);
  QWidget* build_state();
  QPushButton* add_button(QHBoxLayout& line, const QString& text, const QString& name, const QString& tip,
                          const std::function<void()>& action);
  void connect_parts();
  void choose_weights();
  void choose_files();
  void choose_and_predict();
  void fill_weights(const QString& wanted);
  void fill_source();
  void show_state();
  void show_choice();
  void tell(const QString& text, bool problem);
  bool may_start();
  void start(const QString& output);
  const TrainedWeights* chosen() const;
  QString state_text() const;

  Evaluator& evaluator_;
  std::function<SampleChoice()> editor_;
  std::vector<TrainedWeights> runs_, opened_;
  QStringList files_;
  QString why_none_, hindrance_, note_;
  bool note_is_problem_ = false;
  QComboBox *weights_ = nullptr, *source_ = nullptr;
  QPushButton *save_ = nullptr, *evaluate_ = nullptr, *predict_ = nullptr, *cancel_ = nullptr;
  QCheckBox* probabilities_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QLabel *state_ = nullptr, *empty_ = nullptr;
  EvaluationView* view_ = nullptr;
};

}  // namespace accelbench
