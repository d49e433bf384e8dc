"""Two pictures of a page laid over one another by Chromium: where they differ, and how much."""

import re
import tempfile
from base64 import b64encode
from pathlib import Path

from mailer.content.proof.picture import browser, run
from mailer.domain.proof import Pixels

_FOUND = re.compile(r'data-found="([\d,]+)"')
#: Ours like the one that measures heights: it runs in a passing file, and sees nothing but our two pictures.
_PAGE = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title></head><body>
<img src="data:image/png;base64,{before}"><img src="data:image/png;base64,{after}">
<script>addEventListener("load",()=>{{
const pictures=Array.from(document.images),most=name=>Math.max(...pictures.map(one=>one[name]));
const width=most("naturalWidth"),height=most("naturalHeight");
const [old,young]=pictures.map(one=>{{const canvas=document.createElement("canvas");canvas.width=width;
canvas.height=height;const pen=canvas.getContext("2d");pen.drawImage(one,0,0);
return new Uint32Array(pen.getImageData(0,0,width,height).data.buffer)}});
let changed=0,left=width,top=height,right=0,bottom=0;
for(let at=0;at<old.length;at++)if(old[at]!==young[at]){{const x=at%width,y=(at-x)/width;changed++;
if(x<left)left=x;if(x>=right)right=x+1;if(y<top)top=y;if(y>=bottom)bottom=y+1}}
document.body.replaceChildren();document.documentElement.dataset.found=
[width*height,changed,changed?left:0,changed?top:0,changed?right-left:0,changed?bottom-top:0]}})</script></body></html>
"""


def pixels_between(before: Path, after: Path) -> Pixels | None:
    """Return where two PNG files differ, laid over one another at their upper left; None if Chromium did not say.

    MailerError if Chromium fails.
    """
    program = browser()
    if not program:
        return None
    old, new = (b64encode(path.read_bytes()).decode("ascii") for path in (before, after))
    with tempfile.TemporaryDirectory(prefix="mailer-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "pictures.html"
        page.write_text(_PAGE.format(before=old, after=new), encoding="utf-8")
        found = _FOUND.search(run(program, folder, "--dump-dom", page.as_uri()))
    return Pixels(*map(int, found[1].split(","))) if found else None
