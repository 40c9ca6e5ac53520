# SPDX-License-Identifier: GPL-3.0-or-later
"""What depends on Keras' back end: how batches reach fit, threads, determinism, devices, versions."""
import os

import keras
import numpy as np

BACKEND = keras.backend.backend()
if BACKEND == "tensorflow":
    import tensorflow as tf
elif BACKEND == "torch":
    import torch
else:
    import jax


def backend_version():
    module = {"tensorflow": lambda: tf, "torch": lambda: torch}.get(BACKEND, lambda: jax)()
    return f"{module.__name__} {module.__version__}"


def sees_gpu():
    if BACKEND == "tensorflow":
        return bool(tf.config.list_physical_devices("GPU"))
    if BACKEND == "torch":
        return torch.cuda.is_available()
    return any(device.platform == "gpu" for device in jax.devices())


def configure(request):
    """Threads and determinism, before the first operation; returns what was set in words."""
    threads = f"threads {request.threads}"
    if BACKEND == "tensorflow":
        tf.config.threading.set_intra_op_parallelism_threads(request.threads)
        tf.config.threading.set_inter_op_parallelism_threads(request.threads)
        if request.strict:
            tf.config.experimental.enable_op_determinism()
        onednn = os.environ.get("TF_ENABLE_ONEDNN_OPTS", "left to TensorFlow")
        threads += f", TF_ENABLE_ONEDNN_OPTS {onednn}"
    elif BACKEND == "torch":
        torch.set_num_threads(request.threads)
        torch.use_deterministic_algorithms(request.strict)
    return f"{threads}, {'deterministic' if request.strict else 'the fastest'} operations"


class Data:
    """The training set in memory, handed to fit in our order."""

    def __init__(self, work):
        self.work = work
        self.x, self.y = work.x, self.answers(work.y)
        if BACKEND == "tensorflow":
            self.x, self.y = tf.constant(self.x), tf.constant(self.y)

    def answers(self, y):
        """One logit has its answers as float32 [n, 1]."""
        return y.reshape(-1, 1).astype(np.float32) if self.work.loss == "binary_crossentropy" else y

    def validation(self):
        return (self.work.x_val, self.answers(self.work.y_val)) if self.work.samples_val else None

    def batches(self, order_of, epochs, numbers):
        """Batches with these numbers, in this order, of each epoch; order_of(epoch) gives its rows."""
        make = self.dataset if BACKEND == "tensorflow" else self.generator
        return make(order_of, epochs, numbers)

    def generator(self, order_of, epochs, numbers):
        size = self.work.batch_size
        for epoch in range(epochs):
            order = order_of(epoch)
            for number in numbers:
                rows = order[number * size:(number + 1) * size]
                yield self.x[rows], self.y[rows]

    def dataset(self, order_of, epochs, numbers):
        size, samples = self.work.batch_size, self.work.samples

        def order(epoch):
            rows = tf.numpy_function(order_of, [epoch], tf.int32)
            return tf.ensure_shape(rows, [samples])

        def row_sets(rows):
            batches = tf.data.Dataset.from_tensor_slices(np.array(numbers, dtype=np.int64))
            return batches.map(lambda number: rows[number * size:tf.minimum((number + 1) * size, samples)])

        def gathered(rows):
            return tf.gather(self.x, rows), tf.gather(self.y, rows)

        return tf.data.Dataset.range(epochs).map(order).flat_map(row_sets).map(gathered).prefetch(2)
