// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace accelbench {
namespace {

// Longer texts are no typing errors, and the table grows with the product of the lengths.
constexpr std::size_t longest_name = 200;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool swapped(std::string_view a, std::string_view b, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
}

template <class Name>
std::optional<std::string> nearest_of(std::string_view found, std::span<const Name> names) {
  if (found.size() > longest_name) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, found.size() / 3) + 1;
  std::optional<std::string> name;
  for (const auto& candidate : names) {
    if (candidate.size() > longest_name) continue;
    const std::size_t distance = edit_distance(found, candidate);
    if (distance < best) std::tie(best, name) = std::pair(distance, std::string(candidate));
  }
  return name;
}

template <class Name>
std::string question(std::string_view found, std::span<const Name> names) {
  const auto name = nearest_of(found, names);
  return name ? "did you mean '" + *name + "'?" : "";
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (swapped(a, b, i, j)) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::optional<std::string> nearest(std::string_view found, std::span<const std::string> names) {
  return nearest_of(found, names);
}
std::optional<std::string> nearest(std::string_view found, std::span<const std::string_view> names) {
  return nearest_of(found, names);
}
std::string did_you_mean(std::string_view found, std::span<const std::string> names) {
  return question(found, names);
}
std::string did_you_mean(std::string_view found, std::span<const std::string_view> names) {
  return question(found, names);
}

}  // namespace accelbench
