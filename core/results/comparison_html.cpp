// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/sha256.h"
#include "core/results/report_page_style.h"
#include "core/results/report_plots.h"
#include "core/results/svg/markup.h"

namespace accelbench {
namespace {

using svg::Markup;

Markup element(std::string_view name, const std::string& text) {
  Markup markup(name);
  markup.text(printable(text));
  return markup;
}

/// The accelerator's colour as a dot before its name.
Markup name_markup(const ReportCell& cell) {
  Markup markup("span");
  markup.add(Markup("span").with("class", fmt::format("swatch k{}", cell.look)).with("aria-hidden", "true"));
  return markup.text(printable(cell.text));
}

Markup cell_markup(const ReportCell& cell, TextTable::Align align, bool first) {
  Markup markup(first ? "th" : "td");
  if (first) markup.with("scope", "row");
  std::string style = align == TextTable::Align::right ? "number" : "";
  if (cell.sure) style += style.empty() ? "sure" : " sure";
  if (!style.empty()) markup.with("class", style);
  return cell.look >= 0 ? markup.add(name_markup(cell)) : markup.text(printable(cell.text));
}

Markup table_markup(const ReportTable& table) {
  Markup titles("tr");
  for (const TextTable::Column& column : table.columns) {
    Markup title = element("th", column.title);
    title.with("scope", "col");
    if (column.align == TextTable::Align::right) title.with("class", "number");
    titles.add(title);
  }
  Markup body("tbody");
  for (const auto& row : table.rows) {
    Markup line("tr");
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      line.add(cell_markup(i < row.size() ? row[i] : ReportCell{}, table.columns[i].align, i == 0));
    body.add(line);
  }
  Markup whole("table");
  whole.add(Markup("thead").add(titles)).add(body);
  return Markup("div").with("class", "wide").with("tabindex", "0").add(whole);
}

Markup list_markup(const std::vector<std::string>& notes) {
  Markup list("ul");
  list.with("class", "notes");
  for (const std::string& note : notes) list.add(element("li", note));
  return list;
}

std::string plots_of(const std::vector<ReportPlot>& plots, const std::string& part) {
  std::string all;
  for (const ReportPlot& plot : plots)
    if (plot.part == part) all += Markup("figure").add_written(plot.svg).str();
  return all;
}

/// Long parts are folded away.
Markup part_markup(const ReportPart& part, const std::string& plots) {
  const bool folded = part.page_only && plots.empty();
  Markup section(folded ? "details" : "section");
  section.with("id", part.id);
  section.add(element(folded ? "summary" : "h2", part.title));
  for (const std::string& sentence : part.sentences)
    section.add(element("p", sentence).with("class", part.id == "verdicts" ? "verdict" : "said"));
  if (!part.table.empty()) section.add(table_markup(part.table));
  if (!part.notes.empty()) section.add(list_markup(part.notes));
  section.add_written(plots);
  return section;
}

Markup head_markup(const ReportDocument& document) {
  Markup header("header");
  header.add(element("h1", document.title));
  Markup list("dl");
  for (const auto& [name, value] : document.head) list.add(element("dt", name)).add(element("dd", value));
  return header.add(list);
}

Markup text_markup(const std::string& title, const std::string& body) {
  Markup folded("details");
  folded.add(element("summary", title));
  return folded.add(Markup("pre").text(body));
}

Markup command_markup(const std::string& command) {
  Markup paragraph("p");
  paragraph.with("class", "said").text("Repeat this on another machine: ");
  return paragraph.add(element("code", command));
}

/// The policy lets in this style alone, by its hash, and nothing else from anywhere.
std::string page_of(const ReportDocument& document, const std::vector<ReportPlot>& plots,
                    const std::string& style) {
  Markup head("head");
  head.add(Markup("meta").with("charset", "utf-8"));
  head.add(Markup("meta")
               .with("http-equiv", "Content-Security-Policy")
               .with("content", fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; "
                                            "form-action 'none'",
                                            base64_of_hex(sha256_hex(style)))));
  head.add(Markup("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"));
  head.add(Markup("meta").with("name", "color-scheme").with("content", "light dark"));
  head.add(element("title", document.title)).add(Markup("style").add_style(style));
  Markup main("main");
  for (const ReportPart& part : document.parts)
    if (const std::string pictures = plots_of(plots, part.id); !part.empty() || !pictures.empty())
      main.add(part_markup(part, pictures));
  if (!document.command.empty()) main.add(command_markup(document.command));
  for (const auto& [title, body] : document.texts) main.add(text_markup(title, body));
  Markup body("body");
  body.add(head_markup(document)).add(main);
  return "<!DOCTYPE html>\n" + Markup("html").with("lang", "en").add(head).add(body).str() + "\n";
}

}  // namespace

std::string report_page(const ReportSource& source) {
  const ReportView view(source);
  return page_of(report_document(source), report_plots(view, false), page_style() + plot_style(view));
}

std::string side_by_side_page(const ReportSource& a, const ReportSource& b) {
  const ReportView view(a);
  return page_of(side_by_side_document(a, b), {}, page_style() + plot_style(view));
}

}  // namespace accelbench
