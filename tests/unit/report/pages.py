"""What a page says to a reader, without what it quotes and draws."""

import re
from html import unescape

_LEFT_OUT = (
    r"<style>.*?</style>",
    r"<svg.*?</svg>",
    r"<code>.*?</code>",
    r'<(\w+) class="id[^"]*">.*?</\1>',
    r"<blockquote.*?</blockquote>",
)
# Spelt alike in every language: times, hemispheres, fields of ADS-B and standards.
ALIKE = {"UTC", "Z", "N", "E", "NIC", "NACp", "SHA", "DO", "ACAS", "DIR"}


def words_of(html):
    """Return the text of a page less drawings, code, ids and quoted clauses."""
    for piece in _LEFT_OUT:
        html = re.sub(piece, " ", html, flags=re.DOTALL)
    # Not split(): blanks that no line breaks at belong to a figure.
    return re.sub(r"[ \n\t]+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def labels_of(html):
    """Return the words that only a screen reader tells, drawings left out."""
    html = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    return unescape(" ".join(re.findall(r'aria-label="([^"]*)"', html)))


def latin_words(text, allowed=()):
    """Return the words in Latin letters that no one allowed."""
    for known in sorted(allowed, key=len, reverse=True):
        text = text.replace(known, " ")
    found = re.findall(r"[A-Za-z][A-Za-z.'-]*", text)
    return [word for word in found if word.strip(".'-") not in ALIKE]
