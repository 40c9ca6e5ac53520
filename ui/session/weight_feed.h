// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <memory>
#include <optional>

#include "core/experiment/experiment.h"
#include "core/run/weight_watch.h"

namespace accelbench {

/// The weights of the training that runs, for a picture: asked for at most twice a second, and only while
/// somebody looks.
class WeightFeed : public QObject {
  Q_OBJECT

 public:
  explicit WeightFeed(QObject* parent = nullptr) : QObject(parent) {}

  /// A training of these accelerators began. Runs in processes of their own do not show their weights.
  void follow(std::shared_ptr<WeightWatch> watch, const std::vector<AcceleratorSpec>& accelerators);
  /// Whether a picture is in sight that could draw them.
  void set_wanted(bool wanted) { wanted_ = wanted; }
  /// Called ten times a second while a training runs, and once after it.
  void tick();

  /// The last ones seen; empty before any.
  const std::optional<SeenWeights>& seen() const { return seen_; }
  /// A training was followed whose runs do not show them.
  bool out_of_sight() const { return out_of_sight_; }

 signals:
  void changed();

 private:
  static constexpr int ticks_between_questions = 5;
  std::shared_ptr<WeightWatch> watch_;
  std::optional<SeenWeights> seen_;
  int ticks_ = 0;
  bool wanted_ = false;
  bool out_of_sight_ = false;
};

}  // namespace accelbench
