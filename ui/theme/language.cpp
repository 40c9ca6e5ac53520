// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/language.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QMutex>
#include <QSet>
#include <QTranslator>

#include "ui/theme/rewording.h"

namespace accelbench {

namespace {

const QString english = QStringLiteral("en");

/// lupdate knows functions outside of classes by their namespace.
constexpr const char* namespace_context = "accelbench";

QString translation_file(const QString& name) {
  return QStringLiteral(":/translations/accelbench_%1.qm").arg(name);
}

/// Remembers which texts were asked for: these stand somewhere, and are put again in another language.
class Translation final : public QTranslator {
 public:
  using QTranslator::QTranslator;
  using Asked = std::pair<QByteArray, QByteArray>;  ///< context and text

  QString translate(const char* context, const char* text, const char* meaning, int count) const override {
    remember(context, text);
    const QString own = QTranslator::translate(context, text, meaning, count);
    return own.isEmpty() ? QTranslator::translate(namespace_context, text, meaning, count) : own;
  }
  /// Even without a file it is asked, and remembers.
  bool isEmpty() const override { return false; }
  std::vector<Asked> asked() const {
    const QMutexLocker alone(&mutex_);
    return {asked_.begin(), asked_.end()};
  }

 private:
  void remember(const char* context, const char* text) const {
    const QMutexLocker alone(&mutex_);
    if (!asked_.contains({QByteArray::fromRawData(context, qstrlen(context)),
                          QByteArray::fromRawData(text, qstrlen(text))}))
      asked_.insert({QByteArray(context), QByteArray(text)});
  }
  mutable QMutex mutex_;
  mutable QSet<Asked> asked_;
};

/// Of the program; installed last, and so asked first, before Qt's own.
Translation& translation() {
  static auto* chosen = new Translation(QCoreApplication::instance());
  return *chosen;
}

QTranslator& words_of_qt() {
  static auto* chosen = new QTranslator(QCoreApplication::instance());
  return *chosen;
}

/// With the places for figures still in it, as of one or of several.
QString words(const Translation::Asked& asked, int count) {
  const QString own = translation().translate(asked.first, asked.second, nullptr, count);
  const QString of_qt =
      own.isEmpty() ? words_of_qt().translate(asked.first, asked.second, nullptr, count) : own;
  return of_qt.isEmpty() ? QString::fromUtf8(asked.second) : of_qt;
}

std::vector<Reworded> words_now(const std::vector<Translation::Asked>& asked) {
  std::vector<Reworded> texts;
  for (const Translation::Asked& one : asked)
    for (const int count : {1, 2}) texts.push_back({one.first, words(one, count), {}});
  return texts;
}

void load(const QString& name) {
  QCoreApplication::removeTranslator(&translation());
  QCoreApplication::removeTranslator(&words_of_qt());
  // A translator that failed to load would go on with what it had.
  const QString of_qt = QStringLiteral("qtbase_") + name;
  if (!words_of_qt().load(of_qt, QStringLiteral(":/translations")) &&
      !words_of_qt().load(of_qt, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    (void)words_of_qt().load(QString());
  if (!QFile::exists(translation_file(name)) || !translation().load(translation_file(name)))
    (void)translation().load(QString());
  QCoreApplication::installTranslator(&words_of_qt());
  QCoreApplication::installTranslator(&translation());
}

/// Figures and dates as the language writes them; the system's own where it speaks it, with its country.
QLocale locale_of(const QString& name) {
  const QLocale wanted(name);
  return QLocale::system().language() == wanted.language() ? QLocale::system() : wanted;
}

}  // namespace

const std::vector<Language>& languages() {
  static const std::vector<Language> all = {{english, QStringLiteral("English")},
                                            {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
  return all;
}

bool has_language(const QString& name) { return name == english || QFile::exists(translation_file(name)); }

void apply_language(const QString& name) {
  const QString wanted = name.isEmpty() ? QLocale::system().name() : name;
  const std::vector<Translation::Asked> asked = translation().asked();
  std::vector<Reworded> texts = words_now(asked);
  load(has_language(wanted) ? wanted : english);
  QLocale::setDefault(name.isEmpty() ? QLocale::system() : locale_of(name));
  const std::vector<Reworded> now = words_now(asked);
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].now = now[i].before;
  reword_everything(Rewording(texts));
}

}  // namespace accelbench
