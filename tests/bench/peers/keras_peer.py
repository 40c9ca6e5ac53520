# SPDX-License-Identifier: GPL-3.0-or-later
"""Keras on TensorFlow on the CPU: fit-all, tuned-all, tuned-1, loop-all, loop-1, bfloat16-all.

fit: as most people write it. tuned: steps_per_execution of a whole epoch and jit_compile. loop: no fit at all, many
epochs in one compiled function with Keras' own layers and optimizer. bfloat16: tuned, with the mixed_bfloat16 policy.
"""
import os
import sys

import launch

THREADS = launch.threads_of(sys.argv[sys.argv.index("--variant") + 1])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402  (settings must stand before)
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402


def network(bundle, variant):
    policy = "mixed_bfloat16" if "bfloat16" in variant else "float32"
    keras.mixed_precision.set_dtype_policy(policy)
    layers = [keras.Input((bundle.x.shape[1],))]
    for (weight, _), activation in zip(bundle.layers, bundle.activations()):
        layers.append(keras.layers.Dense(weight.shape[0], activation=activation))
    layers.append(keras.layers.Activation("linear", dtype="float32"))
    model = keras.Sequential(layers)
    model.set_weights([part for weight, bias in bundle.layers for part in (weight.T, bias)])
    return model


def loss_of(bundle):
    return (keras.losses.SparseCategoricalCrossentropy(from_logits=True) if bundle.classes
            else keras.losses.MeanSquaredError())


def optimizer_of(bundle):
    settings = bundle.optimizer
    return keras.optimizers.Adam(settings["learning_rate"], settings["beta_1"], settings["beta_2"],
                                 settings["epsilon"])


def fit_trainer(bundle, model, variant):
    tuned = not variant.startswith("fit")
    model.compile(optimizer=optimizer_of(bundle), loss=loss_of(bundle), jit_compile=tuned,
                  steps_per_execution=bundle.steps if tuned else 1)

    def train(epochs):
        history = model.fit(bundle.x, bundle.y, batch_size=bundle.batch, epochs=epochs, shuffle=True, verbose=0)
        return history.history["loss"]

    return train


def loop_trainer(bundle, model):
    optimizer, loss_function = optimizer_of(bundle), loss_of(bundle)
    optimizer.build(model.trainable_variables)
    x, y = tf.constant(bundle.x), tf.constant(bundle.y)
    random = np.random.default_rng(bundle.work["seed"])

    @tf.function(jit_compile=True)
    def steps(orders):
        losses = tf.TensorArray(tf.float32, size=orders.shape[0])
        for i in tf.range(orders.shape[0]):
            rows = orders[i]
            with tf.GradientTape() as tape:
                loss = loss_function(tf.gather(y, rows), model(tf.gather(x, rows), training=True))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            losses = losses.write(i, loss)
        return losses.stack()

    def train(epochs):
        orders = np.tile(np.arange(len(bundle.x), dtype=np.int32), (epochs, 1))
        random.permuted(orders, axis=1, out=orders)
        losses = steps(tf.constant(orders.reshape(epochs * bundle.steps, bundle.batch)))
        return losses.numpy().reshape(epochs, bundle.steps).mean(axis=1)

    return train


def prepare(bundle, variant):
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    keras.utils.set_random_seed(bundle.work["seed"])
    model = network(bundle, variant)
    return loop_trainer(bundle, model) if variant.startswith("loop") else fit_trainer(bundle, model, variant)


if __name__ == "__main__":
    launch.main(prepare, lambda: {"keras": keras.__version__, "tensorflow": tf.__version__, "threads": THREADS})
