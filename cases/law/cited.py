"""The instruments that decisions cite, with how many articles each has, and citations in a text.

The numbers are those of the texts in force when this list was made; an instrument that is not here
is not wrong, it is only not known (裁判文书引用规定 1-5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ARTICLES: dict[str, int] = {
    "中华人民共和国民法典": 1260,
    "中华人民共和国民事诉讼法": 306,
    "中华人民共和国公司法": 266,
    "中华人民共和国消费者权益保护法": 63,
    "中华人民共和国道路交通安全法": 124,
    "中华人民共和国劳动争议调解仲裁法": 54,
    "中华人民共和国企业破产法": 136,
    "中华人民共和国电子签名法": 36,
    "中华人民共和国个人信息保护法": 74,
    "中华人民共和国数据安全法": 55,
    "中华人民共和国人民陪审员法": 32,
    "中华人民共和国人民法院组织法": 59,
    "中华人民共和国法官法": 69,
    "中华人民共和国律师法": 60,
    "中华人民共和国人民调解法": 35,
    "诉讼费用交纳办法": 56,
    "物业管理条例": 67,
    "人民法院在线诉讼规则": 39,
    "人民法院在线调解规则": 30,
    "最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释": 550,
    "最高人民法院关于民事诉讼证据的若干规定": 100,
    "最高人民法院关于适用简易程序审理民事案件的若干规定": 34,
    "最高人民法院关于审理民间借贷案件适用法律若干问题的规定": 31,
    "最高人民法院关于审理买卖合同纠纷案件适用法律问题的解释": 33,
    "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）": 54,
    "最高人民法院关于审理商品房买卖合同纠纷案件适用法律若干问题的解释": 24,
    "最高人民法院关于审理城镇房屋租赁合同纠纷案件具体应用法律若干问题的解释": 16,
    "最高人民法院关于审理物业服务纠纷案件适用法律若干问题的解释": 5,
    "最高人民法院关于审理道路交通事故损害赔偿案件适用法律若干问题的解释": 26,
    "最高人民法院关于审理银行卡民事纠纷案件若干问题的规定": 16,
    "最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释（一）": 91,
    "最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释（二）": 23,
    "最高人民法院关于人民法院办理财产保全案件若干问题的规定": 29,
    "最高人民法院关于人民法院民事调解工作若干问题的规定": 20,
    "最高人民法院关于人民法院登记立案若干问题的规定": 20,
    "最高人民法院关于知识产权民事诉讼证据的若干规定": 33,
    "最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定": 30,
    "最高人民法院关于人民法院民事执行中拍卖、变卖财产的规定": 33,
}
"""Full title to its last article."""
_SHORT = "中华人民共和国"
_CITED = re.compile(
    r"《(?P<title>[^《》]{2,60})》"
    r"(?P<after>(?:[（(][^）)]{1,20}[）)])?(?:第[〇零一二三四五六七八九十百千\d]{1,12}[条款项]"
    r"(?:之[一二三四五六七八九])?(?:第[（(]?[一二三四五六七八九十]{1,6}[）)]?[款项])*[、和及，,]?)+)"
)
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千\d]{1,12})条")
_DIGITS = "零一二三四五六七八九"
MOST_DIGITS = 12
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Cited:
    """An article that a text cites."""

    title: str
    article: int | None
    """None where the number cannot be read."""
    words: str

    @property
    def last(self) -> int | None:
        """The last article of the instrument; None for one that is not in the list."""
        found = ARTICLES.get(_plain(self.title))
        return found if found is not None else ARTICLES.get(_SHORT + _plain(self.title))


def cited(text: str) -> Iterator[Cited]:
    """Every article that stands directly behind the title of an instrument."""
    for found in _CITED.finditer(text):
        for article in _ARTICLE.finditer(found["after"]):
            yield Cited(found["title"], number(article[1]), f"《{found['title']}》{article[0]}")


def number(written: str) -> int | None:
    """一千二百六十 as a number, digits of any script as they are; None where it is neither, or a
    mixture of both."""
    if written.isdecimal() and len(written) <= MOST_DIGITS:
        return int(written)
    total = digit = 0
    for char in written.replace("〇", "零"):
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS.index(char)
        else:
            return None
    return total + digit if written else None


def _plain(title: str) -> str:
    return title.replace("<", "〈").replace(">", "〉").replace("(", "（").replace(")", "）")
