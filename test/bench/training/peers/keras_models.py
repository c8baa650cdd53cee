"""The models of ../models.ts and ../other-models.ts in Keras on TensorFlow CPU: processor milliseconds of a step, milliseconds of the first one.

python keras_models.py MODEL   (needs tensorflow-cpu and keras)
"""

import json
import os
import sys
import time

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import keras
import numpy as np
import tensorflow as tf

L = keras.layers
BATCH, STEPS = 64, 24


class Attention(L.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, shape):
        square = (self.units, self.units)
        self.q, self.k, self.v, self.o = [
            self.add_weight(shape=square, initializer='glorot_uniform') for _ in range(4)
        ]

    def call(self, x):
        query, key, value = x @ self.q, x @ self.k, x @ self.v
        scores = tf.matmul(query, key, transpose_b=True) / self.units**0.5
        return tf.matmul(tf.nn.softmax(scores), value) @ self.o


def softmax():
    return L.Dense(10, activation='softmax')


def cnn():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Conv2D(16, 3, activation='relu'), L.MaxPooling2D(2),
        L.Conv2D(32, 3, activation='relu'), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(64, activation='relu'), softmax(),
    ])  # fmt: skip


def cifar():
    layers = [keras.Input((32, 32, 3))]
    for filters in (32, 64, 128):
        layers += [
            L.Conv2D(filters, 3, padding='same', use_bias=False), L.BatchNormalization(), L.Activation('relu'),
            L.MaxPooling2D(2),
        ]  # fmt: skip
    return keras.Sequential([*layers, L.Flatten(), L.Dense(128, activation='relu'), softmax()])


def separable():
    normalized = lambda layer: [layer, L.BatchNormalization(), L.Activation('relu')]
    layers = [keras.Input((32, 32, 3)), *normalized(L.Conv2D(32, 3, padding='same', use_bias=False))]
    for filters in (64, 128):
        layers += normalized(L.DepthwiseConv2D(3, strides=2, padding='same', use_bias=False))
        layers += normalized(L.Conv2D(filters, 1, use_bias=False))
    last = L.SeparableConv2D(128, 3, padding='same', activation='relu')
    return keras.Sequential([*layers, last, L.GlobalAveragePooling2D(), softmax()])


def recurrent(layer):
    return lambda: keras.Sequential([keras.Input((32, 16)), layer(64), softmax()])


def transformer():
    words = keras.Input((32,))
    x = L.Embedding(1000, 64)(words)
    x = L.LayerNormalization()(x + Attention(64)(x))
    inner = L.Dense(64)(L.Dense(128, activation='relu')(x))
    x = L.LayerNormalization()(x + inner)
    return keras.Model(words, softmax()(L.GlobalAveragePooling1D()(x)))


def mlp():
    return keras.Sequential([
        keras.Input((64,)),
        L.Dense(256, activation='relu'), L.Dropout(0.1), L.Dense(256, activation='relu'), softmax(),
    ])  # fmt: skip


def sequential(shape, *layers):
    return shape, lambda: keras.Sequential([keras.Input(shape), *(layer() for layer in layers), softmax()])


def layer(kind, *args, **options):
    return lambda: kind(*args, **options)


def residual():
    def conv(filters, size, strides=1):
        return L.Conv2D(filters, size, strides=strides, padding='same', use_bias=False)

    def block(x, filters, strides):
        y = L.Activation('relu')(L.BatchNormalization()(conv(filters, 3, strides)(x)))
        y = L.BatchNormalization()(conv(filters, 3)(y))
        past = x if strides == 1 else conv(filters, 1, strides)(x)
        return L.Activation('relu')(L.Add()([past, y]))

    image = keras.Input((32, 32, 3))
    x = L.Conv2D(16, 3, padding='same', activation='relu')(image)
    x = block(block(x, 16, 1), 32, 2)
    return keras.Model(image, softmax()(L.GlobalAveragePooling2D()(x)))


