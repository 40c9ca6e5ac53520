// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/cluster_form.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTextDocument>
#include <utility>

namespace accelbench {

namespace {

constexpr int shown_hosts = 4;

bool is_of_hosts(const ClusterSettings& cluster) { return !cluster.slurm && cluster.h2o.empty(); }
bool is_of_slurm(const ClusterSettings& cluster) { return cluster.slurm.has_value(); }
bool is_of_h2o(const ClusterSettings& cluster) { return !cluster.h2o.empty(); }
bool starts_ranks(const ClusterSettings& cluster) { return is_of_hosts(cluster) || is_of_slurm(cluster); }

/// As QProcess::splitCommand() takes it apart again.
QString quoted_word(const std::string& word) {
  QString text = QString::fromStdString(word);
  if (!text.contains(QRegularExpression(QStringLiteral("[\\s\"]")))) return text;
  return u'"' + text.replace(u'"', QStringLiteral("\"\"\"")) + u'"';
}

QString line_of_words(const std::vector<std::string>& words) {
  QStringList texts;
  for (const std::string& word : words) texts << quoted_word(word);
  return texts.join(u' ');
}

std::vector<std::string> words_of_line(const QString& line) {
  std::vector<std::string> words;
  for (const QString& word : QProcess::splitCommand(line)) words.push_back(word.toStdString());
  return words;
}

ClusterHost host_of_line(const QString& line) {
  const qsizetype space = line.lastIndexOf(u' ');
  bool is_number = false;
  const qlonglong ranks = line.mid(space + 1).toLongLong(&is_number);
  if (space < 0 || !is_number) return {line.toStdString(), 1};
  return {line.left(space).trimmed().toStdString(), ranks};
}

}  // namespace

QString cluster_text(const ClusterSettings& cluster) {
  if (is_of_h2o(cluster)) return ClusterForm::tr("H2O at %1").arg(QString::fromStdString(cluster.h2o));
  if (cluster.slurm && cluster.slurm->partition.empty()) return ClusterForm::tr("Slurm");
  if (cluster.slurm)
    return ClusterForm::tr("Slurm, partition %1").arg(QString::fromStdString(cluster.slurm->partition));
  std::int64_t ranks = 0;
  for (const ClusterHost& host : cluster.hosts) ranks += host.most_ranks;
  const QString hosts = ClusterForm::tr("%n host(s)", "", static_cast<int>(cluster.hosts.size()));
  return ClusterForm::tr("%1, %2", "hosts, ranks")
      .arg(hosts, ClusterForm::tr("%n rank(s)", "", static_cast<int>(ranks)));
}

HostLines::HostLines(QWidget* parent) : QPlainTextEdit(parent) {
  setTabChangesFocus(true);
  setPlaceholderText(tr("one a line, with its ranks: node1 8"));
  setFixedHeight(fontMetrics().lineSpacing() * shown_hosts +
                 2 * (frameWidth() + static_cast<int>(document()->documentMargin())));
}

void HostLines::show_hosts(const std::vector<ClusterHost>& hosts) {
  QStringList lines;
  for (const ClusterHost& host : hosts)
    lines << QStringLiteral("%1 %2").arg(QString::fromStdString(host.host)).arg(host.most_ranks);
  if (toPlainText() != lines.join(u'\n')) setPlainText(lines.join(u'\n'));
  document()->setModified(false);
}

std::vector<ClusterHost> HostLines::hosts() const {
  std::vector<ClusterHost> hosts;
  for (const QString& line : toPlainText().split(u'\n'))
    if (const QString text = line.simplified(); !text.isEmpty()) hosts.push_back(host_of_line(text));
  return hosts;
}

void HostLines::focusOutEvent(QFocusEvent* event) {
  QPlainTextEdit::focusOutEvent(event);
  if (!document()->isModified()) return;
  document()->setModified(false);
  emit finished();
}

ClusterForm::ClusterForm(QWidget* parent) : QWidget(parent), layout_(new QFormLayout(this)) {
  setObjectName(QStringLiteral("cluster_form"));
  setAccessibleName(tr("The selected cluster"));
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  add_hosts();
  add_slurm_rows();
  add_launch_rows();
  add_h2o_rows();
}

void ClusterForm::name_editor(QWidget& editor, const QString& label, const char* key) {
  editor.setObjectName(QStringLiteral("cluster.") + QLatin1String(key));
  editor.setAccessibleName(label);
  layout_->addRow(label, &editor);
}

void ClusterForm::add_hosts() {
  auto* lines = new HostLines(this);
  name_editor(*lines, tr("Hosts"), "hosts");
  connect(lines, &HostLines::finished, this, [this, lines] {
    emit edited([hosts = lines->hosts()](ClusterSettings& cluster) { cluster.hosts = hosts; });
  });
  const auto show = [lines](ClusterSettings& cluster) {
    if (!lines->hasFocus()) lines->show_hosts(cluster.hosts);
  };
  rows_.push_back({lines, is_of_hosts, show});
}

QLineEdit* ClusterForm::add_line(const QString& label, const char* key, const QString& hint) {
  auto* edit = new QLineEdit(this);
  edit->setPlaceholderText(hint);
  name_editor(*edit, label, key);
  return edit;
}

void ClusterForm::add_text(const QString& label, const char* key, Text which, const QString& hint,
                           Applies applies) {
  QLineEdit* edit = add_line(label, key, hint);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, which] {
    if (!edit->isModified()) return;
    edit->setModified(false);
    emit edited([which, text = edit->text().trimmed().toStdString()](ClusterSettings& cluster) {
      if (std::string* member = which(cluster)) *member = text;
    });
  });
  const auto show = [edit, which](ClusterSettings& cluster) {
    const std::string* member = which(cluster);
    const QString text = member == nullptr ? QString() : QString::fromStdString(*member);
    if (!edit->hasFocus() && edit->text() != text) edit->setText(text);
  };
  rows_.push_back({edit, applies, show});
}

