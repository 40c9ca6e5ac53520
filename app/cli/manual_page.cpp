// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/manual_page.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/cli/roff.h"
#include "app/desktop/flags.h"
#include "core/settings/fields.h"

namespace accelbench {
namespace {

std::string option_names(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  return names;
}

/// What is to be written behind the option; nothing for a flag.
std::string option_value(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));  // "S:FLOAT in [0 - 1]": its range is in the words
}

void list_options(Roff& page, const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional())
      page.item(option->get_name(), "", option->get_description());
    else
      page.item(option_names(*option), option_value(*option), option->get_description());
  }
}

void list_command(Roff& page, const CLI::App& command, const std::string& above = "") {
  const std::string name = above + command.get_name();
  page.subsection(name);
  page.paragraph(command.get_description() + ".");
  list_options(page, command);
  if (const std::string footer = command.get_footer(); !footer.empty()) page.example(footer);
  for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; }))
    list_command(page, *below, name + " ");
}

void add_exit_statuses(Roff& page) {
  page.section("EXIT STATUS")
      .item("0", "", "done")
      .item("1", "", "a run failed, or a check did not hold")
      .item("2", "", "bad arguments, or a bad input file")
      .item("3", "", "nothing usable to run on")
      .item("130", "", "interrupted; what was reached is saved");
}

void add_files(Roff& page) {
  page.section("FILES")
      .item("$XDG_CONFIG_HOME/accelbench/settings.yaml", "",
            "the settings of this machine and its user (~/.config where the variable is not set); see "
            "accelbench.yaml(5)")
      .item("$XDG_DATA_HOME/accelbench", "", "results, checkpoints, outside engines (~/.local/share)")
      .item("$XDG_STATE_HOME/accelbench", "", "copies of unsaved edits, logs of crashes (~/.local/state)");
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void list_field(Roff& page, const Field& field) {
  std::string text = capital(field.help) + ". " + capital(field.type);
  if (field.default_text == "required")
    text += "; it has to be there";
  else if (field.default_text != "—" && field.default_text != "none")
    text += "; left out: " + field.default_text;
  if (!field.users.empty()) text += ". Only for " + field.users;
  page.item(field.path, "", text + ".");
}

}  // namespace

std::string desktop_manual() {
  DesktopFlags flags;
  CLI::App app(desktop_purpose, desktop_name);
  describe_flags(app, flags);
  Roff page(desktop_name, 1, "which accelerator should train my model?");
  page.section("SYNOPSIS").paragraph("accelbench [OPTIONS] [EXPERIMENT]");
  page.section("DESCRIPTION")
      .paragraph(
          "The workbench: an experiment on the left, live curves above, verdicts below. It trains a model on "
          "each accelerator that is ticked, or compares them round by round until it can say which is "
          "faster.");
  page.paragraph(
      "A second launch opens its file in the window that is there. The guide is in the menu Help.");
  page.section("OPTIONS");
  list_options(page, app);
  add_exit_statuses(page);
  add_files(page);
  page.section("EXAMPLES").example("accelbench seed.accel.yaml --train --export charts --quit");
  page.section("SEE ALSO").paragraph("accelbench-cli(1), accelbench.yaml(5)");
  return page.text();
}

std::string commands_manual(const CLI::App& program) {
  Roff page("accelbench-cli", 1, "trains, compares and reports without a window");
  page.section("SYNOPSIS").paragraph("accelbench-cli COMMAND [OPTIONS]");
  page.section("DESCRIPTION")
      .paragraph(
          "Results go to standard output, messages to standard error; --json gives one JSON document. Colour "
          "and progress appear on a terminal only.");
  page.section("COMMANDS");
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; }))
    list_command(page, *command);
  add_exit_statuses(page);
  add_files(page);
  page.section("ENVIRONMENT").item("NO_COLOR", "", "set to anything: no colour on a terminal either");
  page.section("SEE ALSO").paragraph("accelbench(1), accelbench.yaml(5)");
  return page.text();
}

std::string experiment_manual() {
  Roff page("accelbench.yaml", 5, "an experiment, and the settings of a machine");
  page.section("DESCRIPTION")
      .paragraph(
          "An experiment is a YAML file, NAME.accel.yaml: a model, its data, how it is trained, on which "
          "accelerators, and how these are compared. Every key has a default but accelbench, name, "
          "model.layers and data.source. A key is written here with dots; N stands for the number of an item "
          "of a list, from 0.");
  page.section("KEYS OF AN EXPERIMENT");
  for (const Field& field : experiment_fields()) list_field(page, field);
  page.section("KEYS OF settings.yaml")
      .paragraph("What belongs to a machine and its user; nothing in an experiment can change it.");
  for (const Field& field : settings_fields()) list_field(page, field);
  page.section("EXAMPLES")
      .example(
          "accelbench: 1\nname: A small network\nmodel:\n  layers:\n    - {units: 64, activation: relu}\n"
          "    - {units: 1}\ndata:\n  source: synthetic\n");
  page.section("SEE ALSO").paragraph("accelbench(1), accelbench-cli(1)");
  return page.text();
}

}  // namespace accelbench
