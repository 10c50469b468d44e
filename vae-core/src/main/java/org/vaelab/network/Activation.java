package org.vaelab.network;

import org.nd4j.autodiff.samediff.SDVariable;

/// The nonlinearity between the layers of a network.
public enum Activation {
  TANH {
    @Override
    SDVariable apply(SDVariable x) {
      return x.getSameDiff().math.tanh(x);
    }
  },
  ELU {
    @Override
    SDVariable apply(SDVariable x) {
      return x.getSameDiff().nn.elu(x);
    }
  },
  RELU {
    @Override
    SDVariable apply(SDVariable x) {
      return x.getSameDiff().nn.relu(x, 0);
    }
  },
  SIGMOID {
    @Override
    SDVariable apply(SDVariable x) {
      return x.getSameDiff().nn.sigmoid(x);
    }
  },
  SWISH {
    @Override
    SDVariable apply(SDVariable x) {
      return x.getSameDiff().nn.swish(x);
    }
  };

  abstract SDVariable apply(SDVariable x);
}
