// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/program/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/engine/monitor.h"

namespace accelbench::program {
namespace {

constexpr std::string_view reading = R"(work = sys.argv[1] if len(sys.argv) > 1 else "work"
x, y = np.load(f"{work}/x_train.npy"), np.load(f"{work}/y_train.npy")
@VALIDATION@
orders = np.load(f"{work}/order.npy")  # row e: the order in which epoch e visits the samples


def initial_weights():
    """[(weight [units, inputs], bias [units])] of each layer, from the bundle's safetensors file."""
    with open(f"{work}/initial_weights.safetensors", "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, body = json.loads(file.read(length)), file.read()

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(body[begin:end], "<f4").reshape(header[name]["shape"]).copy()

    return [(tensor(f"layers.{k}.weight"), tensor(f"layers.{k}.bias")) for k in range(@LAYER_COUNT@)])";

/// A value that a line holds alone keeps the line's indentation in all of its own lines.
std::string indented(const std::string& value, std::size_t spaces) {
  std::string text;
  for (const char c : value) {
    text += c;
    if (c == '\n') text.append(spaces, ' ');
  }
  return text;
}

std::string filled_line(std::string_view line, const Pieces& pieces, bool& gone) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find('@', at);
    const std::size_t end = begin == line.npos ? line.npos : line.find('@', begin + 1);
    const auto piece = end == line.npos ? pieces.end() : pieces.find(line.substr(begin + 1, end - begin - 1));
    if (piece == pieces.end()) {
      const std::size_t next = begin == line.npos ? line.size() : begin + 1;
      text += line.substr(at, next - at);
      at = next;
      continue;
    }
    text += line.substr(at, begin - at);
    text += indented(piece->second, begin);
    at = end + 1;
    gone = gone || (piece->second.empty() && text.find_first_not_of(' ') == text.npos && at == line.size());
  }
  return text;
}

}  // namespace

std::string filled(std::string_view text, const Pieces& pieces) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    bool gone = false;
    const std::string line = filled_line(text.substr(at, end - at), pieces, gone);
    if (!gone) result += line + "\n";
    at = end + 1;
  }
  return result;
}

std::string number(double value) { return fmt::format("{}", value); }
std::string rest(double share) { return fmt::format("(1.0 - {})", share); }
std::string truth(bool value) { return value ? "True" : "False"; }

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool plain =
        static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '"' && c != '\\' && c != '@';
    line += plain ? c : ' ';
  }
  return line;
}

std::string python_text(std::string_view text) { return '"' + one_line(text) + '"'; }

const TrainingSpec& training_of(const Work& work) { return work.experiment.training; }
const std::vector<LayerSpec>& layers_of(const Work& work) { return work.experiment.model.layers; }
bool validates(const Work& work) { return work.data.validation.samples > 0; }
bool has_penalty(const Work& work) { return training_of(work).l1 > 0 || training_of(work).l2 > 0; }
bool rises(const std::string& monitor) {
  const auto known = monitor_named(monitor);
  return known && known->rises();
}

std::string lines_of_frozen(const Work& work, std::string_view pattern) {
  std::vector<std::string> lines;
  for (std::size_t k = 0; k < work.frozen.size(); ++k)
    if (work.frozen[k]) lines.push_back(fmt::format(fmt::runtime(pattern), k));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

Pieces common_pieces(const Work& work, const AcceleratorSpec& accelerator,
                     const std::string& experiment_file) {
  const TrainingSpec& training = training_of(work);
  Pieces pieces;
  pieces["NAME"] = one_line(work.experiment.name);
  pieces["ID"] = one_line(accelerator.id);
  pieces["FILE"] = one_line(experiment_file);
  pieces["EPOCHS"] = fmt::format("{}", training.epochs);
  pieces["BATCH"] = fmt::format("{}", training.batch_size);
  pieces["RATE"] = number(training.optimizer.learning_rate);
  pieces["LAYER_COUNT"] = fmt::format("{}", layers_of(work).size());
  pieces["SEED"] = fmt::format("{}", training.seed & 0x7FFFFFFF);
  pieces["VALIDATION"] =
      validates(work) ? R"(x_val, y_val = np.load(f"{work}/x_val.npy"), np.load(f"{work}/y_val.npy"))" : "";
  std::string text = filled(reading, pieces);
  text.pop_back();
  pieces["READING"] = text;
  return pieces;
}

}  // namespace accelbench::program
