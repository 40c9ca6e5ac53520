// SPDX-License-Identifier: GPL-3.0-or-later
// What files are, told by how they begin.
#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "core/data/idx.h"
#include "ui/session/data_drop.h"

namespace accelbench {

namespace {

namespace fs = std::filesystem;

enum class Kind { table, array, archive, images, labels };

constexpr std::int64_t rows_shown = 20;
using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array partners = {Pair{"images-idx3", "labels-idx1"},
                                 Pair{"images", "labels"},
                                 Pair{"x", "y"},
                                 Pair{"X", "Y"},
                                 Pair{"X", "y"},
                                 Pair{"features", "targets"}};
constexpr std::array members = {Pair{"x", "y"}, Pair{"x_train", "y_train"}, Pair{"X", "y"},
                                Pair{"data", "target"}, Pair{"images", "labels"}};

std::string beginning_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(8, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

bool begins_as_idx(const std::string& bytes) {
  return bytes.size() > 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[3] >= 1 && bytes[3] <= 4;
}

Result<Kind> idx_kind(const fs::path& file) {
  auto source = open_perhaps_gzip(file);
  if (!source) return tl::make_unexpected(source.error());
  const auto head = read_idx_header(**source);
  if (!head)
    return bad_input(file.string(), "packed by gzip, and inside it is no IDX",
                     "unpack the file and drop what is in it");
  return head->shape.size() == 1 ? Kind::labels : Kind::images;
}

Result<Kind> kind_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return bad_input(file.string(), "found no regular file", "drop a file of data: csv, npy, npz or IDX");
  const std::string bytes = beginning_of(file);
  if (bytes.starts_with("PK\x03\x04")) return Kind::archive;
  if (bytes.starts_with("\x93NUMPY")) return Kind::array;
  if (bytes.starts_with("\x1f\x8b") || begins_as_idx(bytes)) return idx_kind(file);
  return Kind::table;
}

/// The name with the first of two words in place of the other.
std::optional<fs::path> partner_of(const fs::path& file, bool first) {
  const std::string name = file.filename().string();
  for (const Pair& pair : partners) {
    const std::string_view from = first ? pair.first : pair.second, to = first ? pair.second : pair.first;
    const auto at = name.find(from);
    if (at == std::string::npos) continue;
    const fs::path other =
        file.parent_path() / (name.substr(0, at) + std::string(to) + name.substr(at + from.size()));
    std::error_code error;
    if (other != file && fs::is_regular_file(other, error)) return other;
  }
  return std::nullopt;
}

/// Two files that belong together; one of them is enough where the other lies beside it.
Result<std::pair<fs::path, fs::path>> pair_of(std::optional<fs::path> first, std::optional<fs::path> second,
                                              const char* missing) {
  if (first && !second) second = partner_of(*first, true);
  if (second && !first) first = partner_of(*second, false);
  if (first && second) return std::pair{*first, *second};
  return bad_input((first ? *first : *second).string(), missing, "drop both files together");
}

/// The files that a person dropped, told apart.
class Sorter {
 public:
  Sorter(const std::vector<fs::path>& files, const Experiment& experiment)
      : files_(files), experiment_(experiment) {}

  Result<DroppedData> look() {
    for (const fs::path& file : files_) {
      const auto kind = kind_of(file);
      if (!kind) return tl::make_unexpected(kind.error());
      of_kind_[static_cast<std::size_t>(*kind)].push_back(file);
    }
    if (!of(Kind::images).empty() || !of(Kind::labels).empty()) return images();
    if (!of(Kind::array).empty()) return arrays();
    if (!of(Kind::archive).empty()) return archive();
    return table();
  }

 private:
  const std::vector<fs::path>& of(Kind kind) const { return of_kind_[static_cast<std::size_t>(kind)]; }
  std::optional<fs::path> first_of(Kind kind) const {
    return of(kind).empty() ? std::nullopt : std::optional(of(kind).front());
  }

  Result<DroppedData> images() {
    const auto pair = pair_of(first_of(Kind::images), first_of(Kind::labels),
                              "IDX images and labels are two files; found one of them");
    if (!pair) return tl::make_unexpected(pair.error());
    return shown(IdxData{pair->first.string(), pair->second.string()}, {pair->first, pair->second});
  }

  Result<DroppedData> arrays() {
    std::optional<fs::path> x, y;
    for (const fs::path& file : of(Kind::array)) {
      const std::string name = file.stem().string();
      const bool answers = name.find('y') != std::string::npos || name.find('Y') != std::string::npos ||
                           name.find("target") != std::string::npos ||
                           name.find("label") != std::string::npos;
      (answers && !y ? y : x) = file;
    }
    const auto pair = pair_of(x, y, "NumPy arrays are two files, features and targets; found one of them");
    if (!pair) return tl::make_unexpected(pair.error());
    return shown(NpyData{pair->first.string(), pair->second.string()}, {pair->first, pair->second});
  }

  Result<DroppedData> archive() {
    const fs::path& file = of(Kind::archive).front();
    Result<DroppedData> found = tl::make_unexpected(Error{});
    for (const Pair& keys : members) {
      auto tried = shown(NpzData{file.string(), std::string(keys.first), std::string(keys.second)}, {file});
      if (tried) return tried;
      if (keys == members.front()) found = std::move(tried);  // its error names what the archive has
    }
    return found;
  }

  /// Words in the last column are classes.
  Result<DroppedData> table() {
    const fs::path& file = of(Kind::table).front();
    CsvData csv;
    csv.path = file.string();
    csv.task = takes_logits(experiment_.training.loss) ? Task::classification : Task::regression;
    auto found = shown(csv, {file});
    if (!found || csv.task == Task::classification) return found;
    const auto& columns = found->preview->columns;
    const bool words = !columns.empty() && columns.back().values == 0 && columns.back().refused > 0;
    if (!words) return found;
    csv.task = Task::classification;
    return shown(csv, {file});
  }

  Result<DroppedData> shown(DataSourceSpec source, std::vector<fs::path> files) const {
    DataSpec spec = experiment_.data;
    spec.source = std::move(source);
    spec.validation.reset();
    DataRoots roots{files.front().parent_path(), {}};
    for (const fs::path& file : files) roots.allowed.push_back(file.parent_path());
    const Task wanted = takes_logits(experiment_.training.loss) ? Task::classification : Task::regression;
    auto found = preview(spec, roots, rows_shown, wanted);
    if (!found) return tl::make_unexpected(found.error());
    return DroppedData{std::move(spec), std::move(files), std::make_shared<const Preview>(std::move(*found))};
  }

  const std::vector<fs::path>& files_;
  const Experiment& experiment_;
  std::array<std::vector<fs::path>, 5> of_kind_;
};

}  // namespace

Result<DroppedData> look_at_dropped(const std::vector<fs::path>& files, const Experiment& experiment) {
  return Sorter(files, experiment).look();
}

}  // namespace accelbench
