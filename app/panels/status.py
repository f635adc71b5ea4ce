"""The status bar: device, backend, last picture, memory, zoom, and the running job with its cancel."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QStatusBar, QToolButton, QWidget

from app.editor.editor import Editor
from app.i18n import tr, tr_noop
from app.panels.widgets import label
from app.theme import Theme
from app.worker.face_messages import AddAttribute, ExportFace, ExportWalk, FindFace, OpenPhoto, RefineFace
from app.worker.messages import (
    ChangeLibrary,
    ExportFullSize,
    ExportModel,
    ExportPicture,
    ListModels,
    LoadModel,
    OpenDocument,
    OpenPicture,
    Progress,
    ReadPicture,
    SaveDocument,
)
from app.worker.style_messages import MakeCycle, ReadExemplars, StyleFiles, SwapStyles

# How much memory this process uses, from the operating system itself.


def resident_bytes() -> int:
    """Bytes of memory in use; 0 where the system does not tell (macOS tells its peak)."""
    if os.name == "nt":
        return _windows_working_set()
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _windows_working_set() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of the Windows API."""

        _fields_ = [("cb", wintypes.DWORD), ("faults", wintypes.DWORD)] + [
            (name, ctypes.c_size_t)
            for name in ("peak", "working", "a", "b", "c", "d", "pagefile", "peak_pagefile")
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    process = ctypes.windll.kernel32.GetCurrentProcess  # type: ignore[attr-defined]
    process.restype = wintypes.HANDLE
    query = ctypes.windll.psapi.GetProcessMemoryInfo  # type: ignore[attr-defined]
    query.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
    return counters.working if query(process(), ctypes.byref(counters), counters.cb) else 0


JOB_NAMES: dict[type, str] = {
    LoadModel: tr_noop("Opening the model…"),
    ReadPicture: tr_noop("Reading the picture…"),
    OpenPicture: tr_noop("Reading the picture…"),
    OpenDocument: tr_noop("Opening the document…"),
    SaveDocument: tr_noop("Saving…"),
    ExportPicture: tr_noop("Exporting the picture…"),
    ReadExemplars: tr_noop("Reading the styles…"),
    SwapStyles: tr_noop("Swapping styles…"),
    MakeCycle: tr_noop("Translating there and back…"),
    StyleFiles: tr_noop("Writing the pictures…"),
    ExportFullSize: tr_noop("Making the picture at full size…"),
    ListModels: tr_noop("Looking through the library…"),
    ChangeLibrary: tr_noop("Changing the library…"),
    ExportModel: tr_noop("Changing the library…"),
    OpenPhoto: tr_noop("Reading the photo…"),
    FindFace: tr_noop("Looking for the face…"),
    ExportFace: tr_noop("Exporting the picture…"),
    RefineFace: tr_noop("Refining the face…"),
    ExportWalk: tr_noop("Writing the animation…"),
    AddAttribute: tr_noop("Adding the attribute…"),
}
SHOW_AFTER_MS = 250


class StatusBar(QStatusBar):
    """Bound to worker and model."""

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        """Tell of `editor`."""
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self._running: object = None
        self._milliseconds: float | None = None
        self._scale = 1.0
        self.job, self.device = label(role="muted"), label(role="muted")
        self.picture, self.memory, self.zoom = label(role="muted"), label(role="muted"), label(role="muted")
        self.progress, self.cancel = QProgressBar(), QToolButton()
        self.progress.setRange(0, 0)
        self.progress.setFixedWidth(90)
        self.progress.setTextVisible(False)
        self.cancel.clicked.connect(editor.client.cancel)
        for widget in (self.progress, self.cancel, self.job):
            self.addWidget(widget)
        for widget in (self.picture, self.device, self.memory, self.zoom):
            widget.setMargin(6)
            self.addPermanentWidget(widget)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SHOW_AFTER_MS)
        self._patience.timeout.connect(self._show_job)
        self._clock = QTimer(self)
        self._clock.setInterval(2000)
        self._clock.timeout.connect(self._show_memory)
        self._clock.start()
        editor.client.running_changed.connect(self._job_changed)
        editor.client.progressed.connect(self._progressed)
        editor.live.timed.connect(self._timed)
        editor.faces.live.timed.connect(self._timed)
        editor.model_changed.connect(self.retranslate)
        self.retranslate()
        self._show_job()

    def show_zoom(self, scale: float) -> None:
        """Tell the zoom of the canvas."""
        self._scale = scale
        self.zoom.setText(f"{scale:.0%}")

    def retranslate(self) -> None:
        """Take the words of the language, and the model, in use."""
        model = self._editor.model
        if model is None:
            self.device.setText(tr("Opening the model…") if self._editor.loading else tr("No model"))
        else:
            names = {"openvino": "OpenVINO", "onnx": "ONNX Runtime", "torch": "PyTorch"}
            device = {"cpu": tr("Processor")}.get(model.device, model.device.upper())
            self.device.setText(f"{device} · {names.get(model.backend, model.backend)}")
        self.device.setToolTip(tr("Where pictures are made, and by what"))
        self._time_text = tr("Picture in {ms} ms", ms="{ms}")
        self.picture.setToolTip(tr("How long the last picture took"))
        self.memory.setToolTip(tr("Memory that Ganvas uses"))
        self.zoom.setToolTip(tr("Zoom of the canvas"))
        self.cancel.setIcon(self._theme.icon("stop"))
        self.cancel.setToolTip(tr("Stop what is running"))
        self.cancel.setAccessibleName(tr("Stop what is running"))
        self.progress.setAccessibleName(tr("Work in progress"))
        if self._milliseconds is not None:
            self._timed(self._milliseconds)
        self.show_zoom(self._scale)
        self._show_memory()

    def _timed(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds
        self.picture.setText(self._time_text.format(ms=f"{milliseconds:.0f}"))

    def _show_memory(self) -> None:
        used = resident_bytes()
        self.memory.setText(f"{used / 2**20:.0f} MB" if used else "")

    def _progressed(self, request: object, progress: Progress) -> None:
        if request is self._running:
            self.progress.setRange(0, progress.total)
            self.progress.setValue(progress.done)

    def _job_changed(self, request: object) -> None:
        if request is not self._running and type(request) in JOB_NAMES:
            self.progress.setRange(0, 0)
        self._running = request if type(request) in JOB_NAMES else None
        if isinstance(request, SaveDocument) and request.autosave:
            self._running = None
        if self._running is None:
            self._patience.stop()
            self._show_job()
        elif not self._patience.isActive():
            self._patience.start()

    def _show_job(self) -> None:
        running = self._running is not None
        self.progress.setVisible(running)
        self.cancel.setVisible(running)
        self.job.setText(tr(JOB_NAMES[type(self._running)]) if running else "")
