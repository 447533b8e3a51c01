def test_it(cast):
    from tests.cast import sign_in, log_rows
    c = sign_in(cast.roos)
    r = c.get(f"/dossiers/{cast.family.dossier.pk}/")
    assert r.status_code == 200
    open("/tmp/tw/d.html","wb").write(r.content)
    c = sign_in(cast.otto)
    r = c.get(f"/dossiers/{cast.family.dossier.pk}/")
    assert r.status_code == 404
    for x in log_rows(): print(x.action, x.user_id, x.dossier_id, x.record_ids, x.outcome)
