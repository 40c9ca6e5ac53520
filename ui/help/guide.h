// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>
#include <vector>

namespace accelbench {

/// The guide as the program carries it: chapters in Markdown, and where words stand in them.
class Guide {
 public:
  struct Heading {
    int level = 1;
    QString text;
  };
  struct Chapter {
    QString name;   ///< "data"
    QString title;  ///< its first heading
    QString text;   ///< Markdown
    std::vector<Heading> headings;
  };
  struct Hit {
    QString chapter;
    QString heading;  ///< the nearest above
    QString line;     ///< shortened around the first word
  };

  /// Chapters in the order of README.md.
  static const std::vector<Chapter>& chapters();
  static const Chapter* find(const QString& name);
  /// Lines that hold every word, in any order and case; at most `most`.
  static std::vector<Hit> search(const QString& words, int most = 100);

  /// As links name it: "What stands where" → "what-stands-where".
  static QString anchor_of(const QString& heading);
};

}  // namespace accelbench
