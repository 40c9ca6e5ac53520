# SPDX-License-Identifier: GPL-3.0-or-later
"""Keras: one Model.fit for the whole training, followed by a callback; what people run.

Mode fit leaves compile() and fit() at their defaults; tuned sets steps_per_execution and jit_compile. Back ends are
TensorFlow (data by tf.data), PyTorch and JAX (data by a generator), each in our order with the short last batch.
"""
import math
import time

import keras
import numpy as np
from keras import ops

import keras_data
from metrics import Sums, needed_sums
from wire import Refused

BACKEND = keras.backend.backend()
MOST_STEPS_OF_AN_EXECUTION = 64  # so that a stop is seen soon


def versions():
    return f"Keras {keras.__version__} on {keras_data.backend_version()}, NumPy {np.__version__}"


def check(request):
    if request.precision not in ("float32", "bfloat16"):
        raise Refused("unavailable", f"precision {request.precision}: the Keras runner trains in float32, or in "
                      "bfloat16 by the policy mixed_bfloat16; choose one of these")
    if request.mode not in ("fit", "tuned"):
        raise Refused("unavailable", f"mode {request.mode}: expected fit or tuned")
    if request.devices and not keras_data.sees_gpu():
        raise Refused("unavailable", f"devices {request.devices}: this {BACKEND} sees no CUDA device; leave devices "
                      "out to train on the processor")


# -------- the model, its loss, metrics and optimizer, as the work has them

def activation(name):
    special = {"leaky_relu": lambda z: ops.leaky_relu(z, 0.2), "gelu": lambda z: ops.gelu(z, approximate=False),
               "gelu_tanh": lambda z: ops.gelu(z, approximate=True)}
    return special.get(name, name)


def network(work):
    penalty = keras.regularizers.L1L2(work.l1, work.l2) if work.l1 or work.l2 else None
    layers = [keras.Input((work.features,))]
    for k, layer in enumerate(work.layers):
        last = {"dtype": "float32"} if k + 1 == len(work.layers) and not layer.get("dropout") else {}
        dense = keras.layers.Dense(layer["units"], kernel_regularizer=penalty)
        dense.trainable = k not in work.frozen
        layers += [dense, keras.layers.Activation(activation(layer["activation"]), **last)]
        if layer.get("dropout", 0.0) > 0.0:
            layers.append(keras.layers.Dropout(layer["dropout"]))
    model = keras.Sequential(layers)
    model.set_weights(keras_weights(model, work.initial))
    return model


def keras_weights(model, layers):
    """In the order of get_weights, which puts frozen layers last; Keras has [inputs, units]."""
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    known = {}
    for layer, (weight, bias) in zip(dense, layers):
        known[layer.kernel.path], known[layer.bias.path] = weight.T, bias
    return [known[variable.path] for variable in model.weights]


def loss_of(work):
    return {"mse": keras.losses.MeanSquaredError, "mae": keras.losses.MeanAbsoluteError,
            "huber": lambda: keras.losses.Huber(delta=1.0),
            "binary_crossentropy": lambda: keras.losses.BinaryCrossentropy(from_logits=True),
            "categorical_crossentropy": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            }[work.loss]()


def right(work):
    """Share answered right, as metrics.answered_right has it."""
    if work.loss == "binary_crossentropy":
        return lambda y, p: ops.mean(ops.cast(ops.equal(y > 0, p > 0), "float32"), axis=-1)
    if work.loss == "categorical_crossentropy":
        return keras.metrics.sparse_categorical_accuracy
    if work.outputs == 1:
        return keras.metrics.binary_accuracy
    return keras.metrics.categorical_accuracy


def metrics_of(work):
    """Means of what the metrics need; the values themselves come from metrics.py."""
    functions = {"correct": right(work), "absolute": keras.losses.mean_absolute_error,
                 "squared": keras.losses.mean_squared_error}
    return [keras.metrics.MeanMetricWrapper(functions[name], name=name) for name in needed_sums(work.metrics)]


