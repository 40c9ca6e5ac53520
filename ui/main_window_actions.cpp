// SPDX-License-Identifier: GPL-3.0-or-later
#include <QActionGroup>
#include <QCheckBox>
#include <QFileInfo>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/main_window.h"
#include "ui/panels/action_icons.h"
#include "ui/session/recent_files.h"
#include "ui/session/theme_choice.h"

// Menus, toolbar and shortcuts of the window.
namespace accelbench {

QAction* MainWindow::add_action(QMenu* menu, const QString& text, const QKeySequence& key,
                                const std::function<void()>& action) {
  QAction* added = menu->addAction(text);
  added->setShortcut(key);
  connect(added, &QAction::triggered, this, action);
  return added;
}

void MainWindow::build_actions() {
  build_file_menu();
  build_edit_menu();
  build_training_menu();
  build_view_menu();
  build_help_menu();
  build_toolbar();
}

void MainWindow::build_file_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  new_ = add_action(menu, tr("&New"), QKeySequence::New, [this] { new_experiment(); });
  open_ = add_action(menu, tr("&Open…"), QKeySequence::Open, [this] { choose_and_open(); });
  open_results_ = add_action(menu, tr("Open res&ults…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                             [this] { choose_and_open_results(); });
  recent_menu_ = menu->addMenu(tr("Open &recent"));
  connect(recent_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_recent_menu);
  menu->addSeparator();
  save_ = add_action(menu, tr("&Save"), QKeySequence::Save, [this] { save(); });
  add_action(menu, tr("Save &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { save_as(); });
  menu->addSeparator();
  add_action(menu, tr("&Export chart…"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { show_export(); });
  menu->addSeparator();
  add_action(menu, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
  new_->setIcon(action_icon(ActionShape::new_file));
  open_->setIcon(action_icon(ActionShape::open));
  save_->setIcon(action_icon(ActionShape::save));
}

void MainWindow::build_edit_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Edit"));
  QAction* undo = document_.undo_stack()->createUndoAction(this, tr("&Undo"));
  QAction* redo = document_.undo_stack()->createRedoAction(this, tr("&Redo"));
  undo->setShortcut(QKeySequence::Undo);
  redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  menu->addActions({undo, redo});
  menu->addSeparator();
  add_action(menu, tr("&Preferences"), QKeySequence(Qt::CTRL | Qt::Key_Comma),
             [this] { show_preferences(); });
}

void MainWindow::build_training_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Training"));
  train_ = add_action(menu, tr("&Train"), QKeySequence(Qt::Key_F5), [this] { train(); });
  compare_ = add_action(menu, tr("&Compare"), QKeySequence(Qt::CTRL | Qt::Key_F5), [this] { compare(); });
  compare_->setObjectName(QStringLiteral("compare"));
  build_control_actions(menu);
  stop_ = add_action(menu, tr("&Stop"), QKeySequence(Qt::SHIFT | Qt::Key_F5), [this] { stop(); });
  menu->addSeparator();
  add_action(menu, tr("&Evaluate the weights"), QKeySequence(Qt::Key_F9), [this] { evaluate_in_sight(); })
      ->setObjectName(QStringLiteral("evaluate_action"));
  add_action(menu, tr("Save &weights…"), {}, [this] {
    runs_->setCurrentWidget(evaluate_page_);
    evaluate_page_->choose_and_save_weights();
  });
  menu->addSeparator();
  together_ = menu->addAction(tr("&All at once"));
  together_->setCheckable(true);
  together_->setToolTip(
      tr("Trains all ticked accelerators at the same time, sharing the cores: to watch, never to rank."));
  train_->setIcon(action_icon(ActionShape::train));
  stop_->setIcon(action_icon(ActionShape::stop));
  train_->setToolTip(tr("Train the ticked accelerators (F5)"));
  stop_->setToolTip(tr("Stop the training or the comparison (Shift+F5)"));
  compare_->setIcon(action_icon(ActionShape::compare));
  compare_->setToolTip(tr("Compare the ticked accelerators: fresh launches, round by round (Ctrl+F5)"));
  menu->addSeparator();
  noise_menu_ = menu->addMenu(tr("Measure the &noise floor of"));
  connect(noise_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_noise_menu);
}

void MainWindow::build_view_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&View"));
  add_action(menu, tr("&Reset layout"), {}, [this] { reset_layout(); });
  QMenu* themes = menu->addMenu(tr("&Theme"));
  auto* group = new QActionGroup(this);
  const std::array names = {tr("As the &system"), tr("&Light"), tr("&Dark")};
  for (int i = 0; i < static_cast<int>(names.size()); ++i) {
    QAction* action = add_action(themes, names.at(static_cast<std::size_t>(i)), {},
                                 [this, i] { choose_theme(static_cast<ThemeChoice>(i)); });
    action->setCheckable(true);
    group->addAction(action);
  }
  connect(themes, &QMenu::aboutToShow, this, [this, group] {
    group->actions().at(static_cast<int>(chosen_theme(settings_.settings())))->setChecked(true);
  });
}

void MainWindow::build_help_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Help"));
  add_action(menu, tr("&Help on this field"), QKeySequence(Qt::Key_F1), [this] { show_field_help(); });
  add_action(menu, tr("&Guide"), QKeySequence(Qt::SHIFT | Qt::Key_F1), [this] { show_guide(); });
  add_action(menu, tr("&Tour"), {}, [this] { show_tour(); });
  menu->addSeparator();
  add_action(menu, tr("&Copy diagnostics"), {}, [this] { copy_diagnostics(); });
  add_action(menu, tr("&About Accelbench"), {}, [this] { show_about(); });
}

void MainWindow::build_toolbar() {
  QToolBar* bar = addToolBar(tr("Main"));
  bar->setObjectName(QStringLiteral("toolbar"));
  bar->setMovable(false);
  bar->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  bar->toggleViewAction()->setEnabled(false);
  bar->addActions({new_, open_, save_});
  bar->addSeparator();
  bar->addActions({train_, compare_, stop_, pause_});
  // Its text changes; what stands behind it stays where it is.
  QWidget* pause = bar->widgetForAction(pause_);
  pause_->setText(tr("&Continue"));
  pause->setMinimumWidth(pause->sizeHint().width());
  auto* together = new QCheckBox(tr("All at once"), bar);
  together->setToolTip(together_->toolTip());
  connect(together, &QCheckBox::toggled, together_, &QAction::setChecked);
  connect(together_, &QAction::toggled, together, &QCheckBox::setChecked);
  bar->addWidget(together);
  bar->addSeparator();
  status_ = new StatusStrip(bar);
  bar->addWidget(status_);
  controls_ = new RunControls(one_epoch_, checkpoint_, runs_);
  runs_->setCornerWidget(controls_);
}

void MainWindow::fill_noise_menu() {
  noise_menu_->clear();
  for (const std::string& id : accelerators_.chosen()) {
    const QString name = QString::fromStdString(id);
    noise_menu_->addAction(name, this, [this, name] { measure_noise_floor(name); })
        ->setEnabled(compare_->isEnabled());
  }
}

void MainWindow::fill_recent_menu() {
  recent_menu_->clear();
  for (const QString& file : recent_files()) {
    QAction* action = recent_menu_->addAction(file, this, [this, file] {
      if (may_leave_document()) open_file(file);
    });
    action->setEnabled(QFileInfo::exists(file));
  }
  recent_menu_->addSeparator();
  recent_menu_->addAction(tr("Clear this list"), this, [] { clear_recent_files(); });
}

}  // namespace accelbench
