// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractItemModel>
#include <QList>
#include <QString>

namespace accelbench {

enum class TableForm { text, csv, markdown };

/// A part of a table with its header. Text is padded for a font of one width; CSV holds numbers in full, in
/// the C locale; Markdown is as GitHub reads it.
QString table_text(const QAbstractItemModel& table, const QList<int>& rows, const QList<int>& columns,
                   TableForm form);

}  // namespace accelbench
