// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLineEdit>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QWidget>

namespace accelbench {

/// The guide: contents and search on the left, a chapter on the right.
class GuideWindow : public QWidget {
  Q_OBJECT

 public:
  explicit GuideWindow(QWidget* parent = nullptr);

  /// Shows a chapter ("data"), at a heading where one is named.
  void show_chapter(const QString& name, const QString& heading = {});
  const QString& chapter() const { return chapter_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  QWidget* build_side();
  void build_shortcuts();
  void show_contents();
  void show_found();
  void follow(const QTreeWidgetItem* item);
  void follow(const QUrl& link);
  void scroll_to(const QString& heading);
  void mark_words();

  QString chapter_;
  QLineEdit* search_ = nullptr;
  QTreeWidget* contents_ = nullptr;
  QTextBrowser* text_ = nullptr;
};

}  // namespace accelbench
