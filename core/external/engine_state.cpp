// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/engine_state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/engine/json_fields.h"
#include "core/experiment/experiment.h"
#include "core/external/answers.h"
#include "core/run/captured_run.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr double look_limit_s = 20;  ///< of a tenth of a second, on a machine that is busy or has a cold disk
constexpr double probe_limit_s = 180;
constexpr std::size_t longest_reason = 600;

std::string_view words_for(EngineQuestion question) {
  return question == EngineQuestion::look ? "look" : "probe";
}

EngineState state_without(EngineKind engine, Installed installed, std::string reason) {
  EngineState state;
  state.engine = engine;
  state.installed = installed;
  state.reason = std::move(reason);
  return state;
}

std::vector<std::pair<std::string, std::string>> pairs_from(JsonFields& fields, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> pairs;
  JsonFields object(fields.object(key), std::string(key), fields.error());
  for (const auto& [name, value] : object.json().items()) pairs.emplace_back(name, object.text(name));
  return pairs;
}

std::string with_fix(const std::string& reason, EngineKind engine) {
  return reason.substr(0, longest_reason) + "; " + how_to_install(engine);
}

Result<EngineState> state_from(const Json& answer, EngineKind engine) {
  std::optional<Error> error;
  JsonFields fields(answer, "answer", error);
  EngineState state;
  state.engine = engine;
  state.installed = fields.choice<Installed>("state");
  state.reason = fields.text("reason");
  state.python = fields.text("python");
  state.packages = pairs_from(fields, "packages");
  if (fields.has("backend")) state.backend = fields.text("backend");
  state.devices = pairs_from(fields, "devices");
  state.probed = fields.boolean("probed");
  if (error) return tl::make_unexpected(*error);
  if (!state.ready()) state.reason = with_fix(state.reason, engine);
  return state;
}

void note(EngineState& state, const Interpreter& interpreter) {
  state.interpreter = interpreter.program.string();
  state.origin = words_for(interpreter.origin);
}

Result<Json> answer_of(EngineKind engine, const Interpreter& interpreter, const fs::path& script,
                       EngineQuestion question) {
  CapturedCommand command;
  command.program = interpreter.program;
  command.arguments = {"-I", "-B", script.string(), std::string(words_for(question)),
                       std::string(name_of(engine))};
  command.limit_s = question == EngineQuestion::look ? look_limit_s : probe_limit_s;
  command.surroundings.variables = {{"TF_CPP_MIN_LOG_LEVEL", "3"}};
  const auto run = run_captured(command);
  if (!run) return tl::make_unexpected(run.error());
  if (run->timed_out) return failed({}, fmt::format("did not answer within {} seconds", command.limit_s));
  Json answer = Json::parse(run->output, nullptr, false);
  if (run->ended_well() && answer.is_object()) return answer;
  return failed(
      {}, fmt::format("{}: {}", describe_end(run->status), last_lines(run->error + "\n" + run->output)));
}

std::string question_of(EngineKind engine, const Interpreter& interpreter, EngineQuestion question) {
  const char* backend = std::getenv("KERAS_BACKEND");
  return fmt::format("{} {} {}{}", words_for(question), name_of(engine), interpreter.program.string(),
                     engine == EngineKind::keras && backend != nullptr ? fmt::format(" {}", backend) : "");
}

/// Where it would be seen that something was installed or removed.
std::vector<fs::path> rests_on(const Interpreter& interpreter, const fs::path& script, const Json& answer) {
  std::vector<fs::path> paths = {interpreter.program, script};
  const auto told = answer.find("rests_on");
  if (told == answer.end() || !told->is_array()) return paths;
  for (const Json& path : *told)
    if (path.is_string()) paths.emplace_back(path.get<std::string>());
  return paths;
}

EngineState ask_or_remember(EngineKind engine, const Interpreter& interpreter, EngineQuestion question,
                            bool fresh) {
  const auto runners = runners_folder();
  if (!runners) return state_without(engine, Installed::broken, to_string(runners.error()));
  const fs::path script = *runners / "probe.py";
  const std::string asked = question_of(engine, interpreter, question);
  auto kept = fresh ? std::nullopt : kept_answer(asked);
  if (kept)
    if (auto state = state_from(*kept, engine)) return *state;
  const auto answer = answer_of(engine, interpreter, script, question);
  const auto state = answer ? state_from(*answer, engine) : tl::make_unexpected(answer.error());
  if (!state)
    return state_without(
        engine, Installed::broken,
        with_fix(fmt::format("{} {}", interpreter.program.string(), state.error().message), engine));
  if (state->ready()) keep_answer(asked, *answer, rests_on(interpreter, script, *answer));
  return *state;
}

EngineState find_and_ask(EngineKind engine, const Settings& settings, EngineQuestion question) {
  const auto interpreter = find_interpreter(engine, settings);
  if (!interpreter) {
    const Error& error = interpreter.error();
    return state_without(engine, error.place.empty() ? Installed::not_installed : Installed::broken,
                         (error.place.empty() ? "" : error.place + ": ") + error.message + "; " + error.fix);
  }
  EngineState state = ask_or_remember(engine, *interpreter, question, false);
  note(state, *interpreter);
  return state;
}

}  // namespace

std::string EngineState::version() const {
  return packages.empty() ? std::string() : packages.front().second;
}

std::vector<std::string> EngineState::backends() const {
  std::vector<std::string> found;
  if (engine != EngineKind::keras) return found;
  for (const auto& [name, version] : packages)
    if (name == "tensorflow" || name == "torch" || name == "jax") found.push_back(name);
  return found;
}

std::string EngineState::text() const {
  std::vector<std::string> parts;
  const std::string usual = backends().size() > 1 ? backend : std::string();
  for (const auto& [name, version] : packages)
    parts.push_back(parts.empty() ? fmt::format("{} {}", display_name(engine), version)
                                  : fmt::format("{} {}{}", name, version, name == usual ? " (usual)" : ""));
  if (!python.empty()) parts.push_back("Python " + python);
  return fmt::format("{}", fmt::join(parts, ", "));
}

EngineState ask(EngineKind engine, const Interpreter& interpreter, EngineQuestion question) {
  EngineState state = ask_or_remember(engine, interpreter, question, true);
  note(state, interpreter);
  return state;
}

std::shared_future<EngineState> EngineStates::begin(EngineKind engine, EngineQuestion question) {
  const std::lock_guard lock(mutex_);
  auto& asked = asked_[{engine, question}];
  if (!asked.valid())
    asked = std::async(std::launch::async, [this, engine, question] {
              return find_and_ask(engine, settings_, question);
            }).share();
  return asked;
}

EngineState EngineStates::get(EngineKind engine, EngineQuestion question) {
  return begin(engine, question).get();
}

void EngineStates::prefetch(EngineQuestion question) {
  for (const EngineKind engine : python_packages) begin(engine, question);
}

}  // namespace accelbench
