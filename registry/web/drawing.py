"""Small pictures drawn on the server as SVG: the sign in a badge, the tower of fields, bars in parts.

They carry no words that the page does not also say; whoever cannot see them misses nothing.
"""

from collections.abc import Sequence

from markupsafe import Markup

SIGNS = {
    "ok": '<path d="M4.6 10.9 1 7.3l1.5-1.5 2.1 2.1L9.6 2.1l1.6 1.4z"/>',
    "late": '<path d="M6 0 12 11.5H0zM5.3 4v4h1.4V4zm0 4.9v1.3h1.4V8.9z" fill-rule="evenodd"/>',
    "breach": '<path d="M1.3 0 6 4.6 10.7 0 12 1.3 7.4 6 12 10.7 10.7 12 6 7.4 1.3 12 0 10.7 4.6 6 0 1.3z"/>',
    "info": '<circle cx="6" cy="6" r="4.5"/>',
    "plain": '<path d="M0 5h12v2H0z"/>',
}
TOWER_WIDTH = 300
STOREY = 13
SQUARES = 10


def badge(kind: str, text: object) -> Markup:
    """A sign and its words; `kind` is ok, late, breach, info or plain."""
    colour = "" if kind == "plain" else f" {kind}"
    sign = Markup(f'<svg viewBox="0 0 12 12" aria-hidden="true">{SIGNS[kind]}</svg>')
    return Markup('<span class="badge{}">{}{}</span>').format(colour, sign, text)


def tower(fields: Sequence[tuple[str, int]]) -> Markup:
    """The registry's mark drawn from its data: one storey per field, as wide as its number of datasets."""
    rows = sorted(fields, key=lambda row: row[1])
    if not rows:
        return Markup("")
    most = max(rows[-1][1], 1)
    storeys = [_storey(at, max(14.0, count / most * TOWER_WIDTH)) for at, (_, count) in enumerate(rows)]
    foot = (len(rows) - 1) * STOREY
    name, count = rows[-1]
    storeys[-1] = Markup(
        '<rect x="0" y="{y}" width="{w}" height="22"/><text x="{m}" y="{t}" text-anchor="middle">{name} {n}</text>'
    ).format(y=foot, w=TOWER_WIDTH, m=TOWER_WIDTH // 2, t=foot + 15.5, name=name, n=count)
    return _svg(f'viewBox="0 0 {TOWER_WIDTH} {foot + 22}"', storeys)


def bar(parts: Sequence[tuple[int, str]]) -> Markup:
    """One bar cut in parts (count, CSS class); the figures stand in the key above it, so it may stretch."""
    total = sum(count for count, _ in parts) or 1
    drawn, at = [], 0.0
    for count, colour in parts:
        if count:
            width = count / total * 1000
            drawn.append(Markup(f'<rect class="{colour}" x="{at:.1f}" width="{max(width - 3, 1):.1f}" height="10"/>'))
            at += width
    return _svg('class="bar" viewBox="0 0 997 10" preserveAspectRatio="none"', drawn)


def squares(points: float, most: int, not_known: float = 0) -> Markup:
    """Ten squares of which as many are full as points were reached, and as many hollow as are not known."""
    drawn = []
    for place in range(SQUARES):
        middle = (place + 0.5) * most / SQUARES
        colour = "on" if middle <= points else "against" if middle <= points + not_known else "off"
        inset = 0.75 if colour == "against" else 0
        drawn.append(
            Markup(f'<rect class="{colour}" x="{place * 10 + inset}" y="{inset}" ')
            + Markup(f'width="{8.5 - 2 * inset}" height="{10 - 2 * inset}"/>')
        )
    return _svg('viewBox="0 0 100 10" preserveAspectRatio="none"', drawn)


def _storey(at: int, width: float) -> Markup:
    return Markup(f'<rect x="{(TOWER_WIDTH - width) / 2:.1f}" y="{at * STOREY}" width="{width:.1f}" height="9"/>')


def _svg(attributes: str, drawn: Sequence[Markup]) -> Markup:
    return Markup(f'<svg {attributes} aria-hidden="true">') + Markup("").join(drawn) + Markup("</svg>")
