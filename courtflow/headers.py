"""Headers that tell a browser what a page of ours may do.

Scripts and styles come from our own files, or from an element that carries the nonce of this
very answer: `<script nonce="{{ request.csp_nonce }}">`. Inline event handlers, style
attributes and foreign origins do not run. Nobody frames a page, but a page of ours its panes.
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
        "frame-ancestors {framed_by}",
    )
)
OTHERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_pane(request: HttpRequest) -> bool:
    """Whether a page of ours shows this one in a pane of its own: asked for with ``?pane=1``, or
    reached from there, as browsers say by themselves."""
    told = request.headers.get("Sec-Fetch-Dest") == "iframe"
    from_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return request.GET.get("pane") == "1" or (told and from_ours)


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give each request a nonce and each answer its policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        pane = request.pane = is_pane(request)  # type: ignore[attr-defined]
        response = get_response(request)
        # A view that needs a stricter policy, as for uploaded files, has set its own.
        framed_by = "'self'" if pane else "'none'"
        policy = POLICY.format(nonce=nonce, framed_by=framed_by)
        response.headers.setdefault("Content-Security-Policy", policy)
        if pane:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        for name, value in OTHERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
