// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/math/optimizer.h"

// The most that this machine's processor was seen to give: the limits that training is held against. Measured
// by core/cpu/measure_ceilings.h, kept in the user's data folder.
namespace accelbench {

/// A rate on one core, and on all that the process could use.
struct CoreRates {
  double one_core = 0;
  double all_cores = 0;
  bool operator==(const CoreRates&) const = default;
};

/// Multiplications and additions a second of the matrix product that the engine uses, at its best size.
struct ProductCeiling {
  Precision precision = Precision::float32;
  CoreRates flop_per_s;
  bool operator==(const ProductCeiling&) const = default;
};

struct Ceilings {
  std::string cpu;                     ///< as in Machine
  std::int64_t cores = 0;              ///< behind `all_cores`
  std::string vector_target;           ///< of our own loops: "AVX3"
  std::string library;                 ///< of the products: "oneDNN 2.6.3", or "none" where they are our own
  std::string program;                 ///< that measured, as in Machine
  std::string measured;                ///< UTC, ISO 8601
  double multiply_add_flop_per_s = 0;  ///< one core, float32, nothing but fused multiply-adds in registers
  std::vector<ProductCeiling> products;
  CoreRates
      triad_bytes_per_s;  ///< memory: a = b + s · c over arrays larger than the caches, as STREAM counts
  bool operator==(const Ceilings&) const = default;
};

/// On so many threads: of one core, of all, and between them so many times that of one core, at most that of
/// all. Empty for a precision that was not measured and for no threads.
std::optional<double> product_ceiling(const Ceilings& ceilings, Precision precision, std::int64_t threads);

/// The document that is kept, and the way back: everything must be there and every rate above 0.
std::string ceilings_document(const Ceilings& ceilings);
Result<Ceilings> read_ceilings(std::string_view document, const std::string& place);

/// The larger rates of two measurements by the same program of the same processor, cores and library, since
/// other programs only ever make them smaller; of others the newer one alone.
Ceilings best_of(const Ceilings& older, const Ceilings& newer);

/// ceilings.json in the user's data folder.
std::filesystem::path ceilings_file();
/// Replaces what is kept; makes the folder.
Status keep_ceilings(const Ceilings& ceilings);
/// What is kept; empty where nothing is, an error where the file is damaged or was measured on another
/// processor.
Result<std::optional<Ceilings>> kept_ceilings();

/// The ceiling of this machine's matrix products on so many threads (no more than it has cores), or nothing:
/// never measured, or a file that does not hold.
std::optional<double> gemm_ceiling_flop_per_s(Precision precision, std::int64_t threads);

}  // namespace accelbench
