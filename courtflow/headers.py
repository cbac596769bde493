"""Headers that tell a browser what a page of ours may do.

Scripts and styles come from our own files, or from an element that carries the nonce of this
very answer: `<script nonce="{{ request.csp_nonce }}">`. Inline event handlers, style
attributes and foreign origins do not run.
"""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
OTHERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give each request a nonce and each answer its policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = get_response(request)
        # A view that needs a stricter policy, as for uploaded files, has set its own.
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        for name, value in OTHERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
