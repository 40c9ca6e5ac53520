// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/h2o/rest.h"
#include "core/work/safetensors.h"

// Data on their way to the server and weights on their way back, as CSV without a header line.
namespace accelbench::h2o {

inline constexpr const char* response_column = "y";
inline constexpr const char* weights_column = "w";

/// What a number is written as: nine digits, which give the same float32 back.
void append_number(std::string& text, double value);
/// "c0003": of one width, because the server orders classes as texts.
std::string class_text(std::int32_t label, std::int64_t classes);

/// Sends samples as the frame `name`: features x0, x1, …, the response `y`, with `second_row` a column `w` of
/// weights and a second row of weight 0. Rows and missing numbers are checked after the server has read
/// them. Returns how many classes it saw; 0 for targets.
Result<std::int64_t> send_samples(Rest& rest, const std::string& name, const Samples& samples,
                                  std::int64_t classes, bool second_row);

/// Sends a matrix [rows, columns] in C order.
Status send_matrix(Rest& rest, const std::string& name, std::span<const float> values, std::int64_t rows,
                   std::int64_t columns);

/// The numbers of a downloaded CSV of exactly this shape, its header line left out.
Result<std::vector<double>> numbers_of_csv(std::string_view text, std::int64_t rows, std::int64_t columns);
/// Downloads a frame of exactly this shape.
Result<std::vector<double>> fetch_matrix(Rest& rest, const std::string& name, std::int64_t rows,
                                         std::int64_t columns);

}  // namespace accelbench::h2o
