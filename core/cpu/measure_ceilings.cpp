// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/measure_ceilings.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <functional>
#include <memory>
#include <system_error>
#include <type_traits>
#include <vector>

#include "core/base/pages.h"
#include "core/cpu/measure_ceilings_window.h"
#include "core/cpu/onednn.h"
#include "core/cpu/products.h"
#include "core/telemetry/device.h"

namespace accelbench::cpu {
namespace {

constexpr double window_s = 0.015;  // long beside the start of threads, short beside what disturbs
constexpr std::array<std::size_t, 3> sizes = {256, 512, 1024};  // of the library's square matrices

/// How often work(thread) ends in a second, all threads together.
template <class Work>
double rate_of(std::int64_t threads, double seconds, const Work& work) {
  Together together(threads);
  std::int64_t repeats = 1;
  const auto window = [&] {
    return together.seconds_of([&](std::int64_t thread) {
      for (std::int64_t repeat = 0; repeat < repeats; ++repeat) work(thread);
    });
  };
  const double once = window();
  repeats = std::max<std::int64_t>(static_cast<std::int64_t>(std::ceil(window_s / once)), 1);
  return static_cast<double>(threads * repeats) / shortest(seconds, window);
}

/// Memory of each thread, filled with ones by a thread of its own: pages lie beside who touches them first.
/// No value is special to the processor.
template <class T>
class Operands {
 public:
  static Result<Operands> make(std::int64_t threads, std::size_t elements) {
    const auto each = static_cast<std::int64_t>(elements * sizeof(T));
    auto pages = Pages::reserve(each * threads, "memory to measure with");
    if (!pages) return tl::make_unexpected(pages.error());
    Operands operands{std::move(*pages), elements};
    Together(threads).seconds_of(
        [&](std::int64_t thread) { std::fill_n(operands.of(thread), elements, one()); });
    return operands;
  }
  T* of(std::int64_t thread) { return pages_.as<T>().data() + static_cast<std::size_t>(thread) * elements_; }

 private:
  Operands(Pages pages, std::size_t elements) : pages_(std::move(pages)), elements_(elements) {}
  /// bfloat16's 1 is the upper half of float32's.
  static T one() { return std::is_same_v<T, std::uint16_t> ? static_cast<T>(0x3F80) : static_cast<T>(1); }

