import cProfile, pstats, time
from tests.retention import town
from tests.retention.town import DUE_ON, at
from retention import engine

def test_speed(committed):
    hanna, _ = town.make_users()
    families = [town.make_family() for _ in range(40)]
    for n in range(400):
        town.make_dossier(families[n % 40], hanna)
    p = cProfile.Profile()
    start = time.perf_counter()
    p.enable()
    run = engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    p.disable()
    print("SPEED", run.done, time.perf_counter() - start)
    pstats.Stats(p).sort_stats("cumulative").print_stats(45)
