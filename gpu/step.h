// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "gpu/buffers.h"
#include "gpu/layer_kernels.h"
#include "gpu/layer_products.h"
#include "gpu/nccl/communicator.h"
#include "gpu/products.h"
#include "gpu/tuning.h"

namespace accelbench::cuda {

/// A product with the algorithm it takes.
struct ChosenProduct {
  ProductSpec spec;
  cublasLtMatmulAlgo_t algorithm{};
};

/// The products of a batch of so many rows, a place a layer.
struct BatchProducts {
  BatchKind kind;
  std::vector<ChosenProduct> forward, weight_gradient;
  std::vector<ChosenProduct> input_gradient;  ///< unused where no gradient is passed on
};

/// Neighbouring layers that are updated by one kernel, as soon as the gradients of the lowest are there; with
/// several ranks the bucket in which these gradients are exchanged.
struct UpdateGroup {
  std::size_t lowest = 0;
  std::int64_t first = 0, count = 0;  ///< parameters
};
std::vector<UpdateGroup> update_groups(const Plan& plan);

/// What one step gives to the streams: forward, loss, backward, updates. Weight gradients and updates run
/// beside the deltas, on a stream of their own; the buffers' stream is done when all of it is. Gradients of
/// several ranks are summed beside both, bucket after bucket as the layers have them, and each bucket is
/// updated when it is back. A rank without rows of a batch exchanges zeros.
class Step {
 public:
  /// Chooses variants and algorithms with the tuner; scribbles over the buffers. Throws DeviceError.
  Step(Buffers& buffers, const StepSettings& settings, Tuner& tuner);

  /// Where gradients are exchanged; before the first step of a plan that exchanges.
  void exchange_by(nccl::Communicator& communicator) { communicator_ = &communicator; }
  void give(const BatchKind& kind);
  /// The batches that there are: full and short, of training and validation.
  std::vector<BatchKind> kinds() const;
  /// The penalty of the weights as they are, for the validation.
  void give_penalty();
  /// Looks for weights and gradients that are not finite and tells the host.
  void give_finite_check();
  /// In how many exchanges the gradients of a step go.
  std::size_t buckets() const { return groups_.size(); }
  /// "relu in the products of 2 of 3 layers, …".
  std::string variants() const;

 private:
  template <class O>
  void give_forward(const BatchProducts& products);
  template <class O>
  void give_backward(const BatchProducts& products);
  template <class O>
  void give_weight_gradient(const BatchProducts& products, std::size_t layer);
  template <class O>
  void give_deltas_below(const BatchProducts& products, std::size_t layer);
  void give_zeros();
  void conclude(std::size_t layer);
  void give_exchange(const UpdateGroup& group);
  void give_update(const UpdateGroup& group, cudaStream_t stream);
  void give_updates_together();
  void give_regularisation(bool trains, cudaStream_t stream);
  void multiply(const ChosenProduct& product, cudaStream_t stream);
  BatchProducts choose_products(const BatchKind& kind, Tuner& tuner) const;
  const BatchProducts& products_of(const BatchKind& kind) const;
  bool is_usual(const BatchKind& kind) const;
  bool exchanges() const { return buffers_.plan().exchanges; }
  bool regularises() const { return buffers_.plan().clips || buffers_.plan().penalises; }

  Buffers& buffers_;
  StepSettings settings_;
  const ProductLibrary& library_;
  cudaStream_t main_;
  nccl::Communicator* communicator_ = nullptr;
  Stream side_ = make_stream();
  Stream exchange_ = make_stream(), updates_ = make_stream();  ///< with several ranks
  Event deltas_ready_ = make_event(), deltas_given_ = make_event(), side_done_ = make_event();
  Event bucket_ready_ = make_event(), bucket_back_ = make_event(), updates_done_ = make_event();
  std::vector<LayerVariant> variants_;
  std::vector<BatchProducts> products_;
  std::vector<UpdateGroup> groups_;
};

}  // namespace accelbench::cuda
