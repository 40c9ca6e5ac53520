// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/engine/exchange.h"

// What the first rank has the others do: every call of its executable, so that all of them are always at the
// same place of the same training.
namespace accelbench::ranks {

enum class OrderKind : std::int32_t {
  begin_epoch,        // epoch in a
  run_steps,          // steps in a
  skip_steps,         // steps in a
  evaluate,           // first in a, steps in b
  set_learning_rate,  // value
  write_layer,        // layer in a; its values follow
  write_moment,       // moment in a, layer in b; its values follow
  read_moment,        // moment in a, layer in b: each rank may have a part of it
  set_steps,          // steps in a
  snapshot,           // its number in a
  retake,             // its number in a
  restore,            // its number in a
  read,               // how busy each rank is: its reading follows
  end                 // of the training
};

struct Order {
  OrderKind kind = OrderKind::end;
  std::int64_t a = 0, b = 0;
  double value = 0;
};

/// From the first rank to all.
inline Order exchange_order(Exchange& exchange, Order order) {
  exchange.broadcast(std::as_writable_bytes(std::span(&order, 1)));
  return order;
}

}  // namespace accelbench::ranks
