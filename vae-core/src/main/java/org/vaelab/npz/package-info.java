/// Exchange with NumPy: `.npz` archives of named arrays, and a model's parameters in them.
///
/// Layout of exported parameters: one float32 array per parameter under the parameter's own name
/// (`decoder.W0`, `decoder.b0`, ...), in C order. Rows multiply from the left: a layer is
/// `h @ W + b` with `W` `[in, out]` and `b` `[1, out]`.
package org.vaelab.npz;
