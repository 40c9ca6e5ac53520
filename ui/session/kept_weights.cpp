// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/kept_weights.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <memory>
#include <system_error>
#include <variant>

#include "core/base/atomic_file.h"
#include "core/planning/figures.h"
#include "core/run/checkpoint_folder.h"

namespace accelbench {

namespace {

namespace fs = std::filesystem;

std::int64_t width_of_data(const Experiment& experiment, std::int64_t otherwise) {
  const auto* made = std::get_if<SyntheticData>(&experiment.data.source);
  return made != nullptr ? made->features : otherwise;
}

/// The data of the rows' models; a file holds their names and moments beside the weights.
std::int64_t bytes_of_row(const Experiment& experiment, const AcceleratorSpec& accelerator,
                          std::int64_t features) {
  constexpr std::int64_t texts = 4096;
  const std::int64_t width = std::max<std::int64_t>(width_of_data(experiment, features), 1);
  const std::int64_t value = accelerator.precision == Precision::float64 ? 8 : 4;
  return model_figures(experiment.model, experiment.training, width).parameters * value + width * 32 + texts;
}

Status copy_whole(const QString& from, const fs::path& to) {
  constexpr qint64 block = 1 << 20;
  QFile source(from);
  if (!source.open(QIODevice::ReadOnly))
    return bad_input(from.toStdString(), "it cannot be read: " + source.errorString().toStdString(),
                     "train again, or open other weights");
  auto target = AtomicFile::create(to);
  if (!target) return tl::make_unexpected(target.error());
  while (!source.atEnd()) {
    const QByteArray bytes = source.read(block);
    if (bytes.isEmpty()) return failed(from.toStdString(), source.errorString().toStdString());
    const std::string_view part(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (Status written = target->write(part); !written) return written;
  }
  return target->commit();
}

struct KeptWeightsText {
  Q_DECLARE_TR_FUNCTIONS(KeptWeightsText)
};

}  // namespace

std::int64_t bytes_of_weights(const TrainingRows& rows, std::int64_t features) {
  std::int64_t bytes = 0;
  for (const TrainingRow& row : rows.rows)
    bytes += bytes_of_row(rows.variants[row.variant].experiment, row.accelerator, features);
  return bytes;
}

QString keep_weights(TrainingJob& job, const TrainingRows& rows, std::int64_t features) {
  if (job.results_file.empty()) return {};
  const std::int64_t bytes = bytes_of_weights(rows, features);
  const QString megabytes = QString::number(bytes >> 20);
  const QString way = KeptWeightsText::tr("accelbench-cli run --weights keeps weights of any size.");
  if (bytes > most_kept_bytes)
    return KeptWeightsText::tr(
               "The weights of this training are not kept: %1 MiB, and at most %2 MiB are. %3")
        .arg(megabytes, QString::number(most_kept_bytes >> 20), way);
  std::error_code error;
  const fs::space_info space = fs::space(job.results_file.parent_path(), error);
  if (!error && space.available / 2 < static_cast<std::uintmax_t>(bytes))
    return KeptWeightsText::tr(
               "The weights of this training are not kept: %1 MiB, and the disk is nearly full. %2")
        .arg(megabytes, way);
  const bool swept = !job.request.experiment.sweep.empty();
  job.request.weights_out = kept_weights_file(job.results_file, swept ? "{id}@{variant}" : "{id}").string();
  return {};
}

fs::path kept_weights_file(const fs::path& results, const std::string& run) {
  return weights_beside(results) / (run + ".safetensors");
}

void copy_weights(const QString& from, const QString& to, QObject* receiver,
                  const std::function<void(const Status&)>& done) {
  const QPointer<QObject> self(receiver);
  QThreadPool::globalInstance()->start([self, from, to, done] {
    const auto copied = std::make_shared<const Status>(copy_whole(from, to.toStdString()));
    QMetaObject::invokeMethod(QCoreApplication::instance(), [self, copied, done] {
      if (self) done(*copied);
    });
  });
}

Status prepare_weights_folder(TrainingJob& job) {
  if (job.request.weights_out.empty()) return {};
  const fs::path folder = fs::path(job.request.weights_out).parent_path();
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return {};
  job.request.weights_out.clear();
  return failed(folder.string(), "cannot make the folder: " + error.message(),
                "look after the permissions of the folder above it");
}

void tidy_weights_folder(const TrainingJob& job) {
  if (job.request.weights_out.empty()) return;
  std::error_code ignored;  // a folder with something in it stays
  fs::remove(fs::path(job.request.weights_out).parent_path(), ignored);
}

}  // namespace accelbench
