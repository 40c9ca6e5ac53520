// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QWidget>
#include <functional>
#include <string>
#include <vector>

#include "core/settings/settings.h"

namespace accelbench {

/// Hosts with their ranks, one a line: "node1 8".
class HostLines : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit HostLines(QWidget* parent);
  void show_hosts(const std::vector<ClusterHost>& hosts);
  /// A line without a number is a host of one rank; what is no number stays part of the name, to be refused.
  std::vector<ClusterHost> hosts() const;

 signals:
  /// The focus leaves, and the text was changed.
  void finished();

 protected:
  void focusOutEvent(QFocusEvent* event) override;
};

/// One cluster of the settings: of hosts, of Slurm or of H2O.
class ClusterForm : public QWidget {
  Q_OBJECT

 public:
  using Edit = std::function<void(ClusterSettings&)>;

  explicit ClusterForm(QWidget* parent = nullptr);
  void show_cluster(const ClusterSettings& cluster);

 signals:
  void edited(const accelbench::ClusterForm::Edit& edit);

 private:
  using Text = std::string* (*)(ClusterSettings&);
  using Words = std::vector<std::string>* (*)(ClusterSettings&);
  using Applies = bool (*)(const ClusterSettings&);
  struct Row {
    QWidget* editor;
    Applies applies;
    std::function<void(ClusterSettings&)> show;
  };
  void add_hosts();
  void add_launch_rows();
  void add_slurm_rows();
  void add_h2o_rows();
  void add_text(const QString& label, const char* key, Text which, const QString& hint, Applies applies);
  void add_words(const QString& label, const char* key, Words which, const QString& hint, Applies applies);
  QLineEdit* add_line(const QString& label, const char* key, const QString& hint);
  void name_editor(QWidget& editor, const QString& label, const char* key);

  QFormLayout* layout_;
  std::vector<Row> rows_;
};

/// "3 hosts, 24 ranks", "Slurm, short", "H2O at http://localhost:54321".
QString cluster_text(const ClusterSettings& cluster);

}  // namespace accelbench
