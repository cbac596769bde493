"""Why a page cannot be shown, in words that say what to do instead."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "broken": (
        "这个文件损坏,无法显示。可以下载原件,或者请提交人重新提交。",
        "This file is damaged and cannot be shown. Save the original, or ask whoever handed it in "
        "for it again.",
    ),
    "broken_page": (
        "这一页无法显示,其他页不受影响。可以下载原件查看。",
        "This page cannot be shown; the others can. Save the original to look at it.",
    ),
    "too_heavy": (
        "这一页内容过于复杂,无法在限定时间内显示,其他页不受影响。可以下载原件查看。",
        "This page takes too much to be drawn; others may not. Save the original to look at it.",
    ),
    "took_too_long": (
        "这一页未能在限定时间内显示,其他页不受影响。请稍后再试,或者下载原件查看。",
        "This page could not be shown in time; others may be. Try again later, or save the "
        "original to look at it.",
    ),
    "locked": (
        "这个文件有密码,无法显示。请提交人提交没有密码的文件。",
        "This file has a password and cannot be shown. Ask for it without one.",
    ),
    "no_such_page": ("没有这一页。", "There is no such page."),
    "no_file": (
        "这个文件暂时无法读取。请向法院索取副本。",
        "This file cannot be read at the moment. Ask the court for a copy.",
    ),
    "no_pages": (
        "这类文件没有页面,请下载后查看。",
        "Files of this kind have no pages. Save it to look at it.",
    ),
    "only_text": ("这个文件以文字显示。", "This file is shown as text."),
    "nothing_written": ("这份材料没有内容。", "There is nothing in this paper."),
    "not_set": (
        "这份材料无法排版,请在材料页面查看文字。",
        "This paper could not be set as pages. Its page shows the text.",
    ),
}
