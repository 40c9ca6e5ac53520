// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <type_traits>

// One table of names for each enumeration: the same words in YAML, JSON, messages and the window.
namespace accelbench {

/// One value of an enumeration, its name in files and one line that explains it (a formula where there is one).
template <class E>
struct Named {
  E value;
  std::string_view name;
  std::string_view meaning;
};

/// Specialised beside each enumeration: `static constexpr std::array table = {Named<E>{...}, ...}` in the order of its values.
template <class E>
struct Names;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires { Names<E>::table; };

template <NamedEnum E>
constexpr std::string_view name_of(E value) {
  for (const auto& row : Names<E>::table)
    if (row.value == value) return row.name;
  return "?";
}

template <NamedEnum E>
constexpr std::optional<E> value_named(std::string_view name) {
  for (const auto& row : Names<E>::table)
    if (row.name == name) return row.value;
  return std::nullopt;
}

}  // namespace accelbench
