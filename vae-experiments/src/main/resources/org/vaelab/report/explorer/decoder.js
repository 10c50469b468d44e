// Numbers come as 16-bit multiples of a step.
function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({length: bytes.length / 2}, (_, i) => view.getInt16(2 * i, true) * packed.step);
}

const sigmoid = (a) => 1 / (1 + Math.exp(-a));
const softplus = (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
const clamp = (a, low, high) => Math.min(high, Math.max(low, a));

const ACTIVATIONS = {
  tanh: Math.tanh,
  elu: (a) => (a > 0 ? a : Math.expm1(a)),
  relu: (a) => Math.max(a, 0),
  sigmoid,
  swish: (a) => a * sigmoid(a),
};

// E[x given z] of pixel d from the last layer's outputs; size is the number of pixels.
const MEANS = {
  sigmoid: (outputs, d) => sigmoid(outputs[d]),
  identity: (outputs, d) => outputs[d],
  // The mean of a logistic distribution that is cut off at 0 and 1.
  logistic: (outputs, d, size) => {
    const scale = Math.exp(clamp(outputs[size + d], -8, 5));
    return scale * (softplus(outputs[d] / scale) - softplus((outputs[d] - 1) / scale));
  },
};

// xW + b.
function affine(x, weights, bias) {
  const out = Float64Array.from(bias);
  for (let i = 0; i < x.length; i++) {
    const from = i * out.length;
    for (let j = 0; j < out.length; j++) {
      out[j] += x[i] * weights[from + j];
    }
  }
  return out;
}

// A function from z to the pixels of E[x given z].
function decoderOf(description, size) {
  const layers = description.layers.map((layer) => ({
    weights: unpack(layer.weights),
    bias: unpack(layer.bias),
    gate: layer.gate.map(unpack),
  }));
  const activation = ACTIVATIONS[description.activation];
  const mean = MEANS[description.mean];
  return (z) => {
    let h = z;
    layers.forEach((layer, i) => {
      const a = affine(h, layer.weights, layer.bias);
      if (i === layers.length - 1) {
        h = a;
      } else if (layer.gate.length) {
        const gate = affine(h, layer.gate[0], layer.gate[1]);
        h = a.map((value, j) => value * sigmoid(gate[j]));
      } else {
        h = a.map(activation);
      }
    });
    return Float64Array.from({length: size}, (_, d) => mean(h, d, size));
  };
}
