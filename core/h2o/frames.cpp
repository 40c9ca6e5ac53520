// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/h2o/job.h"

namespace accelbench::h2o {
namespace {

using Json = nlohmann::ordered_json;

using RowWriter = std::function<void(std::int64_t row, std::string& text)>;

/// A frame to be: its columns, and its rows written one after another.
struct FrameText {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> types;
  std::int64_t rows = 0;
  RowWriter write_row;
};

/// Makes the text while it is sent: the whole of it may be larger than the memory.
class TextSource {
 public:
  explicit TextSource(const FrameText& frame) : frame_(frame) {}
  std::size_t fill(char* buffer, std::size_t size) {
    while (text_.size() - taken_ < size && row_ < frame_.rows) {
      if (taken_ > (std::size_t{1} << 16)) text_.erase(0, std::exchange(taken_, 0));
      frame_.write_row(row_++, text_);
      text_ += '\n';
    }
    const std::size_t count = std::min(size, text_.size() - taken_);
    std::memcpy(buffer, text_.data() + taken_, count);
    taken_ += count;
    return count;
  }

 private:
  const FrameText& frame_;
  std::string text_;
  std::size_t taken_ = 0;
  std::int64_t row_ = 0;
};

Status check_read(const Json& reply, const FrameText& frame) {
  const Json& found = first_of(reply, "frames");
  const double rows = number_of(field_of(found, "rows"));
  if (rows != static_cast<double>(frame.rows))
    return failed(
        "h2o", fmt::format("frame {}: the server read {} rows, {} were sent", frame.name, rows, frame.rows));
  const Json& columns = field_of(found, "columns");
  if (!columns.is_array() || columns.size() != frame.columns.size())
    return failed("h2o", fmt::format("frame {}: the server read {} columns, {} were sent", frame.name,
                                     columns.size(), frame.columns.size()));
  for (const Json& column : columns)
    if (const double missing = number_of(field_of(column, "missing_count")); missing != 0)
      return failed("h2o", fmt::format("frame {}: the server misses {} numbers of column {}", frame.name,
                                       missing, text_of(column, "label")));
  return {};
}

/// Returns what the server says of the frame, all its columns.
Result<Json> send_frame(Rest& rest, const FrameText& frame) {
  const std::string raw = frame.name + "_csv";
  TextSource source(frame);
  const auto sent = rest.upload("/3/PostFile?destination_frame=" + percent_encoded(raw),
                                [&](char* buffer, std::size_t size) { return source.fill(buffer, size); });
  if (!sent) return tl::make_unexpected(sent.error());
  const auto parsing = rest.post("/3/Parse", {{"destination_frame", frame.name},
                                              {"source_frames", list_text({raw})},
                                              {"parse_type", "CSV"},
                                              {"separator", "44"},
                                              {"single_quotes", "false"},
                                              {"check_header", "-1"},
                                              {"number_columns", std::to_string(frame.columns.size())},
                                              {"chunk_size", "4194304"},
                                              {"column_names", list_text(frame.columns)},
                                              {"column_types", list_text(frame.types)},
                                              {"delete_on_done", "true"},
                                              {"blocking", "false"}});
  if (!parsing) return tl::make_unexpected(parsing.error());
  if (auto done = wait_for_job(rest, job_key(*parsing), "reading of frame " + frame.name); !done)
    return tl::make_unexpected(done.error());
  auto reply =
      rest.get(fmt::format("/3/Frames/{}/summary?row_count=1&column_count=-1", percent_encoded(frame.name)));
  if (!reply) return reply;
  if (auto good = check_read(*reply, frame); !good) return tl::make_unexpected(good.error());
  return reply;
}

void append_features(std::string& text, const Samples& samples, std::int64_t row) {
  const auto columns = static_cast<std::size_t>(samples.features);
  for (const float value : samples.x.subspan(static_cast<std::size_t>(row) * columns, columns)) {
    append_number(text, static_cast<double>(value));
    text += ',';
  }
}

FrameText frame_of(const std::string& name, const Samples& samples, std::int64_t classes, bool second_row) {
  FrameText frame{name, {}, {}, samples.samples + (second_row ? 1 : 0), {}};
  for (std::int64_t c = 0; c < samples.features; ++c) frame.columns.push_back(fmt::format("x{}", c));
  frame.types.assign(frame.columns.size(), "Numeric");
  frame.columns.emplace_back(response_column);
  frame.types.emplace_back(classes > 0 ? "Enum" : "Numeric");
  if (second_row) frame.columns.emplace_back(weights_column), frame.types.emplace_back("Numeric");
  frame.write_row = [&samples, classes, second_row](std::int64_t row, std::string& text) {
    const bool added = row >= samples.samples;
    const std::int64_t source = added ? 0 : row;
    append_features(text, samples, source);
    const auto index = static_cast<std::size_t>(source);
    if (classes > 0)
      text += class_text(
          added ? (samples.labels[index] + 1) % static_cast<std::int32_t>(classes) : samples.labels[index],
          classes);
    else
      append_number(text, static_cast<double>(samples.y[index]) + (added ? 1 : 0));
    if (second_row) text += added ? ",0" : ",1";
  };
  return frame;
}

}  // namespace

void append_number(std::string& text, double value) {
  fmt::format_to(std::back_inserter(text), "{:.9g}", value);
}

std::string class_text(std::int32_t label, std::int64_t classes) {
  return fmt::format("c{:0{}}", label, std::to_string(classes - 1).size());
}

Result<std::int64_t> send_samples(Rest& rest, const std::string& name, const Samples& samples,
                                  std::int64_t classes, bool second_row) {
  const FrameText frame = frame_of(name, samples, classes, second_row);
  const auto reply = send_frame(rest, frame);
  if (!reply) return tl::make_unexpected(reply.error());
  if (classes == 0) return std::int64_t{0};
  for (const Json& column : field_of(first_of(*reply, "frames"), "columns"))
    if (text_of(column, "label") == response_column)
      return static_cast<std::int64_t>(field_of(column, "domain").size());
  return failed("h2o", fmt::format("frame {}: the server tells no classes", name));
}

Status send_matrix(Rest& rest, const std::string& name, std::span<const float> values, std::int64_t rows,
                   std::int64_t columns) {
  FrameText frame{name, {}, {}, rows, {}};
  for (std::int64_t c = 0; c < columns; ++c) frame.columns.push_back(fmt::format("c{}", c));
  frame.types.assign(frame.columns.size(), "Numeric");
  frame.write_row = [&](std::int64_t row, std::string& text) {
    const auto width = static_cast<std::size_t>(columns);
    for (const float value : values.subspan(static_cast<std::size_t>(row) * width, width)) {
      append_number(text, static_cast<double>(value));
      text += ',';
    }
    text.pop_back();
  };
  const auto reply = send_frame(rest, frame);
  return reply ? Status() : tl::make_unexpected(reply.error());
}

Result<std::vector<double>> numbers_of_csv(std::string_view text, std::int64_t rows, std::int64_t columns) {
  const auto count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  std::vector<double> values;
  text.remove_prefix(std::min(text.find('\n'), text.size()));
  const auto wrong = [&] {
    return failed("h2o",
                  fmt::format("weights: found other than {} rows of {} finite numbers", rows, columns));
  };
  while (!text.empty()) {
    const auto begin = text.find_first_not_of(" \r\n,\"");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value) || values.size() == count) return wrong();
    values.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (values.size() != count) return wrong();
  return values;
}

Result<std::vector<double>> fetch_matrix(Rest& rest, const std::string& name, std::int64_t rows,
                                         std::int64_t columns) {
  const auto most_bytes =
      static_cast<std::size_t>(rows * columns) * 32 + static_cast<std::size_t>(columns) * 32 + 4096;
  const auto text = rest.download("/3/DownloadDataset?frame_id=" + percent_encoded(name), most_bytes);
  if (!text) return tl::make_unexpected(text.error());
  return numbers_of_csv(*text, rows, columns);
}

}  // namespace accelbench::h2o
