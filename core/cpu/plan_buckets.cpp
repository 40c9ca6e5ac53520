// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/plan_buckets.h"

#include "core/cpu/kernels.h"
#include "core/engine/exchange.h"

namespace accelbench::cpu {
namespace {

// Below about a mebibyte an exchange is latency more than bandwidth, and several small ones cost more than
// one.
constexpr std::size_t bucket_bytes = std::size_t{1} << 20;

std::size_t state_end(const Plan& plan, std::size_t layer) {
  return layer < plan.layers.size() ? plan.layers[layer].state : plan.state_elements;
}

BucketPlan bucket_of(const Plan& plan, std::size_t first, std::size_t end) {
  const LayerPlan& layer = plan.layers[first];
  BucketPlan bucket;
  bucket.first_layer = first, bucket.end_layer = end;
  bucket.state = layer.state, bucket.weights = layer.weights;
  bucket.count = state_end(plan, end) - layer.state;
  return bucket;
}

/// A frozen layer ends a bucket: its weights lie between those of the others, its gradients do not exist.
void fill_buckets(Plan& plan) {
  std::size_t end = plan.layers.size();
  for (std::size_t layer = end; layer-- > 0;) {
    const bool trained = plan.layers[layer].trained, last = layer == 0 || !plan.layers[layer - 1].trained;
    const BucketPlan bucket = bucket_of(plan, layer, end);
    const bool full = last || bucket.count * plan.element_bytes >= bucket_bytes;
    if (trained && full) plan.buckets.push_back(bucket);
    if (!trained || full) end = layer;
  }
}

/// Parts begin at whole vectors, so that they are updated like rows of a matrix.
std::size_t shard(Plan& plan) {
  std::size_t elements = 0;
  const std::size_t unit = row_alignment / plan.element_bytes;
  const auto rank = static_cast<int>(plan.share.rank), size = static_cast<int>(plan.share.size);
  for (BucketPlan& bucket : plan.buckets) {
    bucket.own_first = part_begin(bucket.count / unit, rank, size) * unit;
    bucket.own_count = part_begin(bucket.count / unit, rank + 1, size) * unit - bucket.own_first;
    bucket.own_state = elements;
    elements += bucket.own_count;
  }
  return elements;
}

}  // namespace

std::size_t plan_buckets(Plan& plan) {
  fill_buckets(plan);
  return plan.shards ? shard(plan) : plan.state_elements;
}

}  // namespace accelbench::cpu
