// SPDX-License-Identifier: GPL-3.0-or-later
// cuBLASLt's interface: its rules are checked, its products are summed in float64.
#include <cublasLt.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <vector>

#include "core/math/bfloat16.h"
#include "tests/gpu/emulation/machine.h"

using accelbench::Bfloat16;
using namespace accelbench::cuda::emulation;

namespace {

struct Layout {
  cudaDataType_t type;
  std::uint64_t rows, columns;
  std::int64_t stride;
};
struct ProductOperation {
  cublasComputeType_t compute;
  cublasOperation_t a = CUBLAS_OP_N, b = CUBLAS_OP_N;
  cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  void* bias = nullptr;
  void* mask = nullptr;
  std::int64_t mask_stride = 0;
};

[[noreturn]] void broken(const std::string& rule) { throw std::logic_error("cuBLASLt: " + rule); }
void demand(bool holds, const char* rule) {
  if (!holds) broken(rule);
}

const Layout& of(cublasLtMatrixLayout_t layout) { return *reinterpret_cast<const Layout*>(layout); }
ProductOperation& of(cublasLtMatmulDesc_t operation) {
  return *reinterpret_cast<ProductOperation*>(operation);
}

std::size_t size_of(cudaDataType_t type) { return type == CUDA_R_16BF ? 2 : 4; }
std::size_t extent(const Layout& layout) {
  return (static_cast<std::size_t>(layout.stride) * (layout.columns - 1) + layout.rows) *
         size_of(layout.type);
}

double read(const void* from, cudaDataType_t type, std::size_t i) {
  if (type == CUDA_R_16BF) return accelbench::to_float(static_cast<const Bfloat16*>(from)[i]);
  return static_cast<const float*>(from)[i];
}
void write(void* to, cudaDataType_t type, std::size_t i, double value) {
  if (type == CUDA_R_16BF)
    static_cast<Bfloat16*>(to)[i] = accelbench::to_bfloat16(static_cast<float>(value));
  else
    static_cast<float*>(to)[i] = static_cast<float>(value);
}

/// An operand as the tensor cores see it: TF32 keeps 10 bits of the mantissa.
double seen(double value, cublasComputeType_t compute) {
  if (compute != CUBLAS_COMPUTE_32F_FAST_TF32 || !std::isfinite(value) || value == 0) return value;
  const double scale = std::ldexp(1.0, 10 - std::ilogb(value));
  return std::nearbyint(value * scale) / scale;
}

bool has_mask(cublasLtEpilogue_t epilogue) { return (epilogue & 128) != 0; }
bool sums_depth(cublasLtEpilogue_t epilogue) { return epilogue == CUBLASLT_EPILOGUE_BGRADB; }
bool needs_bias(cublasLtEpilogue_t epilogue) {
  return (epilogue & CUBLASLT_EPILOGUE_BIAS) != 0 || sums_depth(epilogue) ||
         epilogue == CUBLASLT_EPILOGUE_DRELU_BGRAD;
}

struct Product {
  const ProductOperation& operation;
  const void* a;
  const Layout& a_layout;
  const void* b;
  const Layout& b_layout;
  void* d;
  const Layout& d_layout;

