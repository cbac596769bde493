"""The head of a table. Its roles are written out: as cards on a phone a table would lose them."""

from __future__ import annotations

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = Library()


@register.simple_tag
def table_head(caption: str, *columns: str) -> SafeString:
    """What the table is, for those who hear it, and the names of its columns."""
    names = format_html_join(
        "\n", '<th role="columnheader" scope="col">{}</th>', ((name,) for name in columns)
    )
    return format_html(
        '<caption class="unseen">{}</caption>\n'
        '<thead role="rowgroup"><tr role="row">\n{}\n</tr></thead>', caption, names,
    )  # fmt: skip
