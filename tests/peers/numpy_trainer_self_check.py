# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge judged: gradients against finite differences, rules against numbers that a person can work out.

Run by `numpy_trainer.py --self-check`; a test case each, so that a failure names what is wrong.
"""
import math
import sys
import types
import unittest

import numpy as np

import numpy_network as network
import numpy_trainer as trainer

# Central differences with h = 1e-6 are off by about h² times the third derivative (1e-12) and by rounding,
# 1e-16 / h (1e-10); 1e-7 leaves a margin of 1000 and still sees any wrong term.
STEP, NEAR = 1e-6, 1e-7


def central_difference(function, array):
    """d function() / d array, entry by entry; array is changed in place and put back."""
    slope = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + STEP
        above = function()
        array[index] = kept - STEP
        slope[index] = (above - function()) / (2.0 * STEP)
        array[index] = kept
    return slope


def targets_for(loss, random):
    if loss == "binary_crossentropy":
        return np.array([0, 1, 1, 0, 1])
    if loss == "categorical_crossentropy":
        return np.array([2, 0, 1, 1, 2])
    return random.normal(size=(5, 3)) * 2.0


class Gradients(unittest.TestCase):
    def check(self, hidden, last, loss):
        """4 features, 5 hidden units, 3 outputs (binary: 1), 5 samples: every weight and bias."""
        random = np.random.default_rng(7)
        outputs = 1 if loss == "binary_crossentropy" else 3
        layers = [(random.normal(size=(n, m)), random.normal(size=n)) for m, n in ((4, 5), (5, outputs))]
        x, y, names = random.normal(size=(5, 4)), targets_for(loss, random), [hidden, last]

        def mean_loss():
            return network.LOSSES[loss](network.forward(layers, names, x)[1], y)[0].mean()
        trace, predictions = network.forward(layers, names, x)
        gradient = network.LOSSES[loss](predictions, y)[1] / len(x)
        for layer, pair in zip(layers, network.backward(layers, names, trace, gradient)):
            for array, found in zip(layer, pair):
                np.testing.assert_allclose(found, central_difference(mean_loss, array), rtol=NEAR, atol=NEAR)

    def test_every_activation_with_every_loss(self):
        for loss in network.LOSSES:
            lasts = ["linear"] if "crossentropy" in loss else ["linear", "softmax", "sigmoid"]
            for hidden in network.ACTIVATIONS:
                for last in lasts:
                    with self.subTest(loss=loss, hidden=hidden, last=last):
                        self.check(hidden, last, loss)

    def test_at_the_kink_the_gradient_is_zero(self):
        self.assertEqual(network.ACTIVATIONS["relu"][1](np.zeros(1))[0], 0.0)
        self.assertEqual(network.mae(np.zeros((1, 1)), np.zeros((1, 1)))[1][0, 0], 0.0)

    def test_large_sums_stay_finite(self):
        z = np.array([[-800.0, 0.0, 800.0]])
        for name in [*network.ACTIVATIONS, "softmax"]:
            with self.subTest(activation=name), np.errstate(over="raise", invalid="raise"):
                self.assertTrue(np.isfinite(network.activate(name, z)).all())


class Values(unittest.TestCase):
    def expect(self, name, z, value):
        self.assertAlmostEqual(float(network.activate(name, np.array([[z]]))[0, 0]), value, places=9)

    def test_activations(self):
        """Values from tables: erf(1/√2) = 0.682689492, e⁻¹ = 0.367879441, tanh 1 = 0.761594156."""
        self.expect("leaky_relu", -1.0, -0.2)
        self.expect("elu", -1.0, 0.367879441171 - 1.0)
        self.expect("gelu", 1.0, 0.5 * (1.0 + 0.682689492137))
        self.expect("gelu_tanh", 1.0, 0.841191990607)
        self.expect("sigmoid", 1.0, 1.0 / (1.0 + 0.367879441171))
        self.expect("silu", -1.0, -1.0 / (1.0 + math.e))
        self.expect("softplus", 0.0, math.log(2.0))
        self.expect("tanh", 1.0, 0.761594155956)

    def test_losses(self):
        """Errors 0.5 and -3 of one sample: mse (0.25 + 9) / 2, mae 3.5 / 2, huber (0.125 + 2.5) / 2."""
        outputs, y = np.array([[0.5, -3.0]]), np.zeros((1, 2))
        self.assertAlmostEqual(network.mse(outputs, y)[0][0], 4.625)
        self.assertAlmostEqual(network.mae(outputs, y)[0][0], 1.75)
        self.assertAlmostEqual(network.huber(outputs, y)[0][0], 1.3125)

    def test_a_network_that_knows_nothing_loses_the_logarithm_of_the_number_of_classes(self):
        binary, _ = network.binary_crossentropy(np.zeros((1, 1)), np.array([1]))
        categorical, _ = network.categorical_crossentropy(np.zeros((1, 4)), np.array([3]))
        self.assertAlmostEqual(binary[0], math.log(2.0))
        self.assertAlmostEqual(categorical[0], math.log(4.0))

    def test_metrics(self):
        """Keras' own examples: RMSE 0.70710677 and R² 0.57142854 (one output: 1 - 2 / (14 / 3))."""
        y, outputs = np.array([[1.0], [4.0], [3.0]]), np.array([[2.0], [4.0], [4.0]])
        self.assertAlmostEqual(network.metric("r2", outputs, y, "mse"), 4.0 / 7.0)
        self.assertEqual(network.metric("mae", outputs, y, "mse"), 2.0 / 3.0)
        self.assertEqual(network.metric("mse", outputs, y, "mse"), 2.0 / 3.0)
        y, outputs = np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]])
        self.assertAlmostEqual(network.metric("rmse", outputs, y, "mse"), 0.5 ** 0.5)

    def test_accuracy_of_each_kind(self):
        outputs, y = np.array([[0.7], [0.4], [0.6], [0.9]]), np.array([[1.0], [0.0], [0.0], [0.9]])
        self.assertEqual(network.accuracy(outputs, y, "mse"), 0.5)
        outputs, y = np.array([[0.2], [-0.2]]), np.array([1, 1])
        self.assertEqual(network.accuracy(outputs, y, "binary_crossentropy"), 0.5)
        logits = np.array([[0.0, 2.0], [3.0, 1.0]])
        self.assertEqual(network.accuracy(logits, np.array([1, 1]), "categorical_crossentropy"), 0.5)
        self.assertEqual(network.accuracy(logits, np.array([[0.0, 1.0], [1.0, 0.0]]), "mse"), 1.0)


