"""The first step: what the model is to do, in the words of the recipes' own declarations."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import tr, tr_noop
from app.theme import Theme
from app.training.wizard.form import RecipeForm
from app.training.wizard.plan import Plan
from app.training.wizard.step import Step

ROLE = Qt.ItemDataRole.UserRole
PADDING = 10


class _Cards(QStyledItemDelegate):
    """A goal in bold, and below it what it takes and what it is called."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._list.viewport().width()
        heights = [self._height(font, text, width) for font, text in self._texts(index)]
        return QSize(width, sum(heights) + 2 * PADDING + 3)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        rect = option.rect.adjusted(2, 2, -2, -2)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("accent" if chosen else "line"))
        painter.setBrush(self._theme.colour("accent_soft" if chosen else "hover" if hovered else "field"))
        painter.drawRoundedRect(rect, 7, 7)
        top = rect.top() + PADDING - 2
        for place, (font, text) in enumerate(self._texts(index)):
            painter.setFont(font)
            painter.setPen(self._theme.colour("text" if chosen or not place else "muted"))
            height = self._height(font, text, self._list.viewport().width())
            area = rect.adjusted(PADDING, 0, -PADDING, 0)
            area.setTop(top)
            area.setHeight(height)
            painter.drawText(area, Qt.TextFlag.TextWordWrap, text)
            top += height + 3
        painter.restore()

    def _texts(self, index: QModelIndex | QPersistentModelIndex) -> list[tuple[QFont, str]]:
        recipe: RecipeForm = index.data(ROLE)
        bold = QFont(self._list.font())
        bold.setBold(True)
        return [
            (bold, tr(recipe.goal)),
            (
                self._list.font(),
                f"{tr(recipe.data)} {tr('From about {count} pictures.', count=f'{recipe.enough:,}')}",
            ),
        ]

    def _height(self, font: QFont, text: str, width: int) -> int:
        metrics = QFontMetrics(font)
        area = metrics.boundingRect(0, 0, width - 2 * PADDING - 4, 10_000, Qt.TextFlag.TextWordWrap, text)
        return area.height()


class GoalStep(Step):
    """A list of goals; a click chooses one and leads on."""

    title = tr_noop("Goal")
    heading = tr_noop("What should your model do?")

    def __init__(self, plan: Plan, theme: Theme) -> None:
        """No goals before `show_recipes`."""
        super().__init__(plan)
        self.list = QListWidget()
        self.list.setItemDelegate(_Cards(theme, self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemClicked.connect(lambda _: self.advance.emit())
        self.column.addWidget(self.list, 1)
        self.retranslate()

    @property
    def complete(self) -> bool:
        """A goal is chosen."""
        return self.plan.recipe is not None

    def show_recipes(self, recipes: Sequence[RecipeForm]) -> None:
        """The goals that there are."""
        self.list.clear()
        for recipe in recipes:
            item = QListWidgetItem()
            item.setData(ROLE, recipe)
            self.list.addItem(item)
        self.words.setText("")
        self._name_items()

    def report(self, sentence: str) -> None:
        """Say why there are no goals yet."""
        self.words.setText(sentence)

    def choose(self, name: str) -> None:
        """Choose the recipe of that name."""
        for row in range(self.list.count()):
            if self.list.item(row).data(ROLE).name == name:
                self.list.setCurrentRow(row)

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        self.list.setAccessibleName(tr(self.heading))
        self._name_items()

    def _name_items(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            recipe: RecipeForm = item.data(ROLE)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{tr(recipe.goal)} {tr(recipe.data)}")
            item.setToolTip(f"{tr(recipe.title)}\n{recipe.paper}" if recipe.paper else tr(recipe.title))

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.plan.choose(self.list.item(row).data(ROLE))
            self.changed.emit()