SAME = {'padding': 'same'}
RELU = {'activation': 'relu'}
OTHERS = {
    'conv1d': sequential(
        (128, 16), layer(L.Conv1D, 64, 5, **RELU), layer(L.MaxPooling1D, 2), layer(L.Conv1D, 64, 3, **RELU),
        L.GlobalMaxPooling1D,
    ),
    'strided': sequential(
        (32, 32, 3), layer(L.Conv2D, 32, 3, strides=2, **SAME, **RELU),
        layer(L.Conv2D, 64, 3, strides=2, **SAME, **RELU), L.GlobalAveragePooling2D,
    ),
    'large': sequential(
        (32, 32, 3), layer(L.Conv2D, 32, 5, strides=2, **SAME, **RELU),
        layer(L.Conv2D, 64, 5, strides=2, **SAME, **RELU), L.GlobalAveragePooling2D,
    ),
    'dilated': sequential(
        (32, 32, 3), layer(L.Conv2D, 16, 3, dilation_rate=2, activation='elu', **SAME),
        layer(L.Conv2D, 32, 3, dilation_rate=2, activation='elu', **SAME), L.GlobalMaxPooling2D,
    ),
    'odd': sequential(
        (28, 28, 1), layer(L.Conv2D, 12, 3, **RELU), layer(L.MaxPooling2D, 2), layer(L.Conv2D, 20, 3, **RELU),
        layer(L.AveragePooling2D, 2), layer(L.Conv2D, 36, 3, activation='swish'), L.Flatten,
    ),
    'wideConv': sequential(
        (32, 32, 3), layer(L.Conv2D, 16, 7, strides=2, activation='selu', **SAME), layer(L.GaussianDropout, 0.2),
        layer(L.Conv2D, 16, 7, activation='selu', **SAME), L.GlobalAveragePooling2D,
    ),
    'multiplier': sequential(
        (16, 16, 16), layer(L.DepthwiseConv2D, 5, depth_multiplier=4, **SAME, **RELU), layer(L.Conv2D, 32, 1, **RELU),
        L.GlobalAveragePooling2D,
    ),
    'residual': ((32, 32, 3), residual),
    'transposed': sequential(
        (8, 8, 16), layer(L.Conv2DTranspose, 16, 3, strides=2, **SAME, **RELU), layer(L.UpSampling2D, 2),
        layer(L.Conv2D, 8, 3, activation='tanh', **SAME), L.Flatten,
    ),
    'conv3d': sequential(
        (8, 16, 16, 1), layer(L.Conv3D, 8, 3, **RELU), layer(L.MaxPooling3D, 2), layer(L.Conv3D, 16, 3, **RELU),
        L.Flatten,
    ),
    'convLstm': sequential((6, 12, 12, 3), layer(L.ConvLSTM2D, 16, 3, **SAME), L.Flatten),
    'timed': sequential(
        (8, 16, 16, 3), lambda: L.TimeDistributed(L.Conv2D(8, 3, **RELU)), lambda: L.TimeDistributed(L.Flatten()),
        layer(L.LSTM, 32),
    ),
    'bidirectional': sequential(
        (32, 16), lambda: L.Bidirectional(L.LSTM(32, return_sequences=True)), lambda: L.Bidirectional(L.LSTM(32)),
    ),
    'masked': sequential(
        (32,), layer(L.Embedding, 1000, 32, mask_zero=True), layer(L.GRU, 48, return_sequences=True), layer(L.GRU, 48),
    ),
    'dropped': sequential(
        (50, 8), layer(L.GRU, 32, dropout=0.2, return_sequences=True), layer(L.GRU, 32, dropout=0.2, recurrent_dropout=0.2),
    ),
    'mixed': sequential(
        (64, 32), L.LayerNormalization, layer(L.Permute, (2, 1)), layer(L.Dense, 64, activation='gelu'),
        layer(L.Permute, (2, 1)), layer(L.Dense, 64, activation='gelu'), layer(L.Dense, 32), L.GlobalAveragePooling1D,
    ),
    'picture': sequential(
        (16, 16, 8), layer(L.Conv2D, 16, 3, activation='swish', **SAME),
        layer(L.UpSampling2D, 2, interpolation='bilinear'), layer(L.Conv2D, 1, 3, **SAME), L.Flatten,
    ),
    'wide': sequential((512,), layer(L.Dense, 1024), L.PReLU, layer(L.Dense, 1024, **RELU)),
}  # fmt: skip
MODELS = {
    **OTHERS,
    'cnn': ((28, 28, 1), cnn), 'cifar': ((32, 32, 3), cifar), 'separable': ((32, 32, 3), separable),
    'lstm': ((32, 16), recurrent(L.LSTM)), 'gru': ((32, 16), recurrent(L.GRU)),
    'transformer': ((32,), transformer), 'mlp': ((64,), mlp),
}  # fmt: skip


def main():
    name = sys.argv[1]
    shape, build = MODELS[name]
    n = BATCH * STEPS
    random = np.random.default_rng(7)
    words = name in ('transformer', 'masked')
    x = random.integers(0, 1000, (n, *shape)) if words else random.standard_normal((n, *shape))
    x = x.astype('float32')
    y = np.eye(10, dtype='float32')[random.integers(0, 10, n)]
    fit = {'batch_size': BATCH, 'verbose': 0, 'shuffle': False}
    firsts = []
    # The second model of a process is as a second candidate: everything is loaded.
    for _ in range(2):
        began = time.perf_counter()
        model = build()
        model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
        model.fit(x[:BATCH], y[:BATCH], epochs=1, **fit)
        firsts.append((time.perf_counter() - began) * 1e3)
    times = []
    start = time.perf_counter()
    while len(times) < 3 or (len(times) < 40 and time.perf_counter() - start < 1.5):
        began = time.process_time()
        model.fit(x, y, epochs=1, **fit)
        times.append((time.process_time() - began) / STEPS * 1e3)
    note = f'Keras {keras.__version__} on TensorFlow {tf.__version__}'
    print(json.dumps({'milliseconds': min(times), 'first': firsts[-1], 'note': note}))


main()
