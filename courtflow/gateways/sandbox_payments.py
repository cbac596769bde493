"""The sandbox of payments: a small server with a page to pay at, on the loopback address.

What it knows lives in its memory: started anew it has forgotten every order, and an order opened
again is paid again. Callbacks go to loopback addresses alone.
"""

from __future__ import annotations

import html
import json
import secrets
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from courtflow.gateways.payments import LONGEST, Forged, signed, verify

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SOMEBODY = "样本 代付人"
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>样本支付 Training payment</title><style nonce="{nonce}">
body {{ margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: #1b1b1b; background: #f6f4ee; }}
main {{ max-width: 26rem; margin: 0 auto; padding: 1.5rem; }}
.sample {{ margin: 0; padding: .5rem 1.5rem; text-align: center; color: #fff;
 background: #8a5a00; }}
.sum {{ font-size: 2rem; margin: .5rem 0; }} form {{ margin: .75rem 0; }}
button {{ font: inherit; width: 100%; min-height: 44px; padding: .5rem 1rem; border: 1px solid #555;
 border-radius: 4px; background: #fff; color: inherit; cursor: pointer; }}
button.main {{ background: #1d3461; border-color: #1d3461; color: #fff; }}
a {{ color: #1d3461; }} code {{ overflow-wrap: anywhere; }}
</style></head><body>
<p class="sample"><strong>样本 Training</strong> · 不会真的扣款 No money moves</p>
<main>{content}</main>
</body></html>"""


@dataclass
class Order:
    """One order as the sandbox knows it."""

    about: dict[str, str]
    reference: str = field(default_factory=lambda: secrets.token_hex(8))
    events: list[dict[str, str]] = field(default_factory=list)
    refused: bool = False

    @property
    def paid(self) -> bool:
        return bool(self.events)


class Server(ThreadingHTTPServer):
    """The sandbox with what it knows. ``port`` 0 takes any free one."""

    daemon_threads = True

    def __init__(self, port: int, key: bytes) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.key = key
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, str] = {}
        self.lock = threading.Lock()
        self.silent = False
        """Whether callbacks are left out, as when a network fails."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def open(self, about: dict[str, str]) -> dict[str, str]:
        if urlsplit(about["notify"]).hostname not in LOOPBACK:
            raise ValueError("callbacks go to this machine alone")
        with self.lock:
            order = self.orders.setdefault(about["order"], Order(about))
        return {"address": f"{self.url}/pay/{order.reference}", "reference": order.reference}

    def by_reference(self, reference: str) -> Order | None:
        with self.lock:
            found = [one for one in self.orders.values() if one.reference == reference]
        return found[0] if found else None

    def pay(self, order: Order, payer: str = "") -> str:
        """Take the money once, and say so; returns what the callback was answered."""
        with self.lock:
            if not order.events:
                order.events.append({
                    "event": secrets.token_hex(16), "kind": "paid", "trade": secrets.token_hex(12),
                    "merchant": order.about["merchant"], "order": order.about["order"],
                    "amount": order.about["amount"], "currency": order.about["currency"],
                    "at": datetime.now(UTC).isoformat(), "payer": payer,
                })  # fmt: skip
        return "" if self.silent else self.tell(order)

    def tell(self, order: Order) -> str:
        """Send the callback, for the first time or again."""
        body = json.dumps(order.events[-1], ensure_ascii=False).encode()
        headers = signed(self.key, body, datetime.now(UTC)) | {"Content-Type": "application/json"}
        request = urllib.request.Request(order.about["notify"], body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return f"{answer.status}"
        except urllib.error.HTTPError as error:
            return f"{error.code}"
        except OSError as error:
            return type(error).__name__

    def refund(self, about: dict[str, str]) -> dict[str, str]:
        with self.lock:
            return {"reference": self.refunds.setdefault(about["key"], secrets.token_hex(8))}

    def state(self, about: dict[str, str]) -> dict[str, Any]:
        with self.lock:
            order = self.orders.get(about["order"])
        return {"events": order.events if order else []}


class Handler(BaseHTTPRequestHandler):
    """Signed requests of the court's at three addresses; a page for a person at /pay/."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        order = self._order()
        if order is None:
            self._page(404, "<h1>没有这笔订单 No such order</h1>")
        else:
            self._page(200, _order_page(order))

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        calls = {
            "/orders": self.server.open,
            "/state": self.server.state,
            "/refunds": self.server.refund,
        }
        if call := calls.get(self.path):
            self._answer(call, body)
        elif order := self._order():
            self._press(order, parse_qs(body.decode("utf-8", "replace")).get("choice", [""])[0])
        else:
            self._page(404, "<h1>没有这笔订单 No such order</h1>")

    def _answer(self, call: Any, body: bytes) -> None:
        try:
            verify(self.server.key, dict(self.headers.items()), body, datetime.now(UTC))
            said, status = call(json.loads(body)), 200
        except (Forged, ValueError, KeyError) as error:
            said, status = {"error": str(error)}, 400
        self._send(status, json.dumps(said).encode(), "application/json")

    def _press(self, order: Order, choice: str) -> None:
        """A button of the page; paid or refused, the person goes back to the court."""
        if choice == "again" and order.paid:
            words = "已再次发送，法院答复 Sent again, answered:"
            said = f"<p role=status>{words} {html.escape(self.server.tell(order))}</p>"
            self._page(200, said + _order_page(order))
            return
        if choice in ("pay", "other") and not order.paid:
            self.server.pay(order, SOMEBODY if choice == "other" else "")
        order.refused = choice == "refuse"
        self.send_response(303)
        self.send_header("Location", order.about["back"])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _order(self) -> Order | None:
        return self.server.by_reference(urlsplit(self.path).path.removeprefix("/pay/"))

    def _page(self, status: int, content: str) -> None:
        nonce = secrets.token_urlsafe(12)
        text = PAGE.format(nonce=nonce, content=content)
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'"
        self._send(status, text.encode(), "text/html; charset=utf-8", policy)

    def _send(self, status: int, body: bytes, kind: str, policy: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: whoever runs it reads the court's own messages."""


BUTTONS = (
    ("pay", "支付 Pay", "main"),
    ("other", "由他人代付 Pay as somebody else", ""),
    ("refuse", "不支付 Refuse", ""),
)


def _order_page(order: Order) -> str:
    about = {name: html.escape(value) for name, value in order.about.items()}
    head = f"<h1>样本支付 Training payment</h1><p>{about['what']}</p>"
    head += f"<p class=sum>¥{about['amount']}</p>"
    if order.paid:
        buttons: tuple[tuple[str, str, str], ...] = (("again", "再次发送通知 Send again", ""),)
        head += "<p><strong>已支付 Paid</strong></p>"
    else:
        buttons = BUTTONS
    forms = "".join(
        f"<form method=post><button name=choice value={value} class='{kind}'>"
        f"{words}</button></form>"
        for value, words, kind in buttons
    )
    back = f"<p><a href='{about['back']}'>返回法院 Back to the court</a></p>"
    return f"{head}{forms}{back}<p><code>{about['order']}</code></p>"
