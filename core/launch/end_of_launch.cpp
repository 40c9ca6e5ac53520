// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/end_of_launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>

namespace accelbench {
namespace {

constexpr std::size_t most_of_messages = std::size_t{64} << 10;
constexpr std::size_t longest_word = 200;

using Words = std::map<std::string, std::string, std::less<>>;

/// Messages are broken into lines and indented differently from one version to the next.
std::string on_one_line(std::string_view text) {
  if (text.size() > most_of_messages) text.remove_prefix(text.size() - most_of_messages);
  std::string line;
  for (const char letter : text) {
    const bool is_shown = static_cast<unsigned char>(letter) > ' ' && letter != '\x7f';
    if (is_shown)
      line += letter;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  return line;
}

/// Reads a text by a pattern of what must stand there and {names} of single words.
class PatternReader {
 public:
  PatternReader(std::string_view text, std::string_view pattern) : text_(text), pattern_(pattern) {}

  std::optional<Words> read() {
    while (!pattern_.empty())
      if (!(pattern_.starts_with('{') ? take_word() : take_plain())) return std::nullopt;
    return std::move(words_);
  }

 private:
  bool take_plain() {
    const std::string_view plain = pattern_.substr(0, pattern_.find('{'));
    pattern_.remove_prefix(plain.size());
    if (!words_.empty() || started_) return take_here(plain);
    started_ = true;
    const std::size_t at = text_.find(plain);
    if (at == std::string_view::npos) return false;
    text_.remove_prefix(at + plain.size());
    return true;
  }

  bool take_here(std::string_view plain) {
    if (!text_.starts_with(plain)) return false;
    text_.remove_prefix(plain.size());
    return true;
  }

  bool take_word() {
    const std::size_t end = pattern_.find('}');
    const std::string name(pattern_.substr(1, end - 1));
    pattern_.remove_prefix(end + 1);
    const std::string_view word = text_.substr(0, text_.find(' '));
    if (word.empty() || word.size() > longest_word) return false;
    text_.remove_prefix(word.size());
    words_[name] = word;
    return true;
  }

  std::string_view text_;
  std::string_view pattern_;
  bool started_ = false;
  Words words_;
};

/// The first place of the text where the whole pattern fits.
std::optional<Words> find_pattern(std::string_view text, std::string_view pattern) {
  const std::string_view beginning = pattern.substr(0, pattern.find('{'));
  for (std::size_t at = 0; (at = text.find(beginning, at)) != std::string_view::npos; ++at)
    if (auto words = PatternReader(text.substr(at), pattern).read()) return words;
  return std::nullopt;
}

int number_of(std::string_view word) {
  int number = -1;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

/// Of a process as mpirun names it: "[[60170,1],2]", "[prterun-h0-28259@1,2]".
std::string rank_in_name(std::string_view name) {
  const std::string_view last = name.substr(std::min(name.size(), name.rfind(',') + 1));
  return std::string(last.substr(0, last.find(']')));
}

std::string rank_on_host(const std::string& rank, const std::vector<std::string>& hosts) {
  const int number = number_of(rank);
  if (number < 0 || number >= std::ssize(hosts)) return fmt::format("rank {}", rank);
  return fmt::format("rank {} on host {}", rank, hosts[static_cast<std::size_t>(number)]);
}

using Hosts = const std::vector<std::string>&;

std::string tell_signal(const Words& words, Hosts) {
  const int signal = number_of(words.at("signal"));
  const std::string who = fmt::format("rank {} on host {}", words.at("rank"), words.at("host"));
  if (signal == 9 || signal == 15) return fmt::format("{} was killed (signal {})", who, signal);
  const char* meaning = sigdescr_np(signal);
  return fmt::format("{} crashed (signal {}{}{})", who, signal, meaning ? ", " : "", meaning ? meaning : "");
}

std::string tell_status(const Words& words, Hosts hosts) {
  return fmt::format("{} ended with status {}", rank_on_host(rank_in_name(words.at("name")), hosts),
                     words.at("status"));
}

std::string tell_abort(const Words& words, Hosts hosts) {
  return rank_on_host(words.at("rank"), hosts) + " gave up and ended all others";
}

std::string tell_lost_host(const Words& words, Hosts) {
  return fmt::format("host {} was lost: the daemon of Open MPI there is gone, or the network to it is cut",
                     words.at("host"));
}

std::string tell_lost_peer(const Words& words, Hosts) {
  return fmt::format("a rank on host {} is gone", words.at("host"));
}

std::string tell_ssh(const Words& words, Hosts) {
  return fmt::format("host {} cannot be reached by ssh", words.at("host"));
}

std::string tell_no_daemon(const Words&, Hosts) {
  return "the daemon of Open MPI could not be started on every host, or cannot reach back from there: is "
         "Open MPI "
         "installed on all of them, does a firewall stand between them?";
}

std::string tell_no_program(const Words& words, Hosts) {
  return fmt::format("{} cannot be started on host {}", words.at("program"), words.at("host"));
}

std::string tell_time_limit(const Words& words, Hosts) {
  return fmt::format("the time limit of {} seconds was reached", words.at("seconds"));
}

struct KnownEnd {
  std::string_view pattern;
  std::string (*tell)(const Words&, Hosts);
};

/// The cause before what follows from it: after a rank was killed others find their connections closed.
constexpr std::array known_ends = {
    KnownEnd{"process rank {rank} with PID {pid} on node {host} exited on signal {signal} ", tell_signal},
    KnownEnd{"The first process to do so was: Process name: {name} Exit code: {status} ", tell_status},
    KnownEnd{"MPI_ABORT was invoked on rank {rank} in communicator", tell_abort},
    KnownEnd{"unable to launch the specified application as it could not access or execute an executable: "
             "Executable: {program} Node: {host} ",
             tell_no_program},
    KnownEnd{"unable to launch the specified application as it lacked permissions to execute an executable: "
             "Executable: {program} Node: {host} ",
             tell_no_program},
    KnownEnd{"ssh: connect to host {host} port ", tell_ssh},
    KnownEnd{"ssh: Could not resolve hostname {host} ", tell_ssh},
    KnownEnd{"was unable to reliably start one or more daemons", tell_no_daemon},
    KnownEnd{"daemon has unexpectedly failed after launch and before communicating back to mpirun",
             tell_no_daemon},
    KnownEnd{"has lost communication with a remote daemon. HNP daemon : {mpirun} on node {own} Remote "
             "daemon: {name} "
             "on node {host} ",
             tell_lost_host},
    KnownEnd{"The user-provided time limit for job execution has been reached: Timeout: {seconds} ",
             tell_time_limit},
    KnownEnd{"Peer host: {host} ", tell_lost_peer},
    KnownEnd{"process rank {rank} with PID {pid} on node {host} calling \"abort\"", tell_abort},
};

}  // namespace

std::optional<std::string> why_it_ended(std::string_view messages, const std::vector<std::string>& hosts) {
  const std::string text = on_one_line(messages) + " ";
  for (const KnownEnd& end : known_ends)
    if (const auto words = find_pattern(text, end.pattern)) return end.tell(*words, hosts);
  return std::nullopt;
}

}  // namespace accelbench
