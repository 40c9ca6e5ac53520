// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/products.h"

#include <fmt/format.h>

#include "gpu/plan.h"

namespace accelbench::cuda {
namespace {

using MatrixLayout = Owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;
using Operation = Owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy>;
using Preference = Owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy>;

constexpr const char* describing = "describing a product";

cublasLtEpilogue_t name_in_library(Epilogue epilogue) {
  switch (epilogue) {
    case Epilogue::bias:
      return CUBLASLT_EPILOGUE_BIAS;
    case Epilogue::bias_relu:
      return CUBLASLT_EPILOGUE_RELU_BIAS;
    case Epilogue::bias_relu_mask:
      return CUBLASLT_EPILOGUE_RELU_AUX_BIAS;
    case Epilogue::relu_slopes:
      return CUBLASLT_EPILOGUE_DRELU;
    case Epilogue::relu_slopes_column_sums:
      return CUBLASLT_EPILOGUE_DRELU_BGRAD;
    case Epilogue::operand_sums:
      return CUBLASLT_EPILOGUE_BGRADB;
    default:
      return CUBLASLT_EPILOGUE_DEFAULT;
  }
}

template <class Value>
void set(const Operation& operation, cublasLtMatmulDescAttributes_t attribute, const Value& value) {
  check(cublasLtMatmulDescSetAttribute(operation.get(), attribute, &value, sizeof(value)), describing);
}

Operation operation_of(const ProductSpec& spec, cublasComputeType_t compute) {
  cublasLtMatmulDesc_t made = nullptr;
  check(cublasLtMatmulDescCreate(&made, compute, CUDA_R_32F), describing);
  Operation operation(made);
  const cublasOperation_t a = spec.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N;
  const cublasOperation_t b = spec.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N;
  set(operation, CUBLASLT_MATMUL_DESC_TRANSA, a);
  set(operation, CUBLASLT_MATMUL_DESC_TRANSB, b);
  set(operation, CUBLASLT_MATMUL_DESC_EPILOGUE, name_in_library(spec.epilogue));
  // The library looks at these addresses when it says which algorithms there are.
  if (spec.bias != nullptr) set(operation, CUBLASLT_MATMUL_DESC_BIAS_POINTER, spec.bias);
  if (spec.mask == nullptr) return operation;
  set(operation, CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_POINTER, spec.mask);
  set(operation, CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_LD, spec.mask_stride);
  return operation;
}

MatrixLayout layout_of(cudaDataType_t type, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
  cublasLtMatrixLayout_t made = nullptr;
  check(cublasLtMatrixLayoutCreate(&made, type, static_cast<std::uint64_t>(rows),
                                   static_cast<std::uint64_t>(columns), stride),
        describing);
  return MatrixLayout(made);
}

/// A product as the library wants it told.
struct Described {
  Operation operation;
  MatrixLayout a, b, d;

  Described(const ProductSpec& spec, cublasComputeType_t compute)
      : operation(operation_of(spec, compute)),
        a(layout_of(spec.operands, spec.transpose_a ? spec.k : spec.m, spec.transpose_a ? spec.m : spec.k,
                    spec.lda)),
        b(layout_of(spec.operands, spec.transpose_b ? spec.n : spec.k, spec.transpose_b ? spec.k : spec.n,
                    spec.ldb)),
        d(layout_of(spec.result, spec.m, spec.n, spec.ldd)) {}
};

Preference preference() {
  cublasLtMatmulPreference_t made = nullptr;
  check(cublasLtMatmulPreferenceCreate(&made), describing);
  Preference preference(made);
  const auto bytes = static_cast<std::uint64_t>(workspace_bytes);
  check(cublasLtMatmulPreferenceSetAttribute(made, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes,
                                             sizeof(bytes)),
        describing);
  return preference;
}

}  // namespace

std::string ProductSpec::key() const {
  return fmt::format("{}{} {}x{}x{} {}-{}-{} {}>{} {}", transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m,
                     n, k, lda, ldb, ldd, operands == CUDA_R_16BF ? "bf16" : "f32",
                     result == CUDA_R_16BF ? "bf16" : "f32", static_cast<int>(epilogue));
}

ProductLibrary::ProductLibrary(Precision precision)
    // float32 means IEEE products: without this distinction Ampere and later ones would answer in TF32.
    : compute_(precision == Precision::tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F) {
  cublasLtHandle_t handle = nullptr;
  check(cublasLtCreate(&handle), "starting cuBLASLt");
  handle_.reset(handle);
}

std::vector<cublasLtMatmulAlgo_t> ProductLibrary::algorithms(const ProductSpec& spec, int most) const {
  const Described described(spec, compute_);
  std::vector<cublasLtMatmulHeuristicResult_t> found(static_cast<std::size_t>(most));
  int count = 0;
  const cublasStatus_t status = cublasLtMatmulAlgoGetHeuristic(
      handle_.get(), described.operation.get(), described.a.get(), described.b.get(), described.d.get(),
      described.d.get(), preference().get(), most, found.data(), &count);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED || status == CUBLAS_STATUS_INVALID_VALUE) return {};
  check(status, "asking for algorithms of a product");
  std::vector<cublasLtMatmulAlgo_t> algorithms;
  for (int i = 0; i < count; ++i)
    if (found[static_cast<std::size_t>(i)].state == CUBLAS_STATUS_SUCCESS)
      algorithms.push_back(found[static_cast<std::size_t>(i)].algo);
  return algorithms;
}

bool ProductLibrary::fits(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm) const {
  const Described described(spec, compute_);
  cublasLtMatmulHeuristicResult_t found{};
  const cublasStatus_t status =
      cublasLtMatmulAlgoCheck(handle_.get(), described.operation.get(), described.a.get(), described.b.get(),
                              described.d.get(), described.d.get(), &algorithm, &found);
  return status == CUBLAS_STATUS_SUCCESS && found.workspaceSize <= static_cast<std::size_t>(workspace_bytes);
}

cublasStatus_t ProductLibrary::try_to_run(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm,
                                          void* workspace, cudaStream_t stream) const {
  const Described described(spec, compute_);
  // Constants of the host are copied into a graph; beta 0 reads nothing of D.
  const float one = 1, zero = 0;
  return cublasLtMatmul(handle_.get(), described.operation.get(), &one, spec.a, described.a.get(), spec.b,
                        described.b.get(), &zero, spec.d, described.d.get(), spec.d, described.d.get(),
                        &algorithm, workspace, static_cast<std::size_t>(workspace_bytes), stream);
}

void ProductLibrary::run(const ProductSpec& spec, const cublasLtMatmulAlgo_t& algorithm, void* workspace,
                         cudaStream_t stream) const {
  check(try_to_run(spec, algorithm, workspace, stream), "multiplying");
}

std::string ProductLibrary::version() { return fmt::format("cuBLASLt {}", cublasLtGetVersion()); }

}  // namespace accelbench::cuda
