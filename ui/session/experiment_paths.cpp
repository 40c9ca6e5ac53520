// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/experiment_paths.h"

namespace accelbench {

namespace {

using Change = std::function<void(std::string&)>;

void each_path(SyntheticData&, const Change&) {}
void each_path(CsvData& data, const Change& change) { change(data.path); }
void each_path(NpyData& data, const Change& change) { change(data.x), change(data.y); }
void each_path(NpzData& data, const Change& change) { change(data.path); }
void each_path(IdxData& data, const Change& change) { change(data.images), change(data.labels); }

void each_path(ValidationFiles& files, bool arrays_are_files, const Change& change) {
  change(files.path);
  if (arrays_are_files) change(files.x), change(files.y);  // keys inside an archive for npz
  change(files.images), change(files.labels);
}

void each_path(DataSpec& data, const Change& change) {
  std::visit([&](auto& source) { each_path(source, change); }, data.source);
  if (data.validation) each_path(*data.validation, data.kind() == DataSource::npy, change);
}

void each_path(Experiment& experiment, const Change& change) {
  each_path(experiment.data, change);
  if (experiment.model.start_from) change(experiment.model.start_from->path);
}

bool lies_inside(const std::filesystem::path& relative) {
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

void move_paths(Experiment& experiment, const std::filesystem::path& from, const std::filesystem::path& to) {
  if (from.lexically_normal() == to.lexically_normal()) return;
  each_path(experiment, [&](std::string& path) {
    if (path.empty() || std::filesystem::path(path).is_absolute()) return;
    path = path_for_experiment(from / path, to);
  });
}

void change_paths(DataSpec& data, const std::function<void(std::string&)>& change) {
  each_path(data, change);
}

std::vector<std::string> data_paths(const DataSpec& data) {
  DataSpec copy = data;
  std::vector<std::string> paths;
  each_path(copy, [&paths](std::string& path) {
    if (!path.empty()) paths.push_back(path);
  });
  return paths;
}

std::string path_for_experiment(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto relative = file.lexically_normal().lexically_relative(folder.lexically_normal());
  return lies_inside(relative) ? relative.generic_string() : file.lexically_normal().generic_string();
}

}  // namespace accelbench