void ClusterForm::add_words(const QString& label, const char* key, Words which, const QString& hint,
                            Applies applies) {
  QLineEdit* edit = add_line(label, key, hint);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, which] {
    if (!edit->isModified()) return;
    edit->setModified(false);
    emit edited([which, words = words_of_line(edit->text())](ClusterSettings& cluster) {
      if (std::vector<std::string>* member = which(cluster)) *member = words;
    });
  });
  const auto show = [edit, which](ClusterSettings& cluster) {
    const std::vector<std::string>* member = which(cluster);
    const QString text = member == nullptr ? QString() : line_of_words(*member);
    if (!edit->hasFocus() && edit->text() != text) edit->setText(text);
  };
  rows_.push_back({edit, applies, show});
}

void ClusterForm::add_launch_rows() {
  using C = ClusterSettings;
  add_text(
      tr("Launch agent"), "launch_agent", [](C& c) { return &c.launch_agent; },
      tr("ssh; else a program, started as AGENT HOST COMMAND"), is_of_hosts);
  add_text(
      tr("Network"), "interface", [](C& c) { return &c.interface; },
      tr("any; else an interface or a network: eth1, 10.0.0.0/24"), starts_ranks);
  add_words(
      tr("Arguments of mpirun"), "mpirun_arguments", [](C& c) { return &c.mpirun_arguments; },
      tr("further ones, with spaces between"), starts_ranks);
  add_text(
      tr("Program on the hosts"), "program", [](C& c) { return &c.program; },
      tr("accelbench-cli, where it is on this machine"), starts_ranks);
}

void ClusterForm::add_slurm_rows() {
  using C = ClusterSettings;
  const QString own = tr("Slurm's own choice");
  add_text(
      tr("Partition"), "slurm.partition", [](C& c) { return c.slurm ? &c.slurm->partition : nullptr; }, own,
      is_of_slurm);
  add_text(
      tr("Account"), "slurm.account", [](C& c) { return c.slurm ? &c.slurm->account : nullptr; }, own,
      is_of_slurm);
  add_text(
      tr("Time limit"), "slurm.time", [](C& c) { return c.slurm ? &c.slurm->time : nullptr; },
      tr("Slurm's own choice; else minutes, or 2:00:00"), is_of_slurm);
  add_words(
      tr("Arguments of Slurm"), "slurm.arguments",
      [](C& c) { return c.slurm ? &c.slurm->arguments : nullptr; },
      tr("further ones of salloc and sbatch, with spaces between"), is_of_slurm);
}

void ClusterForm::add_h2o_rows() {
  using C = ClusterSettings;
  add_text(
      tr("Address"), "h2o", [](C& c) { return &c.h2o; }, QStringLiteral("http://host:54321"), is_of_h2o);
  add_text(
      tr("Login"), "user", [](C& c) { return &c.user; }, tr("none"), is_of_h2o);
  add_text(
      tr("Password file"), "password_file", [](C& c) { return &c.password_file; },
      tr("a file that only you can read"), is_of_h2o);
}

void ClusterForm::show_cluster(const ClusterSettings& cluster) {
  ClusterSettings copy = cluster;
  for (const Row& row : rows_) {
    layout_->setRowVisible(row.editor, row.applies(copy));
    row.show(copy);
  }
}

}  // namespace accelbench
