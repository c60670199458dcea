"""Whoever stands before a page's own camera: a drawn head that follows the arrows, or a picture.

The page's `getUserMedia` is replaced by a canvas. What is on it goes through the page, the line and
the face engine as a camera's picture does; the script reads the arrow as a person does, and notes
down in `arrowsSeen` what it read.
"""

import base64
import io
import json
from functools import cache

from PIL import Image
from playwright.sync_api import Page

from proctoring.vision.decode import decode
from proctoring.vision.demo_people import arrival_photo
from proctoring.vision.tracking import FaceTracker
from proctoring.vision.turned_head import turned

DEGREES = {"centre": 0.0, "left": 50.0, "right": -50.0}
"""So far that the shallow nose of a drawn head passes for a turn of some 35°."""

CAMERA = """(() => {
  const pictures = %s, follows = %s;
  const bitmaps = {};
  const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const drawn = Promise.all(Object.entries(pictures).map(async ([way, content]) => {
    bitmaps[way] = await createImageBitmap(new Blob([bytesOf(content)], { type: "image/jpeg" }));
  }));
  const arrow = () => document.querySelector("live-challenge:not([hidden]) [data-arrow]");
  const asked = window.arrowsSeen = [];
  const looks = () => {
    const way = arrow()?.dataset.arrow ?? "centre";
    if (way !== asked.at(-1)) asked.push(way);
    return follows ? way : "centre";
  };
  const devices = navigator.mediaDevices;
  if (!devices) return;
  devices.enumerateDevices = async () => [
    { kind: "videoinput", deviceId: "drawn", groupId: "drawn", label: "Drawn person" },
  ];
  devices.getUserMedia = async () => {
    await drawn;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [bitmaps.centre.width, bitmaps.centre.height];
    const pen = canvas.getContext("2d");
    const shown = () => {
      pen.drawImage(bitmaps[looks()], 0, 0);
      const noise = pen.createImageData(16, 16);  // a camera's frames are never the same
      crypto.getRandomValues(noise.data);
      pen.putImageData(noise, 0, 0);
    };
    shown();
    const stream = canvas.captureStream(15);
    const track = stream.getVideoTracks()[0];
    const timer = setInterval(() => {
      if (track.readyState === "ended") clearInterval(timer);
      else shown();
    }, 60);
    return stream;
  };
})()"""


BACK_CAMERA = """;(() => {
  const devices = navigator.mediaDevices;
  const opened = devices?.getUserMedia;
  if (opened) devices.getUserMedia = async (...wishes) => {
    const stream = await opened.apply(devices, wishes);
    const track = stream.getVideoTracks()[0];
    const told = track.getSettings.bind(track);
    track.getSettings = () => ({ ...told(), facingMode: "environment" });
    return stream;
  };
})()"""
"""After one of the cameras: on the back of a phone, where nobody before it sees the screen."""


def a_person(number: str, shot: int = 1) -> str:
    """The script of a camera before which the demo's candidate turns as the arrow points.

    Each `shot` is another light and another place: nobody looks twice alike.
    """
    return CAMERA % (json.dumps(_turns(number, shot)), "true")


def a_still_picture(number: str, shot: int = 1) -> str:
    """The same camera before a photo of them, which does nothing."""
    return CAMERA % (json.dumps(_turns(number, shot)), "false")


def turns_asked_for(page: Page) -> list[str]:
    """Every arrow to a side that the person before this page's camera has read."""
    seen: list[str] = page.evaluate("window.arrowsSeen")
    return [way for way in seen if way != "centre"]


@cache
def _turns(number: str, shot: int) -> dict[str, str]:
    picture = decode(arrival_photo(number, shot))
    face = FaceTracker().faces(picture, None)[0]
    return {
        way: _jpeg(Image.fromarray(turned(picture.pixels, face, degrees)))
        for way, degrees in DEGREES.items()
    }


def _jpeg(image: Image.Image) -> str:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return base64.b64encode(file.getvalue()).decode("ascii")