def optimizer_of(work):
    constants = dict(work.optimizer)
    kinds = {"adam": keras.optimizers.Adam, "adamw": keras.optimizers.AdamW, "sgd": keras.optimizers.SGD,
             "rmsprop": keras.optimizers.RMSprop}
    kind = kinds[constants.pop("name")]
    if work.clip_norm:
        constants["global_clipnorm"] = work.clip_norm
    return kind(**constants)


def steps_of_execution(request, work):
    """tuned: a whole epoch in one call, where it is short; a divisor, so that no call runs into the next epoch."""
    steps = work.steps_per_epoch
    if request.mode == "fit" or request.events_every:
        return 1
    return max(k for k in range(1, min(steps, MOST_STEPS_OF_AN_EXECUTION) + 1) if steps % k == 0)


# -------- what fit tells

class WindowFull(Exception):
    """Ends a fit that only measures."""


class Follower(keras.callbacks.Callback):
    """Passes on to the loop what fit does; evaluation and callbacks are not timed as training."""

    def __init__(self, loop, trainer):
        super().__init__()
        self.loop, self.work, self.trainer = loop, loop.work, trainer
        self.own_losses = loop.request.events_every > 0
        self.begin_ns, self.done, self.sums = time.monotonic_ns(), 0, Sums()
        self.evaluating = self.evaluation_s = None

    def on_train_begin(self, logs=None):
        self.begin_ns = time.monotonic_ns()

    def on_epoch_begin(self, epoch, logs=None):
        self.done, self.sums = 0, Sums()
        if not self.loop.measuring:
            self.loop.begin_epoch()

    def on_train_batch_begin(self, batch, logs=None):
        if self.own_losses:  # else the logs are means since the beginning of the epoch
            self.model.reset_metrics()

    def on_train_batch_end(self, batch, logs=None):
        steps = self.trainer.steps_of_execution
        sizes = self.trainer.sizes[self.done:self.done + steps]
        elapsed = time.monotonic_ns() - self.begin_ns
        self.done += steps
        if self.loop.measuring:
            self.loop.window.add(steps, int(sizes.sum()), elapsed)
            if self.loop.window_is_full() or not math.isfinite(logs["loss"]):
                raise WindowFull
        else:
            self.loop.count(steps, int(sizes.sum()), elapsed, [logs["loss"]] if self.own_losses else None)
            self.loop.check_loss(logs["loss"], steps)
        if self.own_losses:
            self.sums += self.sums_of(logs, "", int(sizes.sum()))
        self.loop.attend()
        self.begin_ns = time.monotonic_ns()

    def sums_of(self, logs, part, samples):
        """Keras' means times what they are means of."""
        values = samples * self.work.outputs
        return Sums(samples, logs[part + "loss"] * samples, logs.get(part + "correct", 0.0) * samples,
                    logs.get(part + "absolute", 0.0) * values, logs.get(part + "squared", 0.0) * values)

    def on_test_begin(self, logs=None):
        self.loop.add_time(time.monotonic_ns() - self.begin_ns)
        self.evaluating = time.monotonic()
        if self.loop.told_evaluation():
            self.loop.events.phase("evaluate", True)

    def on_test_batch_end(self, batch, logs=None):
        self.loop.attend()

    def on_test_end(self, logs=None):
        told = self.loop.told_evaluation()
        self.loop.evaluated(time.monotonic() - self.evaluating)
        if told:
            self.loop.events.phase("evaluate", False, self.loop.last_evaluation_s)
        self.begin_ns = time.monotonic_ns()

    def on_epoch_end(self, epoch, logs=None):
        if not self.loop.measuring:
            self.loop.add_time(time.monotonic_ns() - self.begin_ns)
            self.tell_epoch(logs)
        self.begin_ns = time.monotonic_ns()

    def tell_epoch(self, logs):
        sums = self.sums if self.own_losses else self.sums_of(logs, "", self.work.samples)
        values = self.loop.judge.values(sums, "")
        self.loop.check_weights(values)
        if self.work.samples_val:
            values |= self.loop.judge.values(self.sums_of(logs, "val_", self.work.samples_val), "val_")
        self.loop.end_epoch(values)
        self.model.stop_training = not self.loop.goes_on


