// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/pages.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace accelbench {
namespace {

std::int64_t whole_pages(std::int64_t bytes) {
  const std::int64_t page = ::sysconf(_SC_PAGESIZE);
  return std::max<std::int64_t>(1, (bytes + page - 1) / page) * page;
}

double gibibytes(std::int64_t bytes) { return static_cast<double>(bytes) / 0x1p30; }

}  // namespace

Result<Pages> Pages::reserve(std::int64_t bytes, const char* purpose) {
  // Far below the largest number, so that rounding up to pages cannot overflow, and far above any address
  // space.
  if (bytes < 0 || bytes > (std::int64_t{1} << 60)) return failed(purpose, "no machine has so much memory");
  Pages pages;
  const std::int64_t mapped = whole_pages(bytes);
  void* memory = ::mmap(nullptr, static_cast<std::size_t>(mapped), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return failed(purpose, fmt::format("the system gives no {:.1f} GiB of memory", gibibytes(bytes)),
                  "use fewer samples");
  }
  // Rows are read in random order: large pages save most of the address translation. A refusal costs speed
  // only.
  static_cast<void>(::madvise(memory, static_cast<std::size_t>(mapped), MADV_HUGEPAGE));
  pages.memory_ = memory;
  pages.bytes_ = bytes;
  pages.mapped_ = mapped;
  return pages;
}

Pages::Pages(Pages&& other) noexcept { *this = std::move(other); }

Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

Pages::~Pages() {
  if (memory_ != nullptr) ::munmap(memory_, static_cast<std::size_t>(mapped_));
}

void Pages::shrink(std::int64_t bytes) {
  bytes_ = std::clamp<std::int64_t>(bytes, 0, bytes_);
  const std::int64_t kept = std::min(mapped_, whole_pages(bytes_));
  if (kept == mapped_) return;
  ::munmap(static_cast<std::byte*>(memory_) + kept, static_cast<std::size_t>(mapped_ - kept));
  mapped_ = kept;
}

std::int64_t machine_memory_bytes() { return ::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE); }

Result<std::int64_t> bytes_of(std::int64_t count, std::int64_t size, const char* purpose) {
  std::int64_t bytes = 0;
  if (count < 0 || size < 0 || __builtin_mul_overflow(count, size, &bytes)) {
    return bad_input(purpose, fmt::format("{} × {} is no size that a machine can hold", count, size));
  }
  return bytes;
}

Status fits_in_memory(std::int64_t bytes, const char* purpose) {
  const std::int64_t memory = machine_memory_bytes();
  if (bytes <= memory) return {};
  return bad_input(purpose,
                   fmt::format("{:.1f} GiB are needed, this machine has {:.1f} GiB of memory",
                               gibibytes(bytes), gibibytes(memory)),
                   "use fewer samples or features");
}

}  // namespace accelbench
