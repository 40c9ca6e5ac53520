// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/watch_devices.h"
#include "core/engine/event_json.h"
#include "core/results/text_table.h"
#include "core/run/engines.h"

namespace accelbench {
namespace {

std::string devices_json(const std::vector<Device>& devices) {
  auto list = nlohmann::ordered_json::array();
  for (const Device& device : devices) list.push_back(to_json(device));
  const nlohmann::ordered_json document = {{"machine", to_json(this_machine())},
                                           {"devices", std::move(list)}};
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string devices_table(const std::vector<Device>& devices) {
  using Align = TextTable::Align;
  TextTable table({{"device", Align::left},
                   {"name", Align::left},
                   {"memory", Align::right},
                   {"cores", Align::right},
                   {"usable", Align::left},
                   {"precisions, or why not usable", Align::left}});
  for (const Device& device : devices) {
    const auto bytes =
        device.memory_bytes ? std::optional(static_cast<double>(*device.memory_bytes)) : std::nullopt;
    table.add_row({device.id, device.name, readable_bytes(bytes),
                   device.cores > 0 ? std::to_string(device.cores) : not_measured_mark,
                   device.usable ? "yes" : "no",
                   device.usable ? fmt::format("{}", fmt::join(device.precisions, " ")) : device.reason});
  }
  return table.text();
}

}  // namespace

void add_devices(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("devices", "List every device, usable or with the reason why not");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print one JSON document");
  auto every_s = std::make_shared<double>(0);
  command->add_option("--watch", *every_s, "A reading of each device every so many seconds, until stdin ends")
      ->type_name("S")
      ->check(CLI::Range(0.05, 3600.0));
  command->footer("Examples:\n  accelbench-cli devices\n  accelbench-cli devices --watch 0.5 --json");
  command->callback([json, every_s, &status] {
    if (*every_s > 0) {
      status = watch_devices(*every_s, *json);
      return;
    }
    const auto devices = engines().devices();
    print(*json ? devices_json(devices) : devices_table(devices));
    status = exit_done;
  });
}

}  // namespace accelbench
