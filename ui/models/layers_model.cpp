// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layers_model.h"

#include <algorithm>
#include <utility>

namespace accelbench {

namespace {

constexpr qlonglong most_units = 10'000'000;

QStringList activation_names() {
  QStringList names;
  for (const auto& row : Names<Activation>::table) names << QString::fromUtf8(row.name);
  return names;
}

QString key_of(int row, const char* member) {
  return QStringLiteral("model.layers.%1.%2").arg(row).arg(QLatin1String(member));
}

const char* member_of(int column) {
  static constexpr std::array members = {"units", "activation", "dropout"};
  return members.at(static_cast<std::size_t>(column));
}

const Field<std::vector<LayerSpec>> layers_field(
    "model.layers", [](auto& e) -> auto& { return e.model.layers; });

}  // namespace

LayersModel::LayersModel(ExperimentDocument& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document), rows_(static_cast<int>(layers().size())) {
  connect(&document_, &ExperimentDocument::changed, this, &LayersModel::follow_document);
}

int LayersModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }
int LayersModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant LayersModel::value(const LayerSpec& layer, int column) const {
  if (column == units) return static_cast<qlonglong>(layer.units);
  if (column == activation) return QString::fromUtf8(name_of(layer.activation));
  return layer.dropout;
}

QVariant LayersModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rows_) return {};
  const LayerSpec& layer = layers()[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return value(layer, column);
    case Qt::ToolTipRole:
      return document_.problem_at(key_of(index.row(), member_of(column)));
    case Qt::TextAlignmentRole:
      return column == activation ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    case choices_role:
      return column == activation ? QVariant(activation_names()) : QVariant();
    case minimum_role:
      return column == units ? QVariant(1) : column == dropout ? QVariant(0.0) : QVariant();
    case maximum_role:
      return column == units ? QVariant(most_units) : column == dropout ? QVariant(0.99) : QVariant();
    default:
      return {};
  }
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) return section + 1;
  switch (section) {
    case units:
      return tr("Units");
    case activation:
      return tr("Activation");
    case dropout:
      return tr("Dropout");
    default:
      return {};
  }
}

Qt::ItemFlags LayersModel::flags(const QModelIndex& index) const {
  return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsEditable : Qt::NoItemFlags;
}

bool LayersModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::EditRole) return false;
  const auto row = static_cast<std::size_t>(index.row());
  const QString key = key_of(index.row(), member_of(index.column()));
  const QString text = tr("Change layer %1").arg(index.row() + 1);
  if (index.column() == units) {
    const Field<std::int64_t> field(
        key, [row](auto& e) -> auto& { return e.model.layers[row].units; });
    document_.set<std::int64_t>(field, std::clamp<qlonglong>(value.toLongLong(), 1, most_units), text);
  } else if (index.column() == activation) {
    const auto chosen = value_named<Activation>(value.toString().toStdString());
    if (!chosen) return false;
    const Field<Activation> field(
        key, [row](auto& e) -> auto& { return e.model.layers[row].activation; });
    document_.set(field, *chosen, text);
  } else {
    const Field<double> field(
        key, [row](auto& e) -> auto& { return e.model.layers[row].dropout; });
    document_.set(field, std::clamp(value.toDouble(), 0.0, 0.99), text);
  }
  return true;
}

void LayersModel::add_layer(int row) {
  auto changed = layers();
  const auto place = static_cast<std::size_t>(std::clamp(row, 0, rows_));
  LayerSpec layer{32, Activation::relu, 0.0};
  if (rows_ > 1) layer = changed[std::min(place, changed.size() - 2)];
  changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(place), layer);
  set_layers(std::move(changed), tr("Add layer"));
}

void LayersModel::remove_layer(int row) {
  if (row < 0 || row >= rows_ || rows_ < 2) return;
  auto changed = layers();
  changed.erase(changed.begin() + row);
  set_layers(std::move(changed), tr("Remove layer %1").arg(row + 1));
}

void LayersModel::move_layer(int from, int to) {
  if (from < 0 || to < 0 || from >= rows_ || to >= rows_ || from == to) return;
  auto changed = layers();
  const LayerSpec moved = changed[static_cast<std::size_t>(from)];
  changed.erase(changed.begin() + from);
  changed.insert(changed.begin() + to, moved);
  set_layers(std::move(changed), tr("Move layer %1").arg(from + 1));
}

void LayersModel::set_layers(std::vector<LayerSpec> layers, const QString& text) {
  document_.set(layers_field, std::move(layers), text);
}

void LayersModel::follow_document() {
  const int rows = static_cast<int>(layers().size());
  if (rows == rows_) {
    if (rows > 0) emit dataChanged(index(0, 0), index(rows - 1, columns - 1));
    return;
  }
  beginResetModel();
  rows_ = rows;
  endResetModel();
}

}  // namespace accelbench
