"""Logistic regression, for the models whose weights are committed as tables."""

import numpy as np


def logistic(rows, labels, mass=None, strength=1.0):
    """Return the weights by name, and the "bias", of an L2-regularised logistic regression, by Newton's method.

    Rows are dictionaries from names to values, 0 where a name lacks; `mass` is what each row counts.
    """
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    wanted, mass = np.array(labels, float), np.ones(len(rows)) if mass is None else mass
    ridge = np.full(len(names) + 1, strength)
    ridge[-1] = 1e-6
    weights = np.zeros(len(names) + 1)
    for _ in range(30):
        odds = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (mass * (odds - wanted)) + ridge * weights
        curve = (table * (mass * odds * (1 - odds))[:, None]).T @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    return dict(zip([*names, "bias"], weights.tolist(), strict=True))
