// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QElapsedTimer>
#include <QMainWindow>
#include <QSplitter>
#include <QTimer>
#include <functional>

#include "ui/models/runs_model.h"
#include "ui/panels/chart_board.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/run_controls.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/status_strip.h"
#include "ui/session/training_controller.h"

class QMenu;

namespace accelbench {

/// What the window asks in a box; everything else is said in the message bar.
enum class Question { unsaved_changes, quit_while_training };
enum class Answer { save, discard, cancel, quit };

/// The workbench: experiment on the left, charts above, runs below; one training at a time.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(TrainFunction train, QWidget* parent = nullptr);
  ~MainWindow() override;

  ExperimentDocument& document() { return document_; }
  TrainingController& controller() { return controller_; }
  DeviceList& devices() { return devices_; }
  const RunBoard& board() const { return board_; }
  ChartBoard& charts() { return *charts_; }
  RunsPanel& runs() { return *runs_; }
  MessageBar& messages() { return *messages_; }
  StatusStrip& status() { return *status_; }
  /// Of the last training; empty where it was not recorded.
  const std::filesystem::path& results_file() const { return results_file_; }

  void set_recording(bool on) { recording_ = on; }
  /// Tests answer in place of a box.
  void set_question(std::function<Answer(Question)> ask) { ask_ = std::move(ask); }
  /// Geometry and splitters of the last time.
  void restore_layout();

 public slots:
  void new_experiment();
  void choose_and_open();
  /// Tells problems in the message bar; whether it was opened.
  bool open_file(const QString& path);
  bool save();
  bool save_as();
  bool save_to(const QString& path);
  /// Starts a training, or says in the message bar why not; whether it started.
  bool train();
  void stop();
  void pause_or_go_on();
  void step_epoch();
  void keep_checkpoint();
  /// Of all that runs, from now on; the message bar says what came of it.
  void set_learning_rate(double learning_rate);
  void show_export(accelbench::ChartBoard::Chart chart = ChartBoard::loss);
  void reset_layout();

 signals:
  /// A training ended and the window shows all of it.
  void training_ended();

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void build_actions();
  void build_file_menu();
  void build_edit_menu();
  void build_training_menu();
  void build_control_actions(QMenu* menu);
  void build_view_menu();
  void build_help_menu();
  void build_toolbar();
  void build_zones();
  void connect_parts();
  QAction* add_action(QMenu* menu, const QString& text, const QKeySequence& key,
                      const std::function<void()>& action);
  void fill_recent_menu();

  bool may_leave_document();
  Answer ask_in_a_box(Question question);
  void commit_pending_edits();
  void show_errors(const QString& title, const std::vector<Error>& errors);
  void remember_layout();

  TrainingJob make_job(std::vector<std::string> chosen) const;
  void begin_board(const TrainingRequest& request, const TrainingRows& rows);
  void tick();
  void show_controller_state();
  bool pauses() const;
  void show_pace();
  void show_controls();
  void show_rate();
  void expect_answer();
  void show_answer(const RunBoard::Message& message);
  QString doing_text(const RunRow& row) const;
  void show_outcome();
  QString idle_text() const;
  QString provenance() const;
  void show_document();

  ExperimentDocument document_;
  DeviceList devices_;
  DataProbe probe_;
  AcceleratorsModel accelerators_;
  RunBoard board_;
  RunsModel runs_model_;
  TrainingController controller_;
  QTimer ticker_;
  std::filesystem::path results_file_;
  Machine machine_;
  QString trained_name_;  // of the experiment as it was when Train was pressed
  bool recording_ = true;
  bool closing_ = false;
  bool keeps_checkpoints_ = false;  // the training that runs has a folder for them
  QElapsedTimer asked_;             // since a command that runs answer
  std::function<Answer(Question)> ask_;

  MessageBar* messages_ = nullptr;
  ExperimentPanel* experiment_ = nullptr;
  ChartBoard* charts_ = nullptr;
  RunsPanel* runs_ = nullptr;
  RunControls* controls_ = nullptr;
  StatusStrip* status_ = nullptr;
  QSplitter* sides_ = nullptr;
  QSplitter* floors_ = nullptr;
  QMenu* recent_menu_ = nullptr;
  QAction *new_ = nullptr, *open_ = nullptr, *save_ = nullptr, *train_ = nullptr, *stop_ = nullptr,
          *pause_ = nullptr, *one_epoch_ = nullptr, *checkpoint_ = nullptr, *together_ = nullptr;
};

}  // namespace accelbench
