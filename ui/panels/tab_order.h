// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>
#include <vector>

namespace accelbench {

/// What Tab reaches inside a widget, in the order in which its layouts put it on screen; hidden or not.
std::vector<QWidget*> tab_stops(QWidget& root);

/// Makes Tab go through the stops in this order. Widgets that came later stand at the end of the chain
/// otherwise, wherever they are on screen.
void chain_tabs(const std::vector<QWidget*>& stops);

}  // namespace accelbench
