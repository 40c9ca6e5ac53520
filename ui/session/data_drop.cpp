// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/data_drop.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <fstream>
#include <functional>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/data/roots.h"
#include "ui/session/experiment_paths.h"

namespace accelbench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t copied_at_once = 1 << 20;

/// Runs `work` on the pool and `then` on the thread of the application, if `owner` is still there.
template <class Owner, class Work, class Then>
void in_background(Owner* owner, Work work, Then then) {
  QThreadPool::globalInstance()->start(
      [self = QPointer<Owner>(owner), context = QCoreApplication::instance(), work, then] {
        auto result = std::make_shared<decltype(work())>(work());
        QMetaObject::invokeMethod(
            context,
            [self, then, result] {
              if (self) then(self.data(), std::move(*result));
            },
            Qt::QueuedConnection);
      });
}

Status copy_file(const fs::path& from, const fs::path& to, const std::atomic<bool>& stop) {
  std::ifstream source(from, std::ios::binary);
  if (!source) return failed(from.string(), "cannot be read");
  auto target = AtomicFile::create(to, Existing::refuse);
  if (!target) return tl::make_unexpected(target.error());
  std::string block(copied_at_once, '\0');
  while (source) {
    if (stop) return failed(to.string(), "the copy was given up");
    source.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto read = static_cast<std::size_t>(source.gcount());
    if (Status written = target->write(std::string_view(block.data(), read)); !written) return written;
  }
  if (source.bad()) return failed(from.string(), "could not be read to its end");
  return target->commit();
}

/// The same data with its files in the folder. What was copied goes again where a later file cannot be.
Result<DroppedData> copy_all(DroppedData data, const fs::path& folder, const std::atomic<bool>& stop) {
  std::vector<fs::path> copies;
  for (fs::path& file : data.files) {
    if (file.parent_path() == folder) continue;
    const fs::path target = free_name(folder, file);
    if (const Status done = copy_file(file, target, stop); !done) {
      std::error_code ignored;
      for (const fs::path& copy : copies) fs::remove(copy, ignored);
      return tl::make_unexpected(done.error());
    }
    copies.push_back(target);
    change_paths(data.spec, [&](std::string& path) {
      if (path == file.string()) path = target.string();
    });
    file = target;
  }
  return data;
}

}  // namespace

fs::path free_name(const fs::path& folder, const fs::path& file) {
  fs::path name = folder / file.filename();
  for (int number = 2; fs::exists(fs::symlink_status(name)); ++number)
    name = folder / (file.stem().string() + "-" + std::to_string(number) + file.extension().string());
  return name;
}

DataDrop::DataDrop(ExperimentDocument& document, QObject* parent) : QObject(parent), document_(document) {
  // Of another experiment: what was offered to the one before.
  connect(&document_, &ExperimentDocument::file_changed, this, &DataDrop::dismiss);
}

DataDrop::~DataDrop() {
  if (stop_copying_) *stop_copying_ = true;
}

void DataDrop::set_state(State state) {
  state_ = state;
  emit changed();
}

void DataDrop::offer(const QStringList& files) {
  if (state_ == State::copying || files.isEmpty()) return;
  std::vector<fs::path> paths;
  for (const QString& file : files) paths.emplace_back(file.toStdString());
  answer_.reset();
  set_state(State::reading);
  in_background(
      this, [paths, experiment = document_.experiment()] { return look_at_dropped(paths, experiment); },
      [question = ++question_](DataDrop* self, Result<DroppedData> found) {
        self->answer(question, std::move(found));
      });
}

void DataDrop::answer(std::int64_t question, Result<DroppedData> found) {
  if (question != question_ || state_ != State::reading) return;
  answer_ = std::move(found);
  set_state(*answer_ ? State::found : State::refused);
}

bool DataDrop::lies_inside() const {
  for (const fs::path& file : found().files)
    if (!resolve_path(file.string(), document_.roots(), "data")) return false;
  return true;
}

QString DataDrop::folder() const { return QString::fromStdString(document_.roots().base_dir.string()); }

void DataDrop::put_into_document(const DroppedData& data) {
  const fs::path folder = document_.roots().base_dir;
  DataSpec spec = data.spec;
  change_paths(spec, [&folder](std::string& path) { path = path_for_experiment(path, folder); });
  const Field<DataSpec> field(
      "data", [](auto& e) -> auto& { return e.data; });
  document_.set(field, std::move(spec),
                tr("Use %1").arg(QString::fromStdString(data.files.front().filename())));
  dismiss();
  emit taken();
}

void DataDrop::take() {
  if (state_ != State::found) return;
  const DroppedData data = found();
  for (const fs::path& file : data.files) document_.trust_folder(file.parent_path());
  put_into_document(data);
}

void DataDrop::copy_and_take() {
  if (state_ != State::found) return;
  stop_copying_ = std::make_shared<std::atomic<bool>>(false);
  set_state(State::copying);
  in_background(
      this,
      [data = found(), folder = document_.roots().base_dir, stop = stop_copying_] {
        return copy_all(data, folder, *stop);
      },
      [question = question_](DataDrop* self, Result<DroppedData> copies) {
        self->copied(question, std::move(copies));
      });
}

void DataDrop::copied(std::int64_t question, Result<DroppedData> copies) {
  if (question != question_ || state_ != State::copying) return;
  if (copies) return put_into_document(*copies);
  answer_ = std::move(copies);
  set_state(State::refused);
}

void DataDrop::dismiss() {
  if (state_ == State::nothing) return;
  if (stop_copying_) *stop_copying_ = true;
  ++question_;
  set_state(State::nothing);
}

}  // namespace accelbench
