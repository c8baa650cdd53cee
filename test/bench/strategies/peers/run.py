"""Optuna's samplers on the tables that Espalier's strategies are measured on, in the same units.

python run.py TABLES_FOLDER SEEDS DEVICE,...   (needs optuna; GPSampler also torch and scipy)
"""

import csv
import statistics
import sys
import time
import warnings

warnings.filterwarnings('ignore')
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
folder, seeds, devices = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(',')
cells = list(csv.DictReader(open(f'{folder}/nb201.csv')))
latencies = list(csv.DictReader(open(f'{folder}/nb201_latency_ms.csv')))
TRIALS = 200


def samplers(several):
    s = optuna.samplers
    found = {'tpe': lambda seed: s.TPESampler(seed=seed), 'nsga2': lambda seed: s.NSGAIISampler(seed=seed)}
    try:
        import torch  # noqa: F401

        if not several:
            found['gp'] = lambda seed: s.GPSampler(seed=seed, deterministic_objective=True)
    except ImportError:
        print('GPSampler is left out: it needs torch.')
    return found


def ask(study):
    trial = study.ask()
    return trial, ''.join(trial.suggest_categorical(f'x{i}', list('01234')) for i in range(6))


def to_goal(column):
    table = {row['ops']: float(row[column]) for row in cells}
    goal = max(table.values()) - 0.2
    for name, make in samplers(False).items():
        hits, start = [], time.perf_counter()
        for seed in range(seeds):
            study, hit = optuna.create_study(direction='maximize', sampler=make(seed)), TRIALS
            for i in range(TRIALS):
                trial, key = ask(study)
                study.tell(trial, table[key])
                if table[key] >= goal:
                    hit = i + 1
                    break
            hits.append(hit)
        ms = 1000 * (time.perf_counter() - start) / sum(hits)
        error = statistics.stdev(hits) / len(hits) ** 0.5 if len(hits) > 1 else 0
        print(f'| optuna {name} | {column} | {statistics.mean(hits):.1f} ± {error:.1f} | {ms:.1f} ms |', flush=True)


def hypervolume(points, floor, ceiling):
    front, best = [], floor
    for latency, accuracy in sorted(p for p in points if p[0] < ceiling and p[1] > floor):
        if accuracy > best:
            front.append((latency, accuracy))
            best = accuracy
    ends = [latency for latency, _ in front[1:]] + [ceiling]
    return sum((end - latency) * (accuracy - floor) for end, (latency, accuracy) in zip(ends, front))


def pareto(device):
    table = {c['ops']: (float(l[device]), float(c['c10_val12'])) for c, l in zip(cells, latencies)}
    ordered = sorted(v[0] for v in table.values())
    ceiling = ordered[int(0.95 * len(ordered))]
    full = hypervolume(table.values(), 70, ceiling)
    for name, make in samplers(True).items():
        found = {50: [], 100: [], 200: []}
        for seed in range(seeds):
            study, points = optuna.create_study(directions=['minimize', 'maximize'], sampler=make(seed)), []
            for i in range(TRIALS):
                trial, key = ask(study)
                study.tell(trial, table[key])
                points.append(table[key])
                if i + 1 in found:
                    found[i + 1].append(hypervolume(points, 70, ceiling) / full)
        cellsOf = ' | '.join(f'{statistics.mean(v):.4f}' for v in found.values())
        print(f'| optuna {name} | {device} | {cellsOf} |', flush=True)


print('\n### Optuna: evaluations to the goal\n')
for column in ('c10_val12', 'c100_val12', 'in16_val12', 'c100_val200'):
    to_goal(column)
print('\n### Optuna: hypervolume at 50, 100, 200\n')
for device in devices:
    pareto(device)
