// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/theme_choice.h"

#include <QSettings>
#include <algorithm>
#include <array>

#include "ui/session/recent_files.h"

namespace accelbench {

namespace {

constexpr std::array theme_words = {"system", "light", "dark"};  // in the order of ThemeChoice
const QString remembered_theme_key = QStringLiteral("theme");

ThemeChoice theme_at(int index) {
  return static_cast<ThemeChoice>(std::clamp(index, 0, static_cast<int>(theme_words.size()) - 1));
}

}  // namespace

ThemeChoice chosen_theme(const Settings& settings) {
  const auto named = std::ranges::find(theme_words, settings.theme);
  if (named != theme_words.end()) return theme_at(static_cast<int>(named - theme_words.begin()));
  return theme_at(
      QSettings(window_settings_file(), QSettings::IniFormat).value(remembered_theme_key).toInt());
}

void remember_theme(ThemeChoice choice) {
  QSettings(window_settings_file(), QSettings::IniFormat)
      .setValue(remembered_theme_key, static_cast<int>(choice));
}

std::string word_of(ThemeChoice choice) { return theme_words.at(static_cast<std::size_t>(choice)); }

}  // namespace accelbench
