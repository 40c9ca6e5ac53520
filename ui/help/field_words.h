// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>

namespace accelbench {

/// What a person may want to know of one field, from the same table that reads the files.
struct FieldWords {
  QString what;     ///< "Rows a step; the last batch of an epoch is short, never dropped."
  QString takes;    ///< "It takes a whole number from 1 to 2147483647; left out, it is 32."
  QString key;      ///< in the file: "training.batch_size"
  QString file;     ///< "settings.yaml" for keys of the settings; empty for those of an experiment
  QString chapter;  ///< of the guide: "training"
};

/// Of an editor by its object name: the key path of an experiment, or "settings." and one of the settings.
std::optional<FieldWords> field_words(const QString& object_name);

}  // namespace accelbench
