"""Two panes of one picture laid over one another by Chromium: where they differ, and how much."""

import re
import tempfile
from base64 import b64encode
from pathlib import Path

from mailer.content.proof.picture import GUTTER, browser, run
from mailer.domain.proof import Pixels

_FOUND = re.compile(r'data-found="([\d,]+)"')
#: Ours like the one that measures heights: it runs in a passing file, and sees nothing but our picture.
_PAGE = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Picture</title></head><body>
<img alt="" src="data:image/png;base64,{picture}">
<script>addEventListener("load",()=>{{
const picture=document.images[0],gutter={gutter},height=picture.naturalHeight-2*gutter;
const width=(picture.naturalWidth-3*gutter)/2,canvas=document.createElement("canvas");
canvas.width=picture.naturalWidth;canvas.height=picture.naturalHeight;
const pen=canvas.getContext("2d");pen.drawImage(picture,0,0);
const pane=left=>new Uint32Array(pen.getImageData(left,gutter,width,height).data.buffer);
const old=pane(gutter),young=pane(width+2*gutter);
let changed=0,left=width,top=height,right=0,bottom=0;
for(let at=0;at<old.length;at++)if(old[at]!==young[at]){{const x=at%width,y=(at-x)/width;changed++;
if(x<left)left=x;if(x>=right)right=x+1;if(y<top)top=y;if(y>=bottom)bottom=y+1}}
document.body.replaceChildren();document.documentElement.dataset.found=
[width*height,changed,changed?left:0,changed?top:0,changed?right-left:0,changed?bottom-top:0]}})</script></body></html>
"""


def pixels_between(picture: Path) -> Pixels | None:
    """Return where the two panes of a picture differ, which ``photograph`` took; None if Chromium did not say.

    Where one of them is longer, that counts as different. MailerError if Chromium fails.
    """
    encoded = b64encode(picture.read_bytes()).decode("ascii")
    with tempfile.TemporaryDirectory(prefix="mailer-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "picture.html"
        page.write_text(_PAGE.format(picture=encoded, gutter=GUTTER), encoding="utf-8")
        found = _FOUND.search(run(browser(), folder, "--dump-dom", page.as_uri()))
    return Pixels(*map(int, found[1].split(","))) if found else None
