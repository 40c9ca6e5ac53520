// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

// Plain HTTP, one request after another.
namespace accelbench::h2o {

using Form = std::vector<std::pair<std::string, std::string>>;

/// Everything but letters, digits and "-._~" as %HH.
std::string percent_encoded(std::string_view text);

struct HttpRequest {
  std::string method = "GET";
  std::string path;               ///< with its query; begins with '/'
  std::optional<Form> form = {};  ///< sent as application/x-www-form-urlencoded
  /// Sent as application/octet-stream: fills the buffer and returns how many bytes it wrote, 0 at the end.
  std::function<std::size_t(char* buffer, std::size_t size)> body = {};
  std::chrono::milliseconds longest{10'000};
  std::size_t most_bytes = std::size_t{64} << 20;  ///< of the reply
};

struct HttpReply {
  long status = 0;
  std::string content_type;
  std::string body;
};

struct Login {
  std::string user;
  std::string password;
};

/// One connection to one server, for one thread at a time. Follows no redirection, asks no proxy.
class HttpConnection {
 public:
  /// `address`: "127.0.0.1:54321", or with http:// or https:// before it.
  HttpConnection(std::string address, Login login);
  ~HttpConnection();
  HttpConnection(HttpConnection&&) noexcept;
  HttpConnection& operator=(HttpConnection&&) noexcept;

  /// A reply of any status, or why there is none. While it waits, `give_up` is asked every now and then: true
  /// ends it.
  Result<HttpReply> send(const HttpRequest& request, const std::function<bool()>& give_up = {});
  const std::string& address() const { return address_; }

 private:
  struct Handle;
  std::string address_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace accelbench::h2o
