// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <vector>

// The language that the window speaks. The texts in the source are English; translations lie in the program's
// resources as :/translations/accelbench_NAME.qm.
namespace accelbench {

struct Language {
  QString name;    ///< as in settings.yaml: "en", "zh_CN"
  QString called;  ///< as its speakers call it
};
/// Those that can be chosen, English first.
const std::vector<Language>& languages();

/// Whether this build has its texts; English always.
bool has_language(const QString& name);

/// From now on the window speaks this language; empty: the system's. English where there is no translation.
void apply_language(const QString& name);

}  // namespace accelbench
