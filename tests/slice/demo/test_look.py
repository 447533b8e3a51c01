import time
from pathlib import Path
OUT=Path("/tmp/shots"); OUT.mkdir(exist_ok=True)
def test_look(signed_in):
    t=time.time()
    page = signed_in("regisseur")
    page.screenshot(path=OUT/"home.png", full_page=True)
    links = page.eval_on_selector_all("a", "as => as.map(a => a.getAttribute('href') + ' ' + a.innerText)")
    print("\n".join(links), time.time()-t)
