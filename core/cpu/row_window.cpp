// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/row_window.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/engine/gather_parts.h"

namespace accelbench::cpu {
namespace {

constexpr std::size_t window_bytes = std::size_t{8} << 20;

std::vector<std::size_t> scaled(std::vector<std::size_t> counts, std::size_t by) {
  for (std::size_t& count : counts) count *= by;
  return counts;
}

std::size_t sum_of(std::span<const std::size_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

}  // namespace

RowWindow::RowWindow(Exchange& exchange, const Work& work)
    : exchange_(exchange),
      work_(work),
      features_(static_cast<std::size_t>(work.data.train.features)),
      others_(work.data.train.targets > 0 ? static_cast<std::size_t>(work.data.train.targets) : 1),
      train_(homes_of(work.data.train)),
      validation_(homes_of(work.data.validation)) {}

/// Home rows follow each other in the order of the ranks.
RowWindow::Homes RowWindow::homes_of(const Samples& samples) const {
  const std::int64_t first = samples.samples > 0 ? samples.held.first : 0;
  Homes homes = gather_numbers(exchange_, std::span(&first, 1));
  homes.push_back(samples.samples);
  return homes;
}

std::int64_t RowWindow::batches_at_once(std::int64_t rows_of_a_batch) const {
  const std::size_t rows = static_cast<std::size_t>(rows_of_a_batch / exchange_.size() + 1);
  return std::max<std::int64_t>(1,
                                static_cast<std::int64_t>(window_bytes / (rows * width() * sizeof(float))));
}

void RowWindow::fetch(const Batches& batches, const BatchSource& source) {
  const Samples& held = batches.training ? work_.data.train : work_.data.validation;
  Wanted wanted = by_owner(visited(batches, source), batches.training ? train_ : validation_);
  std::vector<std::size_t> asked;
  const std::vector<std::int64_t> for_others = exchange_wishes(wanted, asked);
  std::vector<float> given = pack(held, for_others), taken(wanted.rows.size() * width());
  exchange_.all_to_all(std::span(given), scaled(asked, width()), std::span(taken),
                       scaled(wanted.counts, width()));
  unpack(held, wanted, taken);
}

/// This rank's rows of the batches, in order.
std::vector<std::int64_t> RowWindow::visited(const Batches& batches, const BatchSource& source) {
  number_ = batches.number;
  first_of_.clear();
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < batches.count; ++i) {
    const auto step = batches.step<float>(i);
    const std::size_t begin = rows.size();
    first_of_.push_back(static_cast<std::int64_t>(begin));
    rows.resize(begin + step.rows);
    const auto here = std::span(rows).subspan(begin);
    batches.training ? source.training_rows(step.position, here)
                     : BatchSource::validation_rows(step.position, here);
  }
  return rows;
}

RowWindow::Wanted RowWindow::by_owner(std::span<const std::int64_t> rows, const Homes& homes) {
  Wanted wanted;
  wanted.counts.resize(homes.size() - 1);
  std::vector<std::size_t> owners(rows.size()), next(homes.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    owners[i] = static_cast<std::size_t>(std::ranges::upper_bound(homes, rows[i]) - homes.begin()) - 1;
    ++wanted.counts[owners[i]];
  }
  std::partial_sum(wanted.counts.begin(), wanted.counts.end(), next.begin() + 1);
  wanted.rows.resize(rows.size());
  wanted.places.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = next[owners[i]]++;
    wanted.rows[at] = rows[i];
    wanted.places[at] = i;
  }
  return wanted;
}

/// The rows that others want of this rank, and how many each.
std::vector<std::int64_t> RowWindow::exchange_wishes(Wanted& wanted, std::vector<std::size_t>& asked) {
  const std::vector<std::int64_t> mine(wanted.counts.begin(), wanted.counts.end());
  const std::vector<std::int64_t> all = gather_numbers(exchange_, mine);
  const std::size_t ranks = mine.size(), own = static_cast<std::size_t>(exchange_.rank());
  asked.resize(ranks);
  for (std::size_t rank = 0; rank < ranks; ++rank)
    asked[rank] = static_cast<std::size_t>(all[rank * ranks + own]);
  std::vector<std::int64_t> rows(sum_of(asked));
  exchange_.all_to_all(std::as_writable_bytes(std::span(wanted.rows)), scaled(wanted.counts, sizeof(rows[0])),
                       std::as_writable_bytes(std::span(rows)), scaled(asked, sizeof(rows[0])));
  return rows;
}

/// Features and what belongs to them, row after row; a class goes as the bits of its number.
std::vector<float> RowWindow::pack(const Samples& held, std::span<const std::int64_t> rows) const {
  std::vector<float> packed(rows.size() * width());
  float* to = packed.data();
  for (const std::int64_t row : rows) {
    const std::int64_t here = row - held.held.first;
    std::copy_n(row_at(held.x, here, features_), features_, to);
    if (held.labels.empty())
      std::copy_n(row_at(held.y, here, others_), others_, to + features_);
    else
      std::memcpy(to + features_, &held.labels[static_cast<std::size_t>(here)], sizeof(std::int32_t));
    to += width();
  }
  return packed;
}

void RowWindow::unpack(const Samples& like, const Wanted& wanted, std::span<const float> packed) {
  const std::size_t rows = wanted.rows.size();
  const bool classes = work_.data.train.targets == 0;
  x_.resize(rows * features_);
  y_.resize(classes ? 0 : rows * others_);
  labels_.resize(classes ? rows : 0);
  for (std::size_t i = 0; i < rows; ++i) {
    const float* from = packed.data() + i * width();
    const std::size_t place = wanted.places[i];
    std::copy_n(from, features_, x_.data() + place * features_);
    if (classes)
      std::memcpy(&labels_[place], from + features_, sizeof(std::int32_t));
    else
      std::copy_n(from + features_, others_, y_.data() + place * others_);
  }
  rows_ = {static_cast<std::int64_t>(rows), like.features, like.targets, x_, y_, labels_, {}};
}

}  // namespace accelbench::cpu
