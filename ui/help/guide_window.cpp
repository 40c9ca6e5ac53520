// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/guide_window.h"

#include <QDesktopServices>
#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTextBlock>
#include <QTextTable>
#include <QVBoxLayout>

#include "ui/help/guide.h"

namespace accelbench {

namespace {

constexpr int guide_columns = 150;
constexpr int guide_lines = 42;
constexpr int cell_room = 4;
constexpr int page_margin = 16;
constexpr int chapter_role = Qt::UserRole;
constexpr int heading_role = Qt::UserRole + 1;
const QString first_chapter = QStringLiteral("window");

/// Pictures of the guide lie in the program.
class GuideText : public QTextBrowser {
 public:
  using QTextBrowser::QTextBrowser;
  QVariant loadResource(int type, const QUrl& name) override {
    if (type != QTextDocument::ImageResource || name.isRelative() == false) return {};
    const QImage picture(QStringLiteral(":/guide/") + name.path());
    const int room = viewport()->width() - 2 * page_margin;
    return picture.width() > room ? picture.scaledToWidth(room, Qt::SmoothTransformation) : picture;
  }
};

/// Markdown's tables come without lines, and without room around the words.
void dress_tables(QTextDocument& document, const QColor& line) {
  for (QTextFrame* frame : document.rootFrame()->childFrames()) {
    auto* table = qobject_cast<QTextTable*>(frame);
    if (table == nullptr) continue;
    QTextTableFormat format = table->format();
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(line);
    format.setBorderCollapse(true);
    format.setCellPadding(cell_room);
    format.setCellSpacing(0);
    table->setFormat(format);
  }
}

QTreeWidgetItem* item_of(const QString& text, const QString& chapter, const QString& heading) {
  auto* item = new QTreeWidgetItem({text});
  item->setData(0, chapter_role, chapter);
  item->setData(0, heading_role, heading);
  item->setToolTip(0, text);
  return item;
}

}  // namespace

GuideWindow::GuideWindow(QWidget* parent) : QWidget(parent, Qt::Window) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("guide_window"));
  setWindowTitle(tr("Guide — Accelbench"));
  build();
  build_shortcuts();
  show_contents();
  resize(fontMetrics().averageCharWidth() * guide_columns, fontMetrics().lineSpacing() * guide_lines);
  show_chapter(first_chapter);
}

void GuideWindow::build() {
  text_ = new GuideText(this);
  text_->setObjectName(QStringLiteral("guide_text"));
  text_->setAccessibleName(tr("Chapter"));
  text_->setOpenLinks(false);
  text_->setFrameShape(QFrame::NoFrame);
  text_->document()->setDocumentMargin(page_margin);
  connect(text_, &QTextBrowser::anchorClicked, this, qOverload<const QUrl&>(&GuideWindow::follow));
  auto* sides = new QSplitter(this);
  sides->addWidget(build_side());
  sides->addWidget(text_);
  sides->setStretchFactor(1, 1);
  sides->setChildrenCollapsible(false);
  const int side = fontMetrics().averageCharWidth() * guide_columns / 4;
  sides->setSizes({side, 3 * side});
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(sides);
}

QWidget* GuideWindow::build_side() {
  auto* side = new QWidget(this);
  auto* column = new QVBoxLayout(side);
  search_ = new QLineEdit(side);
  search_->setObjectName(QStringLiteral("guide_search"));
  search_->setAccessibleName(tr("Search the guide"));
  search_->setPlaceholderText(tr("Search the guide"));
  search_->setClearButtonEnabled(true);
  contents_ = new QTreeWidget(side);
  contents_->setObjectName(QStringLiteral("guide_contents"));
  contents_->setAccessibleName(tr("Contents"));
  contents_->setHeaderHidden(true);
  contents_->setFrameShape(QFrame::NoFrame);
  column->addWidget(search_);
  column->addWidget(contents_, 1);
  connect(search_, &QLineEdit::textChanged, this, &GuideWindow::show_found);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    if (QTreeWidgetItem* first = contents_->topLevelItem(0)) contents_->setCurrentItem(first);
    contents_->setFocus();
  });
  connect(contents_, &QTreeWidget::currentItemChanged, this,
          [this](const QTreeWidgetItem* item) { follow(item); });
  return side;
}

