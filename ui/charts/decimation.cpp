// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/decimation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace accelbench {
namespace {

void keep_lower(const std::vector<double>& y, std::optional<std::size_t>& best,
                std::optional<std::size_t> other) {
  if (other && (!best || y[*other] < y[*best])) best = other;
}

void keep_higher(const std::vector<double>& y, std::optional<std::size_t>& best,
                 std::optional<std::size_t> other) {
  if (other && (!best || y[*other] > y[*best])) best = other;
}

/// Draws one line, column after column.
class LineBuilder {
 public:
  LineBuilder(const SampleSeries& series, const SampleIndex& index, const ColumnRequest& request)
      : series_(series), index_(index), request_(request), x_(series.column(request.axis)) {}

  DecimatedLine build();

 private:
  bool drawable(std::size_t sample) const {
    const double value = series_.y[sample];
    return std::isfinite(value) && (!request_.logarithmic || value > 0);
  }
  double axis_y(std::size_t sample) const {
    return request_.logarithmic ? std::log10(series_.y[sample]) : series_.y[sample];
  }
  std::size_t first_at_or_after(double x, std::size_t from) const;
  void add_column(std::size_t first, std::size_t last);
  void add_extremes(const Extent& extent);
  void add_point(QPointF point);
  void add_sample(std::size_t sample);
  void add_crossing(std::size_t after, double edge);
  void count(const Extent& extent, double x);

