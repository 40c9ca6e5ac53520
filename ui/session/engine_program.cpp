// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/engine_program.h"

#include <QFile>

#include "core/experiment/yaml.h"
#include "ui/session/experiment_paths.h"

namespace accelbench {

namespace {

/// The command's own answer to a value that it cannot work with is one line of several.
QString reason_in(const QString& said) {
  const qsizetype at = said.indexOf(QLatin1String("error: "));
  return (at < 0 ? said : said.mid(at + 7)).trimmed();
}

QStringList arguments_for(const QString& experiment, const AcceleratorSpec& accelerator,
                          const DataRoots& roots) {
  QStringList arguments = {QStringLiteral("code"), experiment, QStringLiteral("--engine"),
                           QString::fromUtf8(name_of(accelerator.engine)),
                           QStringLiteral("--accelerator=") + QString::fromStdString(accelerator.id)};
  auto folders = roots.allowed;
  folders.push_back(roots.base_dir);
  for (const auto& folder : folders) {
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored))
      arguments << QStringLiteral("--allow-path") << QString::fromStdString(folder.string());
  }
  return arguments;
}

}  // namespace

EngineProgram::EngineProgram(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::finished, this, &EngineProgram::finish);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) emit refused(process_.errorString());
  });
}

EngineProgram::~EngineProgram() {
  process_.disconnect(this);
  process_.kill();
  process_.waitForFinished(200);
}

void EngineProgram::ask(const std::filesystem::path& program, const ExperimentDocument& document,
                        const AcceleratorSpec& accelerator) {
  if (process_.state() != QProcess::NotRunning) {
    const QSignalBlocker quiet(process_);
    process_.kill();
    process_.waitForFinished(1000);
  }
  if (program.empty()) return emit refused(tr("accelbench-cli is not installed beside this program"));
  if (const Status written = write_copy(document); !written)
    return emit refused(QString::fromStdString(written.error().message));
  process_.setStandardInputFile(QProcess::nullDevice());
  process_.start(QString::fromStdString(program.string()),
                 arguments_for(copy_, accelerator, document.roots()));
}

/// What is edited may never have been saved, and the user's folder is not ours to write to. A sweep has many
/// works: the program is that of the values in the window.
Status EngineProgram::write_copy(const ExperimentDocument& document) {
  folder_ = std::make_unique<QTemporaryDir>();
  copy_ = folder_->filePath(QStringLiteral("experiment.accel.yaml"));
  own_name_ = document.file_path().isEmpty() ? QStringLiteral("experiment.accel.yaml") : document.file_path();
  Experiment moved = document.experiment();
  moved.sweep.clear();
  move_paths(moved, document.roots().base_dir, folder_->path().toStdString());
  QFile file(copy_);
  const std::string text = write_experiment(moved);
  if (file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(text)) >= 0) return {};
  return failed(copy_.toStdString(), file.errorString().toStdString());
}

void EngineProgram::finish(int exit_code) {
  const QString text = QString::fromUtf8(process_.readAllStandardOutput());
  const QString said = QString::fromUtf8(process_.readAllStandardError());
  folder_.reset();
  if (exit_code == 0 && !text.isEmpty()) return emit written(with_own_name(text));
  emit refused(with_own_name(reason_in(said)));
}

QString EngineProgram::with_own_name(QString text) const { return text.replace(copy_, own_name_); }

}  // namespace accelbench
