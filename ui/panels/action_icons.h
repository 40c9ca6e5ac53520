// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QIcon>

namespace accelbench {

enum class ActionShape { new_file, open, save, train, stop, pause, one_epoch, compare };

/// A line drawing in the colour of the program's text, whatever the theme is at the moment it is drawn.
QIcon action_icon(ActionShape shape);

}  // namespace accelbench
