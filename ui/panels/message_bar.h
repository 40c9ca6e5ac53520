// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QString>
#include <QToolButton>
#include <functional>

namespace accelbench {

/// One message at a time inside the window, never a box: what happened and what to do next.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  enum class Level { information, warning, error };

  explicit MessageBar(QWidget* parent = nullptr);

  /// `topic` names what it is about: a newer message of a topic replaces the older, and clear() takes it
  /// away.
  void show_message(const QString& topic, Level level, const QString& text, const QString& action_text = {},
                    std::function<void()> action = {});
  /// Another way on, for the message that was shown last; it closes the message, too. Of several, the first
  /// stands first.
  void add_choice(const QString& text, const std::function<void()>& action);
  void clear(const QString& topic);
  QString text() const { return text_->text(); }
  QString topic() const { return topic_; }

 private:
  QString topic_;
  QLabel* icon_;
  QLabel* text_;
  QToolButton* action_button_;
  QHBoxLayout* choices_;
  std::function<void()> action_;
};

}  // namespace accelbench