class Optimizers(unittest.TestCase):
    def moved(self, steps, **constants):
        """A weight that starts at 10 and always has the gradient 10 (1 with SGD)."""
        optimizer, weight = network.Optimizer(constants), np.array([10.0])
        for _ in range(steps):
            optimizer.step([weight], [np.array([1.0 if constants["name"] == "sgd" else 10.0])])
        return weight[0]

    def test_adam_takes_steps_of_the_learning_rate_while_the_gradient_stays(self):
        adam = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 0.0, "learning_rate": 0.1}
        self.assertAlmostEqual(self.moved(3, name="adam", **adam), 9.7, places=12)
        decayed = 10.0 - 0.1 * 0.5 * 10.0
        found = self.moved(1, name="adamw", weight_decay=0.5, **adam)
        self.assertAlmostEqual(found, decayed - 0.1, places=12)

    def test_epsilon_is_added_to_the_uncorrected_root(self):
        """First step: m = 1, v = 0.1; rate 0.1 √0.001 / 0.1, so 0.031623 · 1 / (0.316228 + 0.1)."""
        found = self.moved(1, name="adam", beta_1=0.9, beta_2=0.999, epsilon=0.1, learning_rate=0.1)
        self.assertAlmostEqual(found, 10.0 - math.sqrt(0.001) / (math.sqrt(0.1) + 0.1), places=12)

    def test_sgd(self):
        """Momentum 0.5, rate 0.1, gradient 1: velocities -0.1, -0.15; Nesterov moves by -0.15, -0.175."""
        sgd = {"name": "sgd", "learning_rate": 0.1}
        self.assertAlmostEqual(self.moved(2, momentum=0.0, nesterov=False, **sgd), 9.8)
        self.assertAlmostEqual(self.moved(2, momentum=0.5, nesterov=False, **sgd), 10.0 - 0.1 - 0.15)
        self.assertAlmostEqual(self.moved(2, momentum=0.5, nesterov=True, **sgd), 10.0 - 0.15 - 0.175)

    def test_rmsprop_is_the_example_of_keras(self):
        found = self.moved(1, name="rmsprop", learning_rate=0.1, rho=0.9, epsilon=1e-7)
        self.assertAlmostEqual(found, 9.683772, places=6)


