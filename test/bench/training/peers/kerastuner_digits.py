"""KerasTuner on the space of ../digits.cjs: candidates a minute.

python kerastuner_digits.py DATA TRIALS SEED   (DATA: 784 floats of image and 10 of label a digit; needs tensorflow-cpu, keras, keras-tuner)
"""

import json
import os
import sys
import tempfile
import time

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import keras
import keras_tuner
import numpy as np

L = keras.layers


def build(hp):
    act = hp.Choice('act', ['relu', 'elu', 'tanh'])
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Conv2D(hp.Choice('f1', [8, 16, 32]), hp.Choice('k1', [3, 5]), activation=act), L.MaxPooling2D(2),
        L.Conv2D(hp.Choice('f2', [16, 32, 64]), hp.Choice('k2', [3, 5]), activation=act), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(hp.Choice('units', [32, 64, 128]), activation='relu'),
        L.Dropout(hp.Choice('drop', [0.0, 0.25, 0.5])), L.Dense(10, activation='softmax'),
    ])  # fmt: skip
    optimizer = keras.optimizers.Adam(hp.Float('lr', 1e-4, 1e-2, sampling='log'))
    model.compile(optimizer, 'categorical_crossentropy', metrics=['accuracy'])
    return model


def main():
    data = np.fromfile(sys.argv[1], 'float32').reshape(-1, 794)
    trials, seed = int(sys.argv[2]), int(sys.argv[3])
    x = data[:, :784].reshape(-1, 28, 28, 1)
    y = data[:, 784:]
    with tempfile.TemporaryDirectory() as folder:
        tuner = keras_tuner.RandomSearch(
            build, objective='val_accuracy', max_trials=trials, overwrite=True, directory=folder, seed=seed
        )
        began = time.perf_counter()
        validation = (x[8000:9000], y[8000:9000])
        tuner.search(x[:8000], y[:8000], epochs=3, batch_size=64, validation_data=validation, verbose=0)
        seconds = time.perf_counter() - began
        best = tuner.oracle.get_best_trials(1)[0].score
    print(json.dumps({'minutes': seconds / 60, 'best': best}))


main()
