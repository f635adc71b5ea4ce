"""Every action of the editor in one declarative table: words, tip, icon, menu and shortcut."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import mark


@dataclass(frozen=True)
class ActionSpec:
    """One action; `menu` is where it stands, `group` makes it one choice of several.

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
    "file": mark("&File"),
    "edit": mark("&Edit"),
    "sketch": mark("&Sketch"),
    "style": mark("S&tyle"),
    "face": mark("F&ace"),
    "view": mark("&View"),
    "model": mark("&Model"),
    "help": mark("&Help"),
}

ACTIONS: dict[str, ActionSpec] = {
    "new": ActionSpec(mark("New"), mark("Start with white paper"), "Ctrl+N", "new", "file"),
    "new_window": ActionSpec(
        mark("New Window"), mark("Open another window with white paper"), "Ctrl+Shift+N", "", "file"
    ),
    "open": ActionSpec(mark("Open…"), mark("Open a document or a picture"), "Ctrl+O", "open", "file"),
    "open_photo": ActionSpec(
        mark("Open Photo…"),
        mark("Open a photo to change the face in it"),
        "Ctrl+Shift+O",
        "photo",
        "file",
        needs="invert axes",
    ),
    "save": ActionSpec(mark("Save"), mark("Save the document"), "Ctrl+S", "save", "file", separated=True),
    "save_as": ActionSpec(
        mark("Save As…"), mark("Save the document under another name"), "Ctrl+Shift+S", "", "file"
    ),
    "export": ActionSpec(
        mark("Export Picture…"),
        mark("Write the picture as PNG, JPEG or WebP with its recipe inside"),
        "Ctrl+E",
        "export",
        "file",
    ),
    "export_full_size": ActionSpec(
        mark("Export at Full Size…"),
        mark("Make the picture at the paper's own size, in tiles where memory is short, and write it"),
        "",
        "",
        "file",
        needs="any_size",
    ),
    "quit": ActionSpec(mark("Quit"), mark("Close the editor"), "Ctrl+Q", "", "file", separated=True),
    "undo": ActionSpec(mark("Undo"), mark("Take the last step back"), "Ctrl+Z", "undo", "edit"),
    "redo": ActionSpec(mark("Redo"), mark("Do the step again"), "Ctrl+Shift+Z", "redo", "edit"),
    "copy": ActionSpec(
        mark("Copy Picture"), mark("Copy the picture to the clipboard"), "Ctrl+C", "", "edit", separated=True
    ),
    "copy_sketch": ActionSpec(
        mark("Copy Sketch"), mark("Copy the sketch to the clipboard"), "Ctrl+Shift+C", "", "edit"
    ),
    "paste": ActionSpec(
        mark("Paste as Drawing"), mark("Use the picture in the clipboard as the sketch"), "Ctrl+V", "", "edit"
    ),
    "shortcuts": ActionSpec(
        mark("Keyboard Shortcuts…"),
        mark("See and change every shortcut"),
        "Ctrl+K",
        "",
        "edit",
        separated=True,
    ),
    "brush": ActionSpec(
        mark("Brush"), mark("Draw with the pen"), "B", "brush", "sketch", checkable=True, group="tool"
    ),
    "eraser": ActionSpec(
        mark("Eraser"), mark("Rub lines out"), "E", "eraser", "sketch", checkable=True, group="tool"
    ),
    "line": ActionSpec(
        mark("Line"),
        mark("Draw straight lines; hold Shift for steps of 45 degrees"),
        "L",
        "line",
        "sketch",
        checkable=True,
        group="tool",
    ),
    "pan": ActionSpec(
        mark("Move View"),
        mark("Drag the paper around; the space bar does it at any time"),
        "H",
        "pan",
        "sketch",
        checkable=True,
        group="tool",
    ),
    "mirror": ActionSpec(
        mark("Mirror"),
        mark("Draw on both halves at once"),
        "M",
        "mirror",
        "sketch",
        checkable=True,
        separated=True,
    ),
    "thinner": ActionSpec(mark("Thinner"), mark("Make the tool smaller"), "[", "", "sketch"),
    "thicker": ActionSpec(mark("Thicker"), mark("Make the tool larger"), "]", "", "sketch"),
    "import_drawing": ActionSpec(
        mark("Import Drawing…"),
        mark("Put a drawing on the paper"),
        "Ctrl+I",
        "drawing",
        "sketch",
        separated=True,
    ),
    "import_photo": ActionSpec(
        mark("Photo to Sketch…"), mark("Turn a photo into thin lines"), "Ctrl+Shift+I", "photo", "sketch"
    ),
    "import_input": ActionSpec(
        mark("Photo as Input…"),
        mark("Put a photo under the paper; the model is given it with what you draw over it"),
        "Ctrl+Alt+I",
        "",
        "sketch",
        needs="translate",
    ),
    "remove_input": ActionSpec(
        mark("Remove Photo"), mark("Take the photo under the paper away"), "", "", "sketch", needs="translate"
    ),
    "clear": ActionSpec(mark("Clear Sketch"), mark("White paper again"), "Ctrl+Backspace", "clear", "sketch"),
    "reroll": ActionSpec(
        mark("Roll New Styles"), mark("New variants; pinned ones stay"), "R", "reroll", "style", needs="style"
    ),
    "next_style": ActionSpec(
        mark("Next Style"), mark("Use the next variant of the grid"), ".", "", "style", needs="style"
    ),
    "previous_style": ActionSpec(
        mark("Previous Style"), mark("Use the variant before"), ",", "", "style", needs="style"
    ),
    "pin": ActionSpec(
        mark("Pin Style"), mark("Keep the style in use when rolling"), "P", "pin", "style", needs="style"
    ),
    "style_picture": ActionSpec(
        mark("Style from Pictures…"),
        mark("Read a style off one photo or several"),
        "Ctrl+T",
        "picture",
        "style",
        needs="encode_style",
        separated=True,
    ),
    "swap_styles": ActionSpec(
        mark("Swap Styles…"),
        mark("Dress two photos in each other's style"),
        "Ctrl+Shift+T",
        "",
        "style",
        needs="encode_style",
    ),
    "keep_style": ActionSpec(
        mark("Keep Style"), mark("Put the style in use on your shelf"), "K", "", "style", needs="style"
    ),
    "style_windows": ActionSpec(
        mark("Use Style in All Windows"),
        mark("Every open window with this model draws in the style in use"),
        "Ctrl+Shift+U",
        "",
        "style",
        needs="style",
        separated=True,
    ),
    "style_files": ActionSpec(
        mark("Use Style for Files…"),
        mark("Write pictures of many drawings or documents in the style in use"),
        "",
        "",
        "style",
        needs="translate",
    ),
    "find_face": ActionSpec(
        mark("Find Face"), mark("Look for the face in the photo again"), "", "", "face", needs="invert axes"
    ),
    "eyes": ActionSpec(
        mark("Mark Eyes"),
        mark("Click both eyes of the face in the photo"),
        "Y",
        "eyes",
        "face",
        checkable=True,
        needs="invert axes",
    ),
    "refine": ActionSpec(
        mark("Refine Face"),
        mark("Bring the model's face closer to the photo; takes up to a minute"),
        "Ctrl+R",
        "refine",
        "face",
        needs="invert",
    ),
    "reset_attributes": ActionSpec(
        mark("Reset All Attributes"),
        mark("The face as it was; locks stay"),
        "Ctrl+Shift+R",
        "reset",
        "face",
        needs="axes",
        separated=True,
    ),
    "add_attribute": ActionSpec(
        mark("Add Attribute…"),
        mark("Make a new slider from pictures with a feature and pictures without it"),
        "Ctrl+Shift+A",
        "",
        "face",
        needs="sample",
    ),
    "original": ActionSpec(
        mark("Show Original"),
        mark("See the original as long as the key is held down"),
        "O",
        "",
        "face",
        needs="sample",
        separated=True,
    ),
    "compare": ActionSpec(
        mark("Compare by a Line"),
        mark("Original left of a line that can be dragged, picture right of it"),
        "C",
        "compare",
        "face",
        checkable=True,
        needs="sample",
    ),
    "new_samples": ActionSpec(
        mark("New Samples"),
        mark("Fill the grid of samples with other faces"),
        "Ctrl+G",
        "reroll",
        "face",
        needs="sample",
        separated=True,
    ),
    "walk": ActionSpec(
        mark("Export Animation…"),
        mark("Write a walk from face to face as GIF, WebP or MP4"),
        "Ctrl+Shift+E",
        "",
        "face",
        needs="sample",
    ),
    "zoom_in": ActionSpec(mark("Zoom In"), mark("See it larger"), "Ctrl++", "zoom_in", "view"),
    "zoom_out": ActionSpec(mark("Zoom Out"), mark("See more of it"), "Ctrl+-", "zoom_out", "view"),
    "fit": ActionSpec(mark("Fit"), mark("Fit the paper into the window"), "Ctrl+0", "fit", "view"),
    "actual": ActionSpec(
        mark("Actual Size"), mark("One pixel of paper for one of the screen"), "Ctrl+1", "", "view"
    ),
    "view_split": ActionSpec(
        mark("Side by Side"),
        mark("Sketch and picture beside each other"),
        "1",
        "split",
        "view",
        checkable=True,
        group="view",
        separated=True,
    ),
    "view_onion": ActionSpec(
        mark("Picture under Sketch"),
        mark("Draw over the picture, as on tracing paper"),
        "2",
        "onion",
        "view",
        checkable=True,
        group="view",
    ),
    "view_sketch": ActionSpec(
        mark("Sketch Only"), mark("Nothing but the paper"), "3", "", "view", checkable=True, group="view"
    ),
    "view_picture": ActionSpec(
        mark("Picture Only"), mark("Nothing but the picture"), "4", "", "view", checkable=True, group="view"
    ),
    "live": ActionSpec(
        mark("Follow the Pen"),
        mark("Make pictures while the pen moves, not only when it rests"),
        "F",
        "live",
        "view",
        checkable=True,
        separated=True,
    ),
    "library": ActionSpec(
        mark("Model Library…"), mark("What is installed and what it can do"), "Ctrl+M", "library", "model"
    ),
    "import_model": ActionSpec(
        mark("Import a Published Model…"),
        mark("Bring in weights that others have published; nothing in them is run"),
        "Ctrl+Shift+M",
        "",
        "model",
    ),
    "published": ActionSpec(
        mark("Where to Find Models…"), mark("Pages where official weights are published"), "", "", "model"
    ),
    "turn": ActionSpec(
        mark("Switch Direction"),
        mark("Go from the second kind of pictures to the first, or back"),
        "Ctrl+D",
        "",
        "model",
        needs="two_ways",
        separated=True,
    ),
    "result_to_input": ActionSpec(
        mark("Go On from Picture"),
        mark("The picture becomes what the model is given, in the other direction"),
        "Ctrl+Alt+D",
        "",
        "model",
        needs="two_ways",
    ),
    "cycle": ActionSpec(
        mark("There and Back…"),
        mark("Translate the picture, translate it back, and see where it lost something"),
        "Ctrl+Shift+D",
        "",
        "model",
        needs="two_ways",
    ),
    "train": ActionSpec(
        mark("Train a Model…"),
        mark("Make a model of your own from your pictures"),
        "Ctrl+Alt+T",
        "",
        "model",
        separated=True,
    ),
    "runs": ActionSpec(
        mark("Training Runs…"),
        mark("See how training goes, and what has been trained"),
        "Ctrl+Alt+M",
        "",
        "model",
    ),
    "about": ActionSpec(mark("About Ganvas"), mark("Version and licence"), "", "", "help"),
}
