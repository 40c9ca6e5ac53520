// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QWidget>
#include <map>

#include "ui/panels/cluster_form.h"
#include "ui/session/experiment_document.h"
#include "ui/session/user_settings.h"

namespace accelbench {

/// settings.yaml as a page: what belongs to this machine and its user. Every change is written at once and
/// can be undone; a file that was broken by hand shows its problems, with what can be done about each.
class PreferencesPage : public QWidget {
  Q_OBJECT

 public:
  PreferencesPage(UserSettings& settings, ExperimentDocument& document, QWidget* parent = nullptr);

 signals:
  void close_asked();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  using Member = std::string& (*)(Settings&);
  QWidget* build_head();
  void build_problems();
  void build_looks();
  void build_roots();
  void build_engines();
  void build_clusters();
  void build_cluster_buttons(QVBoxLayout& column);
  QVBoxLayout* add_group(const QString& title, const QString& explanation);
  void add_program(QFormLayout& form, const QString& label, const QString& key, Member member,
                   const QString& without);
  QLabel* add_note(const QString& key, QLayout& layout);
  QPushButton* add_button(const QString& text, const char* name, QLayout& line);
  void add_choice(QFormLayout& form, const QString& label, QComboBox*& box, const QString& key);

  void change(const UserSettings::Edit& edit, const QString& text);
  void add_root(const QString& folder);
  void remove_root();
  std::string selected_cluster() const;
  void rename_cluster(int row, int column);
  void edit_cluster(const ClusterForm::Edit& edit);
  void add_cluster(const ClusterSettings& cluster);
  void remove_cluster();

  void show_settings();
  void show_problems();
  void show_roots();
  void show_clusters();
  void show_selected_cluster();
  void show_refusal(const std::vector<SettingsProblem>& wrong);

  UserSettings& settings_;
  ExperimentDocument& document_;
  bool showing_ = false;  // editors are being filled: what they signal is no edit
  QVBoxLayout* column_ = nullptr;
  QLabel *file_ = nullptr, *language_note_ = nullptr;
  QWidget* fields_ = nullptr;
  QFrame* problems_ = nullptr;
  QVBoxLayout* problem_rows_ = nullptr;
  QComboBox *theme_ = nullptr, *language_ = nullptr;
  QListWidget* roots_ = nullptr;
  QVBoxLayout* picked_ = nullptr;  // folders trusted in this window
  QTableWidget* clusters_ = nullptr;
  ClusterForm* cluster_ = nullptr;
  std::vector<std::pair<QLineEdit*, Member>> programs_;
  std::map<QString, QLabel*> notes_;  // by key: what was wrong with the last change
};

}  // namespace accelbench
