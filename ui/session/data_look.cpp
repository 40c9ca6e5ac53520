// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/data_look.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>
#include <utility>

#include "ui/session/experiment_paths.h"

namespace accelbench {

namespace {

constexpr int rest_ms = 150;  // a person types or turns a wheel: what stands still is read

}  // namespace

DataLook::DataLook(QObject* parent) : QObject(parent) {
  rest_.setSingleShot(true);
  rest_.setInterval(rest_ms);
  connect(&rest_, &QTimer::timeout, this, &DataLook::look);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, this, &DataLook::note_change);
}

void DataLook::ask(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  Question question{spec, roots, wanted};
  // Neither changes the rows as they are read.
  question.spec.standardize = false;
  question.spec.validation_split = 0;
  if (question_ == question) return;
  question_ = std::move(question);
  watch_files();
  ++number_;
  found_.reset();
  emit changed();
  rest_.start();
}

/// One reading at a time: what is asked meanwhile waits for its end.
void DataLook::look() {
  if (reading_ || !question_) return;
  reading_ = true;
  // The application outlives the pool's work; this object may not.
  QThreadPool::globalInstance()->start([self = QPointer<DataLook>(this), question = *question_,
                                        number = number_, context = QCoreApplication::instance()] {
    auto found = std::make_shared<const Result<Preview>>(
        preview(question.spec, question.roots, rows, question.wanted));
    QMetaObject::invokeMethod(
        context,
        [self, number, found] {
          if (self) self->answer(number, found);
        },
        Qt::QueuedConnection);
  });
}

void DataLook::answer(std::int64_t number, Answer found) {
  reading_ = false;
  if (number != number_) return rest_.start();
  found_ = std::move(found);
  emit changed();
}

void DataLook::watch_files() {
  if (!watcher_.files().isEmpty()) watcher_.removePaths(watcher_.files());
  QStringList files;
  for (const std::string& path : data_paths(question_->spec)) {
    const QString file = QString::fromStdString((question_->roots.base_dir / path).string());
    if (!path.empty() && QFileInfo(file).isFile()) files << file;
  }
  if (!files.isEmpty()) watcher_.addPaths(files);
}

/// Programs that write beside a file and rename change the file that is watched: it is watched anew when it
/// is read again.
void DataLook::note_change(const QString& file) {
  emit file_changed(file);
  ++number_;
  rest_.start();
  QTimer::singleShot(rest_ms, this, &DataLook::watch_files);
}

}  // namespace accelbench
