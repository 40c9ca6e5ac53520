// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>

#include "core/base/philox.h"
#include "core/certificate/probe_rows.h"
#include "core/certificate/probes.h"

namespace accelbench {
namespace {

struct ChosenRows {
  std::vector<float> x, y;
  std::vector<std::int32_t> labels;
};

template <class Number>
void append_row(std::vector<Number>& into, std::span<const Number> from, std::int64_t row,
                std::int64_t width) {
  if (from.empty()) return;
  const auto part = from.subspan(static_cast<std::size_t>(row * width), static_cast<std::size_t>(width));
  into.insert(into.end(), part.begin(), part.end());
}

std::int64_t odd(std::int64_t count) { return count % 2 == 0 ? count - 1 : count; }

}  // namespace

Samples chosen_rows(const Samples& all, const std::vector<std::int64_t>& rows) {
  auto chosen = std::make_shared<ChosenRows>();
  for (const std::int64_t row : rows) {
    append_row(chosen->x, all.x, row, all.features);
    append_row(chosen->y, all.y, row, all.targets);
    append_row(chosen->labels, all.labels, row, 1);
  }
  return {static_cast<std::int64_t>(rows.size()),
          all.features,
          all.targets,
          chosen->x,
          chosen->y,
          chosen->labels,
          chosen};
}

std::vector<std::int64_t> spread_rows(std::int64_t samples, std::int64_t count, std::int64_t part,
                                      std::int64_t parts) {
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const double share = (static_cast<double>(i * parts + part) + 0.5) / static_cast<double>(count * parts);
    rows.push_back(std::min(samples - 1, static_cast<std::int64_t>(share * static_cast<double>(samples))));
  }
  return rows;
}

std::int64_t short_batch(std::int64_t batch_size, std::int64_t samples) {
  const std::int64_t wanted = batch_size >= 11 ? 11 : batch_size >= 5 ? 5 : batch_size >= 3 ? 3 : 1;
  return std::max<std::int64_t>(1, std::min(wanted, odd(samples)));
}

Work truncated(const Work& whole) {
  Work work = whole;
  const std::int64_t batch = whole.experiment.training.batch_size, samples = whole.data.train.samples;
  const std::int64_t full = std::min<std::int64_t>(2, samples / batch), rest = samples - full * batch;
  std::int64_t rows = full * batch;
  if (rest > 0) rows += full == 0 ? odd(rest) : short_batch(batch, rest);
  work.data.train = chosen_rows(whole.data.train, spread_rows(samples, rows, 0, 1));
  const std::int64_t validation = whole.data.validation.samples;
  const std::int64_t seen = std::min(batch, validation) + short_batch(batch, validation);
  work.data.validation =
      chosen_rows(whole.data.validation, spread_rows(validation, std::min(validation, seen), 0, 1));
  return work;
}

}  // namespace accelbench