  std::size_t m() const { return d_layout.rows; }
  std::size_t n() const { return d_layout.columns; }
  std::size_t k() const { return operation.a == CUBLAS_OP_N ? a_layout.columns : a_layout.rows; }
  double a_at(std::size_t i, std::size_t p) const {
    const bool transposed = operation.a == CUBLAS_OP_T;
    const auto stride = static_cast<std::size_t>(a_layout.stride);
    return seen(read(a, a_layout.type, transposed ? i * stride + p : p * stride + i), operation.compute);
  }
  double b_raw(std::size_t p, std::size_t j) const {
    const bool transposed = operation.b == CUBLAS_OP_T;
    const auto stride = static_cast<std::size_t>(b_layout.stride);
    return read(b, b_layout.type, transposed ? p * stride + j : j * stride + p);
  }
};

void check_shapes(const Product& product) {
  const auto& [operation, a, al, b, bl, d, dl] = product;
  const bool ta = operation.a == CUBLAS_OP_T, tb = operation.b == CUBLAS_OP_T;
  demand((ta ? al.columns : al.rows) == dl.rows, "rows of op(A) and D differ");
  demand((tb ? bl.rows : bl.columns) == dl.columns, "columns of op(B) and D differ");
  demand((tb ? bl.columns : bl.rows) == product.k(), "depths of op(A) and op(B) differ");
  for (const Layout* layout : {&al, &bl, &dl}) {
    demand(layout->stride >= static_cast<std::int64_t>(layout->rows),
           "a leading dimension is below the rows");
    demand(layout->stride * static_cast<std::int64_t>(size_of(layout->type)) % 16 == 0,
           "a leading dimension is no multiple of 16 bytes");
  }
  demand(al.type == bl.type, "A and B have different types");
  demand(dl.type == al.type || dl.type == CUDA_R_32F, "D is narrower than the operands");
  demand(operation.compute == CUBLAS_COMPUTE_32F || al.type == CUDA_R_32F,
         "TF32 is asked for with other operands");
}

void check_epilogue(const Product& product) {
  const ProductOperation& operation = product.operation;
  demand(needs_bias(operation.epilogue) == (operation.bias != nullptr),
         "bias pointer and epilogue do not agree");
  demand(has_mask(operation.epilogue) == (operation.mask != nullptr),
         "mask pointer and epilogue do not agree");
  if (operation.bias != nullptr)
    check_range(operation.bias,
                (sums_depth(operation.epilogue) ? product.n() : product.m()) * size_of(product.d_layout.type),
                "the bias of a product");
  if (operation.mask == nullptr) return;
  demand(operation.mask_stride % 128 == 0, "the mask's leading dimension is no multiple of 128 bits");
  demand(operation.mask_stride >= static_cast<std::int64_t>(product.m()),
         "the mask's leading dimension is below m");
  check_range(operation.mask, static_cast<std::size_t>(operation.mask_stride) / 8 * product.n(),
              "the mask of a product");
}

bool overlap(const void* a, std::size_t a_bytes, const void* b, std::size_t b_bytes) {
  const auto *first = static_cast<const std::byte*>(a), *second = static_cast<const std::byte*>(b);
  return first < second + b_bytes && second < first + a_bytes;
}

void check_memory(const Product& product) {
  const std::size_t a = extent(product.a_layout), b = extent(product.b_layout), d = extent(product.d_layout);
  check_range(product.a, a, "A of a product");
  check_range(product.b, b, "B of a product");
  check_range(product.d, d, "D of a product");
  for (const void* address : {product.a, product.b, static_cast<const void*>(product.d)})
    demand(reinterpret_cast<std::uintptr_t>(address) % 16 == 0, "an address is no multiple of 16 bytes");
  demand(!overlap(product.d, d, product.a, a) && !overlap(product.d, d, product.b, b),
         "D lies over an operand");
}

bool mask_bit(const ProductOperation& operation, std::size_t i, std::size_t j) {
  const std::size_t bit = j * static_cast<std::size_t>(operation.mask_stride) + i;
  return ((static_cast<const std::uint8_t*>(operation.mask)[bit / 8] >> (bit % 8)) & 1) != 0;
}
void set_mask_bit(const ProductOperation& operation, std::size_t i, std::size_t j, bool value) {
  const std::size_t bit = j * static_cast<std::size_t>(operation.mask_stride) + i;
  std::uint8_t& byte = static_cast<std::uint8_t*>(operation.mask)[bit / 8];
  byte = static_cast<std::uint8_t>((byte & ~(1U << (bit % 8))) | ((value ? 1U : 0U) << (bit % 8)));
}

double finished(const Product& product, std::size_t i, std::size_t j, double sum) {
  const ProductOperation& operation = product.operation;
  if ((operation.epilogue & CUBLASLT_EPILOGUE_BIAS) != 0 && !sums_depth(operation.epilogue))
    sum += read(operation.bias, product.d_layout.type, i);
  if ((operation.epilogue & CUBLASLT_EPILOGUE_RELU) != 0) {
    if (has_mask(operation.epilogue)) set_mask_bit(operation, i, j, sum > 0);
    return sum > 0 ? sum : 0;  // NaN becomes 0 there, too
  }
  const bool slopes =
      operation.epilogue == CUBLASLT_EPILOGUE_DRELU || operation.epilogue == CUBLASLT_EPILOGUE_DRELU_BGRAD;
  return slopes && !mask_bit(operation, i, j) ? 0 : sum;
}

void multiply(const Product& product) {
  std::vector<double> column_sums(product.m());
  for (std::size_t j = 0; j < product.n(); ++j)
    for (std::size_t i = 0; i < product.m(); ++i) {
      double sum = 0;
      for (std::size_t p = 0; p < product.k(); ++p)
        sum += product.a_at(i, p) * seen(product.b_raw(p, j), product.operation.compute);
      const double result = finished(product, i, j, sum);
      column_sums[i] += result;
      write(product.d, product.d_layout.type, j * static_cast<std::size_t>(product.d_layout.stride) + i,
            result);
    }
  if (product.operation.epilogue == CUBLASLT_EPILOGUE_DRELU_BGRAD)
    for (std::size_t i = 0; i < product.m(); ++i)
      write(product.operation.bias, product.d_layout.type, i, column_sums[i]);
  if (!sums_depth(product.operation.epilogue)) return;
  for (std::size_t j = 0; j < product.n(); ++j) {
    double sum = 0;
    for (std::size_t p = 0; p < product.k(); ++p) sum += product.b_raw(p, j);
    write(product.operation.bias, product.d_layout.type, j, sum);
  }
}

/// Algorithms are told apart by their number and know the product that they were suggested for.
std::uint64_t signature(const Product& product) {
  return product.m() * 1000003 + product.n() * 1009 + product.k() * 31 +
         static_cast<std::uint64_t>(product.operation.epilogue);
}

template <class Value>
cublasStatus_t take(Value& to, const void* from, std::size_t bytes) {
  demand(bytes == sizeof(Value), "an attribute has another size");
  std::memcpy(&to, from, bytes);
  return CUBLAS_STATUS_SUCCESS;
}

}  // namespace

