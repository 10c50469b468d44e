const data = JSON.parse(document.getElementById('explorer-data').textContent);
const root = document.querySelector('.explorer');
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const size = data.height * data.width;
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#8C6D00', '#222222', '#999999', '#7A3DB8'];
const BEST_COLOUR = '#B34700';
const STRIP = 9;

const pictures = rows(Uint8Array.from(atob(data.pictures), (c) => c.charCodeAt(0)), size);
const classes = [...new Set([...data.labels.training, ...data.labels.test])].sort((a, b) => a - b);
const colourOf = (label) => (label === undefined ? '#777' : COLOURS[classes.indexOf(label) % COLOURS.length]);

// What a model's numbers are in the page, made when the model is first asked for.
const models = data.models.map((given) => {
  let made;
  return () => (made ??= open(given));
});

function open(given) {
  const means = (q) => rows(unpack(q.mean), data.latent);
  const drawn = (q) => ({
    mean: means(q),
    logScale: rows(unpack(q.logScale), data.latent),
    draws: rows(unpack(q.draws), data.latent),
  });
  const training = means(given.training);
  const test = drawn(given.test);
  const all = [...training, ...test.mean];
  const largest = all.reduce((most, code) => code.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0);
  return {
    decode: decoderOf(given.decoder, size),
    training,
    test,
    best: drawn(given.best),
    all,
    bound: Math.max(4, 1.5 * largest),
  };
}

let model;
let plane;
let z;
let ends = [0, Math.min(1, pictures.length - 1)]; // The pictures A and B.

