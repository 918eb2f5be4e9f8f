"""What every test starts from."""

import os

# Before Qt is imported; OpenGL and real windows are tried by hand under Xvfb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
