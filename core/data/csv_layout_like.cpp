// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a file found by those of another table.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "core/base/nearest.h"
#include "core/base/text_file.h"
#include "core/data/csv_layout.h"

namespace accelbench {
namespace {

constexpr std::size_t ambiguous = static_cast<std::size_t>(-1);

class Finder {
 public:
  Finder(const std::filesystem::path& path, CsvLayout& layout, const TableLike& like, Columns columns)
      : file_(path.string()), layout_(layout), like_(like), columns_(columns) {}

  Status find() {
    const bool by_name = layout_.header && !like_.feature_names.empty();
    return by_name ? find_by_name() : find_by_place();
  }

 private:
  bool targets_wanted() const { return columns_ != Columns::features; }
  std::size_t features() const { return static_cast<std::size_t>(like_.shape.features); }
  std::size_t targets() const {
    return like_.shape.classes > 0 ? 1 : static_cast<std::size_t>(like_.shape.targets);
  }

  Status find_by_name() {
    for (std::size_t c = 0; c < layout_.names.size(); ++c)
      if (!places_.emplace(layout_.names[c], c).second) places_[layout_.names[c]] = ambiguous;
    if (auto found = take(like_.feature_names, layout_.features); !found) return found;
    if (targets_wanted())
      if (auto found = take(like_.target_names, layout_.targets); !found) return found;
    return columns_ == Columns::same ? refuse_others() : Status{};
  }

  Status take(const std::vector<std::string>& names, std::vector<std::size_t>& into) const {
    for (const std::string& name : names) {
      const auto found = places_.find(name);
      if (found != places_.end() && found->second != ambiguous) {
        into.push_back(found->second);
        continue;
      }
      const bool twice = found != places_.end();
      return bad_input(
          file_,
          fmt::format("{} named {}, expected {} in {}", twice ? "several columns are" : "no column is",
                      in_quotes(name), twice ? "one as" : "as", like_.origin),
          twice ? "rename them" : did_you_mean(name, layout_.names));
    }
    return {};
  }

  Status refuse_others() const {
    std::vector<bool> known(layout_.columns, false);
    for (const auto* list : {&layout_.features, &layout_.targets})
      for (const std::size_t column : *list) known[column] = true;
    const auto other = std::ranges::find(known, false);
    if (other == known.end()) return {};
    const auto column = static_cast<std::size_t>(other - known.begin());
    return bad_input(
        file_,
        fmt::format("column {} found, {} has none", in_quotes(layout_.name_of_column(column)), like_.origin),
        "remove the column");
  }

  Status find_by_place() {
    if (layout_.columns == features() + targets()) return take_places();
    if (layout_.columns == features() && !targets_wanted()) {
      layout_.features.resize(features());
      std::iota(layout_.features.begin(), layout_.features.end(), std::size_t{0});
      return {};
    }
    return bad_input(
        file_,
        fmt::format("{} columns found, {} features and {} target column{} expected as in {}", layout_.columns,
                    features(), targets(), targets() == 1 ? "" : "s", like_.origin),
        layout_.header ? "" : "write header: true if the first line has names");
  }

  /// Targets where they stood there, or last.
  Status take_places() {
    std::vector<std::size_t> at(like_.target_columns.begin(), like_.target_columns.end());
    if (at.size() != targets()) {
      at.resize(targets());
      std::iota(at.begin(), at.end(), features());
    }
    for (std::size_t c = 0; c < layout_.columns; ++c)
      if (std::ranges::find(at, c) == at.end()) layout_.features.push_back(c);
    if (layout_.features.size() != features())
      return bad_input(file_, "the target columns are not those of " + like_.origin);
    if (targets_wanted()) layout_.targets = std::move(at);
    return {};
  }

  std::string file_;
  CsvLayout& layout_;
  const TableLike& like_;
  Columns columns_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

Result<CsvLayout> find_layout_like(const std::filesystem::path& path, const CsvData& spec,
                                   const TableLike& like, Columns columns) {
  auto layout = find_columns(path, spec);
  if (!layout) return layout;
  if (auto found = Finder(path, *layout, like, columns).find(); !found)
    return tl::make_unexpected(found.error());
  return layout;
}

}  // namespace accelbench
