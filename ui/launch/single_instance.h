// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <memory>

namespace accelbench {

/// One window for each user: a second launch hands what it was asked to open to the window that is there, by
/// a socket in the user's runtime folder that only the same user can reach.
class SingleInstance : public QObject {
  Q_OBJECT

 public:
  /// Without a folder: $XDG_RUNTIME_DIR; where there is none, every launch has a window of its own.
  explicit SingleInstance(const QString& folder = {}, QObject* parent = nullptr);

  /// Asks the window that is there to open `file` (absolute; empty: to come to the front). Whether it
  /// answered.
  bool hand_over(const QString& file) const;
  /// From now on launches are handed to this one; false where another has that part.
  bool listen();

 signals:
  /// A later launch was asked to open this; empty: to come to the front.
  void asked(const QString& file);

 private:
  void answer();
  QString socket() const;

  QString folder_;
  QLocalServer server_;
  std::unique_ptr<QLockFile> lock_;
};

}  // namespace accelbench
