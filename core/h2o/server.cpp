// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/clock.h"
#include "core/base/text_file.h"
#include "core/h2o/log_tail.h"
#include "core/h2o/rest.h"
#include "core/run/child_process.h"
#include "core/run/scratch_folder.h"

namespace accelbench::h2o {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

constexpr const char* loopback = "127.0.0.1";
constexpr int first_port = 20'000;  ///< below the ports that the system hands out by itself
constexpr int ports = 12'000;
constexpr auto ping_every = 5s;
constexpr auto look_every = 50ms;

std::uint64_t random_number() {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number)
    number = static_cast<std::uint64_t>(monotonic_ns());
  return number;
}
std::string random_hex() { return fmt::format("{:016x}{:016x}", random_number(), random_number()); }

/// Readable for this user alone from its first moment on.
Status write_private(const fs::path& file, std::string_view text) {
  const FileDescriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!descriptor.open() ||
      ::write(descriptor.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return failed(file.string(), "cannot be written",
                  "make room on the disk, or set TMPDIR to another folder");
  return {};
}

bool is_free(int port) {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr plain{};
  static_assert(sizeof plain == sizeof address);
  std::memcpy(&plain, &address, sizeof plain);
  return socket.open() && ::bind(socket.get(), &plain, sizeof plain) == 0;
}

/// A node listens on the port and, in a cluster, on the next.
int free_pair(int from) {
  for (int port = from; port < first_port + 2 * ports; port += 2)
    if (is_free(port) && is_free(port + 1)) return port;
  return from;
}

int random_port() { return first_port + 2 * static_cast<int>(random_number() % (ports / 2)); }

}  // namespace

std::vector<std::string> node_arguments(const NodePlan& plan) {
  const auto in_folder = [&](const char* name) { return (plan.folder / name).string(); };
  std::vector<std::string> arguments = {
      fmt::format("-Xmx{}m", plan.heap_bytes >> 20), "-Djava.io.tmpdir=" + in_folder("tmp"),
      // Both are off by default or of no use to us: XGBoost would unpack 157 MB at every start.
      "-Dsys.ai.h2o.telemetry.disabled=true", "-Dsys.ai.h2o.ext.core.toggle.XGBoost=False", "-jar",
      plan.jar.string(), "-ip", loopback, "-web_ip", loopback};
  const auto add = [&](std::initializer_list<std::string> more) { arguments.insert(arguments.end(), more); };
  if (plan.port > 0)
    add({"-port", std::to_string(plan.port), "-flatfile", in_folder("nodes")});
  else
    add({"-baseport", std::to_string(plan.base_port), "-notify_local", in_folder("addr"), "-disable_net"});
  add({"-disable_flow",
       "-name",
       plan.name,
       "-nthreads",
       std::to_string(plan.threads),
       "-ice_root",
       in_folder("ice"),
       "-log_dir",
       in_folder("log"),
       "-flow_dir",
       in_folder("flow"),
       "-log_level",
       "WARN",
       "-hash_login",
       "-login_conf",
       in_folder("realm"),
       "-file_deny_glob",
       "**",
       "-rest_api_ping_timeout",
       "60000",
       "-allow_unsupported_java"});
  return arguments;
}

std::optional<std::string> not_ready_because(std::string_view reply, std::int64_t nodes) {
  const Json cloud = Json::parse(reply, nullptr, false);
  if (!cloud.is_object()) return "its answer is not JSON";
  if (field_of(cloud, "cloud_healthy") != true) return "it is not healthy";
  if (field_of(cloud, "consensus") != true) return "its nodes do not agree yet";
  const double size = number_of(field_of(cloud, "cloud_size"));
  if (size != static_cast<double>(nodes)) return fmt::format("{} of {} nodes have joined", size, nodes);
  return std::nullopt;
}

struct Server::Folder {
  ScratchFolder scratch;
};

struct Server::Node {
  ChildProcess process;
  LogTail log;
  explicit Node(ChildProcess started)
      : process(std::move(started)), log({process.output(), process.error()}) {}
};

/// Pings every node: one that hears none for a minute ends by itself, should all else that ends it fail.
class Server::Pings {
 public:
  Pings(const std::vector<std::string>& addresses, const Login& login) {
    thread_ = std::thread([this, addresses, login] { work(addresses, login); });
  }
  ~Pings() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Pings(const Pings&) = delete;
  Pings& operator=(const Pings&) = delete;

