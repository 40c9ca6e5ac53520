// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/math/optimizer.h"
#include "gpu/resources.h"

// Matrix products by cuBLASLt, with what it can do on the way.
namespace accelbench::cuda {

/// What a product does with its result before it is stored. relu: bit i of the mask's row j says whether z[i,
/// j] > 0.
enum class Epilogue {
  none,
  bias,                     ///< z + b
  bias_relu,                ///< max(z + b, 0)
  bias_relu_mask,           ///< and the mask, for the way back
  relu_slopes,              ///< times the mask
  relu_slopes_column_sums,  ///< and b[i] = Σ_j of what is stored
  operand_sums,  ///< b[j] = Σ over the depth of the second operand: the bias gradient of a weight gradient
};

/// D[m, n] = op(A)[m, k] op(B)[k, n], all column by column as cuBLAS sees them: the row-major matrix [rows,
/// columns] with a stride is the column-major matrix [columns, rows] with that leading dimension.
struct ProductSpec {
  bool transpose_a = false, transpose_b = false;
  std::int64_t m = 0, n = 0, k = 0;
  const void* a = nullptr;
  const void* b = nullptr;
  void* d = nullptr;
  std::int64_t lda = 0, ldb = 0, ldd = 0;
  cudaDataType_t operands = CUDA_R_32F, result = CUDA_R_32F;
  Epilogue epilogue = Epilogue::none;
  void* bias = nullptr;  ///< in: of the type of the result; out (sums): the same
  void* mask = nullptr;
  std::int64_t mask_stride = 0;  ///< bits, a multiple of 128

  /// All that decides which algorithms there are and how long they take.
  std::string key() const;
};

/// cuBLASLt on one device, for one precision.
class ProductLibrary {
 public:
  explicit ProductLibrary(Precision precision);

  /// Algorithms for a product, the most promising first; empty where the library has none for its epilogue.
  std::vector<cublasLtMatmulAlgo_t> algorithms(const ProductSpec& spec, int most) const;
  /// Whether an algorithm that was kept in a file fits.
  bool fits(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm) const;
  /// Some suggestions are refused only here.
  cublasStatus_t try_to_run(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm, void* workspace,
                            cudaStream_t stream) const;
  void run(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm, void* workspace,
           cudaStream_t stream) const;
  static std::string version();

 private:
  Owned<cublasLtHandle_t, cublasLtDestroy> handle_;
  cublasComputeType_t compute_;
};

}  // namespace accelbench::cuda
