"""Why a file is not taken, in words that say what to do instead."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "empty": ("文件为空,请重新选择。", "The file is empty. Choose it again."),
    "too_large": (
        "文件超过上限({most} MB),请压缩或分成几个文件。",
        "The file is larger than {most} MB. Make it smaller or send it in parts.",
    ),
    "too_large_of_kind": (
        "此类文件过大(图片、文档不超过 50 MB,文本不超过 5 MB),请压缩或另存为 PDF。",
        "Too large for its kind (pictures and documents 50 MB, text 5 MB). Make it smaller, or "
        "save it as PDF.",
    ),
    "too_many": (
        "文件过多,请先提交或删除已上传的文件。",
        "Too many files. Hand in or remove some first.",
    ),
    "unknown": (
        "不接收此类文件。请使用 PDF、图片、Word、Excel、OFD、文本、MP4、MP3 或 GLB 模型。",
        "This kind of file is not taken. Use PDF, pictures, Word, Excel, OFD, text, MP4, MP3 or "
        "GLB models.",
    ),
    "damaged": (
        "文件已损坏或不完整,请重新保存后再传。",
        "The file is damaged or incomplete. Save it anew and send it again.",
    ),
    "too_heavy": (
        "文件内容过于复杂,无法检查,请另存为 PDF 或拆分后再传。",
        "The file takes too much to check. Save it as PDF or split it.",
    ),
    "too_many_pages": (
        "页数超过 5000 页,请拆分后再传。",
        "The file has more than 5000 pages. Split it.",
    ),
    "too_many_pixels": (
        "图片尺寸过大,请缩小后再传。",
        "The picture is too large. Make it smaller.",
    ),
    "program": ("不接收程序文件。", "Programs are not taken."),
    "page_of_code": (
        "不接收网页或 SVG 文件,请另存为 PDF 或图片。",
        "Web pages and SVG are not taken. Save it as PDF or as a picture.",
    ),
    "archive": (
        "不接收压缩包,请解压后逐个上传。",
        "Archives are not taken. Unpack it and send each file.",
    ),
    "bomb": (
        "文件解压后过大,不予接收。",
        "Unpacked the file would be far too large; it is not taken.",
    ),
    "outside_path": (
        "文件内部路径异常,不予接收,请重新保存。",
        "The file holds paths that lead outside it. Save it anew.",
    ),
    "macros": (
        "文件含有宏,请另存为不含宏的文件或 PDF。",
        "The file holds macros. Save it without them or as PDF.",
    ),
    "old_workbook": (
        "请将旧版 Excel 表格另存为 .xlsx 或 PDF。",
        "Save the old Excel workbook as .xlsx or as PDF.",
    ),
    "embedded": (
        "文件内嵌了其他文件,请取出后单独上传。",
        "The file holds another file. Take it out and send it by itself.",
    ),
    "script": (
        "PDF 含有脚本,请用“打印为 PDF”另存后再传。",
        "The PDF holds a script. Print it to a new PDF and send that.",
    ),
    "launch": (
        "PDF 会启动程序或打开外部内容,请用“打印为 PDF”另存后再传。",
        "The PDF would start a program or open something outside. Print it to a new PDF.",
    ),
    "locked": ("文件有密码,请取消密码后再传。", "The file has a password. Take it off first."),
    "outside_link": (
        "文件会从外部加载内容,请另存为 PDF。",
        "The file loads something from outside. Save it as PDF.",
    ),
    "entities": (
        "文件内部结构异常,不予接收,请重新保存。",
        "The inside of the file declares entities, which no such file needs. Save it anew.",
    ),
    "two_in_one": (
        "文件内混有另一种文件,不予接收,请重新保存。",
        "The file is two kinds at once. Save it anew.",
    ),
    "media_outside": (
        "录音录像的内容在文件之外,请用原设备或软件重新导出。",
        "The recording keeps its content outside this file. Export it anew.",
    ),
    "model_in_text": (
        "3D 模型请导出为单个 .glb 文件后再传。",
        "Export the 3D model as one .glb file.",
    ),
    "model_outside": (
        "3D 模型引用了文件以外的内容,请将贴图和数据一并打包为 .glb 后再传。",
        "The 3D model points outside its file. Export it as .glb with everything inside.",
    ),
    "model_extension": (
        "3D 模型使用了不支持的压缩或扩展,请以标准 glTF 2.0(不压缩)导出 .glb。",
        "The 3D model uses a compression or extension that is not read. Export plain glTF 2.0.",
    ),
    "model_broken": (
        "3D 模型内部数据不一致,请重新导出 .glb。",
        "The data inside the 3D model does not fit together. Export it anew as .glb.",
    ),
    "model_moves": (
        "3D 模型含有动画,请导出静止的模型。",
        "The 3D model is animated. Export it standing still.",
    ),
    "model_picture": (
        "3D 模型的贴图须为 JPEG 或 PNG,请重新导出。",
        "The pictures of the 3D model have to be JPEG or PNG. Export it anew.",
    ),
    "model_too_much": (
        "3D 模型的部件过多,请简化后再导出。",
        "The 3D model has too many parts. Simplify it and export it anew.",
    ),
    "model_empty": (
        "3D 模型中没有可显示的物体,请重新导出。",
        "There is nothing to be seen in the 3D model. Export it anew.",
    ),
    "test_virus": ("文件含有病毒测试标记。", "The file holds the virus test mark."),
    "not_checked": (
        "检查未能完成,请重试。",
        "The check did not come to an end. Try again.",
    ),
    "lost": ("文件未能保存完整,请重新上传。", "The file did not arrive whole. Send it again."),
}  # fmt: skip
"""Codes are stable; ``{most}`` is a number of megabytes."""


def words(code: str, most: int = 0) -> tuple[str, str]:
    """The Chinese and the English words of a reason."""
    zh, en = REASONS.get(code, REASONS["unknown"])
    return zh.format(most=most), en.format(most=most)