class Trainer:
    def __init__(self, request, work):
        self.work, self.steps_of_execution = work, steps_of_execution(request, work)
        self.data = keras_data.Data(work)
        self.sizes = np.full(work.steps_per_epoch, work.batch_size)
        self.sizes[-1] = work.samples - work.batch_size * (work.steps_per_epoch - 1)
        self.model = network(work)
        tuned = {"steps_per_execution": self.steps_of_execution, "jit_compile": True}
        self.model.compile(optimizer=optimizer_of(work), loss=loss_of(work), metrics=metrics_of(work),
                           **(tuned if request.mode == "tuned" else {}))
        self.model.optimizer.build(self.model.trainable_variables)

    def fit(self, batches, epochs, steps, callbacks, validation=None):
        self.model.fit(batches, epochs=epochs, steps_per_epoch=steps, verbose=0, callbacks=callbacks,
                       validation_data=validation, validation_batch_size=self.work.batch_size)

    def warm_up(self):
        """Traces and compiles for both sizes of batch, on weights that are put back."""
        kept, last = self.snapshot(), self.work.steps_per_epoch - 1
        count = max(self.steps_of_execution, min(2, last + 1))
        numbers = [*range(count - 1), last] if self.steps_of_execution > 1 or last else [0]
        order = np.arange(self.work.samples, dtype=np.int32)
        self.fit(self.data.batches(lambda epoch: order, 1, numbers), 1, len(numbers), [], self.data.validation())
        self.restore(kept)

    def run(self, loop):
        if not self.model.trainable_variables:
            raise Refused("unavailable", "all layers are frozen: Keras' fit trains nothing; free one in start_from")
        everything = list(range(self.work.steps_per_epoch))
        self.fit(self.data.batches(loop.order.epoch, self.work.epochs, everything), self.work.epochs, len(everything),
                 [Follower(loop, self)], self.data.validation())

    def measure(self, loop, window):
        everything = list(range(self.work.steps_per_epoch))
        batches = self.data.batches(loop.order.epoch, self.work.epochs, everything)
        try:
            self.fit(batches, self.work.epochs, len(everything), [Follower(loop, self)])
        except WindowFull:
            pass

    def set_learning_rate(self, rate):
        self.model.optimizer.learning_rate = rate

    def finite(self):
        """After a gradient that is no number no weight of its layer is one."""
        return all(np.isfinite(weight.sum(dtype=np.float64)) for weight in self.model.get_weights())

    def snapshot(self):
        return self.model.get_weights(), [ops.convert_to_numpy(v).copy() for v in self.model.optimizer.variables]

    def restore(self, kept):
        self.model.set_weights(kept[0])
        for variable, value in zip(self.model.optimizer.variables, kept[1]):
            variable.assign(value)

    def weights(self):
        dense = [layer for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]
        return [(ops.convert_to_numpy(layer.kernel).T, ops.convert_to_numpy(layer.bias)) for layer in dense]


def build(request, work, events):
    keras.utils.set_random_seed(request.seed % (1 << 32))
    said = keras_data.configure(request)
    if request.precision == "bfloat16":
        keras.mixed_precision.set_dtype_policy("mixed_bfloat16")
    trainer = Trainer(request, work)
    trainer.warm_up()
    events.message("info", f"{said}, {trainer.steps_of_execution} steps a call, jit_compile "
                           f"{trainer.model.jit_compile}, optimizer {type(trainer.model.optimizer).__name__}")
    return trainer


def train(loop):
    if loop.request.mode == "tuned" and loop.request.events_every:
        loop.events.message("info", "each step's loss was asked for: one step a call instead of several")
    loop.train(lambda: build(loop.request, loop.work, loop.events))
