// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/cpu/batch_source.h"
#include "core/cpu/step.h"
#include "core/engine/exchange.h"

namespace accelbench::cpu {

/// Rows of batches to come where ranks share the data: those that this rank trains, fetched from the ranks
/// whose home rows they are. All ranks fetch the same batches at the same time. Throws ExchangeError.
class RowWindow {
 public:
  RowWindow(Exchange& exchange, const Work& work);

  /// Batches whose rows are fetched at a time: as many as fit some megabytes of a rank's rows.
  std::int64_t batches_at_once(std::int64_t rows_of_a_batch) const;
  void fetch(const Batches& batches, const BatchSource& source);

  /// What was fetched, as a data set of its own: the rows in the order in which they are visited.
  const Samples& rows() const { return rows_; }
  /// Where those of a step begin among them.
  std::int64_t first_of(std::int64_t step) const {
    return first_of_[static_cast<std::size_t>(step - number_)];
  }

 private:
  /// Of the ranks, for the training set or the validation set: rank r holds [begins[r], begins[r + 1]).
  using Homes = std::vector<std::int64_t>;
  struct Wanted {
    std::vector<std::int64_t> rows;   ///< by owner, and by position for each
    std::vector<std::size_t> counts;  ///< for each owner
    std::vector<std::size_t> places;  ///< in the window, of each of `rows`
  };

  Homes homes_of(const Samples& samples) const;
  std::vector<std::int64_t> visited(const Batches& batches, const BatchSource& source);
  static Wanted by_owner(std::span<const std::int64_t> rows, const Homes& homes);
  std::vector<std::int64_t> exchange_wishes(Wanted& wanted, std::vector<std::size_t>& asked);
  std::vector<float> pack(const Samples& held, std::span<const std::int64_t> rows) const;
  void unpack(const Samples& like, const Wanted& wanted, std::span<const float> packed);
  std::size_t width() const { return features_ + others_; }

  Exchange& exchange_;
  const Work& work_;
  std::size_t features_, others_;  ///< words of a row: its features; its targets, or its class
  Homes train_, validation_;
  std::int64_t number_ = 0;
  std::vector<std::int64_t> first_of_;
  std::vector<float> x_, y_;
  std::vector<std::int32_t> labels_;
  Samples rows_;
};

}  // namespace accelbench::cpu
