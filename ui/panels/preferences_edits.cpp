// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QSettings>
#include <QUrl>
#include <algorithm>

#include "ui/panels/field_form.h"
#include "ui/panels/preferences_page.h"
#include "ui/session/theme_choice.h"
#include "ui/theme/language.h"

// What the page shows of the settings, and what its editors do to them.
namespace accelbench {

namespace {

QString text_of(const Error& error) { return QString::fromStdString(to_string(error)); }

void clear_layout(QLayout& layout) {
  while (QLayoutItem* item = layout.takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    if (item->layout() != nullptr) clear_layout(*item->layout());
    delete item;
  }
}

/// "cluster", "cluster-2", …
std::string free_cluster_name(const Settings& settings) {
  std::string name = "cluster";
  for (int number = 2; settings.clusters.contains(name); ++number) name = "cluster-" + std::to_string(number);
  return name;
}

}  // namespace

void PreferencesPage::showEvent(QShowEvent* event) {
  settings_.look();
  show_settings();
  QWidget::showEvent(event);
}

void PreferencesPage::change(const UserSettings::Edit& edit, const QString& text) {
  if (showing_) return;
  for (const auto& [key, note] : notes_) note->hide();
  const std::vector<SettingsProblem> wrong = settings_.change(edit, text);
  if (!wrong.empty() && settings_.problems().empty()) return show_refusal(wrong);
  show_settings();
}

/// Beside the field that it is about; nothing was changed, what was typed stays to be mended.
void PreferencesPage::show_refusal(const std::vector<SettingsProblem>& wrong) {
  const SettingsProblem& first = wrong.front();
  const QString key = QString::fromStdString(first.key);
  for (const auto& [name, note] : notes_) {
    if (key != name && !key.startsWith(name + u'.')) continue;
    const QString fix = QString::fromStdString(first.error.fix);
    const QString message = QString::fromStdString(first.error.message);
    note->setText(fix.isEmpty() ? message : tr("%1; %2").arg(message, fix));
    return note->show();
  }
  file_->setText(text_of(first.error));
}

void PreferencesPage::show_settings() {
  showing_ = true;
  const QString file = QString::fromStdString(settings_.file().string());
  file_->setText(file.isEmpty() ? tr("Written at the first change") : file);
  show_problems();
  fields_->setEnabled(settings_.problems().empty());
  theme_->setCurrentIndex(
      theme_->findData(QString::fromStdString(word_of(chosen_theme(settings_.settings())))));
  const QString language = QString::fromStdString(settings_.settings().language);
  language_->setCurrentIndex(std::max(0, language_->findData(language)));
  language_note_->setVisible(!language.isEmpty() && !has_language(language));
  Settings copy = settings_.settings();
  for (const auto& [edit, member] : programs_) {
    const QString path = QString::fromStdString(member(copy));
    if (edit->text() != path && !edit->hasFocus()) edit->setText(path);
  }
  show_roots();
  show_clusters();
  showing_ = false;
}

void PreferencesPage::show_problems() {
  clear_layout(*problem_rows_);
  problems_->setVisible(!settings_.problems().empty());
  if (settings_.problems().empty()) return;
  auto* title =
      new QLabel(tr("The file has problems, so what it said before still holds. Mend it, or reset what "
                    "is wrong:"),
                 problems_);
  title->setWordWrap(true);
  problem_rows_->addWidget(title);
  for (const SettingsProblem& problem : settings_.problems()) {
    auto* text = new QLabel(text_of(problem.error), problems_);
    style_note(*text, true);
    problem_rows_->addWidget(text);
    auto* line = new QHBoxLayout;
    QPushButton* open = add_button(tr("Open file"), "problem_open", *line);
    connect(open, &QPushButton::clicked, this, [this] {
      QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(settings_.file().string())));
    });
    if (!problem.key.empty()) {
      QPushButton* reset = add_button(tr("Reset this key"), "problem_reset", *line);
      reset->setAccessibleName(tr("Reset %1").arg(QString::fromStdString(problem.key)));
      connect(
          reset, &QPushButton::clicked, this,
          [this, problem] {
            if (const Status done = settings_.reset(problem); !done) file_->setText(text_of(done.error()));
          },
          Qt::QueuedConnection);
    }
    line->addStretch();
    problem_rows_->addLayout(line);
  }
}

