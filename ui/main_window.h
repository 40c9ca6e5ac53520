// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QSplitter>
#include <QTimer>
#include <functional>
#include <map>

#include "ui/models/runs_model.h"
#include "ui/panels/chart_board.h"
#include "ui/panels/differences_panel.h"
#include "ui/panels/evaluate_panel.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/run_controls.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/status_strip.h"
#include "ui/panels/verdict_panel.h"
#include "ui/session/autosave.h"
#include "ui/session/comparison_controller.h"
#include "ui/session/opened_results.h"
#include "ui/session/training_controller.h"
#include "ui/session/user_settings.h"
#include "ui/theme/theme.h"

class QMenu;
class QStackedWidget;

namespace accelbench {

class AboutPage;
class ExportDialog;
class GuideWindow;
class PreferencesPage;

/// What the window asks in a box; everything else is said in the message bar.
enum class Question { unsaved_changes, quit_while_training };
enum class Answer { save, discard, cancel, quit };

/// The workbench: experiment on the left, charts above, runs below; one training at a time.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// Without a function that compares, Compare is not offered.
  explicit MainWindow(TrainFunction train, CompareFunction compare = {}, QWidget* parent = nullptr);
  ~MainWindow() override;

  ExperimentDocument& document() { return document_; }
  TrainingController& controller() { return controller_; }
  DeviceList& devices() { return devices_; }
  const RunBoard& board() const { return board_; }
  ComparisonController& comparison() { return comparison_; }
  const ComparisonBoard& compared() const { return compared_; }
  VerdictPanel& verdict() { return *verdict_; }
  ChartBoard& charts() { return *charts_; }
  RunsPanel& runs() { return *runs_; }
  MessageBar& messages() { return *messages_; }
  StatusStrip& status() { return *status_; }
  EvaluatePanel& evaluation() { return *evaluate_page_; }
  /// Of the last training or comparison; empty where it was not recorded.
  const std::filesystem::path& results_file() const { return results_file_; }

  void set_recording(bool on) { recording_ = on; }
  /// Tests answer in place of a box.
  void set_question(std::function<Answer(Question)> ask) { ask_ = std::move(ask); }
  /// Of the comparison in sight: figures as PNG, tables as CSV.
  Status export_comparison(const QString& folder) const;
  /// From now on unsaved edits are copied into a folder (empty: the user's), and what a program left there
  /// that crashed is offered in the message bar.
  void keep_copies(const QString& folder = {});
  /// A later launch was asked to open this file; empty: to come to the front.
  void take_launch(const QString& file);
  UserSettings& settings() { return settings_; }
  /// From now on trusted folders, theme, language and engines are as the user's settings say, also after
  /// they change.
  void follow_settings(const std::filesystem::path& file = settings_file());
  /// Offers, in a bar of its own, the log of a program that ended unexpectedly, where the folder has one
  /// that nobody has looked at.
  void offer_crash_log(const QString& folder);
  /// The tour, unless it was dismissed for ever.
  void offer_tour();
  /// Versions, machine, devices, settings without secrets, last lines of the log: for a report.
  QString diagnostics() const;
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
  /// Compares the ticked accelerators, or says in the message bar why not; whether it started.
  bool compare();
  /// The same accelerator against itself.
  bool measure_noise_floor(const QString& accelerator);
  void choose_and_open_results();
  /// Reads the file on another thread; `results_opened` follows, or the message bar says why not.
  bool open_results(const QString& path);
  /// Lays the curves of a recorded file over the charts; `overlaid` follows, or the message bar says why not.
  void overlay(const QString& file);
  /// Holds two results files against each other; `differences_shown` follows.
  void show_differences(const QString& a, const QString& b);
  /// Goes on with an interrupted comparison, or says in the message bar why not.
  bool resume(const QString& file);
  /// Takes over the experiment of the recorded comparison in sight and compares here.
  bool repeat_here();
  /// Asks where to, then records everything there.
  void save_elsewhere();
  void stop();
  void pause_or_go_on();
  void step_epoch();
  void keep_checkpoint();
  /// Of all that runs, from now on; the message bar says what came of it.
  void set_learning_rate(double learning_rate);
  /// The weights chosen on the page Evaluate, held to the samples chosen there.
  void evaluate_in_sight();
  void show_export(accelbench::BoardChart chart = loss_chart);
  void show_board_export();
  void reset_layout();
  void show_preferences();
  void show_about();
  void show_tour();
  /// The guide in a window of its own, at a chapter ("data"); empty: where it was.
  void show_guide(const QString& chapter = {});
  /// Of the field that has the focus; where none has, the guide's chapter on the window.
  void show_field_help();
  void copy_diagnostics();
  /// Charts and runs are there again.
  void close_page();

 signals:
  /// A training ended and the window shows all of it.
  void training_ended();
  void comparison_ended();
  void results_opened();
  void overlaid();
  void differences_shown();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
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
  void fill_noise_menu();