extern "C" {

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  return *handle = reinterpret_cast<cublasLtHandle_t>(new int(0)), CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
  return delete reinterpret_cast<int*>(handle), CUBLAS_STATUS_SUCCESS;
}
std::size_t cublasLtGetVersion(void) { return 130000; }
const char* cublasLtGetStatusName(cublasStatus_t) { return "CUBLAS_STATUS"; }
const char* cublasLtGetStatusString(cublasStatus_t) { return "an emulated error"; }

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* made, cublasComputeType_t compute,
                                        cudaDataType_t scale) {
  demand(scale == CUDA_R_32F, "the scale type is not float32");
  return *made = reinterpret_cast<cublasLtMatmulDesc_t>(new ProductOperation{compute}), CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t made) {
  return delete &of(made), CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t made,
                                              cublasLtMatmulDescAttributes_t attribute, const void* value,
                                              std::size_t bytes) {
  ProductOperation& operation = of(made);
  switch (attribute) {
    case CUBLASLT_MATMUL_DESC_TRANSA:
      return take(operation.a, value, bytes);
    case CUBLASLT_MATMUL_DESC_TRANSB:
      return take(operation.b, value, bytes);
    case CUBLASLT_MATMUL_DESC_EPILOGUE:
      return take(operation.epilogue, value, bytes);
    case CUBLASLT_MATMUL_DESC_BIAS_POINTER:
      return take(operation.bias, value, bytes);
    case CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_POINTER:
      return take(operation.mask, value, bytes);
    case CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_LD:
      return take(operation.mask_stride, value, bytes);
    default:
      broken("an attribute that the emulation does not know");
  }
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* made, cudaDataType type, std::uint64_t rows,
                                          std::uint64_t columns, std::int64_t stride) {
  return *made = reinterpret_cast<cublasLtMatrixLayout_t>(new Layout{type, rows, columns, stride}),
         CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t made) {
  return delete &of(made), CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* made) {
  return *made = reinterpret_cast<cublasLtMatmulPreference_t>(new std::uint64_t(0)), CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t made) {
  return delete reinterpret_cast<std::uint64_t*>(made), CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t made,
                                                    cublasLtMatmulPreferenceAttributes_t attribute,
                                                    const void* value, std::size_t bytes) {
  demand(attribute == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
         "a preference that the emulation does not know");
  return take(*reinterpret_cast<std::uint64_t*>(made), value, bytes);
}

