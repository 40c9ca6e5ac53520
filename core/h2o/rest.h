// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/h2o/http.h"

// The server's REST interface: requests as forms, replies as JSON, errors in three shapes.
namespace accelbench::h2o {

/// What an error reply says, on one line and cut to a length that a table bears: the `msg` of JSON, and of
/// HTML or plain text what a reader would see.
std::string error_text(const HttpReply& reply);

/// A number as the server writes it: NaN and the infinities are texts there. NaN for anything else.
double number_of(const nlohmann::ordered_json& value);
/// The text of a field; empty where it is missing or no text.
std::string text_of(const nlohmann::ordered_json& object, std::string_view key);
/// The object or array of a field; null where it is missing.
const nlohmann::ordered_json& field_of(const nlohmann::ordered_json& object, std::string_view key);
/// The first element of the array of this field; null where there is none.
const nlohmann::ordered_json& first_of(const nlohmann::ordered_json& object, std::string_view key);

/// "[\"a\",\"b\"]": lists travel in forms as JSON.
std::string list_text(const std::vector<std::string>& texts);

class Rest {
 public:
  /// `give_up`: asked while a request waits; true ends it.
  Rest(HttpConnection connection, std::function<bool()> give_up);

  /// The reply's JSON, whatever its shape. Any status but 200 is an error with its text.
  Result<nlohmann::ordered_json> get(const std::string& path);
  Result<nlohmann::ordered_json> post(const std::string& path, const Form& form);
  Result<nlohmann::ordered_json> remove(const std::string& path);
  Result<nlohmann::ordered_json> upload(const std::string& path,
                                        std::function<std::size_t(char*, std::size_t)> body);
  /// The text of a reply that is no JSON.
  Result<std::string> download(const std::string& path, std::size_t most_bytes);
  /// A reply of any status.
  Result<HttpReply> send(HttpRequest request);

 private:
  Result<nlohmann::ordered_json> json(HttpRequest request);
  HttpConnection connection_;
  std::function<bool()> give_up_;
  std::chrono::milliseconds longest_{10'000};
};

}  // namespace accelbench::h2o
