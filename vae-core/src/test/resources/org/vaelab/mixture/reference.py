"""Reference values of scikit-learn for AgreementWithScikitLearnTest, written beside this script.

    /usr/bin/python3 reference.py

Made with python3-sklearn 1.2.1 of Debian 12. Each covariance type starts from given weights, means
and precisions, takes ITERATIONS iterations without regularisation, and is far from convergence
then: the values belong to the iterations, not to the local maximum.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

POINTS, SIZE, COMPONENTS, ITERATIONS = 240, 3, 3, 20


def covariances(kind, matrices):
    """The start's covariances in the shape that scikit-learn gives to a type."""
    return {
        "full": matrices,
        "tied": matrices[0],
        "diag": numpy.diagonal(matrices, axis1=1, axis2=2),
        "spherical": matrices[:, 0, 0],
    }[kind]


def precisions(kind, start):
    return numpy.linalg.inv(start) if kind in ("full", "tied") else 1 / start


def fit(kind, points, weights, means, start, iterations):
    mixture = GaussianMixture(
        COMPONENTS,
        covariance_type=kind,
        weights_init=weights,
        means_init=means,
        precisions_init=precisions(kind, start),
        tol=0,
        reg_covar=0,
        max_iter=iterations,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(points)


def main():
    random = numpy.random.RandomState(9)
    centres = random.normal(0, 1.5, (COMPONENTS, SIZE))
    factors = random.normal(0, 0.7, (COMPONENTS, SIZE, SIZE)) + numpy.eye(SIZE)
    z = random.choice(COMPONENTS, POINTS, p=[0.5, 0.3, 0.2])
    noise = random.normal(size=(POINTS, SIZE))
    points = numpy.round(centres[z] + numpy.einsum("nij,nj->ni", factors[z], noise), 6)
    weights = numpy.array([0.25, 0.25, 0.5])
    means = numpy.round(random.normal(0, 1, (COMPONENTS, SIZE)), 3)
    skew = numpy.round(random.normal(0, 0.5, (COMPONENTS, SIZE, SIZE)), 3)
    matrices = 2 * numpy.eye(SIZE) + skew @ skew.transpose(0, 2, 1)
    types = {}
    for kind in ("full", "tied", "diag", "spherical"):
        start = covariances(kind, matrices)
        fits = [
            fit(kind, points, weights, means, start, iterations)
            for iterations in range(1, ITERATIONS + 1)
        ]
        last = fits[-1]
        types[kind] = {
            "start": start.tolist(),
            "scores": [each.score(points) for each in fits],
            "weights": last.weights_.tolist(),
            "means": last.means_.tolist(),
            "covariances": last.covariances_.tolist(),
            "log_prob": last.score_samples(points).tolist(),
            "responsibilities": last.predict_proba(points)[:10].tolist(),
            "aic": last.aic(points),
            "bic": last.bic(points),
        }
    reference = {
        "sklearn": sklearn.__version__,
        "numpy": numpy.__version__,
        "points": points.tolist(),
        "weights": weights.tolist(),
        "means": means.tolist(),
        "types": types,
    }
    file = pathlib.Path(__file__).with_name("reference.json")
    file.write_text(json.dumps(reference, separators=(",", ":")) + "\n")


main()
