// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/experiment_document.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/experiment/yaml.h"
#include "ui/session/experiment_paths.h"

namespace accelbench {

namespace {

/// Only for its comments, of a file that was just read as a sound experiment.
std::string text_of(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}  // namespace

ExperimentDocument::ExperimentDocument(QObject* parent)
    : QObject(parent), experiment_(seed_experiment()), problems_(check(experiment_)) {}

QString ExperimentDocument::display_name() const {
  if (!file_path_.isEmpty()) return QFileInfo(file_path_).fileName();
  return QString::fromStdString(experiment_.name);
}

DataRoots ExperimentDocument::roots() const {
  const QString adopted = adopted_folder_.isEmpty() ? QDir::currentPath() : adopted_folder_;
  const QString folder = file_path_.isEmpty() ? adopted : QFileInfo(file_path_).absolutePath();
  DataRoots roots{folder.toStdString(), trusted_folders_};
  roots.allowed.insert(roots.allowed.end(), trusted_roots_.begin(), trusted_roots_.end());
  return roots;
}

void ExperimentDocument::trust_folder(const std::filesystem::path& folder) {
  if (std::ranges::find(trusted_folders_, folder) == trusted_folders_.end())
    trusted_folders_.push_back(folder);
}

void ExperimentDocument::set_trusted_roots(std::vector<std::filesystem::path> roots) {
  if (roots == trusted_roots_) return;
  trusted_roots_ = std::move(roots);
  tell_changed();
}

QString ExperimentDocument::problem_at(const QString& key, bool inside) const {
  QStringList found;
  for (const Error& problem : problems_) {
    const QString place = QString::fromStdString(problem.place);
    if (place != key && !(inside && place.startsWith(key + u'.'))) continue;
    QString text = QString::fromStdString(problem.message);
    if (!problem.fix.empty()) text += QStringLiteral("; ") + QString::fromStdString(problem.fix);
    found << text;
  }
  return found.join(u'\n');
}

void ExperimentDocument::start_new() {
  Experiment fresh = seed_experiment();
  fresh.name = tr("New experiment").toStdString();
  replace(std::move(fresh), {}, {});
}

void ExperimentDocument::adopt(Experiment experiment) {
  const QString folder = QString::fromStdString(roots().base_dir.string());
  replace(std::move(experiment), {}, {});
  adopted_folder_ = folder;
}

void ExperimentDocument::restore(Experiment experiment, const QString& path, const QString& folder) {
  replace(std::move(experiment), path, path.isEmpty() ? std::string() : text_of(path));
  if (path.isEmpty()) adopted_folder_ = folder;
  undo_stack_.resetClean();
  emit file_changed();
}

std::vector<Error> ExperimentDocument::open(const QString& path, QStringList* warnings) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  auto read = read_experiment_file(absolute.toStdString());
  if (!read) return read.error();
  if (warnings != nullptr)
    for (const std::string& warning : read->warnings) *warnings << QString::fromStdString(warning);
  replace(std::move(read->experiment), absolute, text_of(absolute));
  return {};
}

Status ExperimentDocument::save(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  Experiment moved = experiment_;
  move_paths(moved, roots().base_dir, QFileInfo(absolute).absolutePath().toStdString());
  std::string text = write_experiment(moved, original_text_);
  if (Status written = write_file(absolute.toStdString(), text); !written) return written;
  original_text_ = std::move(text);
  const bool paths_moved = !(moved == experiment_);
  experiment_ = std::move(moved);
  file_path_ = absolute;
  // Steps of undo from before would bring back paths that held at the old place.
  if (paths_moved) undo_stack_.clear();
  undo_stack_.setClean();
  emit file_changed();
  tell_changed();
  return {};
}

void ExperimentDocument::replace(Experiment experiment, const QString& path, std::string original) {
  experiment_ = std::move(experiment);
  original_text_ = std::move(original);
  file_path_ = path;
  adopted_folder_.clear();
  undo_stack_.clear();
  emit file_changed();
  tell_changed();
}

void ExperimentDocument::tell_changed() {
  problems_ = check(experiment_);
  emit changed();
}

}  // namespace accelbench
