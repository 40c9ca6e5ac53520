#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What SciPy says of 1000 random samples: the judge of core/judgement/statistics.h.

    python3 -m venv /tmp/scipy && /tmp/scipy/bin/pip install scipy==1.17.1
    /tmp/scipy/bin/python tests/peers/scipy_statistics.py > tests/core/judgement/scipy_statistics.csv

One sample a line: alpha, low and high of the t interval, p of the signed-rank test, low and high of the
median's interval, and the values in thousandths, separated by spaces. Samples without zeros and ties are judged
by the exact distribution, the others (up to 12 values) by all sign patterns of the values themselves.
"""
import numpy as np
import scipy
from scipy import stats

ALPHAS = [0.05, 0.0147697264557, 0.0121711046446, 0.01, 0.003]


def sample(random, case):
    """Thousandths: every third sample with ties and zeros, some with outliers, some shifted."""
    tied = case % 3 == 2
    n = int(random.integers(2, 13 if tied else 41))
    values = random.normal(random.choice([0.0, 0.3, 1.0]), 1.0, n) * random.choice([1.0, 1.0, 6.0], n)
    if tied:
        return np.round(values * 2).astype(int) * 500
    while True:
        thousandths = np.round(values * 1000).astype(int)
        magnitudes = np.abs(thousandths)
        if len(set(magnitudes)) == n and magnitudes.min() > 0:
            return thousandths
        values = values + random.normal(0, 0.01, n)


def signed_rank_p(values):
    kept = values[values != 0]
    if len(kept) < 2:
        return 1.0
    if len(set(np.abs(kept))) == len(values):
        return stats.wilcoxon(values, method="exact").pvalue
    every_sign = stats.PermutationMethod(n_resamples=2 ** len(kept))
    return stats.wilcoxon(kept, method=every_sign).pvalue


def line(random, case):
    thousandths = sample(random, case)
    values = thousandths / 1000
    alpha = float(random.choice(ALPHAS))
    t = stats.ttest_1samp(values, 0).confidence_interval(1 - alpha)
    median = stats.quantile_test(values, q=0, p=0.5).confidence_interval(1 - alpha)
    numbers = [alpha, t.low, t.high, signed_rank_p(values), median.low, median.high]
    return ",".join([*(f"{number:.17g}" for number in numbers), " ".join(map(str, thousandths))])


def main():
    random = np.random.default_rng(20)
    print(f"# SciPy {scipy.__version__}, tests/peers/scipy_statistics.py")
    for case in range(1000):
        print(line(random, case))


main()
