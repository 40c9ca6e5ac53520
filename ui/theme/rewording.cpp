// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/rewording.h"

#include <algorithm>
#include <array>

namespace accelbench {

namespace {

const QRegularExpression& place_form() {
  static const QRegularExpression form(QStringLiteral("%L?([1-9n])"));
  return form;
}

int number_of_place(const QString& place) { return place == u'n' ? 0 : place.toInt(); }

/// Lists and notes are put together from texts with these between.
constexpr std::array separators = {"\n", " · ", "; "};

/// How many steps up from `where` a class of this context stands; large where none does.
int distance(const QByteArray& context, const QObject* where) {
  int steps = 0;
  for (; where != nullptr; where = where->parent(), ++steps)
    for (const QMetaObject* kind = where->metaObject(); kind != nullptr; kind = kind->superClass())
      if (context == kind->className()) return steps;
  return 1000;
}

}  // namespace

Rewording::Rewording(const std::vector<Reworded>& texts) {
  for (const Reworded& text : texts) {
    if (text.before == text.now || text.before.isEmpty()) continue;
    if (text.before.contains(place_form()))
      add_pattern(text);
    else
      whole_[text.before].push_back(text);
  }
  std::ranges::stable_sort(patterns_, std::greater(), &Pattern::words);
}

void Rewording::add_pattern(const Reworded& text) {
  Pattern pattern;
  QString form;
  qsizetype end = 0;
  for (auto places = place_form().globalMatch(text.before); places.hasNext();) {
    const QRegularExpressionMatch place = places.next();
    const QString words = text.before.mid(end, place.capturedStart() - end);
    pattern.words += words.trimmed().size();
    pattern.places.push_back(number_of_place(place.captured(1)));
    form += QRegularExpression::escape(words) + QStringLiteral("(.*?)");
    end = place.capturedEnd();
  }
  const QString rest = text.before.mid(end);
  pattern.words += rest.trimmed().size();
  if (pattern.words == 0) return;  // any text would be of this form
  pattern.form =
      QRegularExpression(QRegularExpression::anchoredPattern(form + QRegularExpression::escape(rest)),
                         QRegularExpression::DotMatchesEverythingOption);
  pattern.text = text;
  patterns_.push_back(pattern);
}

const Reworded* Rewording::whole(const QString& text, const QObject* where) const {
  const auto at = whole_.constFind(text);
  if (at == whole_.constEnd()) return nullptr;
  return &*std::ranges::min_element(*at, {},
                                    [where](const Reworded& one) { return distance(one.context, where); });
}

/// What stands in a place may have been words, too.
QString Rewording::filled(const Pattern& pattern, const QRegularExpressionMatch& match,
                          const QObject* where) const {
  QString made;
  qsizetype end = 0;
  for (auto places = place_form().globalMatch(pattern.text.now); places.hasNext();) {
    const QRegularExpressionMatch place = places.next();
    const auto at = std::ranges::find(pattern.places, number_of_place(place.captured(1)));
    made += pattern.text.now.mid(end, place.capturedStart() - end);
    if (at != pattern.places.end())
      made += of(match.captured(1 + static_cast<int>(at - pattern.places.begin())), where);
    end = place.capturedEnd();
  }
  return made + pattern.text.now.mid(end);
}

QString Rewording::parts_of(const QString& text, const QObject* where) const {
  for (const char* between : separators) {
    const QString separator = QString::fromUtf8(between);
    if (!text.contains(separator)) continue;
    QStringList parts = text.split(separator);
    for (QString& part : parts) part = of(part, where);
    return parts.join(separator);
  }
  return text;
}

QString Rewording::of(const QString& text, const QObject* where) const {
  if (text.isEmpty()) return text;
  if (const Reworded* found = whole(text, where)) return found->now;
  for (const Pattern& pattern : patterns_) {
    const QRegularExpressionMatch match = pattern.form.match(text);
    if (match.hasMatch()) return filled(pattern, match, where);
  }
  return parts_of(text, where);
}

}  // namespace accelbench
