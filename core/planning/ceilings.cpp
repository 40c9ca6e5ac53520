// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <tuple>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "core/telemetry/device.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_bytes = 1 << 16;  // ours has one thousand

const char* measure_again() { return "measure again: accelbench-cli selftest"; }

Status check_processor(const Ceilings& ceilings, const std::string& cpu, const std::string& place) {
  if (ceilings.cpu == cpu) return {};
  return bad_input(place,
                   fmt::format("measured on another processor, {}; this is {}", in_quotes(ceilings.cpu), cpu),
                   measure_again());
}

bool are_kept() {
  std::error_code ignored;
  return fs::exists(ceilings_file(), ignored);
}

Result<Ceilings> kept_for(const Machine& machine) {
  const fs::path file = ceilings_file();
  const auto text = read_text_file(file, most_bytes);
  if (!text) return tl::make_unexpected(text.error());
  auto ceilings = read_ceilings(*text, file.string());
  if (!ceilings) return ceilings;
  if (auto status = check_processor(*ceilings, machine.cpu, file.string()); !status)
    return tl::make_unexpected(status.error());
  return ceilings;
}

CoreRates best_of(const CoreRates& a, const CoreRates& b) {
  return {std::max(a.one_core, b.one_core), std::max(a.all_cores, b.all_cores)};
}

bool are_comparable(const Ceilings& a, const Ceilings& b) {
  return std::tie(a.cpu, a.cores, a.vector_target, a.library, a.program) ==
         std::tie(b.cpu, b.cores, b.vector_target, b.library, b.program);
}

}  // namespace

Ceilings best_of(const Ceilings& older, const Ceilings& newer) {
  Ceilings best = newer;
  if (!are_comparable(older, newer)) return best;
  best.multiply_add_flop_per_s = std::max(older.multiply_add_flop_per_s, newer.multiply_add_flop_per_s);
  best.triad_bytes_per_s = best_of(older.triad_bytes_per_s, newer.triad_bytes_per_s);
  for (ProductCeiling& product : best.products) {
    const auto found = std::ranges::find(older.products, product.precision, &ProductCeiling::precision);
    if (found != older.products.end()) product.flop_per_s = best_of(found->flop_per_s, product.flop_per_s);
  }
  return best;
}

std::optional<double> product_ceiling(const Ceilings& ceilings, Precision precision, std::int64_t threads) {
  const auto found = std::ranges::find(ceilings.products, precision, &ProductCeiling::precision);
  if (found == ceilings.products.end() || threads < 1) return std::nullopt;
  const CoreRates& rates = found->flop_per_s;
  if (threads == 1) return rates.one_core;
  if (threads >= ceilings.cores) return rates.all_cores;
  return std::min(static_cast<double>(threads) * rates.one_core, rates.all_cores);
}

fs::path ceilings_file() { return user_data_folder() / "ceilings.json"; }

Status keep_ceilings(const Ceilings& ceilings) {
  std::error_code error;
  fs::create_directories(user_data_folder(), error);
  if (error)
    return failed(user_data_folder().string(), "cannot make the folder: " + error.message(),
                  "set XDG_DATA_HOME to a folder that can be written");
  return write_file(ceilings_file(), ceilings_document(ceilings));
}

Result<std::optional<Ceilings>> kept_ceilings() {
  if (!are_kept()) return std::optional<Ceilings>();
  auto ceilings = kept_for(this_machine());
  if (!ceilings) return tl::make_unexpected(ceilings.error());
  return std::optional(std::move(*ceilings));
}

std::optional<double> gemm_ceiling_flop_per_s(Precision precision, std::int64_t threads) {
  if (!are_kept()) return std::nullopt;
  const Machine machine = this_machine();  // once: on machines of many cores it takes a while
  const auto kept = kept_for(machine);
  if (!kept) return std::nullopt;
  return product_ceiling(*kept, precision, std::min(threads, machine.cores));
}

}  // namespace accelbench