  Pages pages_;
  std::size_t elements_;
};

ProductShape square(std::size_t size, bool bfloat16) {
  ProductShape shape;
  shape.bfloat16 = bfloat16;
  shape.rows = shape.columns = shape.depth = size;
  shape.a_row = shape.b_depth = shape.c_row = size;
  return shape;
}

template <class T>
Result<double> library_rate(std::int64_t threads, std::size_t size, double seconds) {
  const ProductShape shape = square(size, std::is_same_v<T, std::uint16_t>);
  auto products = LibraryProducts::compile({&shape, 1}, threads);
  auto read = Operands<T>::make(threads, 2 * size * size);
  auto written = Operands<float>::make(threads, size * size);
  if (!products) return tl::make_unexpected(products.error());
  if (!read) return tl::make_unexpected(read.error());
  if (!written) return tl::make_unexpected(written.error());
  const double rate = rate_of(threads, seconds, [&](std::int64_t thread) {
    const OneLibraryThread one;
    const T* a = read->of(thread);
    (*products)->run(shape, a, a + size * size, written->of(thread), thread);
  });
  return 2.0 * std::pow(static_cast<double>(size), 3) * rate;
}

template <class T>
Result<double> best_library_rate(std::int64_t threads, double seconds) {
  double best = 0;
  for (const std::size_t size : sizes) {
    const auto rate = library_rate<T>(threads, size, seconds / sizes.size());
    if (!rate) return rate;
    best = std::max(best, *rate);
  }
  return best;
}

/// The largest tile that the engine gives to its own product.
template <class T>
Result<double> own_rate(std::int64_t threads, double seconds) {
  constexpr std::size_t rows = tile_rows, columns = tile_columns<T>, depth = 4 * tile_depth;
  constexpr std::size_t a_size = rows * depth, b_size = depth * columns, c_size = rows * columns;
  auto memory = Operands<T>::make(threads, a_size + b_size + 2 * c_size + scratch_elements<T>);
  if (!memory) return tl::make_unexpected(memory.error());
  const auto multiply = product_function<T>();
  const double rate = rate_of(threads, seconds, [&](std::int64_t thread) {
    T* a = memory->of(thread);
    T *b = a + a_size, *c = b + b_size, *start = c + c_size, *scratch = start + c_size;
    multiply({a, depth, 1, b, columns, start, 0, c, columns, rows, columns, depth, scratch});
  });
  return 2.0 * static_cast<double>(rows * columns * depth) * rate;
}

tl::unexpected<Error> not_multiplied(Precision precision) {
  return unavailable("cpu",
                     fmt::format("this processor or this build does not multiply {}", name_of(precision)),
                     "measure float32");
}

/// What `measure` answers, or that there were no threads for it.
template <class Measure>
Result<double> told(const Measure& measure) {
  try {
    return measure();
  } catch (const std::system_error& error) {
    return failed("cpu", fmt::format("the system gives no thread for each core ({})", error.what()),
                  "end other programs, or raise the limit (ulimit -u)");
  }
}

/// Elements of one of the three arrays: together four last caches, at least 96 MiB, at most a quarter of
/// memory.
std::size_t triad_elements() {
  const std::int64_t cache = std::max<std::int64_t>(sysconf(_SC_LEVEL3_CACHE_SIZE), 0);
  const std::int64_t wanted = std::max<std::int64_t>(4 * cache, std::int64_t{96} << 20);
  const std::int64_t most = std::max<std::int64_t>(this_machine().memory_bytes / 4, std::int64_t{12} << 20);
  return static_cast<std::size_t>(std::min(wanted, most)) / (3 * sizeof(float));
}

void triad(float* __restrict to, const float* __restrict x, const float* __restrict y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = x[i] + 3.0F * y[i];
}

using Measure = std::function<Result<double>(std::int64_t threads)>;

Result<CoreRates> on_one_and_all(const Measure& measure, std::int64_t cores, const std::stop_token& stop) {
  if (stop.stop_requested())
    return tl::make_unexpected(Error{ErrorKind::interrupted, "cpu", "stopped while measuring", {}});
  const auto one = measure(1);
  const auto all = cores == 1 ? one : measure(cores);
  if (!one) return tl::make_unexpected(one.error());
  if (!all) return tl::make_unexpected(all.error());
  return CoreRates{*one, std::max(*one, *all)};  // no window of all was undisturbed where it is less
}

Ceilings about_this_machine() {
  const Machine machine = this_machine();
  Ceilings ceilings;
  ceilings.cpu = machine.cpu;
  ceilings.cores = std::max<std::int64_t>(machine.cores, 1);
  ceilings.program = machine.program;
  ceilings.vector_target = kernels<float>().target;
  ceilings.library = library_version();
  ceilings.measured = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  return ceilings;
}

std::vector<Precision> precisions() {
  if (library_products_built() && multiplies_bfloat16())
    return {Precision::float32, Precision::bfloat16, Precision::float64};
  return {Precision::float32, Precision::float64};
}

}  // namespace

Result<double> measure_products(Precision precision, std::int64_t threads, double seconds) {
  const bool library = library_products_built();
  return told([&]() -> Result<double> {
    if (precision == Precision::float64) return own_rate<double>(threads, seconds);
    if (precision == Precision::float32 && library) return best_library_rate<float>(threads, seconds);
    if (precision == Precision::float32) return own_rate<float>(threads, seconds);
    if (precision == Precision::bfloat16 && library && multiplies_bfloat16())
      return best_library_rate<std::uint16_t>(threads, seconds);
    return not_multiplied(precision);
  });
}

Result<double> measure_triad(std::int64_t threads, double seconds) {
  return told([&]() -> Result<double> {
    const std::size_t each = triad_elements() / static_cast<std::size_t>(threads);
    auto memory = Operands<float>::make(threads, 3 * each);
    if (!memory) return tl::make_unexpected(memory.error());
    Together together(threads);
    const auto pass = [&](std::int64_t thread) {
      float* to = memory->of(thread);
      triad(to, to + each, to + 2 * each, each);
    };
    const double time = shortest(seconds, [&] { return together.seconds_of(pass); });
    return 3.0 * sizeof(float) * static_cast<double>(each) * static_cast<double>(threads) / time;
  });
}

Result<Ceilings> measure_ceilings(double seconds, const std::stop_token& stop) {
  Ceilings ceilings = about_this_machine();
  ceilings.multiply_add_flop_per_s = measure_multiply_adds(seconds);
  for (const Precision precision : precisions()) {
    const auto measure = [&](std::int64_t threads) { return measure_products(precision, threads, seconds); };
    const auto rates = on_one_and_all(measure, ceilings.cores, stop);
    if (!rates) return tl::make_unexpected(rates.error());
    ceilings.products.push_back({precision, *rates});
  }
  const auto bandwidth = on_one_and_all([&](std::int64_t threads) { return measure_triad(threads, seconds); },
                                        ceilings.cores, stop);
  if (!bandwidth) return tl::make_unexpected(bandwidth.error());
  ceilings.triad_bytes_per_s = *bandwidth;
  return ceilings;
}

}  // namespace accelbench::cpu