/// Two suggestions a product, the second of which tests can make the faster one ("algorithm 2").
cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t, cublasLtMatmulDesc_t operation,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t, int most,
                                              cublasLtMatmulHeuristicResult_t* results, int* count) {
  demand(&of(c) == &of(d), "C is not D");
  const Product product{of(operation), nullptr, of(a), nullptr, of(b), nullptr, of(d)};
  check_shapes(product);
  check_epilogue(product);
  const auto& refused = machine().refused_epilogues;
  *count = 0;
  if (std::find(refused.begin(), refused.end(), static_cast<int>(product.operation.epilogue)) !=
      refused.end())
    return CUBLAS_STATUS_NOT_SUPPORTED;
  for (; *count < std::min(most, 2); ++*count) {
    results[*count] = {};
    results[*count].state = CUBLAS_STATUS_SUCCESS;
    results[*count].algo.data[0] = static_cast<std::uint64_t>(*count + 1);
    results[*count].algo.data[1] = signature(product);
  }
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulAlgoCheck(cublasLtHandle_t, cublasLtMatmulDesc_t operation,
                                       cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                       cublasLtMatrixLayout_t, cublasLtMatrixLayout_t d,
                                       const cublasLtMatmulAlgo_t* algorithm,
                                       cublasLtMatmulHeuristicResult_t*) {
  const Product product{of(operation), nullptr, of(a), nullptr, of(b), nullptr, of(d)};
  const bool known = algorithm->data[0] >= 1 && algorithm->data[0] <= 2;
  return known && algorithm->data[1] == signature(product) ? CUBLAS_STATUS_SUCCESS
                                                           : CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t, cublasLtMatmulDesc_t operation, const void* alpha,
                              const void* a, cublasLtMatrixLayout_t a_layout, const void* b,
                              cublasLtMatrixLayout_t b_layout, const void* beta, const void* c,
                              cublasLtMatrixLayout_t, void* d, cublasLtMatrixLayout_t d_layout,
                              const cublasLtMatmulAlgo_t* algorithm, void* workspace,
                              std::size_t workspace_bytes, cudaStream_t stream) {
  demand(*static_cast<const float*>(alpha) == 1 && *static_cast<const float*>(beta) == 0,
         "alpha is not 1 or beta not 0");
  demand(c == d, "C is not D");
  check_range(workspace, workspace_bytes, "the workspace");
  demand(reinterpret_cast<std::uintptr_t>(workspace) % 256 == 0, "the workspace is not aligned");
  const ProductOperation kept = of(operation);
  const Layout al = of(a_layout), bl = of(b_layout), dl = of(d_layout);
  const Product now{kept, a, al, b, bl, d, dl};
  check_shapes(now);
  check_epilogue(now);
  check_memory(now);
  demand(algorithm->data[1] == signature(now), "an algorithm of another product");
  give(stream, {"multiply, algorithm " + std::to_string(algorithm->data[0]) + ", epilogue " +
                    std::to_string(static_cast<int>(kept.epilogue)),
                [=] {
                  multiply({kept, a, al, b, bl, d, dl});
                }});
  return CUBLAS_STATUS_SUCCESS;
}

}  // extern "C"