def stand_in():
    """What callbacks see of a run."""
    optimizer, layers = types.SimpleNamespace(learning_rate=1.0), [(np.zeros(1), np.zeros(1))]
    return types.SimpleNamespace(optimizer=optimizer, layers=layers, stopping=False, targets=[])


class Callbacks(unittest.TestCase):
    def rates(self, losses, **changed):
        run = stand_in()
        options = {"factor": 0.5, "patience": 2, "min_delta": 0.0, "cooldown": 0, "min_lr": 0.0}
        plateau = trainer.ReduceLrOnPlateau({"monitor": "loss"} | options | changed)
        rates = []
        for epoch, loss in enumerate(losses):
            plateau.epoch_end(run, epoch, {"loss": loss})
            rates.append(run.optimizer.learning_rate)
        return rates

    def test_the_rate_falls_after_patience_epochs_without_improvement(self):
        self.assertEqual(self.rates([3, 2, 2, 2, 2, 2]), [1, 1, 1, 0.5, 0.5, 0.25])
        self.assertEqual(self.rates([3, 2, 2, 2, 2, 2], cooldown=1), [1, 1, 1, 0.5, 0.5, 0.25])
        self.assertEqual(self.rates([3, 2, 2, 2, 2, 2, 2], cooldown=2), [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
        self.assertEqual(self.rates([3, 2, 2, 2, 2, 2], min_lr=0.4), [1, 1, 1, 0.5, 0.5, 0.4])
        self.assertEqual(self.rates([3, 2.9, 2.8, 2.7], min_delta=1.0), [1, 1, 0.5, 0.5])
        self.assertEqual(self.rates([3, 3, 3, 3, 3], patience=1, cooldown=2), [1, 0.5, 0.5, 0.25, 0.25])

    def stopped_at(self, values, monitor="loss", **changed):
        options = {"patience": 2, "min_delta": 0.0, "restore_best_weights": True, "start_from_epoch": 0}
        run, stopping = stand_in(), trainer.EarlyStopping({"monitor": monitor} | options | changed)
        for epoch, value in enumerate(values):
            run.layers[0][0][0] = epoch
            stopping.epoch_end(run, epoch, {monitor: value})
            if run.stopping:
                break
        stopping.train_end(run)
        return epoch, run.layers[0][0][0]

    def test_early_stopping(self):
        self.assertEqual(self.stopped_at([3, 2, 2.5, 2.5, 1]), (3, 1.0))
        self.assertEqual(self.stopped_at([3, 2, 2.5, 1, 1]), (4, 3.0), "never stopped, restored all the same")
        self.assertEqual(self.stopped_at([0.3, 0.2, 0.1], monitor="val_accuracy"), (2, 0.0))
        self.assertEqual(self.stopped_at([0, 0, 3, 3, 3], start_from_epoch=2), (4, 2.0))
        self.assertEqual(self.stopped_at([3, 2.9, 2.8], min_delta=1.0), (2, 0.0))
        self.assertEqual(self.stopped_at([math.inf, math.inf, 3]), (1, 0.0), "nothing is best: the first")

    def test_a_target_counts_once_and_stops_only_when_told(self):
        for stop in (False, True):
            run, target = stand_in(), trainer.Target({"monitor": "loss", "at_most": 1.0, "stop": stop})
            for epoch, loss in enumerate([2.0, 1.0, 0.5]):
                target.epoch_end(run, epoch, {"loss": loss})
            self.assertEqual((target.reached_epoch, run.stopping), (2, stop))


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1
