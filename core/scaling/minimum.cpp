// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaling/minimum.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accelbench {
namespace {

using Place = std::vector<double>;
using Function = std::function<double(const Place&)>;

struct Corner {
  Place at;
  double value;
};

/// One simplex, walked downhill.
class Simplex {
 public:
  Simplex(const Function& function, const Place& start, const std::vector<double>& reach)
      : function_(function) {
    corners_.push_back(corner(start));
    for (std::size_t i = 0; i < start.size(); ++i) {
      Place moved = start;
      moved[i] += reach[i];
      corners_.push_back(corner(std::move(moved)));
    }
    sort();
  }

  Corner lowest() {
    for (int step = 0; step < most_steps && corners_.back().value - corners_.front().value > least_gain;
         ++step)
      walk();
    return corners_.front();
  }

 private:
  static constexpr int most_steps = 1500;
  static constexpr double least_gain = 1e-9;

  Corner corner(Place at) const {
    const double value = function_(at);
    return {std::move(at), std::isfinite(value) ? value : std::numeric_limits<double>::max()};
  }

  /// On the line from the worst corner through the middle of the others: 1 mirrors it, −½ draws it in.
  Corner along(double factor) const {
    const Place& worst = corners_.back().at;
    Place at(worst.size());
    for (std::size_t i = 0; i < at.size(); ++i) {
      double middle = 0;
      for (std::size_t k = 0; k + 1 < corners_.size(); ++k) middle += corners_[k].at[i];
      middle /= static_cast<double>(corners_.size() - 1);
      at[i] = middle + factor * (middle - worst[i]);
    }
    return corner(std::move(at));
  }

  void walk() {
    Corner mirrored = along(1);
    if (mirrored.value < corners_.front().value) {
      Corner further = along(2);
      replace_worst(further.value < mirrored.value ? std::move(further) : std::move(mirrored));
    } else if (mirrored.value < corners_[corners_.size() - 2].value) {
      replace_worst(std::move(mirrored));
    } else {
      draw_in(mirrored.value < corners_.back().value ? 0.5 : -0.5);
    }
  }

  void draw_in(double factor) {
    if (Corner inner = along(factor); inner.value < corners_.back().value)
      return replace_worst(std::move(inner));
    const Place lowest = corners_.front().at;
    for (std::size_t k = 1; k < corners_.size(); ++k) {
      Place at = corners_[k].at;
      for (std::size_t i = 0; i < at.size(); ++i) at[i] = (at[i] + lowest[i]) / 2;
      corners_[k] = corner(std::move(at));
    }
    sort();
  }

  void replace_worst(Corner better) {
    corners_.back() = std::move(better);
    sort();
  }

  void sort() { std::ranges::stable_sort(corners_, {}, &Corner::value); }

  const Function& function_;
  std::vector<Corner> corners_;
};

}  // namespace

std::vector<double> minimum_of(const Function& function, Place start, const std::vector<double>& reach,
                               int starts) {
  Corner best = Simplex(function, start, reach).lowest();
  for (int again = 1; again < starts; ++again) {
    Corner next = Simplex(function, best.at, reach).lowest();
    const bool gained = best.value - next.value > 1e-6 * std::max(1.0, std::abs(best.value));
    if (next.value < best.value) best = std::move(next);
    if (!gained) break;
  }
  return best.at;
}

}  // namespace accelbench