  void show_page(QWidget* page);
  void apply_settings();
  void choose_theme(ThemeChoice choice);
  void show_crash_log(const QString& text);

  bool may_leave_document();
  Answer ask_in_a_box(Question question);
  void commit_pending_edits();
  void show_errors(const QString& title, const std::vector<Error>& errors);
  void remember_layout();

  bool busy() const;
  bool ready_to_run();
  void show_running();
  void add_to_log(const RunBoard::Message& message);

  Experiment with_a_usable_baseline(const std::vector<std::string>& usable) const;
  bool start_comparison(const Result<Experiment>& experiment, bool a_a);
  void show_new_comparison();
  void make_room_for_verdict();
  void tick_comparison();
  void show_comparison();
  void show_comparison_progress();
  void show_comparison_state();
  void show_comparison_outcome();
  void show_saved(const QString& file, const QString& problem);
  void show_before();
  QString idle_comparison_text() const;
  QString comparison_provenance() const;
  QStringList left_out() const;
  void choose_export_folder();
  ExportDialog* open_export();
  void connect_export();
  std::optional<std::int64_t> known_samples() const;
  void offer_left_copy();
  void restore_copy(const LeftCopy& copy);
  void build_history();
  void build_evaluation();
  void show_weights();
  QString why_no_weights(const RunRow& row) const;
  void evaluate_run(int run);
  void show_removed(const TrashedResults& trashed, int files);
  void show_sources();
  void go_on_with(const OpenedResults& opened);
  void pin_baseline(const QString& accelerator);
  void show_recorded_training(const OpenedResults& opened);
  void begin_recorded(const Experiment& experiment);
  void show_results(const QString& path, Result<OpenedResults>& opened);

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

  UserSettings settings_;
  Settings applied_;  // to theme, language, engines
  ExperimentDocument document_;
  DeviceList devices_;
  DataProbe probe_;
  AcceleratorsModel accelerators_;
  WeightFeed weights_;
  KnownSpeed speed_;
  RunBoard board_;
  RunsModel runs_model_;
  TrainingController controller_;
  ComparisonBoard compared_;               ///< the comparison in sight
  ComparisonBoard other_;                  ///< a recorded one that it repeats; empty: none
  std::shared_ptr<OpenedResults> opened_;  ///< the results file in sight; null: none
  ComparisonModel comparison_model_;
  ComparisonController comparison_;
  QTimer ticker_;
  std::filesystem::path results_file_;
  HistoryList history_;
  Evaluator evaluator_;
  DataRoots trained_roots_;  // of the training in sight
  QString why_not_kept_;     // its weights; empty: they were, or nobody asked
  std::unique_ptr<Autosave> autosave_;
  Experiment in_sight_;                                           ///< of the training in sight
  std::map<QString, std::shared_ptr<const OpenedResults>> held_;  ///< chosen for Differences
  Machine machine_;
  Experiment trained_;    // as it was when Train was pressed
  QString trained_name_;  // of the experiment as it was when Train was pressed
  bool recording_ = true;
  bool compared_last_ = false;          // what ended last was a comparison
  std::uint64_t shown_comparison_ = 0;  // version of the board that was drawn
  int quiet_ticks_ = 0;
  bool closing_ = false;
  bool keeps_checkpoints_ = false;  // the training that runs has a folder for them
  QElapsedTimer asked_;             // since a command that runs answer
  std::function<Answer(Question)> ask_;

  MessageBar* messages_ = nullptr;
  ExperimentPanel* experiment_ = nullptr;
  ChartBoard* charts_ = nullptr;
  RunsPanel* runs_ = nullptr;
  VerdictPanel* verdict_ = nullptr;
  HistoryPanel* history_page_ = nullptr;
  EvaluatePanel* evaluate_page_ = nullptr;
  DifferencesPanel* differences_ = nullptr;
  RunControls* controls_ = nullptr;
  StatusStrip* status_ = nullptr;
  QSplitter* sides_ = nullptr;
  QSplitter* floors_ = nullptr;
  QStackedWidget* right_ = nullptr;  // charts and runs, or a page in their place
  PreferencesPage* preferences_ = nullptr;
  AboutPage* about_ = nullptr;
  QPointer<GuideWindow> guide_;
  MessageBar* crash_bar_ = nullptr;  // beside the other, which may have edits to restore
  QMenu* recent_menu_ = nullptr;
  QMenu* noise_menu_ = nullptr;
  QAction *compare_ = nullptr, *open_results_ = nullptr;
  QAction *new_ = nullptr, *open_ = nullptr, *save_ = nullptr, *train_ = nullptr, *stop_ = nullptr,
          *pause_ = nullptr, *one_epoch_ = nullptr, *checkpoint_ = nullptr, *together_ = nullptr;
};

}  // namespace accelbench
