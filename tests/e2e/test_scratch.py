import time, pytest
pytestmark=[pytest.mark.browser]
def test_look(enter, house):
    t=time.time()
    p=enter("plaintiff")
    print("signed", time.time()-t)
    p.go("/file")
    p.page.screenshot(path="/tmp/e2e_file.png", full_page=True)
    print(p.text())
    c=enter("clerk"); c.go("/work"); print(c.text()); c.page.screenshot(path="/tmp/e2e_work.png", full_page=True)
    print(time.time()-t)
