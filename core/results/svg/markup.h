// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

// Elements of SVG and HTML, written so that no text can become markup.
namespace accelbench::svg {

/// Fit for content and attributes: & < > " ' as entities; control characters, and every byte beyond ASCII of
/// a text that is no UTF-8, as '?'.
std::string escaped(std::string_view text);

/// A coordinate: at most two decimals, "0" for what is not finite.
std::string coordinate(double value);

/// One element. Names of elements and attributes are the program's own; what stands in them may be a
/// stranger's.
class Markup {
 public:
  explicit Markup(std::string_view name) : name_(name) {}
  Markup& with(std::string_view attribute, std::string_view value);
  Markup& with(std::string_view attribute, double value);
  Markup& text(std::string_view text);
  Markup& add(const Markup& child);
  /// What Markup::str() gave.
  Markup& add_written(std::string_view markup);
  /// The text of a <style>, which is not escaped; it holds nothing of strangers.
  Markup& add_style(std::string_view css) { return add_written(css); }
  bool empty() const { return content_.empty(); }
  std::string str() const;

 private:
  std::string name_;
  std::string attributes_;
  std::string content_;
};

/// How much room a text takes, in units of the size of its font: an estimate, rather too wide than too
/// narrow.
double text_width(std::string_view text, double font_size);
/// The text, or its beginning with "…" where it would be wider.
std::string shortened(std::string_view text, double font_size, double most);

}  // namespace accelbench::svg
