// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <vector>

namespace accelbench {
namespace {

constexpr const char* make_again = "make the file again: it is damaged or not whole";
constexpr std::size_t buffer_bytes = 64 * 1024;

uInt narrowed(std::size_t size) { return static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U)); }

/// zlib's inflate with its input taken from a file.
class Inflation {
 public:
  enum class Form { raw, gzip };
  enum class State { more, end, input_used_up, damaged };

  explicit Inflation(Form form) {
    const int window = form == Form::gzip ? 15 + 16 : -15;
    if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflation() { inflateEnd(&stream_); }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  bool needs_input() const { return stream_.avail_in == 0; }
  std::int64_t unused_input() const { return stream_.avail_in; }
  void give(std::span<std::byte> input) {
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = narrowed(input.size());
  }
  void begin_again() { inflateReset(&stream_); }

  /// Unpacks into the front of `to`; `count` bytes were written.
  State step(std::span<std::byte> to, std::size_t& count) {
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = narrowed(to.size());
    const uInt room = stream_.avail_out;
    const int answer = inflate(&stream_, Z_NO_FLUSH);
    count = room - stream_.avail_out;
    if (answer == Z_STREAM_END) return State::end;
    if (answer != Z_OK && answer != Z_BUF_ERROR) return State::damaged;
    return stream_.avail_in == 0 && count < room ? State::input_used_up : State::more;
  }

 private:
  z_stream stream_{};
};

class PartBytes final : public ByteSource {
 public:
  PartBytes(InputFile file, PackedPart part) : file_(std::move(file)), part_(std::move(part)) {}
  std::int64_t size() const override { return part_.bytes; }
  bool exact_size() const override { return true; }
  std::int64_t position() const override { return position_; }
  std::string place() const override { return file_.path().string() + ":" + part_.name; }

  Result<std::size_t> read(std::span<std::byte> bytes) override {
    const auto left = static_cast<std::size_t>(part_.bytes - position_);
    bytes = bytes.first(std::min(bytes.size(), left));
    if (bytes.empty()) return std::size_t{0};
    const auto got = part_.deflated ? inflate_some(bytes) : read_packed(bytes);
    if (!got) return got;
    position_ += static_cast<std::int64_t>(*got);
    add_to_sum(bytes.first(*got));
    if (*got == left)
      if (auto whole = check_end(); !whole) return tl::make_unexpected(whole.error());
    return got;
  }

 private:
  tl::unexpected<Error> damaged(const std::string& what) const {
    return bad_input(place(), what, make_again);
  }

  Status go_to_begin() {
    if (begun_) return {};
    begun_ = true;
    return file_.seek(part_.begin);
  }

  /// Of the packed bytes.
  Result<std::size_t> read_packed(std::span<std::byte> to) {
    if (auto there = go_to_begin(); !there) return tl::make_unexpected(there.error());
    const auto left = static_cast<std::size_t>(part_.packed_bytes - packed_read_);
    auto got = file_.read(to.first(std::min(to.size(), left)));
    if (got) packed_read_ += static_cast<std::int64_t>(*got);
    return got;
  }

  Result<std::size_t> inflate_some(std::span<std::byte> to) {
    std::size_t done = 0;
    while (done < to.size() && !ended_) {
      if (auto fed = feed(); !fed) return tl::make_unexpected(fed.error());
      std::size_t count = 0;
      const auto state = inflation_->step(to.subspan(done), count);
      done += count;
      ended_ = state == Inflation::State::end;
      if (state == Inflation::State::damaged) return damaged("the packed data are damaged");
      if (state == Inflation::State::input_used_up && packed_read_ == part_.packed_bytes) break;
    }
    return done;
  }

  Status feed() {
    if (!inflation_) {
      inflation_ = std::make_unique<Inflation>(Inflation::Form::raw);
      buffer_.resize(buffer_bytes);
    }
    if (!inflation_->needs_input()) return {};
    const auto got = read_packed(buffer_);
    if (!got) return tl::make_unexpected(got.error());
    inflation_->give(std::span(buffer_).first(*got));
    return {};
  }

  void add_to_sum(std::span<const std::byte> bytes) {
    sum_ = crc32_z(sum_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  }

  Status check_end() {
    if (part_.deflated && !ended_) {
      std::array<std::byte, 1> more{};
      const auto got = inflate_some(more);
      if (!got) return tl::make_unexpected(got.error());
      if (*got > 0 || !ended_)
        return damaged(fmt::format("{} bytes expected, the packed data hold {}", part_.bytes,
                                   *got > 0 ? "more" : "less"));
    }
    if (sum_ == part_.crc_32) return {};
    return damaged(fmt::format("checksum {:08x} found, {:08x} expected", sum_, part_.crc_32));
  }

  InputFile file_;
  PackedPart part_;
  bool begun_ = false;
  bool ended_ = false;
  std::int64_t position_ = 0;
  std::int64_t packed_read_ = 0;
  uLong sum_ = 0;
  std::unique_ptr<Inflation> inflation_;  // only for deflated parts
  std::vector<std::byte> buffer_;
};

class GzipBytes final : public ByteSource {
 public:
  explicit GzipBytes(InputFile file)
      : file_(std::move(file)), inflation_(Inflation::Form::gzip), buffer_(buffer_bytes) {}
  std::int64_t size() const override {
    std::int64_t most = 0;
    constexpr std::int64_t countless = std::int64_t{1} << 60;
    return __builtin_mul_overflow(file_.size(), most_inflation, &most) ? countless : most;
  }
  bool exact_size() const override { return false; }
  std::int64_t position() const override { return position_; }
  std::string place() const override { return file_.path().string(); }

  Result<std::size_t> read(std::span<std::byte> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto got = read_some(bytes.subspan(done));
      if (!got) return got;
      if (*got == 0) break;
      done += *got;
    }
    return done;
  }

 private:
  /// 0 at the end of the file alone.
  Result<std::size_t> read_some(std::span<std::byte> to) {
    while (true) {
      if (auto fed = feed(); !fed) return tl::make_unexpected(fed.error());
      if (inflation_.needs_input() && between_members_) return std::size_t{0};
      between_members_ = false;
      std::size_t count = 0;
      const auto state = inflation_.step(to, count);
      position_ += static_cast<std::int64_t>(count);
      if (state == Inflation::State::damaged)
        return bad_input(place(), fmt::format("the packed data are damaged behind {} bytes", position_),
                         make_again);
      if (state == Inflation::State::end) {
        between_members_ = true;
        inflation_.begin_again();
      }
      if (count > 0) return count;
      if (state == Inflation::State::input_used_up && at_end_)
        return bad_input(place(), fmt::format("the packed data end early, behind {} bytes", position_),
                         make_again);
    }
  }

  Status feed() {
    if (!inflation_.needs_input() || at_end_) return {};
    const auto got = file_.read(buffer_);
    if (!got) return tl::make_unexpected(got.error());
    at_end_ = *got < buffer_.size();
    inflation_.give(std::span(buffer_).first(*got));
    return {};
  }

  InputFile file_;
  Inflation inflation_;
  std::vector<std::byte> buffer_;
  bool at_end_ = false;          // of the file; the last input may still be there
  bool between_members_ = true;  // where a file may end
  std::int64_t position_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_part(InputFile file, PackedPart part) {
  return std::make_unique<PartBytes>(std::move(file), std::move(part));
}

std::unique_ptr<ByteSource> gunzip(InputFile file) { return std::make_unique<GzipBytes>(std::move(file)); }

}  // namespace accelbench
