"""Every action of the editor in one declarative table: words, tip, icon, menu and shortcut."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import tr_noop


@dataclass(frozen=True)
class ActionSpec:
    """One action; `menu` is where it stands, `group` makes it one choice of several.

    `shortcut` has one key, or several with semicolons between them, the first of which is shown.
    `needs` are capabilities of which the open model must have one, with spaces between them.
    """

    text: str
    tip: str
    shortcut: str = ""
    icon: str = ""
    menu: str = ""
    checkable: bool = False
    group: str = ""
    needs: str = ""
    separated: bool = False


MENUS: dict[str, str] = {
    "file": tr_noop("&File"),
    "edit": tr_noop("&Edit"),
    "sketch": tr_noop("&Sketch"),
    "style": tr_noop("S&tyle"),
    "face": tr_noop("F&ace"),
    "view": tr_noop("&View"),
    "model": tr_noop("&Model"),
    "help": tr_noop("&Help"),
}

ACTIONS: dict[str, ActionSpec] = {
    "new": ActionSpec(tr_noop("New"), tr_noop("Start with white paper"), "Ctrl+N", "new", "file"),
    "new_window": ActionSpec(
        tr_noop("New Window"), tr_noop("Open another window with white paper"), "Ctrl+Shift+N", "", "file"
    ),
    "open": ActionSpec(tr_noop("Open…"), tr_noop("Open a document or a picture"), "Ctrl+O", "open", "file"),
    "open_photo": ActionSpec(
        tr_noop("Open Photo…"),
        tr_noop("Open a photo to change the face in it"),
        "Ctrl+Shift+O",
        "photo",
        "file",
    ),
    "save": ActionSpec(
        tr_noop("Save"), tr_noop("Save the document"), "Ctrl+S", "save", "file", separated=True
    ),
    "save_as": ActionSpec(
        tr_noop("Save As…"), tr_noop("Save the document under another name"), "Ctrl+Shift+S", "", "file"
    ),
    "export": ActionSpec(
        tr_noop("Export Picture…"),
        tr_noop("Write the picture as PNG, JPEG or WebP with its recipe inside"),
        "Ctrl+E",
        "export",
        "file",
    ),
    "export_full_size": ActionSpec(
        tr_noop("Export at Full Size…"),
        tr_noop("Make the picture at the paper's own size, in tiles where memory is short, and write it"),
        "",
        "",
        "file",
        needs="any_size",
    ),
    "close": ActionSpec(
        tr_noop("Close Window"), tr_noop("Close this window"), "Ctrl+W", "", "file", separated=True
    ),
    "quit": ActionSpec(tr_noop("Quit"), tr_noop("Close all windows"), "Ctrl+Q", "", "file"),
    "undo": ActionSpec(tr_noop("Undo"), tr_noop("Take the last step back"), "Ctrl+Z", "undo", "edit"),
    "redo": ActionSpec(tr_noop("Redo"), tr_noop("Do the step again"), "Ctrl+Shift+Z; Ctrl+Y", "redo", "edit"),
    "copy": ActionSpec(
        tr_noop("Copy Picture"),
        tr_noop("Copy the picture to the clipboard"),
        "Ctrl+C",
        "",
        "edit",
        separated=True,
    ),
    "copy_sketch": ActionSpec(
        tr_noop("Copy Sketch"), tr_noop("Copy the sketch to the clipboard"), "Ctrl+Shift+C", "", "edit"
    ),
    "paste": ActionSpec(
        tr_noop("Paste as Drawing"),
        tr_noop("Use the picture in the clipboard as the sketch"),
        "Ctrl+V",
        "",
        "edit",
    ),
    "commands": ActionSpec(
        tr_noop("Find Command…"),
        tr_noop("Every action by its name"),
        "Ctrl+Shift+P",
        "",
        "edit",
        separated=True,
    ),
    "shortcuts": ActionSpec(
        tr_noop("Keyboard Shortcuts…"),
        tr_noop("See and change every shortcut"),
        "F1; Ctrl+K",
        "",
        "edit",
    ),
    "brush": ActionSpec(
        tr_noop("Brush"), tr_noop("Draw with the pen"), "B", "brush", "sketch", checkable=True, group="tool"
    ),
    "eraser": ActionSpec(
        tr_noop("Eraser"), tr_noop("Rub lines out"), "E", "eraser", "sketch", checkable=True, group="tool"
    ),
    "line": ActionSpec(
        tr_noop("Line"),
        tr_noop("Draw straight lines; hold Shift for steps of 45 degrees"),
        "L",
        "line",
        "sketch",
        checkable=True,
        group="tool",
    ),
    "pan": ActionSpec(
        tr_noop("Move View"),
        tr_noop("Drag the paper around; the space bar does it at any time"),
        "H",
        "pan",
        "sketch",
        checkable=True,
        group="tool",
    ),
    "material_brush": ActionSpec(
        tr_noop("Material Brush"),
        tr_noop("Paint a colour or a swatch over the sketch; the picture follows it"),
        "Shift+B",
        "material",
        "sketch",
        checkable=True,
        group="tool",
        needs="guide",
        separated=True,
    ),
    "fill": ActionSpec(
        tr_noop("Fill with Material"),
        tr_noop("Tap a part of the drawing to fill it up to its lines; small gaps in them are closed"),
        "G",
        "fill",
        "sketch",
        checkable=True,
        group="tool",
        needs="guide",
    ),
    "material_eraser": ActionSpec(
        tr_noop("Material Eraser"),
        tr_noop("Rub painted material out; lines stay"),
        "Shift+E",
        "material_eraser",
        "sketch",
        checkable=True,
        group="tool",
        needs="guide",
    ),
    "vary": ActionSpec(
        tr_noop("Vary Part"),
        tr_noop("Tap a part of the drawing to see it in other colours and another material; the rest stays"),
        "V",
        "reroll",
        "sketch",
        checkable=True,
        group="tool",
        needs="guide",
    ),
    "guide_visible": ActionSpec(
        tr_noop("Show Material"),
        tr_noop("See painted material over the sketch; the picture follows it either way"),
        "Shift+G",
        "",
        "sketch",
        checkable=True,
        needs="guide",
    ),
    "clear_guide": ActionSpec(
        tr_noop("Clear Material"),
        tr_noop("Take all painted material off; lines stay"),
        "Ctrl+Shift+Backspace",
        "",
        "sketch",
        needs="guide",
    ),
    "mirror": ActionSpec(
        tr_noop("Mirror"),
        tr_noop("Draw on both halves at once"),
        "M",
        "mirror",
        "sketch",
        checkable=True,
        separated=True,
    ),
    "thinner": ActionSpec(tr_noop("Thinner"), tr_noop("Make the tool smaller"), "[", "", "sketch"),
    "thicker": ActionSpec(tr_noop("Thicker"), tr_noop("Make the tool larger"), "]", "", "sketch"),
    "import_drawing": ActionSpec(
        tr_noop("Import Drawing…"),
        tr_noop("Put a drawing on the paper"),
        "Ctrl+I",
        "drawing",
        "sketch",
        separated=True,
    ),
    "import_photo": ActionSpec(
        tr_noop("Photo to Sketch…"),
        tr_noop("Turn a photo into thin lines"),
        "Ctrl+Shift+I",
        "photo",
        "sketch",
    ),
    "import_input": ActionSpec(
        tr_noop("Photo as Input…"),
        tr_noop("Put a photo under the paper; the model is given it with what you draw over it"),
        "Alt+I",
        "",
        "sketch",
        needs="translate",
    ),
    "remove_input": ActionSpec(
        tr_noop("Remove Photo"),
        tr_noop("Take the photo under the paper away"),
        "",
        "",
        "sketch",
        needs="translate",
    ),
    "clear": ActionSpec(
        tr_noop("Clear Sketch"), tr_noop("White paper again"), "Ctrl+Backspace", "clear", "sketch"
    ),
    "reroll": ActionSpec(
        tr_noop("Roll New Styles"),
        tr_noop("New variants; pinned ones stay"),
        "R",
        "reroll",
        "style",
        needs="style",
    ),
    "next_style": ActionSpec(
        tr_noop("Next Style"), tr_noop("Use the next variant of the grid"), ".", "", "style", needs="style"
    ),
    "previous_style": ActionSpec(
        tr_noop("Previous Style"), tr_noop("Use the variant before"), ",", "", "style", needs="style"
    ),
    "pin": ActionSpec(
        tr_noop("Pin Style"),
        tr_noop("Keep the style in use when rolling"),
        "P",
        "pin",
        "style",
        needs="style",
    ),
    "style_picture": ActionSpec(
        tr_noop("Style from Pictures…"),
        tr_noop("Read a style off one photo or several"),
        "Shift+T",
        "picture",
        "style",
        needs="encode_style",
        separated=True,
    ),
    "swap_styles": ActionSpec(
        tr_noop("Swap Styles…"),
        tr_noop("Dress two photos in each other's style"),
        "",
        "",
        "style",
        needs="encode_style",
    ),
    "keep_style": ActionSpec(
        tr_noop("Keep Style"), tr_noop("Put the style in use on your shelf"), "K", "", "style", needs="style"
    ),
    "style_windows": ActionSpec(
        tr_noop("Use Style in All Windows"),
        tr_noop("Every open window with this model draws in the style in use"),
        "Ctrl+Shift+U",
        "",
        "style",
        needs="style",
        separated=True,
    ),
    "style_files": ActionSpec(
        tr_noop("Use Style for Files…"),
        tr_noop("Write pictures of many drawings or documents in the style in use"),
        "",
        "",
        "style",
        needs="translate",
    ),
    "find_face": ActionSpec(
        tr_noop("Find Face"),
        tr_noop("Look for the face in the photo again"),
        "",
        "",
        "face",
        needs="invert axes",
    ),
    "eyes": ActionSpec(
        tr_noop("Mark Eyes"),
        tr_noop("Click both eyes of the face in the photo"),
        "Y",
        "eyes",
        "face",
        checkable=True,
        needs="invert axes",
    ),
    "refine": ActionSpec(
        tr_noop("Refine Face"),
        tr_noop("Bring the model's face closer to the photo; takes up to a minute"),
        "Shift+R",
        "refine",
        "face",
        needs="invert",
    ),
    "reset_attributes": ActionSpec(
        tr_noop("Reset All Attributes"),
        tr_noop("The face as it was; locks stay"),
        "",
        "reset",
        "face",
        needs="axes",
        separated=True,
    ),
    "add_attribute": ActionSpec(
        tr_noop("Add Attribute…"),
        tr_noop("Make a new slider from pictures with a feature and pictures without it"),
        "Ctrl+Shift+A",
        "",
        "face",
        needs="sample",
    ),
    "original": ActionSpec(
        tr_noop("Show Original"),
        tr_noop("See the original as long as the key is held down"),
        "O",
        "",
        "face",
        needs="sample",
        separated=True,
    ),
    "compare": ActionSpec(
        tr_noop("Compare by a Line"),
        tr_noop("Original left of a line that can be dragged, picture right of it"),
        "C",
        "compare",
        "face",
        checkable=True,
        needs="sample",
    ),
    "new_samples": ActionSpec(
        tr_noop("New Samples"),
        tr_noop("Fill the grid of samples with other faces"),
        "Ctrl+G",
        "reroll",
        "face",
        needs="sample",
        separated=True,
    ),
    "walk": ActionSpec(
        tr_noop("Export Animation…"),
        tr_noop("Write a walk from face to face as GIF, WebP or MP4"),
        "Ctrl+Shift+E",
        "",
        "face",
        needs="sample",
    ),
    "zoom_in": ActionSpec(tr_noop("Zoom In"), tr_noop("See it larger"), "Ctrl++", "zoom_in", "view"),
    "zoom_out": ActionSpec(tr_noop("Zoom Out"), tr_noop("See more of it"), "Ctrl+-", "zoom_out", "view"),
    "fit": ActionSpec(tr_noop("Fit"), tr_noop("Fit the paper into the window"), "Ctrl+0; 2", "fit", "view"),
    "actual": ActionSpec(
        tr_noop("Actual Size"), tr_noop("One pixel of paper for one of the screen"), "Ctrl+1; 1", "", "view"
    ),
    "fit_width": ActionSpec(
        tr_noop("Fit Width"), tr_noop("As wide as its place in the window"), "3", "", "view"
    ),
    "view_split": ActionSpec(
        tr_noop("Side by Side"),
        tr_noop("Sketch and picture beside each other"),
        "Alt+1",
        "split",
        "view",
        checkable=True,
        group="view",
        separated=True,
    ),
    "view_onion": ActionSpec(
        tr_noop("Picture under Sketch"),
        tr_noop("Draw over the picture, as on tracing paper"),
        "Alt+2",
        "onion",
        "view",
        checkable=True,
        group="view",
    ),
    "view_sketch": ActionSpec(
        tr_noop("Sketch Only"),
        tr_noop("Nothing but the paper"),
        "Alt+3",
        "",
        "view",
        checkable=True,
        group="view",
    ),
    "view_picture": ActionSpec(
        tr_noop("Picture Only"),
        tr_noop("Nothing but the picture"),
        "Alt+4",
        "",
        "view",
        checkable=True,
        group="view",
    ),
    "live": ActionSpec(
        tr_noop("Follow the Pen"),
        tr_noop("Make pictures while the pen moves, not only when it rests"),
        "F",
        "live",
        "view",
        checkable=True,
        separated=True,
    ),
    "full_screen": ActionSpec(
        tr_noop("Full Screen"), tr_noop("Nothing but Ganvas"), "F11", "", "view", separated=True
    ),
    "panels": ActionSpec(
        tr_noop("Hide or Show Panels"), tr_noop("Room for the canvas, and back again"), "F12", "", "view"
    ),
    "reset_layout": ActionSpec(
        tr_noop("Reset Layout"), tr_noop("Bars and panels as in a new window"), "", "", "view"
    ),
    "library": ActionSpec(
        tr_noop("Model Library…"),
        tr_noop("What is installed and what it can do"),
        "F2",
        "library",
        "model",
    ),
    "import_model": ActionSpec(
        tr_noop("Import a Published Model…"),
        tr_noop("Bring in weights that others have published; nothing in them is run"),
        "Shift+F2",
        "",
        "model",
    ),
    "published": ActionSpec(
        tr_noop("Where to Find Models…"),
        tr_noop("Pages where official weights are published"),
        "",
        "",
        "model",
    ),
    "turn": ActionSpec(
        tr_noop("Switch Direction"),
        tr_noop("Go from the second kind of pictures to the first, or back"),
        "Shift+X",
        "",
        "model",
        needs="two_ways",
        separated=True,
    ),
    "result_to_input": ActionSpec(
        tr_noop("Go On from Picture"),
        tr_noop("The picture becomes what the model is given, in the other direction"),
        "Shift+N",
        "",
        "model",
        needs="two_ways",
    ),
    "cycle": ActionSpec(
        tr_noop("There and Back…"),
        tr_noop("Translate the picture, translate it back, and see where it lost something"),
        "",
        "",
        "model",
        needs="two_ways",
    ),
    "train": ActionSpec(
        tr_noop("Train a Model…"),
        tr_noop("Make a model of your own from your pictures"),
        "F3",
        "",
        "model",
        separated=True,
    ),
    "runs": ActionSpec(
        tr_noop("Training Runs…"),
        tr_noop("See how training goes, and what has been trained"),
        "F4",
        "",
        "model",
    ),
    "welcome": ActionSpec(
        tr_noop("Welcome…"), tr_noop("The page to begin with, and recent files"), "", "", "help"
    ),
    "about": ActionSpec(tr_noop("About Ganvas"), tr_noop("Version and licence"), "", "", "help"),
}

# Keys that are an action's while the canvas has the focus; in fields and lists they mean something else.
CANVAS_KEYS: dict[str, str] = {"panels": "Tab", "clear": "Delete"}
