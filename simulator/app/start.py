"""Starting Qt with the settings that every surface of the product needs."""

import os
import sys

# One BLAS thread in the window's process: small products suffer from two (findings.md).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from simulator.app.theme import load_fonts
from simulator.files.assets import asset


def make_application(use_gl: bool = True) -> QApplication:
    """Return the application object with its name, fonts and use of OpenGL set."""
    if not use_gl:
        # What draws surfaces reads this attribute and then leaves OpenGL alone.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseSoftwareOpenGL)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setOrganizationName("Chainrule")
    app.setApplicationName("Chainrule")
    app.setDesktopFileName("chainrule")  # how Wayland finds the icon
    app.setWindowIcon(QIcon(str(asset("icons", "chainrule.svg"))))
    load_fonts(app)
    return app


def user_settings() -> QSettings:
    """Return what the user chose before, from a readable file."""
    scope = QSettings.Scope.UserScope
    return QSettings(QSettings.Format.IniFormat, scope, "Chainrule", "chainrule")
