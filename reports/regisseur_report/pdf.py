"""The page as PDF: no network, only our own assets, the same bytes again."""

import pathlib
import urllib.parse

from . import HOME, page


class Refused(ValueError):
    """Something in the page wanted a file or an address."""


def _own_assets_only(url):
    parts = urllib.parse.urlsplit(url)
    path = pathlib.Path(urllib.parse.unquote(parts.path)).resolve()
    if parts.scheme == "file" and path.parent == HOME / "assets":
        return {"file_obj": open(path, "rb")}
    raise Refused(f"a report fetches nothing, and not {url[:200]}")


def render(report):
    """The PDF's bytes."""
    # Imported here: the other formats do without its fonts and its time.
    import weasyprint
    for squeeze in range(page.TIGHTEST + 1):
        text = page.render(report, squeeze)
        laid_out = weasyprint.HTML(
            string=text, base_url="about:blank",
            url_fetcher=_own_assets_only).render()
        # A brief that has to be one page is, or as near as it comes.
        if not report.template.get("one_page") or len(laid_out.pages) == 1:
            break
    return laid_out.write_pdf(identifier=page.fingerprint(text)[:32].encode())
