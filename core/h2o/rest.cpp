// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/rest.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/text_file.h"

namespace accelbench::h2o {
namespace {

using Json = nlohmann::ordered_json;

const Json nothing;
constexpr std::size_t longest_error = 400;

/// Tags taken out, spaces and line breaks of any number as one space.
std::string readable(std::string_view text, bool tags) {
  std::string result;
  bool in_tag = false;
  for (const char letter : text) {
    if (tags && letter == '<') in_tag = true;
    const bool space = in_tag || static_cast<unsigned char>(letter) <= ' ';
    if (letter == '>' && in_tag) in_tag = false;
    if (!space)
      result += letter;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
    if (result.size() > longest_error) break;
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// Bytes of a stranger: what could not stand in a message is left out.
std::string printable(std::string text) {
  if (is_utf8(text)) return text;
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) >= 0x80) letter = '?';
  return text;
}

std::string json_error(const Json& reply) {
  std::string text = text_of(reply, "msg");
  if (text.empty()) text = text_of(reply, "exception_msg");
  constexpr std::string_view wrapping = "ERROR MESSAGE:";
  if (const auto place = text.find(wrapping); place != std::string::npos)
    text.erase(0, place + wrapping.size());
  for (const Json& message : field_of(reply, "messages"))
    if (text_of(message, "message_type") == "ERRR")
      text += " " + text_of(message, "field_name") + ": " + text_of(message, "message");
  return text;
}

tl::unexpected<Error> no_json(const std::string& address, const std::string& path, const HttpReply& reply) {
  const std::string start = readable(reply.body, true).substr(0, 120);
  return failed(address, fmt::format("{}: the reply is not JSON: {}", path.substr(0, path.find('?')),
                                     in_quotes(start, 120)));
}

}  // namespace

std::string error_text(const HttpReply& reply) {
  const Json json = Json::parse(reply.body, nullptr, false);
  std::string text;
  if (json.is_object()) text = readable(json_error(json), false);
  if (text.empty()) text = readable(reply.body, reply.content_type.find("html") != std::string::npos);
  return fmt::format("HTTP {}{}{}", reply.status, text.empty() ? "" : ": ", printable(text));
}

double number_of(const Json& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (value.is_number()) return value.get<double>();
  if (value == "Infinity") return infinity;
  if (value == "-Infinity") return -infinity;
  return std::numeric_limits<double>::quiet_NaN();
}

const Json& field_of(const Json& object, std::string_view key) {
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text_of(const Json& object, std::string_view key) {
  const Json& value = field_of(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

const Json& first_of(const Json& object, std::string_view key) {
  const Json& list = field_of(object, key);
  return list.is_array() && !list.empty() ? list.front() : nothing;
}

std::string list_text(const std::vector<std::string>& texts) { return Json(texts).dump(); }

Rest::Rest(HttpConnection connection, std::function<bool()> give_up)
    : connection_(std::move(connection)), give_up_(std::move(give_up)) {}

Result<HttpReply> Rest::send(HttpRequest request) { return connection_.send(request, give_up_); }

Result<Json> Rest::json(HttpRequest request) {
  const std::string path = request.path;
  const auto reply = connection_.send(request, give_up_);
  if (!reply) return tl::make_unexpected(reply.error());
  if (reply->status != 200)
    return failed(connection_.address(),
                  fmt::format("{}: {}", path.substr(0, path.find('?')), error_text(*reply)));
  Json value = Json::parse(reply->body, nullptr, false);
  if (value.is_discarded()) return no_json(connection_.address(), path, *reply);
  return value;
}

Result<Json> Rest::get(const std::string& path) { return json({"GET", path, {}, {}, longest_}); }
Result<Json> Rest::post(const std::string& path, const Form& form) {
  return json({"POST", path, form, {}, longest_});
}
Result<Json> Rest::remove(const std::string& path) { return json({"DELETE", path, {}, {}, longest_}); }

Result<Json> Rest::upload(const std::string& path, std::function<std::size_t(char*, std::size_t)> body) {
  return json({"POST", path, {}, std::move(body), std::chrono::minutes(30)});
}

Result<std::string> Rest::download(const std::string& path, std::size_t most_bytes) {
  auto reply = connection_.send({"GET", path, {}, {}, std::chrono::minutes(5), most_bytes}, give_up_);
  if (!reply) return tl::make_unexpected(reply.error());
  if (reply->status != 200)
    return failed(connection_.address(),
                  fmt::format("{}: {}", path.substr(0, path.find('?')), error_text(*reply)));
  return std::move(reply->body);
}

}  // namespace accelbench::h2o
