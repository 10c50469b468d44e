package org.vaelab.evidence.annealing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.Prior;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.model.SimulableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Data drawn from a model together with the latent variables that it came from. Given x, such
/// a z is an exact sample of the posterior.
///
/// @param z `[N, Z]`, row-major
/// @param points the data
public record Simulation(float[] z, Points points) {

  /// Draws N data points.
  public static Simulation draw(
      GraphExecutor executor,
      SimulableModel model,
      Parameters theta,
      int count,
      NoiseSource<Purpose.Sampling> noise) {
    Prior prior = model.prior();
    float[] x = HostArrays.allocate("simulated data [points x data size]", count, model.dataSize());
    float[] epsilon =
        HostArrays.allocate("the noise of the prior [points x size]", count, prior.noiseSize());
    noise.gaussian(0, IntStream.range(0, count).toArray(), 0, 1, prior.noiseSize(), epsilon);
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable latent = prior.sample(graph, graph.input("noise", -1, prior.noiseSize()));
    graph.output("z", latent.mul(1));
    graph.output("parameters", model.dataParameters(graph, latent));
    try (CompiledGraph compiled = executor.compile(graph, List.of("z", "parameters"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(theta).set("noise", epsilon, count, prior.noiseSize());
      Results results = compiled.run(inputs);
      float[] z = HostArrays.floats(results.output("z"));
      float[] parameters = HostArrays.floats(results.output("parameters"));
      int width = parameters.length / count;
      for (int i = 0; i < count; i++) {
        float[] row = Arrays.copyOfRange(parameters, i * width, (i + 1) * width);
        float[] drawn = model.draw(row, noise.at(1, i));
        System.arraycopy(drawn, 0, x, i * drawn.length, drawn.length);
      }
      return new Simulation(z, Points.all(Observations.ofRows(x, model.dataSize())));
    }
  }

  /// C chains of some of the points, each at the z that its point came from.
  ///
  /// @return `[C*B, Z]`
  float[] chains(int from, int count, int chains) {
    int size = z.length / points.count();
    float[] rows = Arrays.copyOfRange(z, from * size, (from + count) * size);
    float[] all = HostArrays.allocate("the chains", chains, rows.length);
    for (int chain = 0; chain < chains; chain++) {
      System.arraycopy(rows, 0, all, chain * rows.length, rows.length);
    }
    return all;
  }
}
