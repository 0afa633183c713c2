"""What `--help` says below the options."""

EXAMPLES = """\
examples:
  python -m cnn_lessons photos pets --check
      look through the folder pets and say what is wrong with it
  python -m cnn_lessons photos pets
      look through it, train, test, and write pets_classifier.npz and .html
  python -m cnn_lessons photos pets --fine-tune
      the same, and let the network's last block learn; what is no better is not kept
  python -m cnn_lessons photos pets --export pets_app
      the same as without it, and write model.tflite, model.onnx, labels.txt and card.json
  python -m cnn_lessons photos pets --predict new.jpg other.jpg
      say what new photographs show
  python -m cnn_lessons photos pets --predict new_photos
      the same for all in a folder, and write new_photos_predictions.csv

A folder has one folder in it for each class, with at least two photographs in each:
  pets/cat/1.jpg  pets/cat/2.jpg  …  pets/dog/1.jpg  pets/dog/2.jpg  …
Or it has folders train and test, or val, with the class folders in both. A folder test
without class folders is left out. What can be read in two ways is asked.
Nothing in it is ever changed, and no photograph leaves this machine.
HEIC, as iPhones write it, is read where the extra heic is installed:
  pip install pillow-heif

Where the largest share is below a threshold, the answer is "none of these". The
threshold is chosen when the classifier is trained: each class is held out once and is
a stranger to the others; the report says how many strangers were refused. With two
classes none can be held out: there it keeps 95 of 100 photographs of your own, and
what it does to strangers is not known. After fine-tuning there is none, since the
network has learned from every class. --threshold sets another.

Only the weights of MobileNetV2 (2 MB) are downloaded, the first time, if they are
not in the folder models of KERAS_HOME (by default ~/.keras). Where they cannot be
had, a small network that comes with the course is used; a line says which, and why.
--check downloads nothing, nor does --predict if the classifier has been trained
with the small network.
"""

CIFAR10_EXAMPLES = """\
examples:
  python -m cnn_lessons cifar10 run1
      60 epochs of WRN-16-4 into the folder run1; for a GPU
  python -m cnn_lessons cifar10 try1 --images 1000 --epochs 2 --depth 10 --width 1
      the same way with few images and a small network: a minute on a processor
  python -m cnn_lessons cifar10 run2 --batch 256
      for two GPUs: 128 images on each, and twice the learning rate

The checkpoint is written after each epoch. Stop the command when you like: said again
with the same folder and options, it goes on after the last whole epoch, with the images
and the learning rate that it would have had. In Colab let FOLDER be in your Drive.
A folder of another training is refused, and nothing in it is changed.

Choose by the validation images, a tenth of those with labels. The test images are measured
once, after the last epoch; with --images N, the same part of them is taken.

With a GPU the layers compute in float16, and on one GPU XLA compiles the step; on a
processor neither is done. All GPUs of the machine are used. On several machines, start it
on each with TF_CONFIG set; FOLDER is one that all of them see.

What to expect: the paper of this network, S. Zagoruyko and N. Komodakis 2016, reports
94.98 % after 200 epochs with all 50,000 images. With the 60 epochs of 45,000 images that are
the default here, 93 % and more are expected. That has not been measured: the command was
tried on processors, for two epochs, and never to the end on a GPU.
"""
