// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/pages.h"
#include "core/cpu/kernels.h"
#include "core/work/work.h"

// Where the fused path keeps everything: one block of memory, weights and moments adjacent in it.
namespace accelbench::cpu {

/// A layer; what it points at lies in the network's one block of memory.
struct FusedLayer {
  std::size_t inputs = 0, units = 0;
  std::size_t input_stride = 0;  ///< from one sample to the next in `input`
  std::size_t columns = 0;       ///< units, padded; of a single output: samples, padded
  bool single = false;  ///< the last layer with one unit: weights along the inputs, outputs along the samples
  Activation activation = Activation::linear;
  double dropout = 0;
  bool trained = true;
  bool passes_gradient = false;  ///< some layer below is trained
  bool keeps_slopes = false;     ///< the backward pass needs more than the outputs

  const float* input = nullptr;                ///< [rows, input_stride]
  float* weights = nullptr;                    ///< [inputs, columns] or [input_stride], then the bias
  float *first = nullptr, *second = nullptr;   ///< moments, like the weights; null: none
  float* gradients = nullptr;                  ///< like the weights
  float* transposed = nullptr;                 ///< [units, input_stride], for the input's gradient
  float *values = nullptr, *slopes = nullptr;  ///< [rows, columns]
  float* delta = nullptr;                      ///< [rows, columns]; `values` where they may be overwritten

  /// Activation and slope are done with the products on the way.
  bool masked_by_relu() const { return !keeps_slopes && activation == Activation::relu; }
  std::size_t bias_offset() const { return single ? input_stride : inputs * columns; }
  std::size_t bias_elements() const { return single ? padded<float>(1) : columns; }
  std::size_t elements() const { return bias_offset() + bias_elements(); }
  std::size_t place(std::size_t input_of, std::size_t unit) const {
    return single ? input_of : input_of * columns + unit;
  }
};

struct FusedMemory {
  std::size_t batch_rows = 0;       ///< a full batch; never more than there are samples
  std::size_t evaluation_rows = 0;  ///< a batch of the validation set
  int moments = 0;
  bool one_hot = false;  ///< classes as targets of a loss that compares numbers
  std::vector<FusedLayer> layers;
  std::span<float> state;  ///< weights, then moments: what a snapshot keeps
  float* batch_x = nullptr;
  float* batch_y = nullptr;  ///< like the last layer's values
  float *zeros = nullptr, *kept_softmax = nullptr;
  std::span<std::int32_t> batch_labels, order;
  std::span<std::int64_t> rows;  ///< of the data set, for each sample of the batch
};

/// Bytes that the work takes.
std::size_t fused_bytes(const Work& work);
/// Everything placed in `pages`, at least fused_bytes(work) of them.
FusedMemory lay_out_fused(const Work& work, const Pages& pages);

}  // namespace accelbench::cpu
