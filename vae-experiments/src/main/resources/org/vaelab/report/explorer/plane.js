const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

// Rows of a matrix that came as one array.
function rows(values, width) {
  return Array.from({length: values.length / width}, (_, i) => values.subarray(i * width, (i + 1) * width));
}

function unit(size, dimension) {
  return Float64Array.from({length: size}, (_, d) => (d === dimension ? 1 : 0));
}

// The directions of largest variance, by power iteration.
function principalComponents(codes, centre, count) {
  const size = centre.length;
  const found = [];
  const centred = codes.map((code) => Float64Array.from(code, (value, d) => value - centre[d]));
  for (let c = 0; c < count; c++) {
    let direction = Float64Array.from({length: size}, (_, d) => 1 / (1 + d + c));
    for (let step = 0; step < 60; step++) {
      const next = new Float64Array(size);
      for (const code of centred) {
        const along = dot(code, direction);
        code.forEach((value, d) => (next[d] += along * value));
      }
      for (const other of found) {
        const along = dot(next, other);
        other.forEach((value, d) => (next[d] -= along * value));
      }
      const length = Math.sqrt(dot(next, next));
      if (!(length > 1e-12)) {
        return [unit(size, 0), unit(size, 1)]; // The codes do not vary.
      }
      direction = next.map((value) => value / length);
    }
    found.push(direction);
  }
  return found;
}

// A plane in the space of z: a centre, two directions, and how far it is shown each way.
class Plane {
  constructor(centre, across, up, names, codes) {
    Object.assign(this, {centre, across, up, names});
    const reach = codes.flatMap((code) => this.of(code).map(Math.abs)).sort((a, b) => a - b);
    this.reach = Math.max(3, 1.1 * (reach.at(-1) ?? 0));
  }

  static ofDimensions(across, up, size, codes) {
    // A z of one number has no second direction.
    const second = size > 1 ? unit(size, up) : new Float64Array(size);
    const names = [`z${across + 1}`, size > 1 ? `z${up + 1}` : ''];
    return new Plane(new Float64Array(size), unit(size, across), second, names, codes);
  }

  static ofComponents(size, codes) {
    const centre = new Float64Array(size);
    codes.forEach((code) => code.forEach((value, d) => (centre[d] += value / codes.length)));
    const [across, up] = principalComponents(codes, centre, 2);
    return new Plane(centre, across, up, ['component 1', 'component 2'], codes);
  }

  // Coordinates of z in the plane.
  of(z) {
    let [a, b] = [0, 0];
    for (let d = 0; d < z.length; d++) {
      a += (z[d] - this.centre[d]) * this.across[d];
      b += (z[d] - this.centre[d]) * this.up[d];
    }
    return [a, b];
  }

  // z moved to other coordinates; what of it is not in the plane stays.
  moved(z, [a, b]) {
    const [a0, b0] = this.of(z);
    return z.map((value, d) => value + (a - a0) * this.across[d] + (b - b0) * this.up[d]);
  }

  // Covariance of a diagonal Gaussian's coordinates: [var a, cov, var b].
  covariance(logScale) {
    const sum = [0, 0, 0];
    logScale.forEach((log, d) => {
      const variance = Math.exp(2 * log);
      sum[0] += variance * this.across[d] ** 2;
      sum[1] += variance * this.across[d] * this.up[d];
      sum[2] += variance * this.up[d] ** 2;
    });
    return sum;
  }
}

// Draws on a canvas whose sides are the plane's reach.
class Drawing {
  constructor(canvas, plane) {
    const side = Math.max(1, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
    canvas.width = canvas.height = side;
    this.side = side;
    this.plane = plane;
    this.scale = side / canvas.clientWidth || 1;
    this.context = canvas.getContext('2d');
  }

  at([a, b]) {
    const {reach} = this.plane;
    return [(this.side * (a / reach + 1)) / 2, (this.side * (1 - b / reach)) / 2];
  }

  axes() {
    const {context, plane, side, scale} = this;
    const step = [1, 2, 5, 10, 20, 50, 100].find((s) => plane.reach / s <= 6) ?? plane.reach / 4;
    context.font = `${11 * scale}px sans-serif`;
    context.lineWidth = scale;
    for (let tick = -Math.floor(plane.reach / step) * step; tick <= plane.reach; tick += step) {
      const [x, y] = this.at([tick, tick]);
      context.strokeStyle = tick === 0 ? '#bbb' : '#eee';
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, side);
      context.moveTo(0, y);
      context.lineTo(side, y);
      context.stroke();
      context.fillStyle = '#666';
      if (x > 20 * scale && x < side - 90 * scale) {
        context.textAlign = 'center';
        context.fillText(tick, x, side - 4 * scale);
      }
      if (y > 30 * scale && y < side - 20 * scale) {
        context.textAlign = 'left';
        context.fillText(tick, 4 * scale, y - 2 * scale);
      }
    }
    context.fillStyle = '#333';
    context.textAlign = 'right';
    context.fillText(plane.names[0], side - 5 * scale, side - 4 * scale);
    context.textAlign = 'left';
    context.fillText(plane.names[1], 5 * scale, 13 * scale);
  }

  point(coordinates, radius, colour, filled) {
    const {context, scale} = this;
    const [x, y] = this.at(coordinates);
    context.beginPath();
    context.arc(x, y, radius * scale, 0, 2 * Math.PI);
    context.lineWidth = scale;
    context.strokeStyle = context.fillStyle = colour;
    filled ? context.fill() : context.stroke();
  }

  // Two standard deviations about a mean.
  ellipse(coordinates, [varianceA, covariance, varianceB], colour, dash) {
    const {context, scale, side, plane} = this;
    const middle = (varianceA + varianceB) / 2;
    const spread = Math.hypot((varianceA - varianceB) / 2, covariance);
    const pixels = (variance) => (2 * Math.sqrt(Math.max(0, variance)) * side) / (2 * plane.reach);
    const angle = -Math.atan2(2 * covariance, varianceA - varianceB) / 2;
    const [x, y] = this.at(coordinates);
    context.beginPath();
    context.ellipse(x, y, pixels(middle + spread), pixels(middle - spread), angle, 0, 2 * Math.PI);
    context.setLineDash(dash.map((length) => length * scale));
    context.lineWidth = 2 * scale;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  mark(coordinates) {
    const {context, scale} = this;
    const [x, y] = this.at(coordinates);
    for (const [width, colour] of [[5, '#fff'], [2, '#000']]) {
      context.lineWidth = width * scale;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, 7 * scale, 0, 2 * Math.PI);
      context.moveTo(x - 11 * scale, y);
      context.lineTo(x + 11 * scale, y);
      context.moveTo(x, y - 11 * scale);
      context.lineTo(x, y + 11 * scale);
      context.stroke();
    }
  }
}
