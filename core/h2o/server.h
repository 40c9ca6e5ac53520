// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/h2o/http.h"
#include "core/h2o/installation.h"

// An H2O of our own: started for one run, on the loopback address, gone with us.
namespace accelbench::h2o {

struct ServerPlan {
  Installation installation;
  std::int64_t threads = 1;                         ///< of each node
  std::int64_t nodes = 1;                           ///< several form a cluster by a flat file
  std::int64_t heap_bytes = std::int64_t{4} << 30;  ///< of each node, at most; not reserved at the start
  std::filesystem::path scratch = {};  ///< folder for the private one of this server; empty: the system's
  double longest_start_s = 60;
};

/// The arguments of one node's Java: login, no listening but on 127.0.0.1, no files of this machine by the
/// REST interface, an end when pings stop. `port` 0: the server takes the next free one and writes its
/// address.
struct NodePlan {
  std::filesystem::path jar;
  std::filesystem::path folder;  ///< private; with the files `realm` and, for several nodes, `nodes`
  std::string name;              ///< of the cluster
  std::int64_t threads = 1;
  std::int64_t heap_bytes = 0;
  int port = 0;
  int base_port = 0;
};
std::vector<std::string> node_arguments(const NodePlan& plan);

/// What GET /3/Cloud must say before work may be sent; else why not.
std::optional<std::string> not_ready_because(std::string_view reply, std::int64_t nodes);

class Server {
 public:
  /// Waits until the server answers for all its nodes. By the thread that ends it: the system kills a server
  /// whose starting thread has ended.
  static Result<std::unique_ptr<Server>> start(const ServerPlan& plan, std::stop_token stop);
  /// Ends all nodes: SIGTERM, and SIGKILL after one and a half seconds.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& address() const { return addresses_.front(); }
  const Login& login() const { return login_; }
  const std::string& version() const { return version_; }
  pid_t process() const;
  /// How the first node that is gone went, with what it said last; empty while all live. By the thread that
  /// started it.
  std::optional<std::string> ended();
  /// The same after a request that failed: a connection breaks some time before its process is gone.
  std::optional<std::string> ended_by_now();
  /// All nodes at once, for what does not answer any more.
  void kill();

 private:
  struct Node;
  class Pings;
  Server();
  Status prepare(const ServerPlan& plan);
  Status launch(const ServerPlan& plan);
  Status wait_until_ready(const ServerPlan& plan, const std::stop_token& stop);
  bool read_address();
  std::string last_lines() const;

  struct Folder;
  std::unique_ptr<Folder> folder_;  // goes last
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::string> addresses_;
  Login login_;
  std::string name_;
  std::string version_;
  std::unique_ptr<Pings> pings_;
};

}  // namespace accelbench::h2o
