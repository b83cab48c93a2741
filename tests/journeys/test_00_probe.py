def test_probe(visit):
    page = visit("ines")
    page.screenshot(path="/tmp/aj-br/start.png")
    print(visit.world.ids)
