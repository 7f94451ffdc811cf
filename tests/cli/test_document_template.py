"""`document template`: a layout goes out as JSON, is changed, comes back, and is what prints."""

import json


def test_a_layout_goes_out_and_comes_back(run, tmp_path):
    path = tmp_path / "layout.json"
    path.write_text('{"accent": "#8A1020", "hidden": ["packing"]}', encoding="utf-8")
    made = run("document", "template", "set", "Red", str(path), "--kind", "proforma")
    assert (made["version"], made["is_default"], made["findings"]) == (1, True, [])
    shown = run("document", "template", "show", "Red")
    assert shown["layout"]["accent"] == "#8A1020"
    shown["layout"]["hologram"] = True
    path.write_text(json.dumps(shown), encoding="utf-8")
    again = run("document", "template", "set", "Red", str(path), code=3)
    assert [f["entry"] for f in again["findings"]] == ["hologram"]
    assert again["version"] == 1
    assert run("document", "template", "reset", "Red")["layout"]["hidden"] == []
    assert [t["name"] for t in run("document", "template", "list")["templates"]] == ["Red"]
    run("document", "template", "default", "Red")
    spread = run("document", "template", "same-look", "Red")["templates"]
    assert len(spread) == 6
    assert run("document", "template", "same-look", "Red")["templates"] == []
    for one in spread:
        run("document", "template", "delete", one["id"])
    path.write_text("[[[", encoding="utf-8")
    run("document", "template", "set", "Red", str(path), code=1)
    run("document", "template", "set", "Blue", str(path), code=1)
    run("document", "template", "delete", "Red")
    run("document", "template", "show", "Red", code=1)
