// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

namespace accelbench::h2o {
namespace {

void prepare_library() {
  static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)prepared;
}

std::string form_text(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (!text.empty()) text += '&';
    text += percent_encoded(name) + '=' + percent_encoded(value);
  }
  return text;
}

/// What the callbacks of one transfer share.
struct Transfer {
  const HttpRequest& request;
  const std::function<bool()>& give_up;
  HttpReply reply;
  bool too_long = false;
  bool given_up = false;
};

std::size_t take_bytes(char* bytes, std::size_t, std::size_t count, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  transfer.too_long = transfer.reply.body.size() + count > transfer.request.most_bytes;
  if (transfer.too_long) return 0;
  transfer.reply.body.append(bytes, count);
  return count;
}

std::size_t give_bytes(char* buffer, std::size_t size, std::size_t count, void* data) {
  return static_cast<Transfer*>(data)->request.body(buffer, size * count);
}

Error error_of(CURLcode code, const Transfer& transfer, const std::string& address) {
  const auto& request = transfer.request;
  const std::string what = request.method + " " + request.path.substr(0, request.path.find('?'));
  if (transfer.given_up) return {ErrorKind::interrupted, address, what + " was given up", {}};
  if (transfer.too_long)
    return {ErrorKind::failed,
            address,
            fmt::format("{}: the reply is longer than {} bytes", what, request.most_bytes),
            {}};
  if (code == CURLE_OPERATION_TIMEDOUT)
    return {
        ErrorKind::failed,
        address,
        fmt::format("{}: no answer within {} s", what, static_cast<double>(request.longest.count()) / 1e3),
        {}};
  return {ErrorKind::failed, address, fmt::format("{}: {}", what, curl_easy_strerror(code)), {}};
}

}  // namespace

struct HttpConnection::Handle {
  CURL* curl = curl_easy_init();
  CURLM* multi = curl_multi_init();  ///< keeps the connection
  Login login;
  explicit Handle(Login who) : login(std::move(who)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    curl_easy_cleanup(curl);
    curl_multi_cleanup(multi);
  }

  void set_connection(const std::string& url);
  void set_callbacks(Transfer& transfer);
  CURLcode perform(Transfer& transfer);
};

void HttpConnection::Handle::set_connection(const std::string& url) {
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  if (login.user.empty()) return;
  curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  curl_easy_setopt(curl, CURLOPT_USERNAME, login.user.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, login.password.c_str());
}

void HttpConnection::Handle::set_callbacks(Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.request.longest.count()));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
}

/// curl_easy_perform would ask once a second whether to give up.
CURLcode HttpConnection::Handle::perform(Transfer& transfer) {
  curl_multi_add_handle(multi, curl);
  CURLcode code = CURLE_OK;
  for (int running = 1; running > 0;) {
    transfer.given_up = transfer.give_up && transfer.give_up();
    if (transfer.given_up || curl_multi_perform(multi, &running) != CURLM_OK) {
      code = CURLE_ABORTED_BY_CALLBACK;
      break;
    }
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 50, nullptr);
  }
  for (int left = 0; const CURLMsg* message = curl_multi_info_read(multi, &left);)
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  curl_multi_remove_handle(multi, curl);
  return code;
}

namespace {

/// Headers of a request, freed with this object.
class Headers {
 public:
  void add(const char* line) { list_ = curl_slist_append(list_, line); }
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list_); }
  curl_slist* list() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// `form` outlives the transfer.
void set_content(CURL* curl, Transfer& transfer, const std::string& form, Headers& headers) {
  const HttpRequest& request = transfer.request;
  headers.add("Expect:");  // a server that does not know it would let us wait for a second
  if (request.body) {
    headers.add("Content-Type: application/octet-stream");
    headers.add("Transfer-Encoding: chunked");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
  } else if (request.form || request.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
  } else if (request.method != "GET") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list());
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain = "-._~";
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool alphanumeric =
        (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    if (alphanumeric || plain.find(letter) != std::string_view::npos)
      result += letter;
    else
      result += fmt::format("%{:02X}", byte);
  }
  return result;
}

HttpConnection::HttpConnection(std::string address, Login login) : address_(std::move(address)) {
  prepare_library();
  handle_ = std::make_unique<Handle>(std::move(login));
}
HttpConnection::~HttpConnection() = default;
HttpConnection::HttpConnection(HttpConnection&&) noexcept = default;
HttpConnection& HttpConnection::operator=(HttpConnection&&) noexcept = default;

Result<HttpReply> HttpConnection::send(const HttpRequest& request, const std::function<bool()>& give_up) {
  CURL* curl = handle_->curl;
  const bool named = address_.find("://") != std::string::npos;
  const std::string form = request.form ? form_text(*request.form) : std::string();
  Transfer transfer{request, give_up, {}};
  Headers headers;
  handle_->set_connection((named ? "" : "http://") + address_ + request.path);
  handle_->set_callbacks(transfer);
  set_content(curl, transfer, form, headers);
  const CURLcode code = handle_->perform(transfer);
  if (code != CURLE_OK) return tl::make_unexpected(error_of(code, transfer, address_));
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) transfer.reply.content_type = type;
  return std::move(transfer.reply);
}

}  // namespace accelbench::h2o
