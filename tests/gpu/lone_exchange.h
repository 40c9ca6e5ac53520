// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdlib>
#include <string>

#include "core/engine/exchange.h"

namespace accelbench::testing {

/// A rank that is alone: whatever it gives is the sum.
class LoneExchange final : public Exchange {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  std::string host_of(int) const override { return "here"; }
  void reserve(std::size_t) override {}
  Ticket begin(const ExchangeOperation&) override { return ++tickets_; }
  void finish(Ticket) override {}
  [[noreturn]] void abort(int status) override { std::_Exit(status); }

 private:
  Ticket tickets_ = 0;
};

}  // namespace accelbench::testing