  const SampleSeries& series_;
  const SampleIndex& index_;
  const ColumnRequest& request_;
  const std::vector<double>& x_;
  DecimatedLine line_;
  bool open_ = false;  ///< whether the next point goes on with the last piece
};

std::size_t LineBuilder::first_at_or_after(double x, std::size_t from) const {
  const auto end = x_.begin() + static_cast<std::ptrdiff_t>(index_.size());
  return static_cast<std::size_t>(std::lower_bound(x_.begin() + static_cast<std::ptrdiff_t>(from), end, x) -
                                  x_.begin());
}

void LineBuilder::add_point(QPointF point) {
  if (!open_) line_.pieces.emplace_back();
  open_ = true;
  line_.pieces.back().push_back(point);
}

void LineBuilder::add_sample(std::size_t sample) {
  if (drawable(sample))
    add_point({x_[sample], axis_y(sample)});
  else
    open_ = false;
}

void LineBuilder::count(const Extent& extent, double x) {
  const std::size_t not_positive = request_.logarithmic ? extent.not_positive : 0;
  line_.not_finite += extent.not_finite;
  line_.not_positive += not_positive;
  if (extent.not_finite + not_positive > 0) line_.skipped_x.push_back(x);
}

void LineBuilder::add_extremes(const Extent& extent) {
  const auto lowest = request_.logarithmic ? extent.lowest_positive : extent.lowest;
  const auto highest = request_.logarithmic ? extent.highest_positive : extent.highest;
  if (!lowest) {
    open_ = false;
    return;
  }
  add_sample(std::min(*lowest, *highest));
  if (*lowest != *highest) add_sample(std::max(*lowest, *highest));
}

void LineBuilder::add_column(std::size_t first, std::size_t last) {
  const Extent extent = index_.extent(series_, first, last);
  count(extent, x_[first]);
  if (last - first > 2) {
    add_extremes(extent);
    return;
  }
  for (std::size_t sample = first; sample < last; ++sample) add_sample(sample);
}

/// Where the line from the sample before `after` to `after` crosses the edge of what is in sight.
void LineBuilder::add_crossing(std::size_t after, double edge) {
  if (after == 0 || after >= index_.size() || !drawable(after - 1) || !drawable(after)) return;
  const double run = x_[after] - x_[after - 1];
  if (run <= 0 || x_[after] == edge || x_[after - 1] == edge) return;
  const double share = (edge - x_[after - 1]) / run;
  add_point({edge, axis_y(after - 1) + share * (axis_y(after) - axis_y(after - 1))});
}

DecimatedLine LineBuilder::build() {
  const double width = request_.x.size() / request_.columns;
  std::size_t first = first_at_or_after(request_.x.minimum, 0);
  const std::size_t end =
      first_at_or_after(std::nextafter(request_.x.maximum, std::numeric_limits<double>::infinity()), first);
  add_crossing(first, request_.x.minimum);
  while (first < end) {
    const double column = std::floor((x_[first] - request_.x.minimum) / width);
    const double edge = request_.x.minimum + (column + 1) * width;
    const bool last_column = column + 1 >= request_.columns;
    const std::size_t last = last_column ? end : std::min(end, first_at_or_after(edge, first));
    add_column(first, std::max(last, first + 1));
    first = std::max(last, first + 1);
  }
  add_crossing(end, request_.x.maximum);
  return std::move(line_);
}

/// A copy of the series ordered by x, without the samples whose x is not a number. Only for series that are
/// out of order.
SampleSeries ordered(const SampleSeries& series, ChartX axis) {
  const auto& x = series.column(axis);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < series.size(); ++i)
    if (std::isfinite(x[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&x](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  SampleSeries copy;
  for (const std::size_t i : order) copy.append(x[i], x[i], x[i], series.y[i], x[i]);
  return copy;
}

}  // namespace

void Extent::add(const std::vector<double>& y, std::size_t sample) {
  if (!std::isfinite(y[sample])) {
    ++not_finite;
    return;
  }
  keep_lower(y, lowest, sample);
  keep_higher(y, highest, sample);
  if (y[sample] <= 0) {
    ++not_positive;
    return;
  }
  keep_lower(y, lowest_positive, sample);
  keep_higher(y, highest_positive, sample);
}

void Extent::add(const std::vector<double>& y, const Extent& other) {
  keep_lower(y, lowest, other.lowest);
  keep_higher(y, highest, other.highest);
  keep_lower(y, lowest_positive, other.lowest_positive);
  keep_higher(y, highest_positive, other.highest_positive);
  not_finite += other.not_finite;
  not_positive += other.not_positive;
}

void SampleIndex::check_order(const SampleSeries& series, std::size_t from) {
  for (const ChartX axis : {ChartX::step, ChartX::epoch, ChartX::time, ChartX::joules}) {
    const auto& x = series.column(axis);
    bool& ascending = ascending_[base_place(axis)];
    for (std::size_t i = from; ascending && i < x.size(); ++i)
      ascending = std::isfinite(x[i]) && (i == 0 || x[i] >= x[i - 1]);
  }
}

void SampleIndex::update(const SampleSeries& series) {
  if (series.generation != generation_ || series.size() < size_) {
    *this = SampleIndex();
    generation_ = series.generation;
  }
  check_order(series, size_);
  size_ = std::min({series.step.size(), series.epoch.size(), series.time_s.size(), series.y.size()});
  add_blocks(series);
}

void SampleIndex::add_blocks(const SampleSeries& series) {
  std::size_t below = size_;
  for (std::size_t level = 0; below >= fan_; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& blocks = levels_[level];
    while ((blocks.size() + 1) * fan_ <= below) {
      Extent extent;
      for (std::size_t i = blocks.size() * fan_; i < (blocks.size() + 1) * fan_; ++i)
        level == 0 ? extent.add(series.y, i) : extent.add(series.y, levels_[level - 1][i]);
      blocks.push_back(extent);
    }
    below = blocks.size();
  }
}

Extent SampleIndex::extent(const SampleSeries& series, std::size_t first, std::size_t last) const {
  Extent extent;
  while (first < last) {
    std::size_t level = 0, length = 1;  // the largest block that begins here and ends in time
    while (level < levels_.size() && first % (length * fan_) == 0 && first + length * fan_ <= last &&
           first / (length * fan_) < levels_[level].size()) {
      length *= fan_;
      ++level;
    }
    if (level == 0)
      extent.add(series.y, first);
    else
      extent.add(series.y, levels_[level - 1][first / length]);
    first += length;
  }
  return extent;
}

namespace {

DecimatedLine decimate_on_base(const SampleSeries& series, const SampleIndex& index,
                               const ColumnRequest& request) {
  if (index.ascending(request.axis)) return LineBuilder(series, index, request).build();
  const SampleSeries copy = ordered(series, request.axis);
  SampleIndex index_of_copy;
  index_of_copy.update(copy);
  return LineBuilder(copy, index_of_copy, request).build();
}

}  // namespace

DecimatedLine decimate(const SampleSeries& series, const SampleIndex& index, const ColumnRequest& request) {
  if (index.size() == 0 || request.columns < 1 || !(request.x.size() > 0)) return {};
  if (!series.stands_on(request.axis)) return {};
  const double factor = series.factor(request.axis);
  if (factor == 1) return decimate_on_base(series, index, request);
  const Span base{request.x.minimum / factor, request.x.maximum / factor};
  DecimatedLine line =
      decimate_on_base(series, index, {base_axis(request.axis), base, request.columns, request.logarithmic});
  for (auto& piece : line.pieces)
    for (QPointF& point : piece) point.setX(point.x() * factor);
  for (double& x : line.skipped_x) x *= factor;
  return line;
}

std::optional<std::size_t> nearest_sample(const std::vector<double>& x, double at, bool ascending) {
  const auto nearer = [at](double a, double b) {
    return !std::isnan(a) && (std::isnan(b) || std::abs(a - at) < std::abs(b - at));
  };
  if (x.empty()) return std::nullopt;
  if (!ascending) return static_cast<std::size_t>(std::min_element(x.begin(), x.end(), nearer) - x.begin());
  const auto after = std::lower_bound(x.begin(), x.end(), at);
  if (after == x.begin()) return 0;
  const bool take_after = after != x.end() && nearer(*after, *(after - 1));
  return static_cast<std::size_t>(after - x.begin()) - (take_after ? 0 : 1);
}

}  // namespace accelbench
