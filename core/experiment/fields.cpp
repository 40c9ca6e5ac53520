// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/fields.h"

#include <algorithm>

#include "core/experiment/field_lister.h"

namespace accelbench {
namespace {

std::vector<Field> list_fields() {
  std::vector<Field> fields = {
      {"accelbench", "1", "required", "version of the format, the first key of the file", ""}};
  FieldLister lister("", fields);
  const Experiment experiment;
  describe(lister, experiment);
  return fields;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// model.layers.3.units → model.layers.N.units
std::string general_path(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.'), path.size());
    const std::string_view segment = path.substr(0, end);
    result = join_path(result, is_number(segment) ? "N" : segment);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return result;
}

}  // namespace

const std::vector<Field>& experiment_fields() {
  static const std::vector<Field> fields = list_fields();
  return fields;
}

const Field* find_field(std::string_view path) {
  const auto& fields = experiment_fields();
  const auto at = std::ranges::find(fields, general_path(path), &Field::path);
  return at == fields.end() ? nullptr : &*at;
}

}  // namespace accelbench
