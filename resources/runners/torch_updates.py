# SPDX-License-Identifier: GPL-3.0-or-later
"""Keras' update rules with PyTorch: its own optimizers where a change of their constants makes them the same.

PyTorch's Adam adds epsilon to the corrected root: lr/(1-b1^t) m / (sqrt(v)/sqrt(1-b2^t) + e). With
e = epsilon / sqrt(1-b2^t), set before each step, that is Keras' lr sqrt(1-b2^t)/(1-b1^t) m / (sqrt(v) + epsilon). Its
SGD keeps momentum without the learning rate, and its RMSprop has epsilon outside of the root: those are written out here,
as everything is where a whole step is compiled or recorded and no constant may change.
"""
import math

import torch


def clip(parameters, longest):
    """All gradients together no longer than this: Keras' global_clipnorm."""
    gradients = [p.grad for p in parameters]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
    torch._foreach_mul_(gradients, torch.clamp(longest / norm, max=1.0))


class OwnOptimizer:
    """torch.optim's optimizer, its constants set before each step."""

    def __init__(self, optimizer, name, epsilon, beta_2):
        self.optimizer, self.name, self.epsilon, self.beta_2 = optimizer, name, epsilon, beta_2
        self.learning_rate, self.steps = 0.0, 0

    def zero_grad(self):
        self.optimizer.zero_grad(set_to_none=True)

    def prepare(self):
        self.steps += 1
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate
            if self.epsilon is not None:
                group["eps"] = self.epsilon / math.sqrt(1.0 - self.beta_2 ** self.steps)

    def update(self):
        self.optimizer.step()

    def snapshot(self):
        copied = {p: {key: value.clone() if torch.is_tensor(value) else value for key, value in state.items()}
                  for p, state in self.optimizer.state.items()}
        return copied, self.steps

    def restore(self, kept):
        self.optimizer.state.clear()
        for p, state in kept[0].items():
            self.optimizer.state[p] = {key: value.clone() if torch.is_tensor(value) else value
                                       for key, value in state.items()}
        self.steps = kept[1]


class WrittenOut:
    """Rules over lists of tensors. For a step that is compiled or recorded, rates are tensors of no dimension: a number
    would be compiled in, and compiled again whenever it changes."""

    def __init__(self, constants, parameters, device, fixed):
        self.constants, self.parameters = constants, parameters
        self.name = f"{constants['name']}, written out"
        self.fixed = fixed
        self.rates = [torch.zeros((), device=device) for _ in range(2)]  # of this step; as it is, and corrected
        self.first = [torch.zeros_like(p) for p in parameters]
        self.second = [torch.zeros_like(p) for p in parameters]
        rules = {"adam": self.adam, "adamw": self.adamw, "sgd": self.sgd, "rmsprop": self.rmsprop}
        self.rule = rules[constants["name"]]
        self.learning_rate, self.steps = 0.0, 0
        for p in parameters:
            p.grad = torch.zeros_like(p)

    def zero_grad(self):
        torch._foreach_zero_([p.grad for p in self.parameters])

    def prepare(self):
        self.steps += 1
        corrected = 1.0
        if "beta_1" in self.constants:
            corrected = math.sqrt(1.0 - self.constants["beta_2"] ** self.steps)
            corrected /= 1.0 - self.constants["beta_1"] ** self.steps
        rates = [self.learning_rate, self.learning_rate * corrected]
        if self.fixed:
            for tensor, rate in zip(self.rates, rates):
                tensor.fill_(rate)
        else:
            self.rates = rates

    def update(self):
        with torch.no_grad():
            self.rule([p.grad for p in self.parameters])

    def adam(self, gradients):
        beta_1, beta_2 = self.constants["beta_1"], self.constants["beta_2"]
        torch._foreach_mul_(self.first, beta_1)
        torch._foreach_add_(self.first, gradients, alpha=1.0 - beta_1)
        torch._foreach_mul_(self.second, beta_2)
        torch._foreach_addcmul_(self.second, gradients, gradients, 1.0 - beta_2)
        root = torch._foreach_sqrt(self.second)
        torch._foreach_add_(root, self.constants["epsilon"])
        move = torch._foreach_div(self.first, root)
        torch._foreach_mul_(move, self.rates[1])
        torch._foreach_sub_(self.parameters, move)

    def adamw(self, gradients):
        decay = self.rates[0] * self.constants["weight_decay"]
        torch._foreach_sub_(self.parameters, torch._foreach_mul(self.parameters, decay))
        self.adam(gradients)

    def sgd(self, gradients):
        momentum, move = self.constants["momentum"], torch._foreach_mul(gradients, self.rates[0])
        if momentum:
            torch._foreach_mul_(self.first, momentum)
            torch._foreach_sub_(self.first, move)
            if self.constants["nesterov"]:
                torch._foreach_add_(self.parameters, self.first, alpha=momentum)
            else:
                torch._foreach_add_(self.parameters, self.first)
        if not momentum or self.constants["nesterov"]:
            torch._foreach_sub_(self.parameters, move)

    def rmsprop(self, gradients):
        rho = self.constants["rho"]
        torch._foreach_mul_(self.second, rho)
        torch._foreach_addcmul_(self.second, gradients, gradients, 1.0 - rho)
        root = torch._foreach_sqrt(torch._foreach_add(self.second, self.constants["epsilon"]))
        move = torch._foreach_div(gradients, root)
        torch._foreach_mul_(move, self.rates[0])
        torch._foreach_sub_(self.parameters, move)

    def snapshot(self):
        return [t.clone() for t in (*self.first, *self.second)], self.steps

    def restore(self, kept):
        for tensor, value in zip((*self.first, *self.second), kept[0]):
            tensor.copy_(value)
        self.steps = kept[1]


def make(work, parameters, written_out, device):
    """written_out: no constant may change between two steps, because they are compiled or recorded."""
    constants = work.optimizer
    name, rate = constants["name"], constants["learning_rate"]
    plain_sgd = name == "sgd" and not constants["momentum"]
    if written_out or not parameters or not (plain_sgd or name in ("adam", "adamw")):
        return WrittenOut(constants, parameters, device, written_out)
    if plain_sgd:
        return OwnOptimizer(torch.optim.SGD(parameters, lr=rate), "torch.optim.SGD", None, 0.0)
    known = {"lr": rate, "betas": (constants["beta_1"], constants["beta_2"])}
    fused = tuple(int(part) for part in torch.__version__.split(".")[:2]) >= (2, 4)  # on the processor, too
    if fused:
        known["fused"] = True
    if name == "adam":
        optimizer = torch.optim.Adam(parameters, **known)
    else:
        optimizer = torch.optim.AdamW(parameters, weight_decay=constants["weight_decay"], **known)
    said = f"torch.optim.{type(optimizer).__name__}{', fused' if fused else ''}, with Keras' epsilon"
    return OwnOptimizer(optimizer, said, constants["epsilon"], constants["beta_2"])
