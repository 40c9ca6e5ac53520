// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/bundle.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/data/npy_header.h"
#include "core/work/order.h"
#include "core/work/safetensors.h"
#include "core/work/settings.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json seeds_of(const Work& work) {
  Json seeds = {{"training", work.experiment.training.seed}};
  if (const auto* made = std::get_if<SyntheticData>(&work.experiment.data.source)) seeds["data"] = made->seed;
  return seeds;
}

Json description_of(const Work& work) {
  const Dataset& data = work.data;
  Json json = {{"format", 1}, {"fingerprint", work.fingerprint}};
  json["samples_train"] = data.train.samples;
  json["samples_val"] = data.validation.samples;
  json["features"] = data.train.features;
  json[data.classes > 0 ? "classes" : "targets"] = data.classes > 0 ? data.classes : data.train.targets;
  json["seeds"] = seeds_of(work);
  json.update(settings_json(work));
  if (!data.class_names.empty()) json["class_names"] = data.class_names;
  if (!data.feature_names.empty()) json["feature_names"] = data.feature_names;
  if (!data.mean.empty()) json["standardize"] = {{"mean", data.mean}, {"deviation", data.deviation}};
  return json;
}

template <class Number>
Status write_array(const fs::path& path, const char* descr, const std::vector<std::int64_t>& shape,
                   std::span<const Number> values) {
  auto file = AtomicFile::create(path);
  if (!file) return tl::make_unexpected(file.error());
  if (auto written = file->write(npy_header(descr, shape)); !written) return written;
  if (auto written = file->write(std::as_bytes(values)); !written) return written;
  return file->commit();
}

Status write_samples(const fs::path& folder, const std::string& part, const Work& work,
                     const Samples& samples) {
  const std::int64_t rows = samples.samples;
  if (auto written = write_array(folder / ("x_" + part + ".npy"), "<f4", {rows, work.features()}, samples.x);
      !written) {
    return written;
  }
  const fs::path y = folder / ("y_" + part + ".npy");
  if (work.data.classes > 0) return write_array(y, "<i4", {rows}, samples.labels);
  return write_array(y, "<f4", {rows, work.data.train.targets}, samples.y);
}

Status write_order(const fs::path& path, const Work& work, std::int64_t epochs) {
  const TrainingSpec& training = work.experiment.training;
  auto file = AtomicFile::create(path);
  if (!file) return tl::make_unexpected(file.error());
  std::vector<std::int64_t> rows(static_cast<std::size_t>(work.data.train.samples));
  if (auto written = file->write(npy_header("<i8", {epochs, work.data.train.samples})); !written)
    return written;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    sample_order(training.seed, epoch, training.shuffle, rows);
    if (auto written = file->write(std::as_bytes(std::span(rows))); !written) return written;
  }
  return file->commit();
}

Status write_files(const Work& work, const fs::path& folder, std::optional<std::int64_t> order_epochs) {
  if (auto written = write_samples(folder, "train", work, work.data.train); !written) return written;
  if (auto written = write_samples(folder, "val", work, work.data.validation); !written) return written;
  if (auto written =
          write_weights(folder / "initial_weights.safetensors", work.initial_weights, work.fingerprint);
      !written) {
    return written;
  }
  if (order_epochs) {
    if (auto written = write_order(folder / "order.npy", work, *order_epochs); !written) return written;
  }
  return write_file(folder / "work.json", description_of(work).dump(2) + "\n");
}

// A folder that vanishes with everything in it unless it is kept.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

tl::unexpected<Error> folder_error(const fs::path& folder, const std::error_code& error) {
  return failed(folder.string(), "cannot write the work bundle: " + error.message(),
                "write to a folder in which you may create files");
}

Status check_folder(const fs::path& folder, bool force) {
  std::error_code error;
  const auto status = fs::symlink_status(folder, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(folder, error))
    return bad_input(folder.string(), "this is a file, a folder expected");
  const bool empty = fs::is_empty(folder, error);
  if (error) return folder_error(folder, error);
  if (empty || force) return {};
  return bad_input(folder.string(), "the folder is not empty", "choose another folder or use --force");
}

// Without force the folder is missing or empty, which rename replaces in one step; a full one is exchanged
// and removed.
Status put_in_place(const fs::path& made, const fs::path& folder, bool force) {
  if (::rename(made.c_str(), folder.c_str()) == 0) return sync_folder(folder.parent_path());
  const int first = errno;
  if (force && (first == ENOTEMPTY || first == EEXIST) &&
      ::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) {
    return sync_folder(folder.parent_path());
  }
  return folder_error(folder, {first, std::generic_category()});
}

// With force only a bundle is replaced: removing a folder of anything else would lose somebody's files.
Status check_replaceable(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) || fs::is_empty(folder, error) ||
      fs::is_regular_file(folder / "work.json", error))
    return {};
  return bad_input(folder.string(), "the folder holds something else than a work bundle",
                   "choose another folder");
}

/// Bytes of the arrays and weights; the text beside them is a few kilobytes.
double bundle_bytes(const Work& work, std::int64_t order_epochs) {
  const auto values = [](const Samples& samples) {
    return static_cast<double>(samples.x.size() + samples.y.size() + samples.labels.size());
  };
  const double orders = static_cast<double>(order_epochs) * static_cast<double>(work.data.train.samples);
  return 4 * (values(work.data.train) + values(work.data.validation) +
              static_cast<double>(work.parameters())) +
         8 * orders;
}

/// Asked before the first byte: a thousand million epochs of order would fill any disk, and take others down
/// with it.
Status check_space(const Work& work, const fs::path& folder, std::int64_t order_epochs) {
  std::error_code error;
  const auto free = static_cast<double>(fs::space(folder, error).available);
  const double needed = bundle_bytes(work, order_epochs);
  if (error || needed < free) return {};
  return failed(
      folder.string(),
      fmt::format("the bundle needs {:.1f} GiB, {:.1f} GiB are free", needed / 0x1p30, free / 0x1p30),
      order_epochs > 0 ? "write the order of fewer epochs (--epochs), or none: engines can compute it"
                       : "choose another disk");
}

std::string unique_suffix() {
  static std::atomic<unsigned> counter{0};
  return fmt::format(".{}-{}.part", ::getpid(), counter++);
}

}  // namespace

Status write_bundle(const Work& work, const fs::path& folder, std::optional<std::int64_t> order_epochs,
                    bool force) {
  if (order_epochs && *order_epochs < 1)
    return bad_input("--epochs", fmt::format("{} found, at least 1 expected", *order_epochs));
  if (auto good = check_folder(folder, force); !good) return good;
  if (auto good = check_replaceable(folder); !good) return good;
  std::error_code error;
  fs::path target = fs::weakly_canonical(fs::absolute(folder, error), error);
  if (error) return folder_error(folder, error);
  if (!target.has_filename()) target = target.parent_path();
  fs::create_directories(target.parent_path(), error);
  if (error) return folder_error(folder, error);
  if (auto fits = check_space(work, target.parent_path(), order_epochs.value_or(0)); !fits) return fits;
  const TemporaryFolder temporary(target.parent_path() /
                                  ("." + target.filename().string() + unique_suffix()));
  if (!fs::create_directory(temporary.path(), error)) return folder_error(folder, error);
  if (auto written = write_files(work, temporary.path(), order_epochs); !written) return written;
  return put_in_place(temporary.path(), target, force);
}

}  // namespace accelbench
