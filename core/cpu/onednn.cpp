// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/onednn.h"

#if defined(ACCELBENCH_ONEDNN)
#include <dnnl.hpp>
#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP
#include <omp.h>
#endif
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/base/pages.h"
#endif

namespace accelbench::cpu {

#if defined(ACCELBENCH_ONEDNN)
namespace {

using Dimensions = dnnl::memory::dims;
constexpr std::size_t scratch_alignment = 4096;

dnnl::memory::dim dimension(std::size_t value) { return static_cast<dnnl::memory::dim>(value); }

dnnl::memory::desc matrix(std::size_t rows, std::size_t columns, bool bfloat16, std::size_t row_stride,
                          std::size_t column_stride) {
  using Type = dnnl::memory::data_type;
  return {Dimensions{dimension(rows), dimension(columns)}, bfloat16 ? Type::bf16 : Type::f32,
          Dimensions{dimension(row_stride), dimension(column_stride)}};
}

dnnl::matmul::primitive_desc describe(const ProductShape& shape, const dnnl::engine& engine) {
  const auto a = matrix(shape.rows, shape.depth, shape.bfloat16, shape.a_row, shape.a_depth);
  const auto b = matrix(shape.depth, shape.columns, shape.bfloat16, shape.b_depth, shape.b_column);
  const auto c = matrix(shape.rows, shape.columns, false, shape.c_row, 1);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);  // whatever the environment says: float32 is float32
#if DNNL_VERSION_MAJOR >= 3
  return {engine, a, b, c, attributes};
#else
  return {dnnl::matmul::desc(a, b, c), attributes, engine};
#endif
}

/// One thread's handles on the operands of one product: pointers are put in just before it runs.
struct Operands {
  dnnl::memory a, b, c, scratch;
};

struct CompiledProduct {
  ProductShape shape;
  dnnl::matmul primitive;
  std::vector<Operands> operands;  ///< a thread
};

}  // namespace

struct LibraryProducts::Inside {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  std::vector<dnnl::stream> streams;  ///< a thread
  std::vector<CompiledProduct> products;
  Pages scratch;
  std::size_t scratch_bytes = 0;  ///< a thread

  CompiledProduct& find(const ProductShape& shape) {
    const auto found = std::ranges::find(products, shape, &CompiledProduct::shape);
    if (found == products.end()) throw std::logic_error("a product that was not compiled");
    return *found;
  }
  void compile(std::span<const ProductShape> shapes, std::size_t threads);
  Status place_scratch();
};

void LibraryProducts::Inside::compile(std::span<const ProductShape> shapes, std::size_t threads) {
  const OneLibraryThread one;
  for (std::size_t thread = 0; thread < threads; ++thread) streams.emplace_back(engine);
  for (const ProductShape& shape : shapes) {
    if (std::ranges::find(products, shape, &CompiledProduct::shape) != products.end()) continue;
    const auto description = describe(shape, engine);
    CompiledProduct product{shape, dnnl::matmul(description), {}};
    const auto handle = [&](const dnnl::memory::desc& of) {
      return dnnl::memory(of, engine, DNNL_MEMORY_NONE);
    };
    for (std::size_t thread = 0; thread < threads; ++thread)
      product.operands.push_back({handle(description.src_desc()), handle(description.weights_desc()),
                                  handle(description.dst_desc()), handle(description.scratchpad_desc())});
    const std::size_t bytes = description.scratchpad_desc().get_size();
    scratch_bytes = std::max(scratch_bytes, (bytes / scratch_alignment + 1) * scratch_alignment);
    products.push_back(std::move(product));
  }
}

/// Few hundred kilobytes a thread; known only once the products are compiled, and so no part of the plan's
/// bytes.
Status LibraryProducts::Inside::place_scratch() {
  const std::size_t bytes = std::max<std::size_t>(scratch_bytes * streams.size(), scratch_alignment);
  auto pages = Pages::reserve(static_cast<std::int64_t>(bytes), "products on the cpu");
  if (!pages) return tl::make_unexpected(pages.error());
  scratch = std::move(*pages);
  std::ranges::fill(scratch.as<std::byte>(), std::byte{0});
  for (CompiledProduct& product : products)
    for (std::size_t thread = 0; thread < streams.size(); ++thread)
      product.operands[thread].scratch.set_data_handle(scratch.as<std::byte>().data() +
                                                       thread * scratch_bytes);
  return {};
}

bool library_products_built() { return true; }

std::string library_version() {
  const dnnl_version_t* version = dnnl_version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

bool multiplies_bfloat16() {
  const auto wanted = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & wanted) == wanted;
}

#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP
OneLibraryThread::OneLibraryThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
OneLibraryThread::~OneLibraryThread() { omp_set_num_threads(before_); }
#else
OneLibraryThread::OneLibraryThread() = default;
OneLibraryThread::~OneLibraryThread() = default;
#endif

LibraryProducts::LibraryProducts(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
LibraryProducts::~LibraryProducts() = default;

Result<std::unique_ptr<LibraryProducts>> LibraryProducts::compile(std::span<const ProductShape> shapes,
                                                                  std::int64_t threads) {
  auto inside = std::make_unique<Inside>();
  try {
    inside->compile(shapes, static_cast<std::size_t>(threads));
  } catch (const dnnl::error& error) {
    return failed("cpu", fmt::format("oneDNN cannot compile a product ({})", error.what()),
                  "use precision: float64");
  }
  if (auto placed = inside->place_scratch(); !placed) return tl::make_unexpected(placed.error());
  return std::unique_ptr<LibraryProducts>(new LibraryProducts(std::move(inside)));
}

void LibraryProducts::run(const ProductShape& shape, const void* a, const void* b, float* c,
                          std::int64_t thread) const {
  CompiledProduct& product = inside_->find(shape);
  Operands& operands = product.operands[static_cast<std::size_t>(thread)];
  operands.a.set_data_handle(const_cast<void*>(a));  // only read; oneDNN's handles know no const
  operands.b.set_data_handle(const_cast<void*>(b));
  operands.c.set_data_handle(c);
  const std::array<dnnl_exec_arg_t, 4> arguments = {{{DNNL_ARG_SRC, operands.a.get()},
                                                     {DNNL_ARG_WEIGHTS, operands.b.get()},
                                                     {DNNL_ARG_DST, operands.c.get()},
                                                     {DNNL_ARG_SCRATCHPAD, operands.scratch.get()}}};
  const auto& stream = inside_->streams[static_cast<std::size_t>(thread)];
  const dnnl_status_t status = dnnl_primitive_execute(product.primitive.get(), stream.get(),
                                                      static_cast<int>(arguments.size()), arguments.data());
  if (status != dnnl_success) throw std::runtime_error("oneDNN could not multiply");
}

#else  // without oneDNN

struct LibraryProducts::Inside {};
bool library_products_built() { return false; }
std::string library_version() { return "none"; }
bool multiplies_bfloat16() { return false; }
OneLibraryThread::OneLibraryThread() = default;
OneLibraryThread::~OneLibraryThread() = default;
LibraryProducts::LibraryProducts(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
LibraryProducts::~LibraryProducts() = default;
Result<std::unique_ptr<LibraryProducts>> LibraryProducts::compile(std::span<const ProductShape>,
                                                                  std::int64_t) {
  return unavailable("cpu", "this build has no oneDNN", "install libdnnl-dev and build again");
}
void LibraryProducts::run(const ProductShape&, const void*, const void*, float*, std::int64_t) const {}

#endif

}  // namespace accelbench::cpu
