// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QRegularExpression>
#include <QString>
#include <vector>

// What a change of the language does to texts that stand in widgets already: each is known by the source text
// that it was translated from, and is put again from there. Figures in it ("Epoch 7 of 100") stay.
namespace accelbench {

/// A text of the source, and how the language before and the one now put it.
struct Reworded {
  QByteArray context;
  QString before, now;  ///< with their places %1, %n
};

/// Texts of one language in the words of another.
class Rewording {
 public:
  Rewording() = default;
  explicit Rewording(const std::vector<Reworded>& texts);

  /// The text in the new words; unchanged where it is nobody's words but a name or a number. Of several
  /// sources with the same words, that of the class of `where` or of what holds it.
  QString of(const QString& text, const QObject* where) const;

 private:
  struct Pattern {
    QRegularExpression form;
    std::vector<int> places;  ///< number of each place in the order of the old words; 0: %n
    qsizetype words = 0;      ///< letters between the places
    Reworded text;
  };
  void add_pattern(const Reworded& text);
  const Reworded* whole(const QString& text, const QObject* where) const;
  QString filled(const Pattern& pattern, const QRegularExpressionMatch& match, const QObject* where) const;
  QString parts_of(const QString& text, const QObject* where) const;

  QHash<QString, std::vector<Reworded>> whole_;
  std::vector<Pattern> patterns_;  ///< those with most words first
};

/// Puts all texts again that stand in windows, menus, lists and tables; models are asked to tell theirs.
void reword_everything(const Rewording& rewording);

/// For what paints its own texts, when QEvent::LanguageChange comes: the text in the language that was chosen
/// last.
QString reworded(const QString& text, const QObject* where);

}  // namespace accelbench
