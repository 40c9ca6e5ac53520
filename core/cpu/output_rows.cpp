// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/output_rows.h"

#include <algorithm>
#include <cmath>

namespace accelbench::cpu {
namespace {

template <class T>
std::size_t first_maximum(const T* values, std::size_t count) {
  return static_cast<std::size_t>(std::max_element(values, values + count) - values);
}

/// Keras' `accuracy` for the losses that compare numbers (contract: Semantics).
template <class T>
bool answered_right(const T* prediction, const T* target, std::size_t outputs, bool logits) {
  if (outputs > 1) return first_maximum(prediction, outputs) == first_maximum(target, outputs);
  const T threshold = logits ? T{0} : T{0.5};
  return target[0] == (prediction[0] > threshold ? T{1} : T{0});
}

/// The gradient by p becomes that by z: p ∘ (g − Σ g∘p).
template <class T>
void softmax_gradient(T* gradient, const T* softmax, std::size_t outputs) {
  double sum = 0;
  for (std::size_t j = 0; j < outputs; ++j)
    sum += static_cast<double>(gradient[j]) * static_cast<double>(softmax[j]);
  for (std::size_t j = 0; j < outputs; ++j)
    gradient[j] = static_cast<T>(static_cast<double>(softmax[j]) * (static_cast<double>(gradient[j]) - sum));
}

}  // namespace

template <class T>
void drop_out(const DropoutDraw& draw, double rate, std::uint64_t first_row, std::size_t first_column,
              const Tile<T>& tile, Strided<T> slopes) {
  const auto scale = static_cast<T>(1.0 / (1.0 - rate));
  for (std::size_t i = 0; i < tile.rows; ++i)
    for (std::size_t j = 0; j < tile.columns; j += 4) {
      const auto kept = draw.kept(first_row + i, (first_column + j) / 4);
      for (std::size_t lane = 0; lane < 4; ++lane) {
        T& value = tile.values[i * tile.stride + j + lane];
        T& slope = slopes.values[i * slopes.stride + j + lane];
        value = kept[lane] ? value * scale : T{0};
        slope = kept[lane] ? slope * scale : T{0};
      }
    }
}

void add_row(const RowSums& row, double outputs, BatchSums& sums) {
  sums.loss += row.loss / outputs;
  sums.absolute += row.absolute;
  sums.squared += row.squared;
  sums.target += row.target;
  sums.target_squared += row.target_squared;
}

/// p = softmax(z), in place, with the sum in float64.
template <class T>
void OutputLayer<T>::softmax_row(T* values) const {
  kernels.exponentials(values, *std::max_element(values, values + units), values, columns);
  double sum = 0;
  for (std::size_t j = 0; j < units; ++j) sum += static_cast<double>(values[j]);
  for (std::size_t j = 0; j < units; ++j) values[j] = static_cast<T>(static_cast<double>(values[j]) / sum);
}

/// ln Σ exp z − z_c of one sample; its gradient, times scale, goes to `gradient` (always written).
template <class T>
double OutputLayer<T>::crossentropy(const OutputRow<T>& row, double scale) const {
  const T* const logits = row.prediction;
  const T most = *std::max_element(logits, logits + units);
  kernels.exponentials(logits, most, row.gradient, columns);
  double sum = 0;
  for (std::size_t j = 0; j < units; ++j) sum += static_cast<double>(row.gradient[j]);
  const auto label = static_cast<std::size_t>(row.label);
  for (std::size_t j = 0; j < units; ++j) {
    const double share = static_cast<double>(row.gradient[j]) / sum;
    row.gradient[j] = static_cast<T>((j == label ? share - 1 : share) * scale);
  }
  return std::log(sum) - (static_cast<double>(logits[label]) - static_cast<double>(most));
}

template <class T>
void OutputLayer<T>::see(const OutputRow<T>& row, bool training, std::size_t batch_rows,
                         BatchSums& sums) const {
  const bool drops = softmax && training && dropout > 0;
  if (softmax) softmax_row(row.prediction);
  const T* const softmax_values = drops ? row.kept_softmax : row.prediction;
  if (drops) {
    std::copy_n(row.prediction, columns, row.kept_softmax);
    std::fill_n(row.slopes, columns, T{1});
    drop_out(draw, dropout, row.global_row, 0, Tile<T>{row.prediction, columns, 1, columns},
             Strided<T>{row.slopes, columns});
  }
  add_loss(row, training, batch_rows, sums);
  std::fill(row.gradient + units, row.gradient + columns, T{0});
  if (!softmax || !training) return;
  if (drops)
    for (std::size_t j = 0; j < units; ++j) row.gradient[j] *= row.slopes[j];
  softmax_gradient(row.gradient, softmax_values, units);
}

template <class T>
void OutputLayer<T>::add_loss(const OutputRow<T>& row, bool training, std::size_t batch_rows,
                              BatchSums& sums) const {
  ++sums.samples;
  sums.values += static_cast<std::int64_t>(units);
  if (loss == Loss::categorical_crossentropy) {
    sums.loss += crossentropy(row, 1.0 / static_cast<double>(batch_rows));
    sums.correct += first_maximum(row.prediction, units) == static_cast<std::size_t>(row.label) ? 1 : 0;
    return;
  }
  const auto outputs = static_cast<double>(units);
  const RowSums of_row =
      kernels.loss_of_row({loss, row.prediction, row.target, training ? row.gradient : nullptr, units,
                           1.0 / (outputs * static_cast<double>(batch_rows))});
  add_row(of_row, outputs, sums);
  sums.correct += answered_right(row.prediction, row.target, units, takes_logits(loss)) ? 1 : 0;
}

template void drop_out(const DropoutDraw&, double, std::uint64_t, std::size_t, const Tile<float>&,
                       Strided<float>);
template void drop_out(const DropoutDraw&, double, std::uint64_t, std::size_t, const Tile<double>&,
                       Strided<double>);
template struct OutputLayer<float>;
template struct OutputLayer<double>;

}  // namespace accelbench::cpu
