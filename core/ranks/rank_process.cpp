// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_process.h"

#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <string>

#include "core/ranks/agreement.h"
#include "core/ranks/exchange_library.h"
#include "core/ranks/following_rank.h"
#include "core/ranks/rank_engine.h"
#include "core/ranks/shared_work.h"
#include "core/run/child_engine.h"
#include "core/run/child_work.h"

namespace accelbench::ranks {
namespace {

/// The request of all ranks; empty where there is none.
std::string exchange_request(Exchange& exchange, std::string line) {
  double length = static_cast<double>(line.size());  // far below 2^53
  exchange.broadcast(std::span(&length, 1));
  line.resize(static_cast<std::size_t>(length));
  if (!line.empty()) exchange.broadcast(std::as_writable_bytes(std::span(line)));
  return line;
}

/// ranked_training.cpp looks for it where the first rank had no time to say why it ends.
void say(Exchange& exchange, const std::string& text) {
  const std::string name = name_of_speaker(exchange.rank(), exchange.host_of(exchange.rank()));
  fmt::print(stderr, "{}{}\n", text.starts_with(name) ? "" : name, text);
}

int lead(Exchange& exchange) {
  bool asked = false, met = false;
  for (const EngineKind kind : {EngineKind::cpu, EngineKind::cuda})
    wrap_engine(kind, [&](auto engine) { return make_rank_engine(std::move(engine), exchange, met); });
  const int status = run_child_engine(
      engines(),
      [&](const std::string& line) {
        exchange_request(exchange, line);
        asked = true;
      },
      [&](const ChildWork& prepared) { return make_rank_work(prepared, exchange, met); });
  if (!asked) exchange_request(exchange, {});
  if (asked && !met) (void)agree(exchange, {failed({}, "the first rank ended before the training"), {}});
  return status;
}

/// What this rank has to say against the training is said in the agreement, by the first rank.
int follow_request(Exchange& exchange) {
  const std::string line = exchange_request(exchange, {});
  if (line.empty()) return 0;
  Result<ChildWork> prepared = unavailable("request", "not read");
  if (const auto request = child_request_from_json(line)) prepared = prepare_child(*request, engines());
  bool ended = false;
  Result<Work> work = prepared ? make_rank_work(*prepared, exchange, ended)
                               : Result<Work>(tl::make_unexpected(prepared.error()));
  if (ended) return 0;
  AcceleratorSpec own;
  if (prepared) own = of_this_rank(prepared->accelerator, *prepared->engine, exchange);
  const Status able = work ? prepared->engine->can_run(*work, own) : tl::make_unexpected(work.error());
  if (!agree(exchange, {able, work ? work->fingerprint : ""})) return 0;
  auto executable = prepared->engine->compile_rank(*work, own, exchange);
  const Status compiled = executable ? Status() : tl::make_unexpected(executable.error());
  if (!agree(exchange, {compiled, {}})) return 0;
  follow(*work, **executable, exchange,
         RankMeter(exchange, prepared->engine->threads_of(own), prepared->engine->device_sampler(own)));
  return 0;
}

int take_part(Exchange& exchange) {
  try {
    return exchange.rank() == 0 ? lead(exchange) : follow_request(exchange);
  } catch (const std::exception& error) {
    say(exchange, error.what());
    exchange.abort(1);
    return 1;  // not reached: a virtual function's [[noreturn]] is not seen
  }
}

}  // namespace

int run_rank() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto plugin = load_exchange();
  if (!plugin) {
    fmt::print(stderr, "{}\n", to_string(plugin.error()));
    return 3;
  }
  try {
    const std::unique_ptr<Exchange> exchange((*plugin)->make({}));
    return take_part(*exchange);
  } catch (const ExchangeError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}

}  // namespace accelbench::ranks
