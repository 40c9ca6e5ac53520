// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <tuple>

namespace accelbench {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view suffix = ".safetensors";

std::string name_of_state(std::string_view run, const LoopState& state) {
  const std::string step = state.steps_in_epoch > 0 ? fmt::format("-step-{:06}", state.steps) : "";
  return fmt::format("{}-epoch-{:06}{}{}", file_name_of(run), state.epochs, step, suffix);
}

/// Takes `text` and a number off the front.
std::optional<std::int64_t> take_number(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return std::nullopt;
  rest.remove_prefix(text.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc() || value < 0) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return value;
}

/// Epoch and step of a checkpoint's name.
std::optional<std::pair<std::int64_t, std::int64_t>> position_of(std::string_view name,
                                                                 std::string_view run) {
  const std::string begin = file_name_of(run);
  if (!name.starts_with(begin) || !name.ends_with(suffix)) return std::nullopt;
  std::string_view rest = name.substr(begin.size(), name.size() - begin.size() - suffix.size());
  const auto epoch = take_number(rest, "-epoch-");
  if (!epoch) return std::nullopt;
  const auto step = rest.empty() ? 0 : take_number(rest, "-step-");
  if (!step || !rest.empty()) return std::nullopt;
  return std::pair(*epoch, *step);
}

}  // namespace

fs::path checkpoints_beside(const fs::path& results) {
  return fs::path(results).replace_extension(".checkpoints");
}

fs::path weights_beside(const fs::path& results) { return fs::path(results).replace_extension(".weights"); }

std::string file_name_of(std::string_view run) {
  std::string name(run);
  for (char& letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') ||
                       std::string_view("-_.@").find(letter) != std::string_view::npos;
    if (!plain) letter = '_';
  }
  if (!name.empty() && name.front() == '.') name.front() = '_';
  return name;
}

Result<fs::path> CheckpointFolder::write(const CheckpointOwner& owner, LoopState& state,
                                         Executable& executable, const Callbacks& callbacks,
                                         CheckpointReason reason) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return failed(folder_.string(), "cannot make the folder: " + error.message());
  const fs::path file = folder_ / name_of_state(run_, state);
  if (const auto written = write_checkpoint(file, owner, state, executable, callbacks); !written)
    return tl::make_unexpected(written.error());
  std::erase(written_, file);
  if (reason == CheckpointReason::by_hand) return file;
  written_.push_back(file);
  while (static_cast<std::int64_t>(written_.size()) > keep_) {
    fs::remove(written_.front(), error);  // one that is gone already is gone
    written_.pop_front();
  }
  return file;
}

std::vector<fs::path> checkpoints_in(const fs::path& folder, std::string_view run) {
  std::vector<std::tuple<std::int64_t, std::int64_t, fs::path>> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (const auto position = position_of(at->path().filename().string(), run))
      found.emplace_back(position->first, position->second, at->path());
  std::ranges::sort(found, std::greater<>());
  std::vector<fs::path> files;
  for (auto& [epoch, step, file] : found) files.push_back(std::move(file));
  return files;
}

Result<std::optional<Checkpoint>> find_checkpoint(const fs::path& file_or_folder, std::string_view run,
                                                  const CheckpointOwner& owner,
                                                  std::vector<std::string>& warnings) {
  std::error_code ignored;
  if (!fs::is_directory(file_or_folder, ignored)) {
    auto checkpoint = read_checkpoint(file_or_folder, owner);
    if (!checkpoint) return tl::make_unexpected(checkpoint.error());
    return std::optional(std::move(*checkpoint));
  }
  std::optional<Error> first;
  for (const fs::path& file : checkpoints_in(file_or_folder, run)) {
    auto checkpoint = read_checkpoint(file, owner);
    if (checkpoint) return std::optional(std::move(*checkpoint));
    warnings.push_back("not resumed from: " + to_string(checkpoint.error()));
    if (!first) first = checkpoint.error();
  }
  if (first) return tl::make_unexpected(*first);
  return std::optional<Checkpoint>();
}

}  // namespace accelbench
