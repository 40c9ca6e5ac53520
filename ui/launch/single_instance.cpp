// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/single_instance.h"

#include <sys/socket.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>

namespace accelbench {

namespace {

constexpr int connect_ms = 500;
constexpr int answer_ms = 2000;  // a window that takes longer is taken for one that hangs
constexpr qint64 most_bytes = 64 * 1024;

const QString open_key = QStringLiteral("open");
const QByteArray accepted = QByteArrayLiteral("ok\n");

/// The socket's folder is for its owner alone; who can reach it otherwise is refused here.
bool is_same_user(const QLocalSocket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const auto descriptor = static_cast<int>(socket.socketDescriptor());
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

void take_line(QLocalSocket* socket, SingleInstance* instance) {
  if (socket->bytesAvailable() > most_bytes) return socket->abort();
  if (!socket->canReadLine()) return;
  const QJsonObject asked = QJsonDocument::fromJson(socket->readLine()).object();
  if (!asked.contains(open_key)) return socket->abort();
  socket->write(accepted);
  socket->flush();
  socket->disconnectFromServer();
  emit instance->asked(asked.value(open_key).toString());
}

}  // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent), folder_(folder.isEmpty() ? qEnvironmentVariable("XDG_RUNTIME_DIR") : folder) {
  server_.setSocketOptions(QLocalServer::UserAccessOption);
  connect(&server_, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

QString SingleInstance::socket() const { return folder_ + QStringLiteral("/accelbench-window"); }

bool SingleInstance::hand_over(const QString& file) const {
  if (!QDir::isAbsolutePath(folder_)) return false;
  QLocalSocket socket;
  socket.connectToServer(this->socket());
  if (!socket.waitForConnected(connect_ms) || !is_same_user(socket)) return false;
  socket.write(QJsonDocument(QJsonObject{{open_key, file}}).toJson(QJsonDocument::Compact) + '\n');
  return socket.waitForReadyRead(answer_ms) && socket.readAll() == accepted;
}

/// Only who holds the lock may take away the socket of a program that has died.
bool SingleInstance::listen() {
  if (!QDir::isAbsolutePath(folder_) || !QDir(folder_).exists()) return false;
  lock_ = std::make_unique<QLockFile>(socket() + QStringLiteral(".lock"));
  lock_->setStaleLockTime(0);
  if (!lock_->tryLock(0)) {
    lock_.reset();
    return false;
  }
  QLocalServer::removeServer(socket());
  return server_.listen(socket());
}

void SingleInstance::answer() {
  while (QLocalSocket* socket = server_.nextPendingConnection()) {
    if (!is_same_user(*socket)) {
      delete socket;
      continue;
    }
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] { take_line(socket, this); });
    if (socket->bytesAvailable() > 0) take_line(socket, this);
  }
}

}  // namespace accelbench
