"""A browser for tests: Chromium without a window, spoken to over two pipes, with nothing but the standard library."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[2]
_SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-extensions --disable-sync "
    "--font-render-hinting=none --remote-debugging-pipe"
)
_PATIENCE = 60  # seconds, for a machine that is busy with something else


def axe_script():
    """Return where axe-core lies (`.ci/run` fetches it), or None."""
    places = (os.environ.get("CIVICMAP_AXE", ""), ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js")
    return next((Path(place) for place in places if place and Path(place).is_file()), None)


@contextmanager
def chromium():
    """Yield a browser that ends with the block."""
    assert CHROMIUM
    to_browser, ours_out = os.pipe()
    ours_in, from_browser = os.pipe()
    # Out of the way of 3 and 4, where the browser looks for them.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser, from_browser)]
    with tempfile.TemporaryDirectory() as home, Path(os.devnull).open("w") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, ends[0], 3), (os.POSIX_SPAWN_DUP2, ends[1], 4)]
        actions += [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), stream) for stream in (1, 2)]
        command = [CHROMIUM, *_SWITCHES.split(), f"--user-data-dir={home}"]
        process = os.posix_spawn(CHROMIUM, command, {**os.environ, "HOME": home}, file_actions=actions, setpgroup=0)
        for end in (*ends, to_browser, from_browser):
            os.close(end)
        try:
            yield Browser(ours_out, ours_in)
        finally:
            os.close(ours_out)
            os.close(ours_in)
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            time.sleep(0.1)  # its children let go of the folder


class Browser:
    """The pipes, and what came over them so far."""

    def __init__(self, out, into):
        self.out, self.into = out, into
        self.number, self.rest, self.events = 0, b"", []

    def call(self, method, session=None, **params):
        """Ask, and return the answer; events that come in between are kept."""
        self.number += 1
        asked = {"id": self.number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        text = json.dumps(asked).encode() + b"\0"
        while text:
            text = text[os.write(self.out, text) :]
        while True:
            told = self.receive()
            if told.get("id") == self.number:
                assert "error" not in told, (method, told["error"])
                return told["result"]
            self.events.append(told)

    def receive(self):
        """Return the next message."""
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], _PATIENCE)
            assert ready, "the browser says nothing"
            more = os.read(self.into, 1 << 16)
            assert more, "the browser has ended"
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def open(self, path, *, width=1280, height=900, scheme="light", script=True):
        """Return a tab that shows a file."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        for domain in ("Page", "Network", "Runtime", "Log"):
            tab.call(f"{domain}.enable")
        tab.call("Emulation.setScriptExecutionDisabled", value=not script)
        tab.look(width=width, height=height, scheme=scheme)
        tab.call("Page.navigate", url=Path(path).resolve().as_uri())
        tab.wait("Page.loadEventFired")
        return tab


class Tab:
    """One page."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def call(self, method, **params):
        """Ask for something about this page."""
        return self.browser.call(method, self.session, **params)

    def seen(self, method):
        """Return what was told of one kind of event."""
        own = (event for event in self.browser.events if event.get("sessionId") == self.session)
        return [event["params"] for event in own if event["method"] == method]

    def wait(self, method):
        """Wait for an event."""
        while not self.seen(method):
            self.browser.events.append(self.browser.receive())

    def look(self, *, width=1280, height=900, scheme="light", media=""):
        """Take a size, a colour scheme and a medium."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def run(self, script):
        """Return the value of an expression; a promise is awaited."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key, *, shift=False):
        """Press a key."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " "), "Escape": (27, "")}.get(key, (0, ""))
        what = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
        what["modifiers"] = 8 if shift else 0
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **what)
        self.call("Input.dispatchKeyEvent", type="keyUp", **what)

    def write(self, text):
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def picture(self, *, whole=False):
        """Return the page as PNG."""
        return base64.b64decode(
            self.call("Page.captureScreenshot", captureBeyondViewport=whole, **self._clip(whole))["data"]
        )

    def _clip(self, whole):
        if not whole:
            return {}
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def pdf(self):
        """Return the page as it prints."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
