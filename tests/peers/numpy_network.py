# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic of the independent judge, numpy_trainer.py: from activations to optimizers.

Everything is float64. Rows are samples; a weight is [units, inputs]; formulas are those that Keras documents.
"""
import math

import numpy as np


class Refused(Exception):
    """The work is malformed, or asks for something that this judge does not know."""


def require(holds, message):
    if not holds:
        raise Refused(message)


# -------- activations: value and derivative

def sigmoid(z):
    """1 / (1 + e^-z), by the branch that cannot overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def normal_cdf(z):
    return 0.5 * (1.0 + np.vectorize(math.erf, otypes=[np.float64])(z / math.sqrt(2.0)))


def normal_density(z):
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


TANH_SCALE, TANH_CUBE = math.sqrt(2.0 / math.pi), 0.044715


def gelu_tanh_inner(z):
    return np.tanh(TANH_SCALE * (z + TANH_CUBE * z ** 3))


def gelu_tanh_derivative(z):
    t = gelu_tanh_inner(z)
    return 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * TANH_SCALE * (1.0 + 3.0 * TANH_CUBE * z * z)


ACTIVATIONS = {  # name: (value, derivative), both of the layer's sums before activation
    "linear": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0).astype(np.float64)),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.2 * z), lambda z: np.where(z > 0, 1.0, 0.2)),
    "elu": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0.0))), lambda z: np.exp(np.minimum(z, 0.0))),
    "gelu": (lambda z: z * normal_cdf(z), lambda z: normal_cdf(z) + z * normal_density(z)),
    "gelu_tanh": (lambda z: 0.5 * z * (1.0 + gelu_tanh_inner(z)), gelu_tanh_derivative),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1.0 + z * sigmoid(-z))),
    "softplus": (lambda z: np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))), sigmoid),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
}


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def activate(name, z):
    return softmax(z) if name == "softmax" else ACTIVATIONS[name][0](z)


def through_activation(name, z, gradient):
    """Gradient by the sums before activation, from that by the outputs. Softmax mixes a row."""
    if name == "softmax":
        p = softmax(z)
        return p * (gradient - (gradient * p).sum(axis=1, keepdims=True))
    return gradient * ACTIVATIONS[name][1](z)


# -------- losses: per sample, and gradient by the outputs

def mse(outputs, y):
    error = outputs - y
    return (error ** 2).mean(axis=1), 2.0 * error / error.shape[1]


def mae(outputs, y):
    error = outputs - y
    return np.abs(error).mean(axis=1), np.sign(error) / error.shape[1]


def huber(outputs, y):
    error = outputs - y
    size = np.abs(error)
    value = np.where(size <= 1.0, 0.5 * error ** 2, size - 0.5)
    return value.mean(axis=1), np.clip(error, -1.0, 1.0) / error.shape[1]


def binary_crossentropy(outputs, y):
    z, wanted = outputs[:, 0], y.reshape(-1).astype(np.float64)
    value = np.maximum(z, 0.0) - z * wanted + np.log1p(np.exp(-np.abs(z)))
    return value, (sigmoid(z) - wanted)[:, None]


def categorical_crossentropy(outputs, y):
    rows, shifted = np.arange(len(y)), outputs - outputs.max(axis=1, keepdims=True)
    value = np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, y]
    gradient = softmax(outputs)
    gradient[rows, y] -= 1.0
    return value, gradient


LOSSES = {"mse": mse, "mae": mae, "huber": huber, "binary_crossentropy": binary_crossentropy,
          "categorical_crossentropy": categorical_crossentropy}


# -------- metrics: of all predictions of an epoch

def accuracy(outputs, y, loss):
    if loss == "binary_crossentropy":
        return np.mean((outputs[:, 0] > 0.0) == (y.reshape(-1) > 0.5))
    if loss == "categorical_crossentropy":
        return np.mean(outputs.argmax(axis=1) == y)
    if outputs.shape[1] == 1:
        return np.mean(y == (outputs > 0.5))
    return np.mean(outputs.argmax(axis=1) == y.argmax(axis=1))


def r2(outputs, y):
    return 1.0 - ((y - outputs) ** 2).sum() / ((y - y.mean()) ** 2).sum()


def metric(name, outputs, y, loss):
    if name == "accuracy":
        return accuracy(outputs, y, loss)
    require(y.shape == outputs.shape, f"metric {name} of classes is not described")
    return {"mae": lambda: np.abs(outputs - y).mean(), "mse": lambda: ((outputs - y) ** 2).mean(),
            "rmse": lambda: math.sqrt(((outputs - y) ** 2).mean()), "r2": lambda: r2(outputs, y)}[name]()


# -------- the network

def forward(layers, names, x):
    """[(inputs, sums before activation)] of each layer, and the outputs of the last."""
    trace = []
    for (weight, bias), name in zip(layers, names):
        z = x @ weight.T + bias
        trace.append((x, z))
        x = activate(name, z)
    return trace, x


def backward(layers, names, trace, gradient):
    """[(gradient by weight, gradient by bias)] of each layer, given the gradient by the outputs."""
    gradients = []
    for (weight, _), name, (x, z) in reversed(list(zip(layers, names, trace))):
        delta = through_activation(name, z, gradient)
        gradients.append((delta.T @ x, delta.sum(axis=0)))
        gradient = delta @ weight
    return gradients[::-1]


# -------- optimizers: Keras' update rules, array by array

class Optimizer:
    def __init__(self, constants):
        self.constants, self.learning_rate = constants, constants["learning_rate"]
        self.steps, self.state = 0, {}
        rules = {"adam": self.adam, "adamw": self.adamw, "sgd": self.sgd, "rmsprop": self.rmsprop}
        self.rule = rules[constants["name"]]

    def step(self, parameters, gradients):
        """Changes the parameters in place; gradients are of the batch's mean loss."""
        self.steps += 1
        for index, (w, g) in enumerate(zip(parameters, gradients)):
            memory = self.state.setdefault(index, (np.zeros_like(w), np.zeros_like(w)))
            self.rule(w, g, *memory)

    def adam(self, w, g, m, v):
        beta_1, beta_2 = self.constants["beta_1"], self.constants["beta_2"]
        m += (g - m) * (1.0 - beta_1)
        v += (g * g - v) * (1.0 - beta_2)
        rate = self.learning_rate * math.sqrt(1.0 - beta_2 ** self.steps) / (1.0 - beta_1 ** self.steps)
        w -= rate * m / (np.sqrt(v) + self.constants["epsilon"])

    def adamw(self, w, g, m, v):
        w -= self.learning_rate * self.constants["weight_decay"] * w
        self.adam(w, g, m, v)

    def sgd(self, w, g, velocity, _):
        momentum, move = self.constants["momentum"], self.learning_rate * g
        velocity *= momentum
        velocity -= move
        w += momentum * velocity - move if self.constants["nesterov"] else velocity

    def rmsprop(self, w, g, v, _):
        rho = self.constants["rho"]
        v *= rho
        v += (1.0 - rho) * g * g
        w -= self.learning_rate * g / np.sqrt(v + self.constants["epsilon"])