void GuideWindow::build_shortcuts() {
  connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
    search_->setFocus();
    search_->selectAll();
  });
  connect(new QShortcut(QKeySequence::Close, this), &QShortcut::activated, this, &QWidget::close);
  connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, [this] {
    if (search_->text().isEmpty()) return void(close());
    search_->clear();
  });
}

void GuideWindow::show_contents() {
  contents_->clear();
  for (const Guide::Chapter& chapter : Guide::chapters()) {
    QTreeWidgetItem* item = item_of(chapter.title, chapter.name, {});
    for (const Guide::Heading& heading : chapter.headings)
      if (heading.level == 2) item->addChild(item_of(heading.text, chapter.name, heading.text));
    contents_->addTopLevelItem(item);
  }
}

void GuideWindow::show_found() {
  const QString words = search_->text();
  if (words.trimmed().isEmpty()) return show_contents();
  contents_->clear();
  QTreeWidgetItem* under = nullptr;
  for (const Guide::Hit& hit : Guide::search(words)) {
    if (under == nullptr || under->data(0, chapter_role) != hit.chapter) {
      under = item_of(Guide::find(hit.chapter)->title, hit.chapter, {});
      contents_->addTopLevelItem(under);
      under->setExpanded(true);
    }
    under->addChild(item_of(hit.line, hit.chapter, hit.heading));
  }
  if (under != nullptr) return;
  auto* nothing = item_of(tr("Nothing found. Fewer or shorter words find more."), {}, {});
  nothing->setFlags(Qt::NoItemFlags);
  contents_->addTopLevelItem(nothing);
}

void GuideWindow::follow(const QTreeWidgetItem* item) {
  if (item == nullptr) return;
  const QString name = item->data(0, chapter_role).toString();
  if (!name.isEmpty()) show_chapter(name, item->data(0, heading_role).toString());
}

void GuideWindow::follow(const QUrl& link) {
  if (!link.isRelative()) return void(QDesktopServices::openUrl(link));
  const QString name = link.path().isEmpty() ? chapter_ : link.path().section(u'.', 0, 0);
  const Guide::Chapter* chapter = Guide::find(name);
  if (chapter == nullptr) return;
  QString at;
  for (const Guide::Heading& heading : chapter->headings)
    if (Guide::anchor_of(heading.text) == link.fragment()) at = heading.text;
  show_chapter(name, at);
}

void GuideWindow::show_chapter(const QString& name, const QString& heading) {
  const Guide::Chapter* chapter = Guide::find(name);
  if (chapter == nullptr) return;
  if (chapter_ != name) {
    chapter_ = name;
    text_->setMarkdown(chapter->text);
    dress_tables(*text_->document(), palette().color(QPalette::Mid));
  }
  mark_words();
  scroll_to(heading);
}

void GuideWindow::scroll_to(const QString& heading) {
  QTextBlock block = text_->document()->begin();
  while (block.isValid() && !(block.blockFormat().headingLevel() > 0 && block.text().simplified() == heading))
    block = block.next();
  QTextCursor cursor(block.isValid() ? block : text_->document()->begin());
  text_->setTextCursor(cursor);
  text_->verticalScrollBar()->setValue(text_->cursorRect(cursor).top() + text_->verticalScrollBar()->value() -
                                       cell_room);
}

/// What is searched for stands out in the chapter.
void GuideWindow::mark_words() {
  QList<QTextEdit::ExtraSelection> marks;
  for (const QString& word : search_->text().split(u' ', Qt::SkipEmptyParts)) {
    if (word.size() < 2) continue;
    QTextCursor found(text_->document());
    while (!(found = text_->document()->find(word, found)).isNull()) {
      QTextEdit::ExtraSelection mark{found, {}};
      mark.format.setBackground(palette().color(QPalette::Highlight));
      mark.format.setForeground(palette().color(QPalette::HighlightedText));
      marks << mark;
    }
  }
  text_->setExtraSelections(marks);
}

void GuideWindow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && text_ != nullptr)
    dress_tables(*text_->document(), palette().color(QPalette::Mid));
}

}  // namespace accelbench
