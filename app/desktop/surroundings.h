// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QTemporaryDir>
#include <optional>

namespace accelbench {

/// What a program without a screen makes do with: the offscreen platform, a private runtime folder where the
/// session gave none, and no complaints of Qt that nobody can act on. Make it before the QApplication.
class Surroundings {
 public:
  explicit Surroundings(bool offscreen);

 private:
  std::optional<QTemporaryDir> runtime_;
};

}  // namespace accelbench