function paint(canvas, pixels) {
  canvas.width = data.width;
  canvas.height = data.height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(data.width, data.height);
  for (let d = 0; d < size; d++) {
    image.data.fill(Math.round(255 * clamp(pixels[d], 0, 1)), 4 * d, 4 * d + 3);
    image.data[4 * d + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const levels = (picture) => Float64Array.from(picture, (level) => level / 255);

function drawPlane() {
  const drawing = new Drawing(part('plane'), plane);
  drawing.axes();
  if (part('show-training').checked) {
    model.training.forEach((code, i) => drawing.point(plane.of(code), 2.5, colourOf(data.labels.training[i]), false));
  }
  if (part('show-test').checked) {
    model.test.mean.forEach((code, i) => drawing.point(plane.of(code), 2.5, colourOf(data.labels.test[i]), true));
  }
  drawPosterior(drawing, model.test, COLOURS[0], []);
  drawPosterior(drawing, model.best, BEST_COLOUR, [6, 4]);
  drawing.mark(plane.of(z));
}

function drawPosterior(drawing, q, colour, dash) {
  const picked = ends[1];
  if (q.logScale.length) {
    drawing.ellipse(plane.of(q.mean[picked]), plane.covariance(q.logScale[picked]), colour, dash);
  }
  const count = q.draws.length / pictures.length;
  q.draws.slice(picked * count, (picked + 1) * count).forEach((draw) => drawing.point(plane.of(draw), 1.5, colour, true));
}

// Shows a code.
function show(code) {
  z = Float64Array.from(code, (value) => clamp(value, -model.bound, model.bound));
  paint(part('image'), model.decode(z));
  part('sliders').querySelectorAll('input').forEach((slider, d) => {
    slider.value = z[d];
    slider.nextElementSibling.textContent = z[d].toFixed(2);
  });
  drawPlane();
}

const between = (t) => {
  const [a, b] = ends.map((end) => model.test.mean[end]);
  return a.map((value, d) => (1 - t) * value + t * b[d]);
};

function showEnds() {
  paint(part('original'), levels(pictures[ends[1]]));
  part('pictures').querySelectorAll('button').forEach((button, i) => {
    button.removeAttribute('data-end');
    ends.forEach((end, which) => end === i && button.setAttribute('data-end', 'AB'[which]));
  });
  [...part('strip').children].forEach((canvas, i) => paint(canvas, model.decode(between(i / (STRIP - 1)))));
  part('way').value = 1;
  show(model.test.mean[ends[1]]);
}

function choosePlane() {
  const components = part('plane-kind').value === 'components';
  if (part('across').value === part('up').value) { // One direction is no plane.
    part('up').value = (Number(part('across').value) + 1) % data.latent;
  }
  root.querySelectorAll('[data-part="dimensions"]').forEach((label) => (label.hidden = components));
  plane = components
    ? Plane.ofComponents(data.latent, model.all)
    : Plane.ofDimensions(Number(part('across').value), Number(part('up').value), data.latent, model.all);
}

function chooseModel() {
  model = models[part('model').value]();
  part('sliders').querySelectorAll('input').forEach((slider) => {
    slider.min = -model.bound;
    slider.max = model.bound;
  });
  choosePlane();
  showEnds();
}

function addChoices() {
  const option = (text, value) => Object.assign(document.createElement('option'), {textContent: text, value});
  data.models.forEach((given, i) => part('model').append(option(given.name, i)));
  part('model').parentElement.hidden = data.models.length < 2;
  for (let d = 0; d < data.latent; d++) {
    part('across').append(option(`z${d + 1}`, d));
    part('up').append(option(`z${d + 1}`, d));
  }
  part('up').value = Math.min(1, data.latent - 1);
  part('plane-kind').value = data.latent > 2 ? 'components' : 'dimensions';
  part('plane-kind').parentElement.hidden = data.latent < 3;
  classes.forEach((label) => {
    const entry = Object.assign(document.createElement('span'), {textContent: label});
    entry.style.setProperty('--label', colourOf(label));
    part('legend').append(entry);
  });
}

function addSliders() {
  for (let d = 0; d < data.latent; d++) {
    const label = document.createElement('label');
    const name = Object.assign(document.createElement('span'), {textContent: `z${d + 1}`});
    const slider = Object.assign(document.createElement('input'), {type: 'range', step: 'any'});
    slider.addEventListener('input', () => show(z.map((value, e) => (e === d ? Number(slider.value) : value))));
    label.append(name, slider, document.createElement('output'));
    part('sliders').append(label);
  }
}

function addPictures() {
  pictures.forEach((picture, i) => {
    const button = Object.assign(document.createElement('button'), {type: 'button'});
    const label = data.labels.test[i];
    button.setAttribute('aria-label', `test image ${i + 1}${label === undefined ? '' : `, label ${label}`}`);
    const canvas = document.createElement('canvas');
    paint(canvas, levels(picture));
    button.append(canvas);
    button.addEventListener('click', () => {
      ends = [ends[1], i];
      showEnds();
    });
    part('pictures').append(button);
  });
  for (let i = 0; i < STRIP; i++) {
    part('strip').append(document.createElement('canvas'));
  }
}

function listen() {
  const canvas = part('plane');
  const moveTo = (event) => {
    const box = canvas.getBoundingClientRect();
    const a = ((2 * (event.clientX - box.left)) / box.width - 1) * plane.reach;
    const b = (1 - (2 * (event.clientY - box.top)) / box.height) * plane.reach;
    show(plane.moved(z, [a, b]));
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  canvas.addEventListener('pointermove', (event) => canvas.hasPointerCapture(event.pointerId) && moveTo(event));
  const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
  canvas.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      show(plane.moved(z, plane.of(z).map((value, i) => value + (step[i] * plane.reach) / 50)));
    }
  });
  part('model').addEventListener('change', chooseModel);
  for (const name of ['plane-kind', 'across', 'up']) {
    part(name).addEventListener('change', () => {
      choosePlane();
      drawPlane();
    });
  }
  part('show-training').addEventListener('change', drawPlane);
  part('show-test').addEventListener('change', drawPlane);
  part('origin').addEventListener('click', () => show(new Float64Array(data.latent)));
  part('way').addEventListener('input', () => show(between(Number(part('way').value))));
  new ResizeObserver(drawPlane).observe(canvas);
}

addChoices();
addSliders();
addPictures();
chooseModel();
listen();
