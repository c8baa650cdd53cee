"""Optuna's samplers behind lines of JSON, so that they run on the very problems that Espalier's strategies run on.

In: {"start": sampler, "seed": n, "objectives": n, "variables": […]}, then by turns "ask" and {"tell": [values]} (none:
the trial failed). Out: an empty line for a start, a point for an ask. Needs optuna; GPSampler also torch and scipy.
"""

import json
import os
import sys
import warnings

os.environ['OMP_NUM_THREADS'] = '1'
warnings.filterwarnings('ignore')
import optuna

optuna.logging.set_verbosity(optuna.logging.CRITICAL)
samplers = {
    'tpe': lambda seed: optuna.samplers.TPESampler(seed=seed),
    'tpe-group': lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
    'gp': lambda seed: optuna.samplers.GPSampler(seed=seed),
    'nsga2': lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
    'random': lambda seed: optuna.samplers.RandomSampler(seed=seed),
}


def holds(condition, point):
    value = point.get(condition['label'])
    if value is None:
        return False
    if condition['is'] == 'one of':
        return value in condition['values']
    if condition['is'] == 'above':
        return value > condition['bound']
    return condition['index'] in value


def suggest(trial, label, domain):
    kind = domain['kind']
    if kind == 'float':
        return trial.suggest_float(label, domain['low'], domain['high'], log=domain['log'])
    if kind == 'int':
        step = {} if domain['log'] else {'step': domain['step']}
        return trial.suggest_int(label, domain['low'], domain['high'], log=domain['log'], **step)
    if kind == 'bool':
        return trial.suggest_categorical(label, [False, True])
    if kind == 'choice' and domain['ordered']:
        options = sorted(domain['options'])
        return options[trial.suggest_int(label, 0, len(options) - 1)]
    if kind == 'choice':
        return trial.suggest_categorical(label, domain['options'])
    count = len(domain['texts'])
    kept = [i for i in range(count) if trial.suggest_categorical(f'{label}/{i}', [False, True])]
    missing = [i for i in range(count) if i not in kept]
    return sorted(kept + missing[: max(0, domain['min'] - len(kept))])[: domain['max']]


study = trial = variables = None
for line in sys.stdin:
    message = json.loads(line)
    if message == 'ask':
        trial, point = study.ask(), {}
        for v in variables:
            if any(all(holds(c, point) for c in every) for every in v['activeWhen']):
                point[v['label']] = suggest(trial, v['label'], v['domain'])
        print(json.dumps(point), flush=True)
    elif 'tell' in message:
        failed = optuna.trial.TrialState.FAIL if not message['tell'] else None
        study.tell(trial, message['tell'] or None, state=failed)
    else:
        variables = message['variables']
        sampler = samplers[message['start']](message['seed'])
        study = optuna.create_study(directions=['minimize'] * message['objectives'], sampler=sampler)
        print(flush=True)