void PreferencesPage::show_roots() {
  const int current = roots_->currentRow();
  roots_->clear();
  for (const std::string& root : settings_.settings().trusted_roots)
    roots_->addItem(QString::fromStdString(root));
  roots_->setCurrentRow(std::min(current, roots_->count() - 1));
  clear_layout(*picked_);
  for (const auto& folder : document_.trusted_folders()) {
    const auto& kept = settings_.settings().trusted_roots;
    if (std::ranges::find(kept, folder.string()) != kept.end()) continue;
    const QString path = QString::fromStdString(folder.string());
    auto* line = new QHBoxLayout;
    auto* text = new QLabel(tr("Until this window is closed: %1").arg(path), fields_);
    style_note(*text, false);
    line->addWidget(text, 1);
    QPushButton* keep = add_button(tr("Always trust"), "root_keep", *line);
    keep->setAccessibleName(tr("Always trust %1").arg(path));
    connect(
        keep, &QPushButton::clicked, this, [this, path] { add_root(path); }, Qt::QueuedConnection);
    picked_->addLayout(line);
  }
}

void PreferencesPage::add_root(const QString& folder) {
  const std::string path = folder.toStdString();
  change(
      [path](Settings& settings) {
        auto& roots = settings.trusted_roots;
        if (std::ranges::find(roots, path) == roots.end()) roots.push_back(path);
      },
      tr("Trust %1").arg(folder));
}

void PreferencesPage::remove_root() {
  const QListWidgetItem* item = roots_->currentItem();
  if (item == nullptr) return;
  const std::string path = item->text().toStdString();
  change([path](Settings& settings) { std::erase(settings.trusted_roots, path); },
         tr("Trust %1 no longer").arg(item->text()));
}

void PreferencesPage::show_clusters() {
  const auto& clusters = settings_.settings().clusters;
  const int current = clusters_->currentRow();
  clusters_->setRowCount(static_cast<int>(clusters.size()));
  int row = 0;
  for (const auto& [name, cluster] : clusters) {
    const QString called = QString::fromStdString(name);
    auto* item = new QTableWidgetItem(called);
    item->setData(Qt::UserRole, called);
    clusters_->setItem(row, 0, item);
    auto* what = new QTableWidgetItem(cluster_text(cluster));
    what->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
    clusters_->setItem(row++, 1, what);
  }
  if (clusters_->rowCount() > 0)
    clusters_->setCurrentCell(std::clamp(current, 0, clusters_->rowCount() - 1), 0);
  show_selected_cluster();
}

std::string PreferencesPage::selected_cluster() const {
  const QTableWidgetItem* item = clusters_->item(clusters_->currentRow(), 0);
  return item == nullptr ? std::string() : item->data(Qt::UserRole).toString().toStdString();
}

void PreferencesPage::show_selected_cluster() {
  const auto& clusters = settings_.settings().clusters;
  const auto found = clusters.find(selected_cluster());
  cluster_->setVisible(found != clusters.end());
  if (found != clusters.end()) cluster_->show_cluster(found->second);
}

void PreferencesPage::rename_cluster(int row, int column) {
  if (showing_ || column != 0) return;
  const QTableWidgetItem* item = clusters_->item(row, column);
  const std::string name = item->data(Qt::UserRole).toString().toStdString();
  const std::string text = item->text().trimmed().toStdString();
  const auto edit = [name, text](Settings& settings) {
    if (text.empty() || settings.clusters.contains(text)) return;  // taken: the row keeps its name
    auto node = settings.clusters.extract(name);
    node.key() = text;
    settings.clusters.insert(std::move(node));
  };
  // Later: the table is still busy with its editor.
  QMetaObject::invokeMethod(
      this, [this, edit] { change(edit, tr("Change a cluster")); }, Qt::QueuedConnection);
}

void PreferencesPage::edit_cluster(const ClusterForm::Edit& edit) {
  const std::string name = selected_cluster();
  if (name.empty()) return;
  change([name, edit](Settings& settings) { edit(settings.clusters[name]); }, tr("Change a cluster"));
}

void PreferencesPage::add_cluster(const ClusterSettings& cluster) {
  const std::string name = free_cluster_name(settings_.settings());
  change([name, cluster](Settings& settings) { settings.clusters[name] = cluster; }, tr("Add a cluster"));
  for (int row = 0; row < clusters_->rowCount(); ++row)
    if (clusters_->item(row, 0)->text().toStdString() == name) clusters_->setCurrentCell(row, 0);
}

void PreferencesPage::remove_cluster() {
  const std::string name = selected_cluster();
  if (name.empty()) return;
  change([name](Settings& settings) { settings.clusters.erase(name); },
         tr("Remove %1").arg(QString::fromStdString(name)));
}

}  // namespace accelbench