 private:
  bool ending() {
    const std::lock_guard lock(mutex_);
    return ending_;
  }
  void work(const std::vector<std::string>& addresses, const Login& login) {
    std::vector<HttpConnection> connections;
    for (const std::string& address : addresses) connections.emplace_back(address, login);
    while (!ending()) {
      // A ping without an answer is nothing here: the thread that trains sees what ended.
      for (HttpConnection& connection : connections)
        (void)connection.send({"GET", "/3/Ping", {}, {}, 2s}, [this] { return ending(); });
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, ping_every, [this] { return ending_; });
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

Server::Server() : login_{"accelbench", random_hex()}, name_("acc" + random_hex()) {}

Server::~Server() {
  pings_.reset();
  for (const auto& node : nodes_) node->process.signal(SIGTERM);
  const std::int64_t begin_ns = monotonic_ns();
  for (const auto& node : nodes_)
    while (!node->process.ended() && seconds_since(begin_ns) < 1.5) std::this_thread::sleep_for(10ms);
  nodes_.clear();  // kills what is left
}

Result<std::unique_ptr<Server>> Server::start(const ServerPlan& plan, std::stop_token stop) {
  std::unique_ptr<Server> server(new Server);
  if (auto prepared = server->prepare(plan); !prepared) return tl::make_unexpected(prepared.error());
  if (auto launched = server->launch(plan); !launched) return tl::make_unexpected(launched.error());
  if (auto ready = server->wait_until_ready(plan, stop); !ready) {
    server->kill();
    return tl::make_unexpected(ready.error());
  }
  server->pings_ = std::make_unique<Pings>(server->addresses_, server->login_);
  return server;
}

Status Server::prepare(const ServerPlan& plan) {
  auto scratch = ScratchFolder::make(plan.scratch, "h2o");
  if (!scratch) return tl::make_unexpected(scratch.error());
  folder_ = std::make_unique<Folder>(Folder{std::move(*scratch)});
  const fs::path& folder = folder_->scratch.path();
  std::error_code error;
  for (const char* name : {"tmp", "ice", "log", "flow"}) fs::create_directory(folder / name, error);
  return write_private(folder / "realm", fmt::format("{}: {}\n", login_.user, login_.password));
}

Status Server::launch(const ServerPlan& plan) {
  NodePlan node{plan.installation.jar.file,
                folder_->scratch.path(),
                name_,
                plan.threads,
                plan.heap_bytes,
                0,
                random_port()};
  std::vector<int> node_ports = {0};
  if (plan.nodes > 1) {
    node_ports.clear();
    std::string list;
    for (int from = node.base_port; static_cast<std::int64_t>(node_ports.size()) < plan.nodes;) {
      node_ports.push_back(free_pair(from));
      from = node_ports.back() + 2;
      addresses_.push_back(fmt::format("{}:{}", loopback, node_ports.back()));
      list += addresses_.back() + "\n";
    }
    if (auto written = write_private(node.folder / "nodes", list); !written) return written;
  }
  ChildSurroundings surroundings;
  surroundings.folder = node.folder;
  surroundings.variables = {{"DO_NOT_TRACK", "1"}};
  surroundings.dies_with_us = true;
  for (const int port : node_ports) {
    node.port = port;
    auto process = ChildProcess::start(plan.installation.java.program, node_arguments(node), surroundings);
    if (!process) return tl::make_unexpected(process.error());
    process->close_input();
    nodes_.push_back(std::make_unique<Node>(std::move(*process)));
  }
  return {};
}

bool Server::read_address() {
  if (!addresses_.empty()) return true;
  const auto text = read_text_file(folder_->scratch.path() / "addr", 64);
  if (!text || !text->starts_with(std::string(loopback) + ":")) return false;
  addresses_ = {*text};
  return true;
}

Status Server::wait_until_ready(const ServerPlan& plan, const std::stop_token& stop) {
  const std::int64_t begin_ns = monotonic_ns();
  std::string waiting_for = "it has not opened its port";
  while (seconds_since(begin_ns) < plan.longest_start_s) {
    if (const auto end = ended()) return failed("h2o", *end);
    if (stop.stop_requested())
      return tl::make_unexpected(Error{ErrorKind::interrupted, "h2o", "stopped", {}});
    if (read_address()) {
      HttpConnection connection(address(), login_);
      const auto reply = connection.send({"GET", "/3/Cloud?skip_ticks=true", {}, {}, 1500ms},
                                         [&] { return stop.stop_requested(); });
      const bool good = reply && reply->status == 200;
      const auto reason = good ? not_ready_because(reply->body, plan.nodes)
                               : std::optional(reply ? error_text(*reply) : reply.error().message);
      if (!reason) {
        version_ = text_of(Json::parse(reply->body, nullptr, false), "version");
        return {};
      }
      waiting_for = *reason;
    }
    std::this_thread::sleep_for(look_every);
  }
  return failed("h2o", fmt::format("the server was not ready after {} s: {}; its last lines: {}",
                                   plan.longest_start_s, waiting_for, last_lines()));
}

pid_t Server::process() const { return nodes_.front()->process.id(); }

std::string Server::last_lines() const {
  std::string lines = nodes_.front()->log.last_lines();
  return lines.empty() ? "none" : lines;
}

std::optional<std::string> Server::ended() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto status = nodes_[i]->process.ended();
    if (!status) continue;
    std::this_thread::sleep_for(20ms);  // its last words may still be on their way
    std::string lines = nodes_[i]->log.last_lines();
    const std::string which = nodes_.size() > 1 ? fmt::format("node {} of {} of H2O", i + 1, nodes_.size())
                                                : std::string("the H2O server");
    return fmt::format("{} {}; its last lines: {}", which, describe_end(*status),
                       lines.empty() ? "none" : lines);
  }
  return std::nullopt;
}

std::optional<std::string> Server::ended_by_now() {
  const std::int64_t begin_ns = monotonic_ns();
  auto end = ended();
  while (!end && seconds_since(begin_ns) < 0.3) {
    std::this_thread::sleep_for(10ms);
    end = ended();
  }
  return end;
}

void Server::kill() {
  for (const auto& node : nodes_) node->process.signal(SIGKILL);
}

}  // namespace accelbench::h2o
