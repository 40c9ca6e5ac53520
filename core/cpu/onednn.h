// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

// Matrix products of oneDNN (2.6 or 3.x), each on one thread: the one place that knows that library. A build
// without it answers "no" to the questions and has our own products (products.h) instead.
namespace accelbench::cpu {

/// Whether this build has oneDNN.
bool library_products_built();
/// "oneDNN 2.6.3", or "none".
std::string library_version();
/// Whether this processor multiplies bfloat16 with float32 sums (avx512_bf16 or amx_bf16).
bool multiplies_bfloat16();

/// c[i, j] = Σ_p a[i, p] · b[p, j] as oneDNN sees it; strides in elements, one of each operand's two is 1.
struct ProductShape {
  bool bfloat16 = false;  ///< operands; c is float32
  std::size_t rows = 0, columns = 0, depth = 0;
  std::size_t a_row = 0, a_depth = 1;
  std::size_t b_depth = 0, b_column = 1;
  std::size_t c_row = 0;
  bool operator==(const ProductShape&) const = default;
};

/// oneDNN keeps to one thread in the calling thread while this lives: it shares out work by OpenMP otherwise,
/// a second team beside ours.
class OneLibraryThread {
 public:
  OneLibraryThread();
  ~OneLibraryThread();
  OneLibraryThread(const OneLibraryThread&) = delete;
  OneLibraryThread& operator=(const OneLibraryThread&) = delete;

 private:
  int before_ = 0;
};

/// Products compiled once for the shapes they have; the same bits whichever thread runs one.
class LibraryProducts {
 public:
  /// Repeated shapes are compiled once. `threads`: how many may run products at the same time.
  static Result<std::unique_ptr<LibraryProducts>> compile(std::span<const ProductShape> shapes,
                                                          std::int64_t threads);
  ~LibraryProducts();
  LibraryProducts(const LibraryProducts&) = delete;
  LibraryProducts& operator=(const LibraryProducts&) = delete;

  /// c = a · b; the shape must be one of the compiled ones. Within OneLibraryThread.
  void run(const ProductShape& shape, const void* a, const void* b, float* c, std::int64_t thread) const;

 private:
  struct Inside;
  explicit LibraryProducts(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace accelbench::cpu
